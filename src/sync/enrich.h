/* sync/enrich.h - one album's facets decided: its link, its artists' images, its description.
 *
 * Each facet is written as soon as it is decided, so that a crash loses only the calls in flight.
 * A facet whose provider cannot be asked now is put off: it stays undecided in the catalogue. */
#ifndef SYNC_ENRICH_H
#define SYNC_ENRICH_H
#include "model/album.h"
#include "model/facet.h"

#include <stdbool.h>

struct desk;
struct enrich;
struct err;
struct progress;
struct sync_deps;
struct year_desk;

struct enrich_context {
	const struct sync_deps *deps; /* all borrowed */
	struct desk *desk;
	struct year_desk *years;
	struct progress *progress; /* its facet counters grow with each commit */
	int64_t run_id;
};

/* How an album's enrichment ended. */
struct enrich_result {
	bool link_found, description_found;
	const char *const *new_images; /* names of the artists that got an image */
	size_t new_image_count;
	unsigned spotify_put_off, euria_put_off; /* facets */
	bool stopped;
	const char *stage;     /* where `err` happened; NULL when nothing failed */
	const struct err *err; /* the last failure; what was put off where nothing failed */
	bool failed;           /* `err` is more than a provider that cannot be asked now */
};
/* Runs once, from the loop. The album is handed back; the result is borrowed. */
typedef void (*enrich_done_fn)(void *data, struct album *album, const struct enrich_result *result);

/* Takes the album, which is in the catalogue already. `context` is borrowed. */
struct enrich *enrich_start(const struct enrich_context *context, struct album *album,
                            enrich_done_fn done, void *data);
/* No further call: `done` runs once the writes under way have ended. */
void enrich_stop(struct enrich *op);

#endif

/* world/collection.h - which copies the user owns just now, and in which order a page lists them.
 *
 * Changes at run time: copies are added, removed, or their dates dealt anew. */
#ifndef WORLD_COLLECTION_H
#define WORLD_COLLECTION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world/world.h"

enum sort_key {
	SORT_ADDED,
	SORT_ARTIST,
	SORT_TITLE,
	SORT_YEAR,
	SORT_LABEL,
	SORT_CATNO,
	SORT_FORMAT,
	SORT_RATING,
	SORT_KEY_COUNT
};
extern const char *const sort_key_names[SORT_KEY_COUNT];

enum {
	GHOST_EVERY = 80, /* one place in 80 of a page is taken by a copy that is never shown */
	GHOST_AT = 37
};

struct copy {
	uint32_t slot;    /* also identifies the copy */
	uint32_t added_s; /* since 2012-01-01, UTC */
};

struct collection;

/* `world` is borrowed and must outlive the collection. */
struct collection *collection_create(const struct world *world, uint32_t copies);
void collection_destroy(struct collection *collection);
/* Starts again with the first `copies` slots. */
void collection_reset(struct collection *collection, uint32_t copies);

uint32_t collection_count(const struct collection *collection);
/* One more than the highest slot that is or was in it. */
uint32_t collection_slots(const struct collection *collection);
/* In the order in which they were added; valid until the collection changes. */
const struct copy *collection_copies(const struct collection *collection);

void collection_add(struct collection *collection, uint32_t count);    /* later than all others */
void collection_remove(struct collection *collection, uint32_t count); /* drawn ones */
void collection_shuffle(struct collection *collection);

/* Places count the ghosts; a place that is one, or past the end, gives false. Ties are in the order
 * of adding. The first call for a key after a change sorts: some time at a large size. */
bool collection_at(struct collection *collection, enum sort_key key, bool descending,
                   uint32_t place, struct copy *out);
uint32_t collection_places(const struct collection *collection);

unsigned collection_rating(uint32_t slot); /* 0: none, to 5 */
int64_t collection_unix_time(const struct copy *copy);

#endif

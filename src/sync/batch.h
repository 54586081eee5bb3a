/* sync/batch.h - one collection page on its way into the catalogue: looked up, selected, imported.
 *
 * For walk.c. One page at a time; owns its albums until they are taken. */
#ifndef SYNC_BATCH_H
#define SYNC_BATCH_H
#include "store/import.h"
#include "sync/select.h"

#include <stdbool.h>
#include <stddef.h>

struct batch;
struct err;
struct store;

struct batch_options {
	int64_t run_id;
	size_t new_max; /* new albums at most; the rest of the page is left alone */
	bool dry_run;   /* select only */
};

/* What became of a row. */
enum row_fate {
	FATE_IMPORTED,
	FATE_KNOWN,    /* in the catalogue already */
	FATE_COPY,     /* another copy of what is in the catalogue already */
	FATE_REPEATED, /* counted earlier in this run */
	FATE_LEFT,     /* beyond new_max */
};

typedef void (*batch_done_fn)(void *data, struct batch *batch, const struct err *err);

/* Takes the albums, not the array. `done` runs once, from the loop; the batch is then the
 * receiver's, to be destroyed. */
struct batch *batch_start(struct store *store, struct album *const *albums, size_t count,
                          const struct batch_options *options, batch_done_fn done, void *data);
/* After `done` only. NULL is fine. */
void batch_destroy(struct batch *batch);

size_t batch_size(const struct batch *batch);
enum row_fate batch_fate(const struct batch *batch, size_t index);
/* Borrowed; NULL once taken. */
const struct album *batch_album(const struct batch *batch, size_t index);
/* Hands the album over. */
struct album *batch_take(struct batch *batch, size_t index);

#endif

/* store/masters.h - the year of the music, as Discogs knows it of a master. */
#ifndef STORE_MASTERS_H
#define STORE_MASTERS_H
#include "store/facets.h"

#include <stddef.h>
#include <stdint.h>

/* `year` 0: Discogs does not say. Not written where the master has its row already. */
struct store_call *store_add_master_year(struct store *store, int64_t master_id, int64_t run_id,
                                         int year, store_done_fn done, void *data);

/* At most `limit` masters above `after_id`, in order, that were never asked for and have an album
 * whose link is decided and left its original year unknown. What `done` is given is borrowed until
 * it returns, and NULL on an error. */
struct store_call *store_list_masters(struct store *store, int64_t after_id, size_t limit,
                                      void (*done)(void *data, const int64_t *ids, size_t count,
                                                   const struct err *err),
                                      void *data);

#endif

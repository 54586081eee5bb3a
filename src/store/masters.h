/* store/masters.h - the year of the music, as Discogs knows it of a master. */
#ifndef STORE_MASTERS_H
#define STORE_MASTERS_H
#include "store/facets.h"

#include <stddef.h>
#include <stdint.h>

/* `year` 0: Discogs does not say. Not written where the master has its row already. */
struct store_call *store_add_master_year(struct store *store, int64_t master_id, int64_t run_id,
                                         int year, store_done_fn done, void *data);

/* Whether that master was asked for, and what came of it. */
struct store_call *store_get_master_year(struct store *store, int64_t master_id,
                                         void (*done)(void *data, bool asked, int year,
                                                      const struct err *err),
                                         void *data);

/* Masters that were never asked for and have an album whose link is decided and left its original
 * year unknown, or is that of an edition. */
enum masters_wanted {
	MASTERS_OPEN,     /* all of them */
	MASTERS_DECISIVE, /* those whose year may decide what is ambiguous */
};
/* At most `limit` of them behind `after_id`; 0: from the first. Each `turn` has an order of its
 * own, 0 that of the ids: those that are never answered for do not come first each time. What
 * `done` is given is borrowed until it returns, and NULL on an error. */
struct store_call *store_list_masters(
    struct store *store, enum masters_wanted wanted, int64_t turn, int64_t after_id, size_t limit,
    void (*done)(void *data, const int64_t *ids, size_t count, const struct err *err), void *data);

#endif

/* sync/select.h - what is to be done with each row of a collection page. Pure. */
#ifndef SYNC_SELECT_H
#define SYNC_SELECT_H
#include "model/album.h"
#include "store/import.h"

#include <stddef.h>

enum row_action {
	ROW_NEW,      /* a release that the catalogue does not have: import and enrich it */
	ROW_COPY,     /* another copy of a release that it has: one more row in copies */
	ROW_KNOWN,    /* nothing to do */
	ROW_REPEATED, /* met before in this very run: a page has shifted under us */
};

/* `actions[i]` for `albums[i]`, given what the store knows of it in `known[i]`. A release that
 * stands twice on the page is new once and a copy after that. */
void select_rows(struct album *const *albums, const struct known_row *known, size_t count,
                 int64_t run_id, enum row_action *actions);

#endif

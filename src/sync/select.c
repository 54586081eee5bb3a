#include "sync/select.h"

#include <stdbool.h>

static bool stands_before(struct album *const *albums, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (albums[i]->discogs_id == albums[at]->discogs_id) {
			return true;
		}
	}
	return false;
}

static bool copy_stands_before(struct album *const *albums, size_t at)
{
	int64_t instance_id = albums[at]->copy.instance_id;
	for (size_t i = 0; instance_id && i < at; i++) {
		if (albums[i]->copy.instance_id == instance_id) {
			return true;
		}
	}
	return false;
}

static enum row_action select_row(struct album *const *albums, const struct known_row *known,
                                  size_t at, int64_t run_id)
{
	if (copy_stands_before(albums, at) ||
	    (known[at].copy_run_id >= 0 && known[at].copy_run_id == run_id)) {
		return ROW_REPEATED;
	}
	if (known[at].copy_run_id >= 0) {
		return ROW_KNOWN;
	}
	if (known[at].release_known || stands_before(albums, at)) {
		/* Without an instance id one copy cannot be told from another. */
		return albums[at]->copy.instance_id ? ROW_COPY : ROW_KNOWN;
	}
	return ROW_NEW;
}

void select_rows(struct album *const *albums, const struct known_row *known, size_t count,
                 int64_t run_id, enum row_action *actions)
{
	for (size_t i = 0; i < count; i++) {
		actions[i] = select_row(albums, known, i, run_id);
	}
}

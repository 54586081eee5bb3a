/* sync/seen.h - which rows of the collection a walk has met: what comes twice is counted once.
 *
 * 16 bytes a row or so; a provider can send no more rows than providers/discogs_page.c takes. */
#ifndef SYNC_SEEN_H
#define SYNC_SEEN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed one is empty. */
struct seen {
	int64_t *keys; /* 0: free */
	size_t size;   /* a power of two, or 0 */
	size_t count;
};

/* False where it was there already. `key` is not 0. */
bool seen_add(struct seen *seen, int64_t key);
void seen_finish(struct seen *seen);

#endif

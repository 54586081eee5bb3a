/* base/pool.h - memory that lives as long as its pool: the strings of what was loaded. */
#ifndef BASE_POOL_H
#define BASE_POOL_H
#include <stddef.h>

struct pool {
	struct pool_block *blocks; /* newest first */
};

void pool_finish(struct pool *pool);
void *pool_take(struct pool *pool, size_t size_bytes); /* zeroed, aligned to 16 bytes */
/* A copy of at most `size_max` bytes, cut between characters. */
const char *pool_text(struct pool *pool, const char *text, size_t size_max);

#endif

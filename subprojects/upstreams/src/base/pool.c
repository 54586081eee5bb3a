#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { BLOCK_SIZE_BYTES = 65536 };

struct pool_block {
	struct pool_block *next;
	size_t used;
	size_t size;
	_Alignas(16) char bytes[];
};

void pool_finish(struct pool *pool)
{
	while (pool->blocks) {
		struct pool_block *block = pool->blocks;
		pool->blocks = block->next;
		free(block);
	}
}

void *pool_take(struct pool *pool, size_t size_bytes)
{
	struct pool_block *block = pool->blocks;
	size_t size = (size_bytes + 15) & ~(size_t)15;
	if (!block || block->size - block->used < size) {
		size_t room = size > BLOCK_SIZE_BYTES ? size : BLOCK_SIZE_BYTES;
		block = xcalloc(1, sizeof(*block) + room);
		block->size = room;
		block->next = pool->blocks;
		pool->blocks = block;
	}
	void *taken = block->bytes + block->used;
	block->used += size;
	return taken;
}

const char *pool_text(struct pool *pool, const char *text, size_t size_max)
{
	size_t size = strlen(text);
	if (size > size_max) {
		size = utf8_cut(text, size_max);
	}
	return memcpy(pool_take(pool, size + 1), text, size);
}

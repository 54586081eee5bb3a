#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <string.h>

/* An album with its strings fits into one block of this size. */
#define BLOCK_BYTES 2048

struct block {
	struct block *next;
	size_t used, size_bytes;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the first one is allocated from */
};

static struct block *block_create(size_t size_bytes, struct block *next)
{
	struct block *block = xcalloc(1, sizeof(*block) + size_bytes);
	block->next = next;
	block->size_bytes = size_bytes;
	return block;
}

struct arena *arena_create(void)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));
	arena->blocks = block_create(BLOCK_BYTES, NULL);
	return arena;
}

void arena_destroy(struct arena *arena)
{
	if (!arena) {
		return;
	}
	for (struct block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

static void *take(struct arena *arena, size_t size_bytes)
{
	size_t align = alignof(max_align_t);
	size_t rounded = (size_bytes + align - 1) / align * align;
	struct block *first = arena->blocks;
	if (rounded > BLOCK_BYTES / 2) { /* a block of its own, behind the one in use */
		first->next = block_create(rounded, first->next);
		return first->next->bytes;
	}
	if (first->size_bytes - first->used < rounded) {
		first = arena->blocks = block_create(BLOCK_BYTES, first);
	}
	void *memory = first->bytes + first->used;
	first->used += rounded;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size_bytes)
{
	if (size_bytes && count > (size_t)-1 / 2 / size_bytes) {
		mem_exhausted();
	}
	return take(arena, count * size_bytes);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	autofree char *text = xvasprintf(fmt, args);
	va_end(args);
	return arena_strdup(arena, text);
}

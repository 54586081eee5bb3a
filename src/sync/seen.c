#include "sync/seen.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_SIZE 256

/* Fibonacci hashing: ids that follow each other are spread. */
static size_t place_of(const struct seen *seen, int64_t key)
{
	size_t at = (size_t)(((uint64_t)key * 0x9E3779B97F4A7C15u) >> 32) & (seen->size - 1);
	while (seen->keys[at] && seen->keys[at] != key) {
		at = (at + 1) & (seen->size - 1);
	}
	return at;
}

static void grow(struct seen *seen)
{
	struct seen larger = {.size = seen->size ? seen->size * 2 : FIRST_SIZE,
	                      .count = seen->count};
	larger.keys = xcalloc(larger.size, sizeof(*larger.keys));
	for (size_t i = 0; i < seen->size; i++) {
		if (seen->keys[i]) {
			larger.keys[place_of(&larger, seen->keys[i])] = seen->keys[i];
		}
	}
	free(seen->keys);
	*seen = larger;
}

bool seen_add(struct seen *seen, int64_t key)
{
	assert(key != 0);
	if (seen->count * 4 >= seen->size * 3) {
		grow(seen);
	}
	size_t at = place_of(seen, key);
	if (seen->keys[at]) {
		return false;
	}
	seen->keys[at] = key;
	seen->count++;
	return true;
}

void seen_finish(struct seen *seen)
{
	free(seen->keys);
	*seen = (struct seen){0};
}

#include "base/slots.h"

#include <stdlib.h>

#include "base/draw.h"
#include "base/memory.h"

struct cell {
	uint64_t key; /* 0: free */
	uint32_t number;
};

struct slots {
	struct cell *cells;
	uint32_t size; /* a power of two, at most half full */
	uint32_t used;
};

struct slots *slots_create(void)
{
	struct slots *slots = xcalloc(1, sizeof(*slots));
	slots->size = 64;
	slots->cells = xcalloc(slots->size, sizeof(*slots->cells));
	return slots;
}

void slots_destroy(struct slots *slots)
{
	if (slots) {
		free(slots->cells);
		free(slots);
	}
}

static struct cell *cell_of(const struct slots *slots, uint64_t key)
{
	uint32_t at = (uint32_t)mix64(key);
	for (;; at++) {
		struct cell *cell = &slots->cells[at & (slots->size - 1)];
		if (cell->key == key || cell->key == 0) {
			return cell;
		}
	}
}

static void grow(struct slots *slots)
{
	struct slots larger = {.size = slots->size * 2, .used = slots->used};
	larger.cells = xcalloc(larger.size, sizeof(*larger.cells));
	for (uint32_t i = 0; i < slots->size; i++) {
		if (slots->cells[i].key) {
			*cell_of(&larger, slots->cells[i].key) = slots->cells[i];
		}
	}
	free(slots->cells);
	*slots = larger;
}

uint32_t slots_put(struct slots *slots, uint64_t key, uint32_t number)
{
	key += key == 0;
	struct cell *cell = cell_of(slots, key);
	if (cell->key) {
		return cell->number;
	}
	*cell = (struct cell){key, number};
	if (++slots->used * 2 > slots->size) {
		grow(slots);
	}
	return number;
}

bool slots_get(const struct slots *slots, uint64_t key, uint32_t *number)
{
	const struct cell *cell = cell_of(slots, key + (key == 0));
	*number = cell->number;
	return cell->key != 0;
}

#include "world/collection.h"

#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "base/text.h"
#include "world/sorting.h"

const char *const sort_key_names[SORT_KEY_COUNT] = {"added", "artist", "title",  "year",
                                                    "label", "catno",  "format", "rating"};

enum topic { TOPIC_ADDED = 400, TOPIC_REMOVED, TOPIC_SHUFFLED, TOPIC_RATING };
enum {
	EPOCH_S = 1325376000,         /* 2012-01-01T00:00:00Z */
	SPAN_S = 13 * 365 * 24 * 3600 /* in which the first copies were added */
};

struct collection {
	const struct world *world; /* borrowed */
	struct copy *copies;       /* by date */
	uint32_t count, room;
	uint32_t slots;
	uint32_t step_s;                  /* between two copies */
	uint64_t turn;                    /* of changes, for the draws */
	uint32_t *orders[SORT_KEY_COUNT]; /* indices into copies; NULL until asked for */
};

static void forget_orders(struct collection *collection)
{
	for (unsigned key = 0; key < SORT_KEY_COUNT; key++) {
		free(collection->orders[key]);
		collection->orders[key] = NULL;
	}
	collection->turn++;
}

struct collection *collection_create(const struct world *world, uint32_t copies)
{
	struct collection *collection = xcalloc(1, sizeof(*collection));
	collection->world = world;
	collection_reset(collection, copies);
	return collection;
}

void collection_destroy(struct collection *collection)
{
	if (collection) {
		forget_orders(collection);
		free(collection->copies);
		free(collection);
	}
}

void collection_reset(struct collection *collection, uint32_t copies)
{
	collection->count = 0;
	collection->slots = 0;
	collection->step_s = copies ? SPAN_S / copies : SPAN_S;
	if (collection->step_s == 0) {
		collection->step_s = 1;
	}
	collection_add(collection, copies);
}

uint32_t collection_count(const struct collection *collection)
{
	return collection->count;
}

uint32_t collection_slots(const struct collection *collection)
{
	return collection->slots;
}

const struct copy *collection_copies(const struct collection *collection)
{
	return collection->copies;
}

/* One copy in nine has the date of the one before: they were added in one go. */
static uint32_t date_after(const struct collection *collection, uint32_t slot)
{
	uint32_t before = collection->count ? collection->copies[collection->count - 1].added_s : 0;
	uint64_t drawn = draw(collection->step_s, TOPIC_ADDED, slot);
	if (drawn % 9 == 0) {
		return before;
	}
	return before + 1 + pick(drawn, collection->step_s * 2 - 1);
}

void collection_add(struct collection *collection, uint32_t count)
{
	forget_orders(collection);
	if (collection->room - collection->count < count) {
		collection->room = collection->count + count + collection->count / 8;
		collection->copies =
		    xrealloc(collection->copies, collection->room, sizeof(*collection->copies));
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t slot = collection->slots++;
		struct copy copy = {slot, date_after(collection, slot)};
		if (i == 0 &&
		    collection->count) { /* what is new is newer than all that was there */
			copy.added_s = collection->copies[collection->count - 1].added_s + 1;
		}
		collection->copies[collection->count++] = copy;
	}
}

void collection_remove(struct collection *collection, uint32_t count)
{
	forget_orders(collection);
	for (; count && collection->count; count--) {
		uint32_t at = pick(draw(collection->turn, TOPIC_REMOVED, count), collection->count);
		collection->count--;
		memmove(&collection->copies[at], &collection->copies[at + 1],
		        (collection->count - at) * sizeof(*collection->copies));
	}
}

void collection_shuffle(struct collection *collection)
{
	forget_orders(collection);
	for (uint32_t left = collection->count; left > 1; left--) {
		uint32_t other = pick(draw(collection->turn, TOPIC_SHUFFLED, left), left);
		struct copy *a = &collection->copies[left - 1], *b = &collection->copies[other];
		uint32_t slot = a->slot;
		a->slot = b->slot;
		b->slot = slot;
	}
}

uint32_t collection_places(const struct collection *collection)
{
	uint32_t rows = collection->count;
	/* One ghost in front of row 37 and of every 79th row behind it. */
	return rows > GHOST_AT ? rows + 1 + (rows - GHOST_AT - 1) / (GHOST_EVERY - 1) : rows;
}

static bool row_of_place(uint32_t place, uint32_t *row)
{
	uint32_t ghosts = place < GHOST_AT ? 0 : (place - GHOST_AT) / GHOST_EVERY + 1;
	*row = place - ghosts;
	return place % GHOST_EVERY != GHOST_AT;
}

bool collection_at(struct collection *collection, enum sort_key key, bool descending,
                   uint32_t place, struct copy *out)
{
	uint32_t row;
	if (!row_of_place(place, &row) || row >= collection->count) {
		return false;
	}
	if (descending) {
		row = collection->count - 1 - row;
	}
	if (key != SORT_ADDED) {
		if (!collection->orders[key]) {
			collection->orders[key] = sorting_order(collection, collection->world, key);
		}
		row = collection->orders[key][row];
	}
	*out = collection->copies[row];
	return true;
}

unsigned collection_rating(uint32_t slot)
{
	uint64_t drawn = draw(0, TOPIC_RATING, slot);
	return drawn % 3 ? 0 : 1 + pick(drawn, 5);
}

int64_t collection_unix_time(const struct copy *copy)
{
	return (int64_t)EPOCH_S + copy->added_s;
}

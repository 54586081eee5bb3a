#include "search/postings.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/slots.h"

struct entry {
	uint32_t list;
	uint32_t number;
};

struct postings {
	struct slots *lists;   /* key to list */
	struct entry *entries; /* until sealed */
	uint64_t entry_count, entry_room;
	uint32_t *last; /* by list, until sealed: 1 + the number added last */
	uint32_t list_count, list_room;
	uint64_t *starts; /* by list, once sealed; one more than there are lists */
	uint32_t *numbers;
};

struct postings *postings_create(void)
{
	struct postings *postings = xcalloc(1, sizeof(*postings));
	postings->lists = slots_create();
	return postings;
}

void postings_destroy(struct postings *postings)
{
	if (postings) {
		slots_destroy(postings->lists);
		free(postings->entries);
		free(postings->last);
		free(postings->starts);
		free(postings->numbers);
		free(postings);
	}
}

static uint32_t list_of(struct postings *postings, uint64_t key)
{
	uint32_t list = slots_put(postings->lists, key, postings->list_count);
	if (list < postings->list_count) {
		return list;
	}
	if (postings->list_count == postings->list_room) {
		postings->list_room = postings->list_room * 2 + 1024;
		postings->last =
		    xrealloc(postings->last, postings->list_room, sizeof(*postings->last));
	}
	postings->last[postings->list_count++] = 0;
	return list;
}

void postings_add(struct postings *postings, uint64_t key, uint32_t number)
{
	uint32_t list = list_of(postings, key);
	if (postings->last[list] == number + 1) {
		return;
	}
	postings->last[list] = number + 1;
	if (postings->entry_count == postings->entry_room) {
		postings->entry_room = postings->entry_room * 2 + 4096;
		postings->entries =
		    xrealloc(postings->entries, postings->entry_room, sizeof(*postings->entries));
	}
	postings->entries[postings->entry_count++] = (struct entry){list, number};
}

void postings_seal(struct postings *postings)
{
	uint64_t *starts = xcalloc(postings->list_count + 2, sizeof(*starts));
	for (uint64_t i = 0; i < postings->entry_count; i++) {
		starts[postings->entries[i].list + 2]++;
	}
	for (uint32_t list = 2; list < postings->list_count + 2; list++) {
		starts[list] += starts[list - 1];
	}
	postings->numbers = xcalloc(postings->entry_count, sizeof(*postings->numbers));
	for (uint64_t i = 0; i < postings->entry_count; i++) {
		postings->numbers[starts[postings->entries[i].list + 1]++] =
		    postings->entries[i].number;
	}
	postings->starts =
	    starts; /* each start has moved to its list's end, the next one's start */
	free(postings->entries);
	free(postings->last);
	postings->entries = NULL;
	postings->last = NULL;
}

struct posting_list postings_of(const struct postings *postings, uint64_t key)
{
	uint32_t list;
	if (!slots_get(postings->lists, key, &list)) {
		return (struct posting_list){0};
	}
	uint64_t start = postings->starts[list];
	return (struct posting_list){postings->numbers + start,
	                             (uint32_t)(postings->starts[list + 1] - start)};
}

bool posting_list_has(struct posting_list list, uint32_t number)
{
	const uint32_t *at = list.numbers;
	uint32_t left = list.count;
	while (left > 1) {
		uint32_t half = left / 2;
		at += at[half] <= number ? half : 0;
		left -= half;
	}
	return left && *at == number;
}

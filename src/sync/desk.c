#include "sync/desk.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/query.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Answers kept: ten albums and ten artists each, about 8 KB. */
#define ENTRIES_MAX 512

struct desk {
	const struct listening_role *listening;
	struct list entries; /* desk_entry::link */
	size_t count;
	void *tree; /* desk_entry by key, tsearch(3) */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct desk_entry *)a)->key, ((const struct desk_entry *)b)->key);
}

static void entry_free(struct desk_entry *entry)
{
	struct desk *desk = entry->desk;
	assert(entry->holders == 0 && flight_is_empty(&entry->flight));
	tdelete(entry, &desk->tree, compare);
	list_remove(&entry->link);
	desk->count--;
	role_cancel(entry->step);
	candidates_destroy(entry->candidates);
	free(entry->spotify_id);
	free(entry->key);
	free(entry);
}

static void evict(struct desk *desk)
{
	struct list *link = desk->entries.next;
	while (desk->count >= ENTRIES_MAX && link != &desk->entries) {
		struct desk_entry *entry = list_entry(link, struct desk_entry, link);
		link = link->next;
		if (entry->holders == 0) {
			entry_free(entry);
		}
	}
}

struct desk *desk_create(const struct listening_role *listening)
{
	struct desk *desk = xcalloc(1, sizeof(*desk));
	desk->listening = listening;
	list_init(&desk->entries);
	return desk;
}

void desk_destroy(struct desk *desk)
{
	if (!desk) {
		return;
	}
	struct list *link;
	while ((link = list_take(&desk->entries))) {
		entry_free(list_entry(link, struct desk_entry, link));
	}
	free(desk);
}

static struct desk_entry *entry_create(struct desk *desk, char *stolen_key)
{
	struct desk_entry *entry = xcalloc(1, sizeof(*entry));
	entry->key = stolen_key;
	entry->desk = desk;
	flight_init(&entry->flight);
	list_init(&entry->link);
	desk->count++;
	if (!tsearch(entry, &desk->tree, compare)) {
		mem_exhausted();
	}
	return entry;
}

struct desk_entry *desk_hold(struct desk *desk, const struct credit *credit)
{
	autofree char *key = credit->discogs_id ? xasprintf("%lld", (long long)credit->discogs_id)
	                                        : xasprintf("=%s", credit->raw_name);
	struct desk_entry probe = {.key = key};
	void *found = tfind(&probe, &desk->tree, compare);
	struct desk_entry *entry = found ? *(struct desk_entry **)found : NULL;
	if (!entry) {
		evict(desk);
		entry = entry_create(desk, steal(&key));
	}
	list_remove(&entry->link);
	list_append(&desk->entries, &entry->link);
	entry->holders++;
	if (credit->spotify_id && !entry->spotify_id) {
		entry->spotify_id = xstrdup(credit->spotify_id);
	}
	return entry;
}

void desk_release(struct desk_entry *entry)
{
	if (entry) {
		assert(entry->holders > 0);
		entry->holders--;
	}
}

static void on_candidates(void *data, struct candidates *candidates, const struct err *err)
{
	struct desk_entry *entry = data;
	entry->step = NULL;
	entry->candidates = candidates;
	flight_land(&entry->flight, candidates, err);
}

void desk_ask(struct desk_entry *entry, const struct credit *credit, struct flight_wait *wait,
              flight_fn fn, void *data)
{
	assert(!entry->candidates);
	flight_join(&entry->flight, wait, fn, data);
	if (!entry->step) {
		struct arena *arena = arena_create();
		const struct listening_role *listening = entry->desk->listening;
		const char *query = query_for_artist(arena, credit);
		query = query ? query : credit->name; /* of nothing but dividers: "( )" */
		entry->step =
		    listening->search_artists(listening->self, query, on_candidates, entry);
		arena_destroy(arena);
	}
}

void desk_leave(struct desk_entry *entry, struct flight_wait *wait)
{
	flight_leave(wait);
	if (entry && flight_is_empty(&entry->flight) && entry->step) {
		role_cancel(entry->step);
		entry->step = NULL;
	}
}

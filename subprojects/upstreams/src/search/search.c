#include "search/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "search/collect.h"
#include "search/postings.h"
#include "world/unowned.h"

enum field {
	FIELD_TITLE = 1, /* of an album */
	FIELD_CREDIT,    /* the artists of an album */
	FIELD_NAME       /* of an artist */
};
enum {
	RANK_PER_WORD = 100000,
	RANK_NOISE = 1000,
	RANK_RIGHT = 100,
	RANK_TITLED = 1200,
	RANK_DECOY_FIRST = 2000, /* with a small limit */
	RANK_EXACT_NAME = 600,
	SMALL_LIMIT = 3
};

struct search {
	const struct world *world; /* borrowed */
	struct postings *postings;
};

static uint64_t key_of(uint64_t word, enum field field)
{
	return mix64(word + field);
}

static void add(struct search *search, const struct words *words, enum field field, uint32_t number)
{
	for (unsigned i = 0; i < words->count; i++) {
		postings_add(search->postings, key_of(words->hash[i], field), number);
	}
}

static void add_listing(struct search *search, const struct listing *listing)
{
	uint32_t number = listing->slot * LISTING_VARIANTS + listing->variant;
	struct words words = {.count = 0};
	text_words(&words, listing->title);
	add(search, &words, FIELD_TITLE, number);
	words.count = 0;
	for (unsigned i = 0; i < listing->artist_count; i++) {
		text_words(&words, listing->artists[i].name);
	}
	add(search, &words, FIELD_CREDIT, number);
}

/* What is known of the artists once their works are added, by number. */
enum { IS_CREDITED = 1, IS_LISTED = 2 };
struct standing {
	unsigned char *flags;
	uint32_t count;
};

static void note_credits(const struct world *world, uint32_t slot, struct standing *standing)
{
	struct room room;
	struct release work;
	room_init(&room);
	world_work(world, slot, &room, &work);
	for (unsigned i = 0; i < work.credit_count; i++) {
		if (work.credits[i].artist < standing->count) {
			standing->flags[work.credits[i].artist] |= IS_CREDITED;
		}
	}
}

static void note_listed(const struct listing *listing, struct standing *standing)
{
	for (unsigned i = 0; i < listing->artist_count; i++) {
		const struct spotify_artist *artist = &listing->artists[i];
		if (artist->face == FACE_TRUE && artist->number < standing->count) {
			standing->flags[artist->number] |= IS_LISTED;
		}
	}
}

static void add_works(struct search *search, uint32_t slots, struct standing *standing)
{
	struct room room;
	struct listing listings[LISTING_VARIANTS];
	for (uint32_t slot = 0; slot < slots; slot++) {
		if (world_work_of(search->world, slot) != slot) {
			continue;
		}
		note_credits(search->world, slot, standing);
		room_init(&room);
		unsigned count = world_listings(search->world, slot, &room, listings);
		for (unsigned i = 0; i < count; i++) {
			add_listing(search, &listings[i]);
			note_listed(&listings[i], standing);
		}
	}
}

/* Of the artists whose works brought nothing to Spotify. */
static void add_unowned(struct search *search, const struct standing *standing)
{
	struct room room;
	struct listing listing;
	for (uint32_t artist = 0; artist < standing->count; artist++) {
		room_init(&room);
		if (standing->flags[artist] == IS_CREDITED &&
		    world_listing(search->world, UNOWNED_SLOTS + artist, 0, &room, &listing)) {
			add_listing(search, &listing);
		}
	}
}

static void add_albums(struct search *search, uint32_t slots)
{
	struct standing standing = {.count = world_artist_count(search->world, slots)};
	standing.flags = xcalloc(standing.count + 1, sizeof(*standing.flags));
	add_works(search, slots, &standing);
	add_unowned(search, &standing);
	free(standing.flags);
}

static void add_faces(struct search *search, enum face face, uint32_t count)
{
	struct room room;
	struct spotify_artist artist;
	for (uint32_t number = 0; number < count; number++) {
		room_init(&room);
		if (world_face(search->world, face, number, &room, &artist)) {
			struct words words = {.count = 0};
			text_words(&words, artist.name);
			add(search, &words, FIELD_NAME, (uint32_t)face << 28 | number);
		}
	}
}

struct search *search_create(const struct world *world, uint32_t slots)
{
	struct search *search = xcalloc(1, sizeof(*search));
	search->world = world;
	search->postings = postings_create();
	add_albums(search, slots);
	uint32_t artists = world_artist_count(world, slots);
	for (unsigned face = 0; face < FACE_COUNT; face++) {
		add_faces(search, (enum face)face,
		          world_face_count(world, (enum face)face, artists));
	}
	postings_seal(search->postings);
	return search;
}

void search_destroy(struct search *search)
{
	if (search) {
		postings_destroy(search->postings);
		free(search);
	}
}

static unsigned add_terms(const struct search *search, const struct words *words, enum field first,
                          enum field second, bool may_fail, struct term *terms, unsigned count)
{
	for (unsigned i = 0; i < words->count && count < COLLECT_TERMS_MAX; i++) {
		struct term *term = &terms[count++];
		*term = (struct term){.may_fail = may_fail};
		term->lists[0] = postings_of(search->postings, key_of(words->hash[i], first));
		if (second) {
			term->lists[1] =
			    postings_of(search->postings, key_of(words->hash[i], second));
		}
	}
	return count;
}

static int by_rank(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	if (a->rank != b->rank) {
		return a->rank < b->rank ? 1 : -1;
	}
	return a->number < b->number ? -1 : a->number > b->number;
}

static void deliver(struct collected *collected, struct search_hits *out)
{
	qsort(collected->found, collected->count, sizeof(collected->found[0]), by_rank);
	out->count = collected->count;
	for (uint32_t i = 0; i < collected->count; i++) {
		out->numbers[i] = collected->found[i].number;
	}
}

static uint32_t album_rank(const struct search *search, uint32_t number, uint32_t met,
                           unsigned limit)
{
	enum listing_class class = world_listing_class(search->world, search_album_slot(number),
	                                               search_album_variant(number));
	uint32_t rank = met * RANK_PER_WORD + pick(mix64(number + UINT64_C(977)), RANK_NOISE);
	if (listing_is_right(class)) {
		return rank + RANK_RIGHT;
	}
	return limit < SMALL_LIMIT ? rank + RANK_DECOY_FIRST : rank;
}

/* Does a word outside the filters occur in the title, not only among the artists? */
static bool is_titled(const struct term *terms, unsigned count, uint32_t number)
{
	for (unsigned i = 0; i < count; i++) {
		if (terms[i].may_fail && posting_list_has(terms[i].lists[0], number)) {
			return true;
		}
	}
	return false;
}

static bool is_of_years(const struct search *search, uint32_t number, const struct query *query)
{
	struct room room;
	struct listing listing;
	room_init(&room);
	world_listing(search->world, search_album_slot(number), search_album_variant(number), &room,
	              &listing);
	int year = listing.release_date ? atoi(listing.release_date) : 0;
	return year >= query->year_from && year <= query->year_to;
}

void search_albums(const struct search *search, const struct query *query, unsigned limit,
                   struct search_hits *out)
{
	struct term terms[COLLECT_TERMS_MAX];
	struct collected collected;
	out->count = 0;
	if (query->hopeless) {
		return;
	}
	unsigned count = add_terms(search, &query->album, FIELD_TITLE, 0, false, terms, 0);
	count = add_terms(search, &query->artist, FIELD_CREDIT, 0, false, terms, count);
	count = add_terms(search, &query->any, FIELD_TITLE, FIELD_CREDIT, true, terms, count);
	collect(terms, count, &collected);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < collected.count; i++) {
		struct found *found = &collected.found[i];
		if (!query->year_from || is_of_years(search, found->number, query)) {
			uint32_t rank = album_rank(search, found->number, found->rank, limit);
			rank += is_titled(terms, count, found->number) ? RANK_TITLED : 0;
			collected.found[kept++] = (struct found){found->number, rank};
		}
	}
	collected.count = kept;
	deliver(&collected, out);
}

/* A name of just the words that were asked for comes before longer ones. */
static uint32_t artist_rank(const struct search *search, uint32_t number, uint32_t met,
                            unsigned words)
{
	struct room room;
	struct spotify_artist artist;
	struct words own = {.count = 0};
	room_init(&room);
	if (world_face(search->world, search_artist_face(number), search_artist_number(number),
	               &room, &artist)) {
		text_words(&own, artist.name);
	}
	uint32_t rank = met * RANK_PER_WORD + pick(mix64(number + UINT64_C(991)), RANK_NOISE);
	return own.count == words ? rank + RANK_EXACT_NAME : rank;
}

void search_artists(const struct search *search, const struct query *query, struct search_hits *out)
{
	struct term terms[COLLECT_TERMS_MAX];
	struct collected collected;
	out->count = 0;
	if (query->hopeless || query->has_album) {
		return; /* album: is no filter for artists */
	}
	unsigned count = add_terms(search, &query->artist, FIELD_NAME, 0, false, terms, 0);
	count = add_terms(search, &query->any, FIELD_NAME, 0, true, terms, count);
	collect(terms, count, &collected);
	for (uint32_t i = 0; i < collected.count; i++) {
		struct found *found = &collected.found[i];
		found->rank = artist_rank(search, found->number, found->rank, count);
	}
	deliver(&collected, out);
}

void search_albums_of(const struct search *search, const struct spotify_artist *artist,
                      struct search_hits *out)
{
	struct room room;
	struct query query = {.has_artist = true};
	text_words(&query.artist, artist->name);
	search_albums(search, &query, 50, out);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < out->count; i++) {
		struct listing listing;
		room_init(&room);
		world_listing(search->world, search_album_slot(out->numbers[i]),
		              search_album_variant(out->numbers[i]), &room, &listing);
		for (unsigned j = 0; j < listing.artist_count; j++) {
			if (strcmp(listing.artists[j].id, artist->id) == 0) {
				out->numbers[kept++] = out->numbers[i];
				break;
			}
		}
	}
	out->count = kept;
}

/* search/search.h - what Spotify's search finds: something similar whenever words agree.
 *
 * Words in filters must all be met. Of the words outside them half is enough, but whatever meets
 * all of them comes first. Among equals the order is drawn, so that the right album is often not
 * the first one; with a limit below three a decoy comes before it whenever there is one. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H
#include "search/query.h"
#include "world/world.h"

enum { SEARCH_HITS_MAX = 1000 };

struct search_hits {
	uint32_t count;
	uint32_t numbers[SEARCH_HITS_MAX];
};

struct search;

/* Knows the listings of the first `slots` slots. `world` is borrowed and must outlive it. */
struct search *search_create(const struct world *world, uint32_t slots);
void search_destroy(struct search *search);

void search_albums(const struct search *search, const struct query *query, unsigned limit,
                   struct search_hits *out);
void search_artists(const struct search *search, const struct query *query,
                    struct search_hits *out);
/* The albums of one artist, decoys included. */
void search_albums_of(const struct search *search, const struct spotify_artist *artist,
                      struct search_hits *out);

static inline uint32_t search_album_slot(uint32_t number)
{
	return number / LISTING_VARIANTS;
}

static inline unsigned search_album_variant(uint32_t number)
{
	return number % LISTING_VARIANTS;
}

static inline enum face search_artist_face(uint32_t number)
{
	return (enum face)(number >> 28);
}

static inline uint32_t search_artist_number(uint32_t number)
{
	return number & 0xfffffff;
}

#endif

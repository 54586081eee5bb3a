/* sync/link_search.h - which album of Spotify's one album under enrichment is.
 *
 * For enrich.c. What came along with the artists is judged first; then up to three searches,
 * cheapest first, until one album is verified; where several could be it, the year of the music is
 * asked for. Also finds the original year out, or leaves it to the year desk. */
#ifndef SYNC_LINK_SEARCH_H
#define SYNC_LINK_SEARCH_H
#include "model/album.h"
#include "model/facet.h"

#include <stdbool.h>

struct enrich_context;
struct err;
struct faces;
struct link_search;

struct link_search_events {
	/* A call failed: what it could have brought is missing. */
	void (*failed)(void *data, const char *stage, const struct err *err);
	/* Runs once, from the loop or from inside link_search_start(). */
	void (*ended)(void *data);
	void *data;
};

/* All borrowed. Where the album's link and faces are decided already nothing is asked, only
 * judged. */
struct link_search *link_search_create(const struct enrich_context *context, struct album *album,
                                       struct faces *faces,
                                       const struct link_search_events *events);
/* Ends the call under way. NULL is fine. */
void link_search_destroy(struct link_search *search);

/* `lookup_failed`: not every artist could be looked up, so that an absence would not be certain. */
void link_search_start(struct link_search *search, bool lookup_failed);

/* Once ended, and as long as the search lives: the judgement, PENDING where it is put off. */
const struct link_facet *link_search_facet(const struct link_search *search);
/* The candidate that is verified, NULL where none is. */
const struct candidate_album *link_search_verified(const struct link_search *search);

#endif

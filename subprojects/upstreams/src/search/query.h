/* search/query.h - Spotify's q parameter taken apart. Pure. */
#ifndef SEARCH_QUERY_H
#define SEARCH_QUERY_H
#include <stdbool.h>

#include "base/text.h"

struct query {
	struct words album;  /* of album: */
	struct words artist; /* of artist: */
	struct words any;    /* outside the filters */
	bool has_album;
	bool has_artist;
	int year_from, year_to; /* 0: no year: filter */
	bool hopeless;          /* it can find nothing, see query_parse() */
	uint64_t hash;          /* of the text */
};

/* Filters are album:, artist:, year:, and upc:, isrc:, genre:, tag:, track:, of which the latter
 * find no album here. A filter's value is in quotes, or reaches to the next filter. A value with an
 * apostrophe or other punctuation within quotes, or with a colon or a lone quote without them,
 * finds nothing, as the real search has been seen to do. */
void query_parse(const char *text, struct query *out);

#endif

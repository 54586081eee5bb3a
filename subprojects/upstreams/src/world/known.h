/* world/known.h - some real records, as facts that music people know, and what a search for them
 * also finds. They come first in the invented collection, so that a demo shows familiar names.
 *
 * Ids at Discogs are real where they were known, else made up; ids at Spotify are always made up.
 */
#ifndef WORLD_KNOWN_H
#define WORLD_KNOWN_H
#include "world/listing.h"
#include "world/release.h"

struct known_credit {
	const char *name;
	const char *join;
	const char *anv;
};

struct known_listing {
	enum listing_class class;
	const char *artist; /* NULL: the release's own; else another one, be it of the same name */
	const char *title;
	const char *date; /* YYYY or YYYY-MM-DD */
	const char *type; /* NULL: album */
};

struct known {
	uint32_t id; /* 0: made up */
	int year;    /* of the pressing */
	int original_year;
	enum kind kind;
	const char *title;
	struct known_credit credits[3];
	const char *label;
	const char *format; /* LP, 2LP, CD, 12" or 3CD */
	const char *genre;
	const char *style;
	const char *spotify_artist; /* NULL: named there as here */
	struct known_listing listings[6];
};

extern const struct known known_releases[];
extern const unsigned known_count;

#endif

/* world/listing.h - one album as Spotify lists it; plain values.
 *
 * A record of the collection may have several listings: the right ones, and decoys that a careless
 * search would take for it. */
#ifndef WORLD_LISTING_H
#define WORLD_LISTING_H
#include <stdbool.h>
#include <stdint.h>

#include "base/base62.h"

enum listing_class {
	LISTING_RIGHT,    /* the same recording under the same title */
	LISTING_REMASTER, /* right too */
	LISTING_DELUXE,   /* right too */
	LISTING_KARAOKE,  /* from here on wrong */
	LISTING_TRIBUTE,
	LISTING_LIVE,
	LISTING_STUDIO, /* the studio album where the record is a live one */
	LISTING_RERECORDED,
	LISTING_SAME_TITLE, /* by another artist */
	LISTING_NAMESAKE,   /* by another artist of the same name */
	LISTING_VOLUME,
	LISTING_SELF_TITLED, /* self-titled, of another year */
	LISTING_REMIX,
	LISTING_INSTRUMENTAL,
	LISTING_CAST,     /* another cast's recording of the same show */
	LISTING_LANGUAGE, /* sung in another language */
	LISTING_ALBUM,    /* another album of the artist, or the album named after a single */
	LISTING_CLASS_COUNT
};
extern const char *const listing_class_names[LISTING_CLASS_COUNT];

static inline bool listing_is_right(enum listing_class class)
{
	return class <= LISTING_DELUXE;
}

/* What Spotify knows as an artist: whose face it is, and a number of that kind. */
enum face {
	FACE_TRUE,     /* of the Discogs artist with that number */
	FACE_NAMESAKE, /* someone else of the same name */
	FACE_TRIBUTE,  /* a tribute act to that artist */
	FACE_STRANGER, /* a band that is in nobody's collection */
	FACE_KARAOKE,
	FACE_LISTED, /* named by hand in the table of real releases */
	FACE_VARIOUS,
	FACE_COUNT
};

struct spotify_artist {
	enum face face;
	uint32_t number;
	const char *name;
	char id[BASE62_ID_LENGTH + 1];
};

enum {
	LISTING_VARIANTS = 16, /* listings of a record at most */
	LISTING_ARTISTS_MAX = 4
};

struct listing {
	const char *title;
	const char *type; /* album, single, compilation */
	const char *release_date;
	const char *precision; /* year, month, day */
	struct spotify_artist artists[LISTING_ARTISTS_MAX];
	unsigned artist_count;
	unsigned tracks;
	uint32_t slot; /* of the work */
	unsigned variant;
	enum listing_class class;
	char id[BASE62_ID_LENGTH + 1];
};

#endif

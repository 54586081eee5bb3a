/* world/listing_titles.h - how Spotify spells the title of a record, or of what is taken for it.
 * Pure. */
#ifndef WORLD_LISTING_TITLES_H
#define WORLD_LISTING_TITLES_H
#include "base/room.h"
#include "world/listing.h"
#include "world/release.h"

struct listing_naming {
	const struct release *work;
	const char *artist; /* as Spotify spells it */
	enum listing_class class;
	bool alone; /* nothing right is listed beside it */
	uint64_t seed;
	uint64_t drawn;
};

const char *listing_title(const struct listing_naming *naming, struct room *room);
bool listing_is_titled_live(const char *title); /* "Something (Live)" */

#endif

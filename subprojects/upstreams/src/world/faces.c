/* Who Spotify's artists are: the faces of the collection's artists, and those that look like them.
 */
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "world/lists.h"
#include "world/names.h"
#include "world/titles.h"
#include "world/world_inside.h"

enum {
	FIRST_STRANGER = 3000000, /* bands that no collection of a sensible size reaches */
	TAG_ARTIST = 2,
	TAG_SHIFT = 48,
	FACE_SHIFT = 32
};

static uint64_t tagged(enum face face, uint32_t number)
{
	return (uint64_t)TAG_ARTIST << TAG_SHIFT | (uint64_t)face << FACE_SHIFT | number;
}

void world_artist_id(const struct world *world, enum face face, uint32_t number,
                     char out[BASE62_ID_LENGTH + 1])
{
	base62_encode(world->seed, tagged(face, number), out);
}

bool world_find_face(const struct world *world, const char *id, enum face *face, uint32_t *number)
{
	uint64_t decoded;
	if (!base62_decode(world->seed, id, &decoded) || decoded >> TAG_SHIFT != TAG_ARTIST) {
		return false;
	}
	*face = (enum face)(decoded >> FACE_SHIFT & 0xff);
	*number = (uint32_t)decoded;
	return *face < FACE_COUNT;
}

/* Hand-named artists of one name are one artist, except for the release's own namesake. */
void world_number_listed(struct world *world)
{
	uint32_t total = known_count * KNOWN_LISTINGS;
	world->listed = xcalloc(total, sizeof(*world->listed));
	for (uint32_t i = 0; i < total; i++) {
		const char *name =
		    known_releases[i / KNOWN_LISTINGS].listings[i % KNOWN_LISTINGS].artist;
		world->listed[i] = i;
		for (uint32_t j = 0; name && j < i; j++) {
			const char *other =
			    known_releases[j / KNOWN_LISTINGS].listings[j % KNOWN_LISTINGS].artist;
			if (other && strcmp(other, name) == 0) {
				world->listed[i] = j;
				break;
			}
		}
	}
}

uint32_t world_listed_number(const struct world *world, const struct known *known, unsigned listing)
{
	return world->listed[(uint32_t)(known - known_releases) * KNOWN_LISTINGS + listing];
}

bool world_listed_namesake(const struct world *world, uint32_t artist, uint32_t *number)
{
	for (uint32_t slot = 0; slot < world->given.count; slot++) {
		const struct known *known = world_known(world, slot);
		if (!known || world->given.releases[slot].facts.credits[0].artist != artist) {
			continue;
		}
		for (unsigned i = 0; i < KNOWN_LISTINGS; i++) {
			if (known->listings[i].class == LISTING_NAMESAKE) {
				*number = world_listed_number(world, known, i);
				return true;
			}
		}
	}
	return false;
}

uint32_t world_face_count(const struct world *world, enum face face, uint32_t artist_count)
{
	switch (face) {
	case FACE_TRUE:
	case FACE_NAMESAKE:
	case FACE_TRIBUTE:
		return artist_count;
	case FACE_STRANGER:
		return STRANGERS;
	case FACE_KARAOKE:
		return list_karaoke_acts.count;
	case FACE_LISTED:
		return world->given.count && world->given.releases[0].known
		           ? known_count * KNOWN_LISTINGS
		           : 0;
	case FACE_VARIOUS:
		return 1;
	default:
		return 0;
	}
}

static const char *tribute_name(const char *artist, uint32_t number, struct room *room)
{
	switch (number % 3) {
	case 0:
		return room_join(room, strncmp(artist, "The ", 4) ? "The " : "", artist,
		                 " Tribute Band");
	case 1:
		return room_join(room, artist, " Revival");
	default:
		return room_join(room, "String Quartet Tribute to ", artist);
	}
}

static const char *name_by_artist(const struct world *world, enum face face, uint32_t number,
                                  struct room *room)
{
	struct artist artist;
	world_artist(world, number, room, &artist);
	switch (face) {
	case FACE_TRUE:
		return artist.on_spotify ? artist.spotify_name : NULL;
	case FACE_NAMESAKE:
		return artist.has_namesake ? artist.spotify_name : NULL;
	default:
		return artist.has_tribute ? tribute_name(artist.spotify_name, number, room) : NULL;
	}
}

static const char *listed_name(const struct world *world, uint32_t number)
{
	if (number >= known_count * KNOWN_LISTINGS || world->listed[number] != number) {
		return NULL;
	}
	return known_releases[number / KNOWN_LISTINGS].listings[number % KNOWN_LISTINGS].artist;
}

bool world_face(const struct world *world, enum face face, uint32_t number, struct room *room,
                struct spotify_artist *out)
{
	out->face = face;
	out->number = number;
	switch (face) {
	case FACE_TRUE:
	case FACE_NAMESAKE:
	case FACE_TRIBUTE:
		out->name = name_by_artist(world, face, number, room);
		break;
	case FACE_STRANGER:
		out->name = title_without_number(
		    name_band(world->seed, FIRST_STRANGER + number, room), room);
		break;
	case FACE_KARAOKE:
		out->name =
		    number < list_karaoke_acts.count ? list_karaoke_acts.words[number] : NULL;
		break;
	case FACE_LISTED:
		out->name = listed_name(world, number);
		break;
	case FACE_VARIOUS:
		out->name = "Various Artists";
		break;
	default:
		out->name = NULL;
	}
	if (out->name) {
		world_artist_id(world, face, number, out->id);
	}
	return out->name != NULL;
}

uint64_t world_face_image(const struct world *world, enum face face, uint32_t number)
{
	uint64_t drawn = draw(world->seed, TOPIC_IMAGE, tagged(face, number)) | 1;
	unsigned bare_one_in = face == FACE_TRUE ? 15 : 4;
	if (face == FACE_TRUE && number < world->given.artist_count &&
	    world->given.artists[number].known) {
		return drawn; /* a demo shows faces */
	}
	return (drawn >> 8) % bare_one_in == 0 || face == FACE_VARIOUS ? 0 : drawn;
}

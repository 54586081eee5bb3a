/* Who is on Spotify has published something there, be it nothing that the collection has. */
#include "world/unowned.h"

#include <string.h>

#include "base/draw.h"
#include "world/names.h"
#include "world/world_inside.h"

enum {
	TITLE_NUMBER = 999, /* behind those of the works */
	EARLIER_YEARS = 4
};

static bool is_credited(const struct release *work, uint32_t artist)
{
	for (unsigned i = 0; i < work->credit_count; i++) {
		if (work->credits[i].artist == artist) {
			return true;
		}
	}
	return false;
}

/* Of the artist's works among these slots; 0 = unknown. */
static int first_year(const struct world *world, uint32_t artist, uint32_t slot, uint32_t end)
{
	int first = 0;
	for (; slot < end; slot++) {
		struct room room;
		struct release work;
		room_init(&room);
		world_work(world, slot, &room, &work);
		int year = work.original_year;
		if (year && (!first || year < first) && is_credited(&work, artist)) {
			first = year;
		}
	}
	return first;
}

/* The works of a band are all in one block. */
static int year_of(const struct world *world, uint32_t artist)
{
	const struct given *given = &world->given;
	int year;
	if (artist < given->artist_count) {
		year = first_year(world, artist, 0, given->count);
	} else {
		uint32_t block = (artist - given->artist_count) / GENERATE_BANDS;
		uint32_t first = given->count + block * GENERATE_BLOCK;
		year = first_year(world, artist, first, first + GENERATE_BLOCK);
	}
	return year - (int)pick(draw(world->seed, TOPIC_DATE, artist), EARLIER_YEARS);
}

bool unowned_listing(const struct world *world, uint32_t artist, struct room *room,
                     struct listing *out)
{
	memset(out, 0, sizeof(*out));
	if (!world_face(world, FACE_TRUE, artist, room, &out->artists[0])) {
		return false;
	}
	uint64_t drawn = draw(world->seed, TOPIC_LISTING, UNOWNED_SLOTS + artist);
	out->artist_count = 1;
	out->slot = UNOWNED_SLOTS + artist;
	out->class = LISTING_ALBUM;
	out->title = name_title(world->seed, artist, TITLE_NUMBER, LANGUAGE_EN, room);
	out->type = "album";
	out->tracks = 8 + pick(drawn, 7);
	out->release_date = room_printf(room, "%04d", year_of(world, artist));
	out->precision = "year";
	return true;
}

/* What Spotify lists for a record: from the table for known records, invented for the others. */
#include "world/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "world/listing_titles.h"
#include "world/lists.h"
#include "world/names.h"
#include "world/unowned.h"
#include "world/world_inside.h"

const char *const listing_class_names[LISTING_CLASS_COUNT] = {
    "right",        "remaster",
    "deluxe",       "karaoke",
    "tribute",      "live",
    "studio",       "re-recorded",
    "same-title",   "same-name-artist",
    "other-volume", "self-titled-other-year",
    "remix",        "instrumental",
    "other-cast",   "other-language",
    "other-album",
};

enum { TAG_ALBUM = 1, TAG_SHIFT = 48, LAST_YEAR = 2025 };

/* Invented records have at most one listing of a class; the variant says which class. */
static const enum listing_class class_of_variant[LISTING_VARIANTS] = {
    LISTING_RIGHT,      LISTING_REMASTER,     LISTING_DELUXE, LISTING_KARAOKE,
    LISTING_TRIBUTE,    LISTING_LIVE,         LISTING_STUDIO, LISTING_RERECORDED,
    LISTING_SAME_TITLE, LISTING_NAMESAKE,     LISTING_VOLUME, LISTING_SELF_TITLED,
    LISTING_REMIX,      LISTING_INSTRUMENTAL, LISTING_CAST,   LISTING_ALBUM,
};

/* The record of an invented listing, and whether Spotify has it at all. */
struct subject {
	const struct world *world;
	struct release work;
	struct artist artist; /* first credit */
	bool present;
	uint64_t drawn;
};

static bool one_in(const struct subject *subject, enum listing_class class, unsigned count)
{
	return mix64(subject->drawn + class) % count == 0;
}

static void look_at(const struct world *world, uint32_t slot, struct room *room,
                    struct subject *subject)
{
	subject->world = world;
	world_work(world, slot, room, &subject->work);
	world_artist(world, subject->work.credits[0].artist, room, &subject->artist);
	subject->drawn = draw(world->seed, TOPIC_LISTING, slot);
	unsigned absent_per_mille = subject->work.kind == KIND_SINGLE ? 200 : 40;
	bool artist_there = subject->artist.on_spotify || subject->work.kind == KIND_VARIOUS;
	subject->present = artist_there && pick(subject->drawn, 1000) >= absent_per_mille &&
	                   !strchr(subject->work.title, '<');
}

static bool has_right(const struct subject *subject, enum listing_class class)
{
	bool short_record = subject->work.kind == KIND_SINGLE || subject->work.kind == KIND_EP;
	bool only_remaster = !short_record && one_in(subject, LISTING_RIGHT, 9);
	switch (class) {
	case LISTING_REMASTER:
		return only_remaster || (!short_record && one_in(subject, class, 6));
	case LISTING_DELUXE:
		return !short_record &&
		       (subject->work.kind == KIND_EDITION || one_in(subject, class, 8));
	default:
		return !only_remaster;
	}
}

static bool has_decoy_by_artist(const struct subject *subject, enum listing_class class)
{
	enum kind kind = subject->work.kind;
	switch (class) {
	case LISTING_LIVE:
		return kind != KIND_LIVE && one_in(subject, class, 7);
	case LISTING_STUDIO:
		return listing_is_titled_live(subject->work.title);
	case LISTING_RERECORDED:
		return kind != KIND_LIVE && one_in(subject, class, 12);
	case LISTING_VOLUME:
		return kind == KIND_VOLUME ||
		       (kind == KIND_COMPILATION && one_in(subject, class, 2)) ||
		       one_in(subject, class, 20);
	case LISTING_SELF_TITLED:
		return kind == KIND_SELF_TITLED;
	case LISTING_REMIX:
		return one_in(subject, class, 14);
	case LISTING_INSTRUMENTAL:
		return one_in(subject, class, 12);
	case LISTING_ALBUM:
		return (kind == KIND_SINGLE || kind == KIND_EP) && one_in(subject, class, 2);
	default:
		return false;
	}
}

static bool has_listing(const struct subject *subject, enum listing_class class)
{
	enum kind kind = subject->work.kind;
	if (listing_is_right(class)) {
		return subject->present && has_right(subject, class);
	}
	switch (class) {
	case LISTING_KARAOKE:
		return one_in(subject, class, 9);
	case LISTING_TRIBUTE:
		return subject->artist.has_tribute && one_in(subject, class, 2);
	case LISTING_SAME_TITLE:
		return kind != KIND_SELF_TITLED && one_in(subject, class, 6);
	case LISTING_NAMESAKE:
		return subject->artist.has_namesake && one_in(subject, class, 2);
	case LISTING_CAST:
		return kind == KIND_SOUNDTRACK;
	default:
		return subject->artist.on_spotify && has_decoy_by_artist(subject, class);
	}
}

static void add_artist(const struct world *world, enum face face, uint32_t number,
                       struct room *room, struct listing *out)
{
	if (out->artist_count < LISTING_ARTISTS_MAX &&
	    world_face(world, face, number, room, &out->artists[out->artist_count])) {
		out->artist_count++;
	}
}

static void credit_own(const struct world *world, const struct release *work, struct room *room,
                       struct listing *out)
{
	for (unsigned i = 0; i < work->credit_count; i++) {
		bool various = work->credits[i].artist == ARTIST_VARIOUS;
		add_artist(world, various ? FACE_VARIOUS : FACE_TRUE, work->credits[i].artist, room,
		           out);
	}
}

static void credit(const struct subject *subject, struct room *room, struct listing *out)
{
	uint32_t artist = subject->work.credits[0].artist;
	switch (out->class) {
	case LISTING_KARAOKE:
		add_artist(subject->world, FACE_KARAOKE,
		           pick(subject->drawn, list_karaoke_acts.count), room, out);
		break;
	case LISTING_TRIBUTE:
		add_artist(subject->world, FACE_TRIBUTE, artist, room, out);
		break;
	case LISTING_SAME_TITLE:
	case LISTING_CAST:
		add_artist(subject->world, FACE_STRANGER, pick(subject->drawn, STRANGERS), room,
		           out);
		break;
	case LISTING_NAMESAKE:
		add_artist(subject->world, FACE_NAMESAKE, artist, room, out);
		break;
	default:
		credit_own(subject->world, &subject->work, room, out);
	}
}

static int year_of(const struct subject *subject, enum listing_class class)
{
	int year = subject->work.original_year;
	int later = (int)pick(mix64(subject->drawn + 7u * class), 20);
	switch (class) {
	case LISTING_RIGHT:
	case LISTING_DELUXE:
		return year;
	case LISTING_REMASTER:
		year += one_in(subject, class, 5) ? 20 + later : 0;
		break;
	case LISTING_STUDIO:
	case LISTING_ALBUM:
		year += 1;
		break;
	default:
		year += 6 + later;
	}
	return year > LAST_YEAR ? LAST_YEAR - (class == LISTING_SELF_TITLED ? 40 : 0) : year;
}

static void date(const struct subject *subject, struct room *room, struct listing *out)
{
	static const char *const precisions[] = {"day", "day", "day", "year", "month"};
	uint64_t drawn = draw(subject->drawn, TOPIC_DATE, out->variant);
	int year = year_of(subject, out->class);
	unsigned month = 1 + pick(drawn, 12), day = 1 + pick_low(drawn, 28);
	out->precision = precisions[drawn % 5];
	if (*out->precision == 'd') {
		out->release_date = room_printf(room, "%04d-%02u-%02u", year, month, day);
	} else if (*out->precision == 'm') {
		out->release_date = room_printf(room, "%04d-%02u", year, month);
	} else {
		out->release_date = room_printf(room, "%04d", year);
	}
}

static void size_up(enum kind kind, uint64_t drawn, struct listing *out)
{
	out->type = "album";
	out->tracks = 8 + pick(drawn, 7);
	if (out->class == LISTING_DELUXE) {
		out->tracks += 9;
	}
	if (kind == KIND_COMPILATION || kind == KIND_VARIOUS) {
		out->type = "compilation";
		out->tracks += 6;
	}
	bool short_record = kind == KIND_SINGLE || kind == KIND_EP;
	if (short_record && out->class != LISTING_ALBUM) {
		out->type = "single";
		out->tracks = kind == KIND_EP ? 4 + pick(drawn, 3) : 1 + pick(drawn, 3);
	}
}

static void clear(struct listing *out, uint32_t slot, unsigned variant)
{
	memset(out, 0, sizeof(*out));
	out->slot = slot;
	out->variant = variant;
}

static bool invented(const struct subject *subject, uint32_t slot, unsigned variant,
                     struct room *room, struct listing *out)
{
	enum listing_class class = class_of_variant[variant];
	if (!has_listing(subject, class)) {
		return false;
	}
	clear(out, slot, variant);
	out->class = class;
	struct listing_naming naming = {.work = &subject->work,
	                                .artist = subject->artist.spotify_name,
	                                .class = out->class,
	                                .alone = !subject->present,
	                                .seed = subject->world->seed,
	                                .drawn = mix64(subject->drawn + 31u * out->variant)};
	out->title = listing_title(&naming, room);
	credit(subject, room, out);
	date(subject, room, out);
	size_up(subject->work.kind, subject->drawn, out);
	return out->artist_count > 0;
}

static bool known(const struct world *world, const struct known *row, uint32_t slot,
                  unsigned variant, struct room *room, struct listing *out)
{
	if (variant >= KNOWN_LISTINGS || !row->listings[variant].title) {
		return false;
	}
	const struct known_listing *from = &row->listings[variant];
	clear(out, slot, variant);
	out->class = from->class;
	out->title = from->title;
	if (!from->artist) {
		credit_own(world, &world->given.releases[out->slot].facts, room, out);
	} else if (strcmp(from->artist, "Various Artists") == 0) {
		add_artist(world, FACE_VARIOUS, 0, room, out);
	} else {
		add_artist(world, FACE_LISTED, world_listed_number(world, row, variant), room, out);
	}
	out->release_date = from->date;
	out->precision = strlen(from->date) == 4 ? "year" : "day";
	size_up(row->kind, draw(world->seed, TOPIC_LISTING, out->slot), out);
	if (from->type) {
		out->type = from->type;
	}
	return true;
}

static void identify(const struct world *world, struct listing *listing)
{
	uint64_t number = (uint64_t)listing->slot * LISTING_VARIANTS + listing->variant;
	base62_encode(world->seed, (uint64_t)TAG_ALBUM << TAG_SHIFT | number, listing->id);
}

static unsigned list(const struct world *world, uint32_t slot, unsigned first, unsigned end,
                     struct room *room, struct listing *out)
{
	const struct known *row = world_known(world, slot);
	struct subject subject;
	unsigned count = 0;
	if (!row) {
		look_at(world, slot, room, &subject);
	}
	for (unsigned variant = first; variant < end; variant++) {
		if (row ? known(world, row, slot, variant, room, &out[count])
		        : invented(&subject, slot, variant, room, &out[count])) {
			identify(world, &out[count++]);
		}
	}
	return count;
}

unsigned world_listings(const struct world *world, uint32_t slot, struct room *room,
                        struct listing out[LISTING_VARIANTS])
{
	return list(world, slot, 0, LISTING_VARIANTS, room, out);
}

bool world_listing(const struct world *world, uint32_t slot, unsigned variant, struct room *room,
                   struct listing *out)
{
	if (slot < UNOWNED_SLOTS) {
		return list(world, slot, variant, variant + 1, room, out) == 1;
	}
	if (variant || !unowned_listing(world, slot - UNOWNED_SLOTS, room, out)) {
		return false;
	}
	identify(world, out);
	return true;
}

enum listing_class world_listing_class(const struct world *world, uint32_t slot, unsigned variant)
{
	if (slot >= UNOWNED_SLOTS) {
		return LISTING_ALBUM;
	}
	const struct known *row = world_known(world, slot);
	return row ? row->listings[variant % KNOWN_LISTINGS].class : class_of_variant[variant];
}

bool world_find_listing(const struct world *world, const char *id, uint32_t *slot,
                        unsigned *variant)
{
	uint64_t number;
	if (!base62_decode(world->seed, id, &number) || number >> TAG_SHIFT != TAG_ALBUM) {
		return false;
	}
	*slot = (uint32_t)(number / LISTING_VARIANTS);
	*variant = number % LISTING_VARIANTS;
	return *slot >= UNOWNED_SLOTS || world_work_of(world, *slot) == *slot;
}

uint64_t world_listing_image(const struct world *world, const struct listing *listing)
{
	return draw(world->seed, TOPIC_IMAGE,
	            (uint64_t)listing->slot * LISTING_VARIANTS + listing->variant);
}

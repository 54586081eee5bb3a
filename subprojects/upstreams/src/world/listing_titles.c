#include "world/listing_titles.h"

#include <stdio.h>
#include <string.h>

#include "base/draw.h"
#include "world/names.h"

/* Discogs capitalises every word and keeps signs that Spotify spells out. */
static const char *const spellings[][2] = {
    {" Of ", " of "},   {" The ", " the "}, {" And ", " and "}, {" A ", " a "},
    {" In ", " in "},   {" To ", " to "},   {" Et ", " et "},   {" Und ", " und "},
    {" De ", " de "},   {" Du ", " du "},   {"♯", "#"},         {"→", "-"},
    {"·", "-"},         {" ∞", ""},         {"e\xcc\x81", "é"}, {"e\xcc\x80", "è"},
    {"e\xcc\x82", "ê"}, {"E\xcc\x81", "É"}, {"I\xcc\x82", "Î"}, {"a\xcc\x82", "â"},
};

/* Which of the spellings is to be replaced right here; their count when none is. */
static size_t spelling_at(const char *title)
{
	size_t count = sizeof(spellings) / sizeof(spellings[0]);
	bool possible = *title == ' ' || (unsigned char)title[0] >= 0x80 || title[1] == '\xcc';
	for (size_t i = 0; possible && i < count; i++) {
		const char *from = spellings[i][0];
		if (title[0] == from[0] && title[1] == from[1] &&
		    strncmp(title, from, strlen(from)) == 0) {
			return i;
		}
	}
	return count;
}

static const char *respelled(const char *title, struct room *room)
{
	char *out =
	    room_take(room, strlen(title) + 1); /* no spelling is longer than what it replaces */
	size_t used = 0;
	while (*title) {
		size_t i = spelling_at(title);
		if (i == sizeof(spellings) / sizeof(spellings[0])) {
			out[used++] = *title++;
			continue;
		}
		const char *with = spellings[i][1];
		size_t size = strlen(with);
		bool spaced = size && with[size - 1] == ' '; /* that space may begin the next one */
		memcpy(out + used, with, size - spaced);
		used += size - spaced;
		title += strlen(spellings[i][0]) - spaced;
	}
	return out;
}

static const char *first_part(const char *title, const char *until, struct room *room)
{
	const char *end = strstr(title, until);
	return end && end != title ? room_printf(room, "%.*s", (int)(end - title), title) : title;
}

static bool ends_in(const char *title, const char *end)
{
	size_t size = strlen(title), end_size = strlen(end);
	return size > end_size && strcmp(title + size - end_size, end) == 0;
}

static const char *without_end(const char *title, const char *end, struct room *room)
{
	if (!ends_in(title, end)) {
		return title;
	}
	return room_printf(room, "%.*s", (int)(strlen(title) - strlen(end)), title);
}

bool listing_is_titled_live(const char *title)
{
	return ends_in(title, " (Live)");
}

/* The title that the right album has, before an edition is named. */
static const char *base_title(const struct listing_naming *naming, struct room *room)
{
	const char *title = respelled(naming->work->title, room);
	switch (naming->work->kind) {
	case KIND_SELF_TITLED:
		return naming->artist;
	case KIND_PARALLEL_TITLE:
		return first_part(title, " = ", room);
	case KIND_EP:
		return naming->work->title[0] % 2 ? without_end(title, " EP", room) : title;
	case KIND_EDITION:
		return first_part(title, " (20th", room);
	case KIND_SOUNDTRACK:
		return naming->work->original_year % 3 ? title
		                                       : room_join(room, title, " [Remastered]");
	default:
		return title;
	}
}

static const char *right_title(const struct listing_naming *naming, const char *title,
                               struct room *room)
{
	switch (naming->class) {
	case LISTING_REMASTER:
		return pick(naming->drawn, 2) ? room_join(room, title, " (Remastered)")
		                              : room_printf(room, "%s (%u Remaster)", title,
		                                            2009 + pick_low(naming->drawn, 14));
	case LISTING_DELUXE:
		if (naming->work->kind == KIND_EDITION) {
			return room_join(room, title, " (20th Anniversary Edition)");
		}
		return room_join(room, title,
		                 pick(naming->drawn, 2) ? " (Deluxe Edition)"
		                                        : " (Expanded Edition)");
	default:
		return title;
	}
}

static const char *volume_title(const struct listing_naming *naming, const char *title,
                                struct room *room)
{
	size_t size = strlen(title);
	char last = size ? title[size - 1] : ' ';
	if (naming->work->kind == KIND_VOLUME && last >= '1' && last <= '9') {
		return room_printf(room, "%.*s%c", (int)size - 1, title,
		                   last == '1' ? '2' : last - 1);
	}
	if (naming->work->kind == KIND_COMPILATION) {
		return room_join(room, title, pick(naming->drawn, 2) ? " II" : ", Vol. 2");
	}
	return room_join(room, title, ", Vol. 2");
}

/* Where nothing right is listed, another self-titled album must tell itself apart by its name. */
static const char *self_title(const struct listing_naming *naming, struct room *room)
{
	static const char *const colours[] = {"Green", "Red", "White", "Black"};
	if (!naming->alone && pick(naming->drawn, 2)) {
		return naming->artist;
	}
	return room_join(room, naming->artist, " (", colours[pick_low(naming->drawn, 4)],
	                 " Album)");
}

/* A few have a record of the same title, too, and all where it is self-titled; but only beside the
 * right one, since nothing else would tell it from that. */
static const char *namesake_title(const struct listing_naming *naming, const char *title,
                                  struct room *room)
{
	unsigned one_in = naming->work->kind == KIND_SELF_TITLED ? 1 : 5;
	if (!naming->alone && pick_low(mix64(naming->drawn), one_in) == 0) {
		return title;
	}
	return name_title(~naming->seed, (uint32_t)naming->drawn, pick(naming->drawn, 900),
	                  LANGUAGE_EN, room);
}

static const char *decoy_title(const struct listing_naming *naming, const char *title,
                               struct room *room)
{
	switch (naming->class) {
	case LISTING_KARAOKE:
		return room_join(room, title, " (Karaoke Version) [Originally Performed by ",
		                 naming->artist, "]");
	case LISTING_TRIBUTE:
		return room_join(room, title, " (A Tribute to ", naming->artist, ")");
	case LISTING_LIVE:
		return pick(naming->drawn, 2)
		           ? room_join(room, title, " (Live)")
		           : room_join(room, title, " (Live in ", name_place(naming->drawn), ")");
	case LISTING_STUDIO:
		return without_end(title, " (Live)", room);
	case LISTING_RERECORDED:
		return room_join(room, title,
		                 pick(naming->drawn, 2) ? " (Re-Recorded)" : " (New Recording)");
	case LISTING_NAMESAKE:
		return namesake_title(naming, title, room);
	case LISTING_VOLUME:
		return volume_title(naming, title, room);
	case LISTING_SELF_TITLED:
		return self_title(naming, room);
	case LISTING_REMIX:
		return room_join(room, title, " (Remixes)");
	case LISTING_INSTRUMENTAL:
		return room_join(room, title, " (Instrumental)");
	case LISTING_CAST:
		return room_join(room, first_part(title, " (", room), " (Original ",
		                 name_place(naming->drawn), " Cast Recording)");
	case LISTING_ALBUM:
		return without_end(first_part(title, " / ", room), " EP", room);
	default:
		return title;
	}
}

/* One title in four with an apostrophe has the typographic one. */
static const char *apostrophes(const struct listing_naming *naming, const char *title,
                               struct room *room)
{
	if (!strchr(title, '\'') || pick_low(mix64(naming->drawn), 4)) {
		return title;
	}
	char *out = room_take(room, strlen(title) * 3 + 1);
	size_t used = 0;
	for (; *title; title++) {
		bool apostrophe = *title == '\'';
		memcpy(out + used, apostrophe ? "’" : title, apostrophe ? 3 : 1);
		used += apostrophe ? 3 : 1;
	}
	return out;
}

const char *listing_title(const struct listing_naming *naming, struct room *room)
{
	const char *title = base_title(naming, room);
	title = listing_is_right(naming->class) ? right_title(naming, title, room)
	                                        : decoy_title(naming, title, room);
	return apostrophes(naming, title, room);
}

#include "world/titles.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/draw.h"
#include "world/lists.h"
#include "world/names.h"

const char *const kind_names[KIND_COUNT] = {
    "plain",      "self-titled",    "live",        "ep",
    "single",     "compilation",    "various",     "several-artists",
    "non-latin",  "parallel-title", "punctuation", "volume",
    "soundtrack", "untitled",       "edition",
};

enum {
	CYCLE = 40,             /* places after which the kinds come round again */
	MARKUP_PLACE = 30,      /* one title of the block tries to be HTML */
	SELF_TITLED_PLACE = 70, /* one more, as some of their artists are not on Spotify */
	DECOMPOSED_AT = 32
};

enum kind title_kind_at(uint32_t place)
{
	static const enum kind kinds[CYCLE] = {
	    [4] = KIND_SELF_TITLED,
	    [5] = KIND_LIVE,
	    [7] = KIND_EP,
	    [9] = KIND_SINGLE,
	    [11] = KIND_COMPILATION,
	    [13] = KIND_VARIOUS,
	    [15] = KIND_SEVERAL_ARTISTS,
	    [17] = KIND_NON_LATIN,
	    [19] = KIND_PARALLEL_TITLE,
	    [21] = KIND_PUNCTUATION,
	    [23] = KIND_PUNCTUATION,
	    [25] = KIND_VOLUME,
	    [26] = KIND_SOUNDTRACK,
	    [31] = KIND_EP,
	    [33] = KIND_SINGLE,
	    [35] = KIND_LIVE,
	    [36] = KIND_EDITION,
	    [37] = KIND_SEVERAL_ARTISTS,
	};
	if (place == MARKUP_PLACE) {
		return KIND_PUNCTUATION;
	}
	return place == SELF_TITLED_PLACE ? KIND_SELF_TITLED : kinds[place % CYCLE];
}

const char *title_without_number(const char *name, struct room *room)
{
	size_t size = strlen(name);
	size_t at = size - (size > 0);
	if (size < 4 || name[at] != ')') {
		return name;
	}
	while (at > 0 && isdigit((unsigned char)name[at - 1])) {
		at--;
	}
	if (at == size - 1 || at < 3 || name[at - 1] != '(' || name[at - 2] != ' ') {
		return name;
	}
	return room_printf(room, "%.*s", (int)(at - 2), name);
}

/* The same letters with their accents as marks of their own (NFD), as old entries have them. */
static const char *decomposed(const char *title, struct room *room)
{
	static const char *const pairs[][2] = {{"é", "e\xcc\x81"}, {"è", "e\xcc\x80"},
	                                       {"ê", "e\xcc\x82"}, {"É", "E\xcc\x81"},
	                                       {"Î", "I\xcc\x82"}, {"â", "a\xcc\x82"}};
	char *out = room_take(room, strlen(title) * 2 + 1);
	size_t used = 0;
	for (const char *at = title; *at;) {
		const char *with = NULL;
		for (unsigned i = 0; i < sizeof(pairs) / sizeof(pairs[0]) && !with; i++) {
			with = strncmp(at, pairs[i][0], 2) == 0 ? pairs[i][1] : NULL;
		}
		at += with ? 2 : 0;
		for (; with && *with; with++) {
			out[used++] = *with;
		}
		if (!with) {
			out[used++] = *at++;
		}
	}
	return out;
}

static const char *invent_compilation(const struct title_facts *facts, const char *artist,
                                      struct room *room)
{
	switch (facts->place / CYCLE % 4) {
	case 0:
		return "Greatest Hits";
	case 1:
		return room_join(room, "The Best Of ", artist);
	case 2:
		return room_printf(room, "The Singles %02d→%02d", (facts->year - 6) % 100,
		                   (facts->year - 1) % 100);
	default:
		return room_printf(room, "Anthology %d-%d", facts->year - 9, facts->year - 1);
	}
}

static const char *invent_punctuation(const struct title_facts *facts, const char *title,
                                      struct room *room)
{
	if (facts->place == MARKUP_PLACE) {
		return "<img src=x onerror=alert(1)>";
	}
	switch (facts->place / CYCLE % 3 + (facts->place % CYCLE == 23 ? 3 : 0)) {
	case 0:
		return room_join(room, "\"", title, "\"");
	case 1:
		return room_join(room, "(", title, ")");
	case 2:
		return room_join(room, title, "?!");
	case 3:
		return room_join(room, "F♯ ", title, " ∞");
	case 4:
		return room_join(room, "★ ", title);
	default:
		return room_join(room, "R.O.O.M. / ", title);
	}
}

static const char *invent_live(const struct title_facts *facts, const char *title,
                               struct room *room)
{
	if (facts->place % CYCLE == 5) {
		return room_join(room, title, " (Live)");
	}
	return room_printf(room, "Live In %s %d", name_place(facts->drawn), facts->year);
}

static const char *own_title(const struct title_facts *facts, uint32_t number, struct room *room)
{
	return name_title(facts->seed, facts->band, number, name_language(facts->band), room);
}

const char *title_invent(const struct title_facts *facts, enum kind kind, struct room *room)
{
	const char *artist = title_without_number(facts->artist, room);
	const char *title = own_title(facts, facts->place, room);
	switch (kind) {
	case KIND_SELF_TITLED:
		return artist;
	case KIND_LIVE:
		return invent_live(facts, title, room);
	case KIND_EP:
		return room_join(room, title, " EP");
	case KIND_SINGLE:
		return room_join(room, title, " / ", own_title(facts, facts->place + 500, room));
	case KIND_COMPILATION:
		return invent_compilation(facts, artist, room);
	case KIND_VARIOUS:
		title = name_title(facts->seed, ARTIST_VARIOUS, facts->number, LANGUAGE_EN, room);
		return room_printf(room, "%s (Original Recordings %d-%d)", title, facts->year - 5,
		                   facts->year - 2);
	case KIND_PARALLEL_TITLE:
		return room_join(
		    room, title, " = ",
		    name_title(facts->seed, facts->band, facts->place, LANGUAGE_JA, room));
	case KIND_PUNCTUATION:
		return invent_punctuation(facts, title, room);
	case KIND_VOLUME:
		return room_printf(room, "%s Vol. %u", title, 2 + pick(facts->drawn, 3));
	case KIND_SOUNDTRACK:
		return room_join(room, title,
		                 name_language(facts->band) == LANGUAGE_FR
		                     ? " (Bande Originale Du Film)"
		                     : " (Original Motion Picture Soundtrack)");
	case KIND_EDITION:
		return room_join(room, title, " (20th Anniversary Edition)");
	default:
		return facts->place % CYCLE == DECOMPOSED_AT
		           ? decomposed(room_join(room, "Été: ", title), room)
		           : title;
	}
}

enum kind title_kind_of(const char *title, const char *artist, unsigned credit_count)
{
	if (strcmp(artist, "Various") == 0) {
		return KIND_VARIOUS;
	}
	if (strcasecmp(title, artist) == 0) {
		return KIND_SELF_TITLED;
	}
	if (strcasestr(title, "soundtrack") || strcasestr(title, "bande originale")) {
		return KIND_SOUNDTRACK;
	}
	if (strstr(title, " = ")) {
		return KIND_PARALLEL_TITLE;
	}
	if (strcasestr(title, "vol.") || strcasestr(title, "volume") ||
	    strcasestr(title, "part ")) {
		return KIND_VOLUME;
	}
	if (strcasestr(title, "live ") || strcasestr(title, "(live") ||
	    strcasestr(title, "unplugged")) {
		return KIND_LIVE;
	}
	if (strcasestr(title, "greatest hits") || strcasestr(title, "best of")) {
		return KIND_COMPILATION;
	}
	return credit_count > 1 ? KIND_SEVERAL_ARTISTS : KIND_PLAIN;
}

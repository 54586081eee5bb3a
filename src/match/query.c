#include "match/query.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/artist.h"
#include "match/latin.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* An artist's name takes no more of a query than this, so that the title has its part. */
#define ARTIST_MAX_CHARACTERS 50

/* ---- cleaning ---- */

static bool is_apostrophe(uint32_t point)
{
	return point == '\'' || point == '`' || point == 0xB4 || point == 0x2018 ||
	       point == 0x2019 || point == 0x201B || point == 0x2BC || point == 0x2032;
}

/* What breaks a query, or is never part of a word in it: quotes, colons, brackets, dashes, dots. */
static bool is_divider(uint32_t point)
{
	static const uint32_t dividers[] = {
	    '"',    ':',    '(',    ')',    '[',    ']',    '{',    '}',    '<',
	    '>',    '|',    '\\',   0xAB,   0xBB,   0xB7,   0xA0,   0x2022, 0x2190,
	    0x2192, 0x2194, 0x3000, 0x3008, 0x3009, 0x300A, 0x300B, 0x300C, 0x300D,
	    0x300E, 0x300F, 0x3010, 0x3011, 0x30FB, 0xFF08, 0xFF09, 0xFF1A, 0xFFFD};
	for (size_t i = 0; i < ARRAY_LEN(dividers); i++) {
		if (point == dividers[i]) {
			return true;
		}
	}
	return point <= 0x20 || point == 0x7F || (point >= 0x2010 && point <= 0x2015) ||
	       (point >= 0x201A && point <= 0x201F && point != 0x201B) || point == 0x2026;
}

static void put_space(struct buf *out)
{
	if (out->length > 0 && out->bytes[out->length - 1] != ' ') {
		buf_append(out, " ", 1);
	}
}

/* Inside a filter an apostrophe finds nothing: "don't" is asked for as "dont", but "l'eau" as
 * "l eau", since the article is a word of its own. In plain words it is an ASCII one. */
static void put_apostrophe(struct buf *out, bool filter)
{
	size_t letters = 0;
	while (letters < out->length && out->bytes[out->length - 1 - letters] != ' ') {
		letters++;
	}
	if (!filter) {
		buf_append(out, "'", 1);
	} else if (letters == 1) {
		put_space(out);
	}
}

/* A dash before a word, and NOT or OR in capitals, would be commands. */
static void disarm(char *text)
{
	for (char *word = text; *word; word += strcspn(word, " "), word += *word == ' ') {
		size_t length = strcspn(word, " ");
		bool command =
		    (length == 2 && strncmp(word, "OR", 2) == 0) ||
		    (length == 3 && (strncmp(word, "NOT", 3) == 0 || strncmp(word, "AND", 3) == 0));
		for (size_t i = 0; i < length && command; i++) {
			word[i] = (char)tolower((unsigned char)word[i]);
		}
		if (*word == '-' && length > 1) {
			*word = ' ';
		}
	}
}

static void trim(char *text)
{
	size_t from = strspn(text, " "), length = strlen(text);
	while (length > from && text[length - 1] == ' ') {
		length--;
	}
	memmove(text, text + from, length - from);
	text[length - from] = '\0';
}

/* Words with one space between; "" when there is none. */
static char *clean(struct arena *arena, const char *text, size_t length, bool filter)
{
	autobuf out = {0};
	size_t used;
	for (size_t i = 0; i < length; i += used) {
		uint32_t point = latin_decode(text + i, length - i, &used);
		bool slash = point == '/' && (i == 0 || text[i - 1] == ' ');
		bool dash = point == '-' && (i + 1 == length || text[i + 1] == ' ');
		if (is_apostrophe(point)) {
			put_apostrophe(&out, filter);
		} else if (is_divider(point) || slash || dash) {
			put_space(&out);
		} else {
			buf_append(&out, text + i, used);
		}
	}
	char *cleaned = arena_strndup(arena, out.bytes ? out.bytes : "", out.length);
	disarm(cleaned);
	trim(cleaned);
	return cleaned;
}

/* ---- length ---- */

static size_t characters(const char *text)
{
	size_t count = 0;
	for (; *text; text++) {
		count += ((unsigned char)*text & 0xC0) != 0x80;
	}
	return count;
}

/* Cuts on a word; one word alone is cut between two characters. */
static void cut(char *text, size_t most)
{
	size_t count = 0, space = 0;
	if (characters(text) <= most) {
		return;
	}
	for (size_t i = 0; text[i]; i++) {
		bool begins = ((unsigned char)text[i] & 0xC0) != 0x80;
		if (begins && count++ == most) {
			text[text[i] == ' ' || space == 0 ? i : space] = '\0';
			return;
		}
		if (text[i] == ' ') {
			space = i;
		}
	}
}

/* ---- parts of a title ---- */

struct piece {
	const char *text;
	size_t length;
};

static struct piece whole(const char *text)
{
	return (struct piece){text, strlen(text)};
}

/* The first of several titles divided by `divider`, and what follows it (NULL when nothing). */
static struct piece first_of(const char *text, const char *divider, const char **rest)
{
	const char *at = strstr(text, divider);
	*rest = at ? at + strlen(divider) : NULL;
	return at ? (struct piece){text, (size_t)(at - text)} : whole(text);
}

static bool has_word(struct piece piece)
{
	for (size_t i = 0; i < piece.length; i++) {
		if (isalnum((unsigned char)piece.text[i]) || (unsigned char)piece.text[i] >= 0x80) {
			return true;
		}
	}
	return false;
}

/* Up to the first bracket, dash or colon that has title before it. */
static struct piece base_of(struct piece title)
{
	static const char *const ends[] = {" (", " [", " - ", " – ", " — ", ": ", " • "};
	for (size_t i = 1; i < title.length; i++) {
		struct piece base = {title.text, i};
		for (size_t j = 0; j < ARRAY_LEN(ends); j++) {
			if (strncmp(title.text + i, ends[j], strlen(ends[j])) == 0 &&
			    title.text[0] != '(' && has_word(base)) {
				return base;
			}
		}
	}
	return title;
}

/* ---- the plan ---- */

struct plan {
	struct arena *arena;
	const char *artist; /* as credited, NULL when there is none to search for */
	const char **queries;
	size_t count;
};

static void add(struct plan *plan, char *query)
{
	cut(query, QUERY_MAX_CHARACTERS);
	for (size_t i = 0; i < plan->count; i++) {
		if (strcasecmp(plan->queries[i], query) == 0) {
			return;
		}
	}
	if (plan->count < QUERY_MAX && *query) {
		plan->queries[plan->count++] = query;
	}
}

static char *clean_artist(const struct plan *plan, bool filter)
{
	if (!plan->artist) {
		return NULL;
	}
	char *artist = clean(plan->arena, plan->artist, strlen(plan->artist), filter);
	cut(artist, ARTIST_MAX_CHARACTERS);
	return *artist ? artist : NULL;
}

static void add_fields(struct plan *plan, struct piece title)
{
	char *album = clean(plan->arena, title.text, title.length, true);
	char *artist = clean_artist(plan, true);
	size_t taken = strlen("album:") + (artist ? strlen(" artist:") + characters(artist) : 0);
	cut(album, QUERY_MAX_CHARACTERS - taken);
	if (*album) {
		add(plan, artist ? arena_printf(plan->arena, "album:%s artist:%s", album, artist)
		                 : arena_printf(plan->arena, "album:%s", album));
	}
}

static void add_plain(struct plan *plan, struct piece title)
{
	char *album = clean(plan->arena, title.text, title.length, false);
	char *artist = clean_artist(plan, false);
	if (*album) {
		add(plan, artist ? arena_printf(plan->arena, "%s %s", artist, album) : album);
	}
}

static const char *behind_article(const char *text)
{
	return strncasecmp(text, "The ", 4) == 0 && has_word(whole(text + 4)) ? text + 4 : NULL;
}

/* Spotify may have lost the article of a band, and with it that of the album named after it. */
static void add_without_article(struct plan *plan, struct piece title)
{
	const char *text = arena_strndup(plan->arena, title.text, title.length);
	const char *bare = behind_article(text);
	if (bare && plan->artist && strcasecmp(plan->artist, text) == 0) {
		struct plan other = *plan;
		other.artist = bare;
		add_plain(&other, whole(bare));
		plan->count = other.count;
	}
}

/* The name to search for: as the record prints it only where Discogs has no other. */
static const char *searchable_name(struct arena *arena, const struct credit *credit)
{
	struct artist artist;
	const char *rest;
	artist_init(&artist, arena, credit);
	if (artist.kind != ARTIST_PERSON) {
		return NULL;
	}
	const char *name = !text_is_empty(credit->name) ? credit->name
	                   : credit->raw_name           ? credit->raw_name
	                                                : credit->anv;
	struct piece first = first_of(artist_plain_name(arena, name), " = ", &rest);
	first = first.length == 0 && rest ? whole(rest) : first;
	return first.length > 0 ? arena_strndup(arena, first.text, first.length) : NULL;
}

const char *query_for_artist(struct arena *arena, const struct credit *credit)
{
	const char *name = searchable_name(arena, credit);
	if (!name) {
		return NULL;
	}
	char *cleaned = clean(arena, name, strlen(name), true);
	if (!*cleaned) { /* a name of quotes alone */
		cleaned = arena_strdup(arena, name);
		cut(cleaned, QUERY_MAX_CHARACTERS);
		return cleaned;
	}
	cut(cleaned, QUERY_MAX_CHARACTERS - strlen("artist:\"\""));
	return arena_printf(arena, "artist:\"%s\"", cleaned);
}

size_t query_for_album(struct arena *arena, const struct album *album,
                       const char *queries[QUERY_MAX])
{
	struct plan plan = {.arena = arena, .queries = queries};
	const char *rest, *flip;
	if (text_is_empty(album->title)) {
		return 0;
	}
	for (size_t i = 0; i < album->credit_count && !plan.artist; i++) {
		plan.artist = searchable_name(arena, &album->credits[i]);
	}
	struct piece title = first_of(album->title, " = ", &rest);
	struct piece side = first_of(album->title, " / ", &flip);
	add_fields(&plan, title);
	add_plain(&plan, title);
	if (rest) {
		add_plain(&plan, first_of(rest, " = ", &rest));
	} else if (flip) {
		add_plain(&plan, side);
	}
	add_plain(&plan, base_of(title));
	add_without_article(&plan, base_of(title));
	return plan.count;
}

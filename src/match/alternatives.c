/* alternatives.c - what else one title may be called; declared in match/title.h.
 *
 * The full title first, then each of its parallel titles, then the sides of a single: texts are
 * collected in that order, then each is read in every script's way. */
#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"
#include "match/obi.h"
#include "match/part.h"
#include "match/title.h"

#include <string.h>

/* No title is longer; what is gets cut, so that a hostile one costs no more. */
#define TEXT_MAX_BYTES 1024

struct texts {
	struct arena *arena;
	const char *text[TITLE_ALTERNATIVES_MAX];
	enum title_origin origin[TITLE_ALTERNATIVES_MAX];
	size_t count;
};

static void add(struct texts *texts, const char *text, size_t length, enum title_origin origin)
{
	while (length > 0 && *text == ' ') {
		text++;
		length--;
	}
	while (length > 0 && text[length - 1] == ' ') {
		length--;
	}
	if (length > 0 && texts->count < TITLE_ALTERNATIVES_MAX) {
		texts->text[texts->count] = arena_strndup(texts->arena, text, length);
		texts->origin[texts->count++] = origin;
	}
}

/* Each piece of `text` between dividers, when there is a divider at all. */
static void add_pieces(struct texts *texts, const char *text, const char *divider,
                       enum title_origin origin)
{
	const char *end = strstr(text, divider);
	size_t length = strlen(divider);
	while (end) {
		add(texts, text, (size_t)(end - text), origin);
		text = end + length;
		end = strstr(text, divider);
		if (!end) {
			add(texts, text, strlen(text), origin);
		}
	}
}

/* "Приказна =": the parallel title is missing, its sign is not. */
static size_t without_lone_sign(const char *text)
{
	size_t length = strlen(text);
	while (length > 0 && text[length - 1] == ' ') {
		length--;
	}
	bool lone = length > 2 && text[length - 1] == '=' && text[length - 2] == ' ';
	return lone ? length - 2 : length;
}

/* ---- a symbol and its name ---- */

/* Whether a bracket names the symbol before it: "(Divide)" does, "(Deluxe)" does not. */
static bool names(struct arena *arena, const char *bracket, size_t length)
{
	struct part_tally tally;
	const char *words = fold_text(arena, arena_strndup(arena, bracket, length));
	part_tally(words, strlen(words), &tally);
	return tally.unknown && !part_tells_edition(&tally) && !part_recordings(&tally);
}

/* "★" is called "black star"; "★ (Blackstar)" and "÷ (Divide)" say the name themselves. */
static void add_symbol_names(struct texts *texts, const char *text)
{
	size_t first_used;
	if (!*text || latin_is_alnum(latin_decode(text, strlen(text), &first_used))) {
		return;
	}
	const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
	size_t length = open ? (size_t)(open - text) : strlen(text);
	while (length > 0 && text[length - 1] == ' ') {
		length--;
	}
	const char *symbol = arena_strndup(texts->arena, text, length);
	const char *name = latin_symbol_name(texts->arena, symbol);
	if (!name) {
		return;
	}
	if (close && names(texts->arena, open + 1, (size_t)(close - open - 1))) {
		add(texts, open + 1, (size_t)(close - open - 1), TITLE_PARALLEL);
	}
	add(texts, name, strlen(name), TITLE_PARALLEL);
}

/* "David Bowie (aka Space Oddity) [2015 Remaster]": the other name takes the title's place. */
static void add_other_name(struct texts *texts, const char *text)
{
	static const char *const openings[] = {"(aka ", "(a.k.a. ", "[aka "};
	for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
		const char *open = strcasestr(text, openings[i]);
		const char *name = open ? open + strlen(openings[i]) : NULL;
		const char *close = name ? strpbrk(name, ")]") : NULL;
		if (close) {
			const char *renamed = arena_printf(texts->arena, "%.*s%s",
			                                   (int)(close - name), name, close + 1);
			add(texts, renamed, strlen(renamed), TITLE_PARALLEL);
		}
	}
}

/* Arrows, signs, stars and hearts; the sharp sign is a letter's. */
static bool is_symbol(uint32_t point)
{
	return point >= 0x2190 && point < 0x2E00 && point != 0x266F && point != 0x266D &&
	       !latin_is_alnum(point);
}

/* "F♯ A♯ ∞": one catalogue reads a symbol aloud, another leaves it out. */
static void add_without_symbols(struct texts *texts, const char *text)
{
	size_t length = strlen(text), used, kept = 0;
	char *plain = arena_alloc(texts->arena, length + 1, 1);
	bool word = false;
	for (size_t i = 0; i < length; i += used) {
		uint32_t point = latin_decode(text + i, length - i, &used);
		if (!is_symbol(point)) {
			memcpy(plain + kept, text + i, used);
			kept += used;
			word |= latin_is_alnum(point);
		}
	}
	if (word && kept < length) {
		add(texts, plain, kept, TITLE_WHOLE);
	}
}

/* ---- one title in two scripts ---- */

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_OTHER };

static enum script script_of(uint32_t point)
{
	bool letter =
	    point < 0x80 ? (point | 0x20) >= 'a' && (point | 0x20) <= 'z' : latin_is_alnum(point);
	if (!letter) {
		return SCRIPT_NONE;
	}
	return point < 0x250 || latin_letter(point) ? SCRIPT_LATIN : SCRIPT_OTHER;
}

/* Where the script changes, when it does exactly once; 0 otherwise. */
static size_t script_change(const char *text)
{
	enum script last = SCRIPT_NONE;
	size_t change = 0, length = strlen(text), used;
	for (size_t i = 0; i < length; i += used) {
		enum script script = script_of(latin_decode(text + i, length - i, &used));
		if (script == SCRIPT_NONE) {
			continue;
		}
		if (last != SCRIPT_NONE && script != last) {
			if (change) {
				return 0;
			}
			change = i;
		}
		last = script;
	}
	return change;
}

/* Whether a text says more than "live" or "remastered": it has a word that is no known one. */
static bool is_name(struct arena *arena, const char *text)
{
	size_t used, letters = 0;
	const char *words = fold_text(arena, text);
	bool unknown = false;
	for (const char *at = words; *at; at += used + (at[used] == ' ')) {
		unknown |= words_phrase(at, &used).kind == WORD_UNKNOWN;
		letters += used;
	}
	return unknown && letters >= 5;
}

/* "الأطلال   Al Atlal": the same title twice, in two scripts. */
static void add_scripts(struct texts *texts, const char *text)
{
	size_t change = script_change(text);
	if (!change || strpbrk(text, "([")) {
		return;
	}
	const char *first = arena_strndup(texts->arena, text, change);
	if (is_name(texts->arena, first) && is_name(texts->arena, text + change)) {
		add(texts, first, change, TITLE_PARALLEL);
		add(texts, text + change, strlen(text + change), TITLE_PARALLEL);
	}
}

/* Whether there is a letter or a symbol from Greek on. */
static bool has_more_than_latin(const char *text)
{
	while (*text && (unsigned char)*text < 0xCD) {
		text++;
	}
	return *text != '\0';
}

/* ---- sides ---- */

static void add_sides(struct texts *texts, const char *text)
{
	const char *divider = strstr(text, " / ");
	if (!divider) {
		return;
	}
	if (!strstr(divider + 3, " / ")) { /* the other order is the same single */
		const char *swapped = arena_printf(texts->arena, "%s / %.*s", divider + 3,
		                                   (int)(divider - text), text);
		add(texts, swapped, strlen(swapped), TITLE_WHOLE);
	}
	size_t first = texts->count;
	add_pieces(texts, text, " / ", TITLE_FLIP_SIDE);
	if (first < texts->count) {
		texts->origin[first] = TITLE_SIDE;
	}
}

/* "Инструментал" is a word we know in one reading only; it is said in all of them. */
static void share_recordings(struct title *titles, size_t count)
{
	unsigned recordings = 0;
	for (size_t i = 0; i < count; i++) {
		recordings |= titles[i].recordings;
	}
	for (size_t i = 0; i < count; i++) {
		titles[i].recordings = recordings;
	}
}

size_t title_alternatives(struct arena *arena, const char *text, bool sides,
                          const struct title_scope *scope,
                          struct title titles[TITLE_ALTERNATIVES_MAX])
{
	struct texts texts = {.arena = arena};
	size_t count = 0;
	text = arena_strndup(arena, text, text_cut(text, TEXT_MAX_BYTES));
	add(&texts, text, without_lone_sign(text), TITLE_WHOLE);
	add_pieces(&texts, text, " = ", TITLE_PARALLEL);
	add_symbol_names(&texts, text);
	add_other_name(&texts, text);
	if (has_more_than_latin(text)) {
		add_without_symbols(&texts, text);
		add_scripts(&texts, text);
	}
	if (sides) {
		add_sides(&texts, text);
	}
	for (size_t i = 0; i < texts.count; i++) {
		const char *readings[LATIN_READINGS_MAX];
		const char *english = obi_to_english(arena, texts.text[i]);
		size_t ways = latin_readings(arena, english, readings), first = count;
		for (size_t j = 0; j < ways && count < TITLE_ALTERNATIVES_MAX; j++) {
			title_parse(arena, readings[j], scope, &titles[count]);
			titles[count++].origin = texts.origin[i];
		}
		share_recordings(titles + first, count - first);
	}
	if (count == 0) {
		title_parse(arena, "", scope, &titles[count++]);
	}
	return count;
}

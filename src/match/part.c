#include "match/part.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"

#include <ctype.h>
#include <string.h>

/* ---- counting words ---- */

static bool is_year(const char *word, size_t length)
{
	return length == 4 && strspn(word, "0123456789") >= 4 &&
	       (strncmp(word, "19", 2) == 0 || strncmp(word, "20", 2) == 0);
}

static void tally_phrase(const struct phrase *phrase, size_t length, struct part_tally *tally)
{
	switch (phrase->kind) {
	case WORD_UNKNOWN:
		tally->unknown++;
		break;
	case WORD_FILLER:
		tally->fillers++;
		break;
	case WORD_NUMBER:
		tally->numbers++;
		tally->years += is_year(phrase->words, length);
		break;
	case WORD_EDITION:
		tally->editions++;
		tally->strong_edition |= phrase->value != 0;
		tally->bare_edition |= phrase->value == WORDS_BARE;
		tally->counted_edition |= phrase->value == WORDS_COUNTED;
		break;
	case WORD_MARKET:
		tally->markets++;
		tally->alone += phrase->value == WORDS_ALONE;
		break;
	case WORD_NAMED:
		tally->named++;
		tally->versions += phrase->value == WORDS_VERSION;
		break;
	case WORD_RECORDING:
		tally->recordings++;
		tally->recording_bits |= phrase->value;
		break;
	case WORD_MIX:
		tally->mixes++;
		tally->remixes += strncmp(phrase->words, "re", 2) == 0;
		break;
	case WORD_SOUNDTRACK:
		tally->soundtracks++;
		tally->media |= phrase->value;
		break;
	case WORD_FILM:
		tally->films++;
		tally->media |= phrase->value;
		break;
	case WORD_HITS:
		tally->hits++;
		tally->choices |= phrase->value;
		break;
	case WORD_FORM:
		tally->forms++;
		break;
	case WORD_CREDIT:
		tally->credit_first |= tally->words == 0;
		tally->credits++;
		break;
	case WORD_COLOUR:
		tally->colours++;
		tally->colour = phrase->value;
		break;
	case WORD_VOLUME:
		tally->volumes++;
		break;
	}
	tally->words++;
}

void part_tally(const char *words, size_t length, struct part_tally *tally)
{
	*tally = (struct part_tally){0};
	for (size_t at = 0, used; at < length; at += used + 1) {
		struct phrase phrase = words_phrase_within(words + at, length - at, &used);
		tally_phrase(&phrase, used, tally);
	}
}

/* ---- kinds ---- */

/* "2018 Mix" and "Stereo Mix" put the old tapes through a new desk; "Club Mix" and "86 Mix" are
 * other music. A mix alone is a DJ's, and the album. */
static bool mix_is_edition(const struct part_tally *tally)
{
	bool company = tally->years || tally->editions || tally->markets;
	return tally->unknown == 0 && tally->recordings == 0 &&
	       (company || (tally->words == tally->mixes && !tally->remixes));
}

unsigned part_recordings(const struct part_tally *tally)
{
	unsigned bits = tally->recording_bits;
	if (tally->mixes && !mix_is_edition(tally)) {
		bits |= RECORDING_REMIX;
	}
	if (tally->versions && tally->unknown && !bits) {
		bits |= RECORDING_REMADE; /* somebody's version */
	}
	return bits;
}

bool part_tells_edition(const struct part_tally *tally)
{
	if (tally->soundtracks || tally->recordings || tally->hits) {
		return false;
	}
	if (tally->editions || tally->mixes) {
		/* "Legacy Reconfigured" is a name, "Abbey Road Remaster" is none. */
		return !tally->unknown || tally->strong_edition || tally->named || tally->mixes;
	}
	if (tally->named) {
		return tally->words > tally->named + tally->fillers;
	}
	return tally->alone && tally->unknown == 0 && tally->numbers == 0;
}

static bool is_soundtrack(const struct part_tally *tally)
{
	return tally->soundtracks || (tally->films >= 2 && tally->unknown == 0);
}

/* Numbers, with the words that announce them and nothing else. */
static bool is_number(const char *words, const struct part_tally *tally)
{
	size_t length = strcspn(words, " ");
	if (tally->volumes == 1 && tally->words == 2 && words[length]) { /* "part one" */
		const char *second = words + length + 1;
		return words_number(second, strcspn(second, " "), true) >= 0;
	}
	return tally->numbers && tally->words == tally->numbers + tally->volumes;
}

static bool is_colour(const struct part_tally *tally)
{
	return tally->colours == 1 && tally->words == 1 + tally->fillers + tally->forms;
}

static bool is_in_scope(const char *words, const struct title_scope *scope)
{
	for (size_t i = 0; i < scope->count; i++) {
		if (fold_same(fold_without_article(words), fold_without_article(scope->names[i]))) {
			return true;
		}
	}
	return false;
}

static void classify(struct part *part, const struct title_scope *scope)
{
	struct part_tally tally;
	part_tally(part->words, strlen(part->words), &tally);
	unsigned recordings = part_recordings(&tally);
	part->film = tally.soundtracks || tally.films;
	part->media = tally.media;
	part->choices = tally.choices;
	if (is_in_scope(part->words, scope) || tally.credit_first) {
		part->kind = PART_CREDIT;
	} else if (recordings) {
		part->kind = PART_RECORDING;
		part->recordings = recordings;
	} else if (is_soundtrack(&tally)) {
		part->kind = PART_SOUNDTRACK;
	} else if (is_colour(&tally)) {
		part->kind = PART_COLOUR;
	} else if (part_tells_edition(&tally)) {
		part->kind = PART_EDITION;
	} else if (is_number(part->words, &tally)) {
		part->kind = PART_NUMBER;
	} else if (tally.hits) {
		part->kind = PART_HITS;
	} else if (tally.forms && tally.forms + tally.fillers == tally.words) {
		part->kind = PART_FORM;
	}
}

/* ---- cutting ---- */

struct cutter {
	struct arena *arena;
	const struct title_scope *scope;
	struct part *parts;
	size_t count;
};

static const char *const brackets[][2] = {
    {"(", ")"},   {"[", "]"},   {"{", "}"},   {"（", "）"}, {"［", "］"}, {"【", "】"},
    {"「", "」"}, {"『", "』"}, {"〈", "〉"}, {"《", "》"}, {"〔", "〕"},
};
/* Typographic dashes, dots and tildes divide only with a space on both sides. */
static const char *const dividers[] = {" - ", " – ", " — ",  " ― ", " − ", " • ",
                                       " · ", " ~ ", " ～ ", ": ",  "： ", " | "};
/* Inside brackets, where each piece says something known: "(Live / Remastered)". */
static const char *const bracket_dividers[] = {" - ", " – ", " — ", "/", ", ", "; ", ": "};

static size_t starts_with_any(const char *text, const char *const *list, size_t count)
{
	if (!strchr(" :/,;", *text) && (unsigned char)*text < 0xE3) {
		return 0; /* no divider begins with a letter */
	}
	for (size_t i = 0; i < count; i++) {
		if (text_starts(text, list[i])) {
			return strlen(list[i]);
		}
	}
	return 0;
}

static void add(struct cutter *cutter, const char *text, size_t length, enum part_place place,
                bool square)
{
	if (length == 0 || cutter->count == PARTS_MAX) {
		return;
	}
	const char *words = fold_latin(cutter->arena, arena_strndup(cutter->arena, text, length));
	if (*words) {
		cutter->parts[cutter->count++] =
		    (struct part){.place = place, .words = words, .square = square};
	}
}

/* Takes the parts from `first` on back, unless every one of them has a known kind. */
static bool all_known(struct cutter *cutter, size_t first)
{
	size_t pieces = cutter->count - first;
	bool known = pieces > 1;
	for (size_t i = first; i < cutter->count; i++) {
		classify(&cutter->parts[i], cutter->scope);
		known &= cutter->parts[i].kind != PART_TITLE;
	}
	return known;
}

static void cut_bracket(struct cutter *cutter, const char *text, size_t length, bool square)
{
	size_t first = cutter->count, from = 0, used;
	for (size_t i = 0; i < length; i += used) {
		used = starts_with_any(text + i, bracket_dividers, ARRAY_LEN(bracket_dividers));
		if (used && i + used <= length) {
			add(cutter, text + from, i - from, PLACE_BRACKET, square);
			from = i + used;
		}
		used = used ? used : 1;
	}
	if (from < length) {
		add(cutter, text + from, length - from, PLACE_BRACKET, square);
	}
	if (!all_known(cutter, first)) {
		cutter->count = first;
		add(cutter, text, length, PLACE_BRACKET, square);
	}
}

/* Where the bracket that opens at `text` closes, nested ones skipped; 0 when it never does. */
static size_t bracket_length(const char *text, const char *const pair[2])
{
	size_t depth = 0;
	for (size_t i = 0; text[i]; i++) {
		if (text_starts(text + i, pair[0])) {
			depth++;
		} else if (text_starts(text + i, pair[1]) && --depth == 0) {
			return i + strlen(pair[1]);
		}
	}
	return 0;
}

static const char *const *bracket_at(const char *text)
{
	if (!strchr("([{", *text) && (unsigned char)*text < 0xE3) {
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
		if (text_starts(text, brackets[i][0])) {
			return brackets[i];
		}
	}
	return NULL;
}

/* Takes the bracket at text[*at] whole, after the text before it; false when there is none. */
static bool take_bracket(struct cutter *cutter, const char *text, size_t *at, size_t *from,
                         enum part_place place)
{
	const char *const *pair = bracket_at(text + *at);
	size_t whole = pair ? bracket_length(text + *at, pair) : 0;
	if (!whole) {
		return false;
	}
	size_t open = strlen(pair[0]), close = strlen(pair[1]);
	add(cutter, text + *from, *at - *from, place, false);
	cut_bracket(cutter, text + *at + open, whole - open - close, *pair[0] == '[');
	*at += whole;
	*from = *at;
	return true;
}

static bool has_word(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80) {
			return true;
		}
	}
	return false;
}

/* No bracket and no divider begins with it. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void cut(struct cutter *cutter, const char *text)
{
	enum part_place place = PLACE_MAIN;
	size_t from = 0, at = 0;
	while (text[at]) {
		if (is_plain(text[at])) {
			at++;
			continue;
		}
		if (take_bracket(cutter, text, &at, &from, place)) {
			continue;
		}
		size_t divider = starts_with_any(text + at, dividers, ARRAY_LEN(dividers));
		bool divides = divider && (has_word(text + from, at - from) || cutter->count);
		if (divides) {
			add(cutter, text + from, at - from, place, false);
			place = PLACE_AFTER;
			from = at + divider;
		}
		at += divides ? divider : 1;
	}
	add(cutter, text + from, at - from, place, false);
}

/* ---- what belongs to the main title ---- */

static bool is_wordless(const char *words)
{
	return !has_word(words, strlen(words));
}

/* Stray punctuation between brackets is no part; a title of symbols ("+ (Deluxe)") is. */
static size_t drop_wordless(struct part *parts, size_t count)
{
	size_t kept = count > 0;
	for (size_t i = 1; i < count; i++) {
		if (!is_wordless(parts[i].words)) {
			parts[kept++] = parts[i];
		}
	}
	return kept;
}

/* "(What's The Story) Morning Glory?", "(Best Of) Orion": such a bracket with title text behind it
 * is title. */
static void join_inner_brackets(struct part *parts, size_t count)
{
	bool main_behind = false;
	for (size_t i = count; i-- > 0;) {
		bool title = parts[i].kind == PART_TITLE || parts[i].kind == PART_HITS;
		if (title && parts[i].place == PLACE_BRACKET && main_behind) {
			parts[i].place = PLACE_MAIN;
			parts[i].kind = PART_TITLE;
		}
		main_behind |= parts[i].place == PLACE_MAIN;
	}
}

/* "(2019 - Remaster)", "[2019] (Remaster)": the year is the edition's. */
static void date_editions(struct part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *words = parts[i].words;
		bool year = parts[i].kind == PART_NUMBER && parts[i].place == PLACE_BRACKET &&
		            is_year(words, strlen(words));
		bool before = i > 0 && parts[i - 1].kind == PART_EDITION;
		bool after = i + 1 < count && parts[i + 1].kind == PART_EDITION;
		if (year && (before || after)) {
			parts[i].kind = PART_EDITION;
		}
	}
}

size_t part_cut(struct arena *arena, const char *latin, const struct title_scope *scope,
                struct part parts[PARTS_MAX])
{
	struct cutter cutter = {.arena = arena, .scope = scope, .parts = parts};
	bool has_main = false;
	cut(&cutter, latin);
	size_t count = drop_wordless(parts, cutter.count);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].place == PLACE_MAIN) {
			parts[i].kind = PART_TITLE;
			has_main = true;
		} else {
			classify(&parts[i], scope);
		}
	}
	if (!has_main && count > 0) { /* "(Untitled)", "[symbol]", "(III)" */
		parts[0].place = PLACE_MAIN;
		parts[0].kind = PART_TITLE;
		parts[0].recordings = 0;
	}
	join_inner_brackets(parts, count);
	date_editions(parts, count);
	return count;
}

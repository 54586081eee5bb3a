#include "match/line.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/part.h"

#include <stdio.h>
#include <string.h>

void line_add(struct line *line, const char *words)
{
	while (*words && line->count < LINE_WORDS_MAX) {
		size_t length = strcspn(words, " ");
		line->words[line->count++] = arena_strndup(line->arena, words, length);
		words += length + (words[length] == ' ');
	}
}

static char *text_from(const struct line *line, size_t from)
{
	size_t length = 1;
	for (size_t i = from; i < line->count; i++) {
		length += strlen(line->words[i]) + 1;
	}
	char *text = arena_alloc(line->arena, length, 1), *end = text;
	for (size_t i = from; i < line->count; i++) {
		size_t word = strlen(line->words[i]);
		if (i > from) {
			*end++ = ' ';
		}
		memcpy(end, line->words[i], word);
		end += word;
	}
	return text;
}

char *line_text(const struct line *line)
{
	return text_from(line, 0);
}

static enum word_kind kind_of(const char *word, unsigned *value)
{
	size_t length;
	struct phrase phrase = words_phrase(word, &length);
	if (value) {
		*value = phrase.value;
	}
	return phrase.kind;
}

static bool is_digits(const char *word)
{
	return word[strspn(word, "0123456789")] == '\0';
}

void line_spell_numbers(struct line *line)
{
	for (size_t i = 0; i < line->count; i++) {
		bool announced = i > 0 && kind_of(line->words[i - 1], NULL) == WORD_VOLUME;
		const char *word = line->words[i];
		int value = is_digits(word) ? -1 : words_number(word, strlen(word), announced);
		if (value >= 0) {
			line->words[i] = arena_printf(line->arena, "%d", value);
		}
	}
}

/* ---- what is said of a work ---- */

static bool is_word_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, list[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* How many words from `at` on are a key: "in e flat major". */
static size_t key_length(const struct line *line, size_t at)
{
	static const char *const modes[] = {"major", "minor", "majeur", "mineur", "dur", "moll"};
	static const char *const signs[] = {"flat", "sharp"};
	size_t from = at;
	at += strcmp(line->words[at], "in") == 0;
	if (at >= line->count || strlen(line->words[at]) > 2) {
		return 0;
	}
	at++;
	at += at < line->count && is_word_of(line->words[at], signs, ARRAY_LEN(signs));
	bool key = at < line->count && is_word_of(line->words[at], modes, ARRAY_LEN(modes));
	return key ? at + 1 - from : 0;
}

/* Likewise a number in a catalogue: "k 525", "opus 27 no 2", "opp 10 and 25". */
static size_t catalogue_length(const struct line *line, size_t at)
{
	static const char *const names[] = {"op", "opp", "opus", "bwv", "k",   "kv",  "rv",
	                                    "d",  "woo", "hob",  "hwv", "twv", "wwv", "sz"};
	size_t from = at;
	if (!is_word_of(line->words[at++], names, ARRAY_LEN(names))) {
		return 0;
	}
	static const char *const links[] = {"no", "and"};
	size_t end = at;
	for (; at < line->count; at++) {
		if (kind_of(line->words[at], NULL) == WORD_NUMBER) {
			end = at + 1;
		} else if (!is_word_of(line->words[at], links, ARRAY_LEN(links))) {
			break;
		}
	}
	return end > from + 1 ? end - from : 0;
}

void line_drop_catalogue(struct line *line)
{
	for (size_t at = 1; at < line->count;) {
		size_t length = key_length(line, at);
		length = length ? length : catalogue_length(line, at);
		line->count -= length;
		memmove(line->words + at, line->words + at + length,
		        (line->count - at) * sizeof(line->words[0]));
		at += length == 0;
	}
}

/* ---- what a title ends with ---- */

/* Counts the words from `from` to the end and tells the kind of the first. */
static enum word_kind tail_tally(const struct line *line, size_t from, struct part_tally *tally)
{
	size_t length;
	const char *text = text_from(line, from);
	part_tally(text, strlen(text), tally);
	return words_phrase(text, &length).kind;
}

/* Only fillers say nothing: "the", "in the". */
static bool says_something(const struct line *line, size_t to)
{
	for (size_t i = 0; i < to; i++) {
		if (kind_of(line->words[i], NULL) != WORD_FILLER) {
			return true;
		}
	}
	return false;
}

typedef bool (*tail_fn)(enum word_kind first, const struct part_tally *tally);

/* The longest tail, of up to `most` words, that is what `is` asks for; line->count when none is, or
 * when it would leave nothing: "The Original Soundtrack" is a title. */
static size_t tail_find(const struct line *line, size_t most, tail_fn is, struct part_tally *found)
{
	size_t best = line->count;
	for (size_t from = line->count; from-- > 0 && line->count - from <= most;) {
		struct part_tally tally;
		if (kind_of(line->words[from], NULL) == WORD_UNKNOWN) {
			break;
		}
		enum word_kind first = tail_tally(line, from, &tally);
		if (tally.unknown) {
			break;
		}
		if (first == WORD_FILLER || !is(first, &tally)) {
			continue;
		}
		if (!says_something(line, from)) {
			return line->count;
		}
		best = from;
		*found = tally;
	}
	return best;
}

static bool is_edition_tail(enum word_kind first, const struct part_tally *tally)
{
	bool named = tally->named && (tally->editions || tally->markets);
	bool counted = tally->counted_edition && first == WORD_NUMBER;
	bool mixed = tally->mixes && tally->years;
	bool dated = first != WORD_NUMBER || tally->counted_edition || tally->years;
	return dated && (tally->bare_edition || named || counted || mixed) &&
	       part_recordings(tally) == 0 && part_tells_edition(tally) &&
	       tally->volumes + tally->credits + tally->forms == 0;
}

static bool is_soundtrack_tail(enum word_kind first, const struct part_tally *tally)
{
	bool only = tally->words == tally->soundtracks + tally->films + tally->markets +
	                                tally->fillers + tally->forms;
	return tally->soundtracks && only && first != WORD_FORM;
}

static bool is_recording_tail(enum word_kind first, const struct part_tally *tally)
{
	bool only = tally->words == tally->recordings + tally->mixes + tally->named +
	                                tally->fillers + tally->markets;
	return (first == WORD_RECORDING || first == WORD_MIX) && only &&
	       part_recordings(tally) != 0;
}

/* Whether the last word can end a tail at all: spares most titles the counting. */
static bool ends_in_known_word(const struct line *line)
{
	return line->count > 1 && kind_of(line->words[line->count - 1], NULL) != WORD_UNKNOWN;
}

const char *line_take_edition(struct line *line)
{
	struct part_tally tally;
	size_t from =
	    ends_in_known_word(line) ? tail_find(line, 6, is_edition_tail, &tally) : line->count;
	if (from == line->count) {
		return NULL;
	}
	const char *words = text_from(line, from);
	line->count = from;
	return words;
}

static void note_soundtrack(struct title *title, const struct part_tally *tally)
{
	title->soundtrack = true;
	title->media |= tally->media;
}

bool line_take_soundtrack(struct line *line, struct title *title)
{
	struct part_tally tally = {0};
	size_t from = ends_in_known_word(line) ? tail_find(line, 10, is_soundtrack_tail, &tally)
	                                       : line->count;
	if (from == line->count) {
		return false;
	}
	line->count = from;
	note_soundtrack(title, &tally);
	return true;
}

unsigned line_take_recording(struct line *line)
{
	struct part_tally tally;
	size_t from =
	    ends_in_known_word(line) ? tail_find(line, 3, is_recording_tail, &tally) : line->count;
	if (from == line->count) {
		return 0;
	}
	line->count = from;
	return part_recordings(&tally);
}

bool line_take_ep(struct line *line)
{
	size_t taken = 0;
	if (line->count > 1 && strcmp(line->words[line->count - 1], "ep") == 0) {
		taken = 1;
	} else if (line->count > 2 && strcmp(line->words[line->count - 1], "p") == 0 &&
	           strcmp(line->words[line->count - 2], "e") == 0) {
		taken = 2;
	}
	line->count -= taken;
	return taken > 0;
}

size_t line_take_numbers(struct line *line, struct title_number *numbers, size_t room)
{
	size_t first = line->count;
	while (first > 1 && line->count - first < room && is_digits(line->words[first - 1])) {
		first--;
	}
	size_t count = line->count - first;
	unsigned volume = 0;
	bool announced =
	    count && first > 1 && kind_of(line->words[first - 1], &volume) == WORD_VOLUME;
	for (size_t i = 0; i < count; i++) {
		const char *word = line->words[first + i];
		numbers[i].value = words_number(word, strlen(word), false);
		numbers[i].volume = announced && i == 0 ? volume : 0;
	}
	line->count = first - announced;
	return count;
}

/* ---- what a title begins with ---- */

/* "from", "for", "du film", "zum": the words that lead from the music to the film. */
static bool leads_on(const char *word)
{
	static const char *const leads[] = {"from", "for", "to",   "of",    "du",
	                                    "de",   "des", "del",  "dal",   "aus",
	                                    "zum",  "per", "film", "movie", "picture"};
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (strcmp(word, leads[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* How many words at the beginning only say that music from a film follows. */
static size_t prefix_find(const struct line *line, struct part_tally *found)
{
	const char *text = line_text(line);
	size_t best = 0, length = strlen(line->words[0]);
	for (size_t used = 2; used < line->count && used <= 8; used++) {
		struct part_tally tally;
		length += 1 + strlen(line->words[used - 1]);
		part_tally(text, length, &tally);
		if (tally.unknown || tally.numbers) {
			break;
		}
		bool music = used == 2 && strncmp(text, "music from", 10) == 0;
		bool film = tally.soundtracks || tally.films >= 2;
		if ((music || film) && leads_on(line->words[used - 1])) {
			best = used;
			*found = tally;
		}
	}
	return best;
}

bool line_take_soundtrack_prefix(struct line *line, struct title *title)
{
	struct part_tally tally;
	size_t taken = line->count > 2 ? prefix_find(line, &tally) : 0;
	if (taken == 0) {
		return false;
	}
	line->count -= taken;
	memmove(line->words, line->words + taken, line->count * sizeof(line->words[0]));
	note_soundtrack(title, &tally);
	title->recordings |= part_recordings(&tally);
	return true;
}

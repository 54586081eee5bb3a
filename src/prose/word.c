#include "prose/word.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* A full stop behind these ends no sentence; nor does one behind a single letter. */
static const char *const abbreviations[] = {"bzw", "ca", "dr",  "feat", "inkl", "mlle",
                                            "mme", "mr", "mrs", "ms",   "mt",   "prof",
                                            "sgt", "sr", "sra", "st",   "vs"};

static bool is_ascii_alnum(uint32_t point)
{
	return point < 0x80 && isalnum((int)point);
}

/* Full-width forms of ASCII. */
static bool is_wide(uint32_t point)
{
	return point >= 0xFF01 && point <= 0xFF5E;
}

/* Accents on their own, soft hyphens and joiners: they go on with a word, and begin none. */
static bool is_inside_only(uint32_t point)
{
	return (point >= 0x300 && point <= 0x36F) || point == 0xAD ||
	       (point >= 0x200B && point <= 0x200D) || point == 0x2060 || point == 0xFEFF;
}

static bool is_word_point(uint32_t point, bool inside)
{
	return is_ascii_alnum(point) || (point >= 0x80 && latin_is_alnum(point)) ||
	       (inside && is_inside_only(point));
}

/* In a script that only a transliteration reads. */
static bool is_foreign(uint32_t point)
{
	return point >= 0x250 && !is_wide(point) && latin_is_alnum(point) && !latin_letter(point);
}

static unsigned hash_of(const char *text)
{
	unsigned hash = 2166136261u; /* FNV-1a */
	for (; *text; text++) {
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	}
	return hash;
}

/* Folding one word at a time, wide letters made narrow by hand: ICU would do it, for a hundred
 * times the price. */
static void fold_word(struct arena *arena, struct word *word)
{
	char *plain = arena_strndup(arena, word->start, word->length);
	bool foreign = false;
	size_t written = 0, used;
	for (size_t i = 0; i < word->length; i += used) {
		uint32_t point = latin_decode(word->start + i, word->length - i, &used);
		word->capital = word->capital || latin_is_capital(point);
		foreign = foreign || is_foreign(point);
		if (is_wide(point)) {
			plain[written++] = (char)(point - 0xFEE0);
		} else {
			memmove(plain + written, word->start + i, used);
			written += used;
		}
	}
	plain[written] = '\0';
	word->folded = foreign ? plain : fold_latin(arena, plain);
	word->hash = hash_of(word->folded);
}

/* The stop that `gap` holds is one of an abbreviation, or of "R.E.M.". */
static bool is_abbreviated(const struct word *before, const char *gap, size_t length)
{
	bool initial = before->length == 1 && before->capital;
	return gap[0] == '.' && (length == 1 || (length == 2 && gap[1] == ' ')) &&
	       (initial || length == 1 ||
	        word_in(before->folded, abbreviations, ARRAY_LEN(abbreviations)));
}

static bool ends_sentence(const char *gap, size_t length)
{
	static const char *const wide[] = {"…", "¡", "¿", "。", "！", "？"};
	for (size_t i = 0; i < length; i++) {
		if (strchr(".!?\n", gap[i])) {
			return true;
		}
		for (size_t k = 0; k < ARRAY_LEN(wide); k++) {
			if (text_starts(gap + i, wide[k])) {
				return true;
			}
		}
	}
	return false;
}

static bool opens_sentence(const struct word *words, size_t at)
{
	if (at == 0) {
		return true;
	}
	size_t length;
	const char *gap = word_gap(&words[at - 1], &length);
	return ends_sentence(gap, length) && !is_abbreviated(&words[at - 1], gap, length);
}

struct word *word_split(struct arena *arena, const char *text, size_t *count)
{
	size_t length = strlen(text), used, found = 0;
	struct word *words = arena_alloc(arena, length / 2 + 2, sizeof(*words));
	bool inside = false;
	for (size_t i = 0; i < length; i += used) {
		bool before = inside;
		inside = is_word_point(latin_decode(text + i, length - i, &used), before);
		if (inside && !before) {
			words[found++].start = text + i;
		}
		if (inside) {
			words[found - 1].length += used;
		}
	}
	words[found].start = text + length;
	words[found].folded = "";
	for (size_t i = 0; i < found; i++) {
		fold_word(arena, &words[i]);
		words[i].opens = opens_sentence(words, i);
	}
	*count = found;
	return words;
}

const char *word_gap(const struct word *word, size_t *length)
{
	const char *gap = word->start + word->length;
	*length = (size_t)(word[1].start - gap);
	return gap;
}

bool word_gap_is(const struct word *word, const char *gap)
{
	size_t length;
	const char *found = word_gap(word, &length);
	return length == strlen(gap) && memcmp(found, gap, length) == 0;
}

bool word_is_elided(const struct word *word)
{
	return word_gap_is(word, "'") || word_gap_is(word, "’");
}

bool word_is(const struct word *word, const char *folded)
{
	return strcmp(word->folded, folded) == 0;
}

bool word_same(const struct word *one, const struct word *other)
{
	return one->hash == other->hash && word_is(one, other->folded);
}

size_t word_phrase(const struct word *words, size_t count, const char *phrase)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strcspn(phrase, " *");
		bool begins = strncmp(words[i].folded, phrase, length) == 0;
		if (!begins || (phrase[length] != '*' && words[i].folded[length] != '\0')) {
			return 0;
		}
		phrase += length + (phrase[length] == '*');
		if (!*phrase) {
			return i + 1;
		}
		phrase++;
	}
	return 0;
}

size_t word_phrases(const struct word *words, size_t count, const char *const *phrases,
                    size_t phrase_count)
{
	size_t taken = 0;
	for (size_t i = 0; i < phrase_count && taken == 0 && count > 0; i++) {
		if (phrases[i][0] == words->folded[0]) { /* nearly never */
			taken = word_phrase(words, count, phrases[i]);
		}
	}
	return taken;
}

bool word_in(const char *folded, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i][0] == folded[0] && strcmp(list[i], folded) == 0) {
			return true;
		}
	}
	return false;
}

#include "match/words.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* words_table.inc is the vocabulary; it is data, and longer than the code. */
static const struct phrase phrases[] = {
#include "match/words_table.inc"
};

static const char *const recording_names[RECORDING_COUNT] = {
    "a live recording",
    "an acoustic recording",
    "a demo",
    "a remix",
    "an instrumental version",
    "a karaoke version",
    "a tribute",
    "a new recording",
    "a dub version",
    "an orchestral or arranged version",
    "a stage cast's recording",
    "spoken word",
    "music inspired by it",
    "an extract or a supplement",
    "a session",
    "sung in another language",
};

const char *recording_name(unsigned recordings)
{
	size_t i = 0;
	while (i + 1 < RECORDING_COUNT && !(recordings & 1u << i)) {
		i++;
	}
	return recording_names[i];
}

/* ---- the index: a table of first words, each with its phrases in a row ---- */

#define SLOTS 2048 /* a power of two, well above the number of phrases */

static struct {
	const struct phrase *sorted[ARRAY_LEN(phrases)]; /* by words */
	unsigned char lengths[ARRAY_LEN(phrases)];
	unsigned short slots[SLOTS]; /* where a first word's phrases begin, plus 1; 0 = none */
	bool ready;
} words_index;

static int by_words(const void *one, const void *other)
{
	const struct phrase *const *a = one, *const *b = other;
	return strcmp((*a)->words, (*b)->words);
}

static size_t first_word_length(const char *words)
{
	return strcspn(words, " ");
}

static bool begins_with(const char *words, const char *word, size_t length)
{
	return strncmp(words, word, length) == 0 && (words[length] == ' ' || words[length] == '\0');
}

/* The slot that holds the word, or the free one where it belongs. */
static size_t slot_of(const char *word, size_t length)
{
	unsigned hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ (unsigned char)word[i]) * 16777619u;
	}
	size_t slot = hash % SLOTS;
	while (words_index.slots[slot] &&
	       !begins_with(words_index.sorted[words_index.slots[slot] - 1]->words, word, length)) {
		slot = (slot + 1) % SLOTS;
	}
	return slot;
}

static void index_make(void)
{
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
		words_index.sorted[i] = &phrases[i];
	}
	qsort(words_index.sorted, ARRAY_LEN(phrases), sizeof(words_index.sorted[0]), by_words);
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
		const char *words = words_index.sorted[i]->words;
		size_t slot = slot_of(words, first_word_length(words));
		words_index.lengths[i] = (unsigned char)strlen(words);
		if (!words_index.slots[slot]) {
			words_index.slots[slot] = (unsigned short)(i + 1);
		}
	}
	words_index.ready = true;
}

/* ---- numbers ---- */

static int roman_digit(char c)
{
	switch (c) {
	case 'i':
		return 1;
	case 'v':
		return 5;
	case 'x':
		return 10;
	case 'l':
		return 50;
	case 'c':
		return 100;
	case 'd':
		return 500;
	case 'm':
		return 1000;
	default:
		return 0;
	}
}

/* Up to XXXIX, or a year (MCMLXXII): "mix", "di" and "civil" are words first. */
static int roman_number(const char *word, size_t length)
{
	int value = 0;
	for (size_t i = 0; i < length; i++) {
		int digit = roman_digit(word[i]);
		int next = i + 1 < length ? roman_digit(word[i + 1]) : 0;
		if (digit == 0) {
			return -1;
		}
		value += digit < next ? -digit : digit;
	}
	bool small = strspn(word, "ivx") >= length && value > 0 && value < 40;
	bool year = length >= 4 && word[0] == 'm' && value >= 1900 && value < 2100;
	return small || year ? value : -1;
}

static int spelled_number(const char *word, size_t length)
{
	static const char *const spelled[][5] = {
	    {"one", "un", "eins", "uno", "une"},
	    {"two", "deux", "zwei", "dos", "due"},
	    {"three", "trois", "drei", "tres", "tre"},
	    {"four", "quatre", "vier", "cuatro", "quattro"},
	    {"five", "cinq", "funf", "cinco", "cinque"},
	    {"six", "seis", "sechs", "sei", "vi"},
	    {"seven", "sept", "sieben", "siete", "sette"},
	    {"eight", "huit", "acht", "ocho", "otto"},
	    {"nine", "neuf", "neun", "nueve", "nove"},
	    {"ten", "dix", "zehn", "diez", "dieci"},
	};
	for (size_t i = 0; i < ARRAY_LEN(spelled); i++) {
		for (size_t j = 0; j < ARRAY_LEN(spelled[i]); j++) {
			const char *name = spelled[i][j];
			if (strlen(name) == length && memcmp(name, word, length) == 0) {
				return (int)i + 1;
			}
		}
	}
	return -1;
}

int words_number(const char *word, size_t length, bool spelled)
{
	int value = 0;
	size_t digits = strspn(word, "0123456789");
	if (digits >= length && length > 0 && length <= 6) {
		for (size_t i = 0; i < length; i++) {
			value = value * 10 + (word[i] - '0');
		}
		return value;
	}
	if (length >= 2 || spelled) {
		value = roman_number(word, length);
	} else {
		value = -1;
	}
	return value < 0 && spelled ? spelled_number(word, length) : value;
}

/* "25th", "1er", "2nde", "20e": only counts an anniversary, never a volume. */
static bool is_ordinal(const char *word, size_t length)
{
	static const char *const endings[] = {"st", "nd",  "rd", "th", "er",
	                                      "e",  "eme", "o",  "a",  "s"};
	size_t digits = strspn(word, "0123456789");
	for (size_t i = 0; i < ARRAY_LEN(endings) && digits > 0; i++) {
		if (length == digits + strlen(endings[i]) &&
		    strncmp(word + digits, endings[i], length - digits) == 0) {
			return true;
		}
	}
	return false;
}

static struct phrase one_word(const char *words, size_t length)
{
	bool number = strchr("0123456789ivxlcdm", *words) &&
	              (words_number(words, length, false) >= 0 || is_ordinal(words, length));
	return (struct phrase){.words = words, .kind = number ? WORD_NUMBER : WORD_UNKNOWN};
}

struct phrase words_phrase(const char *words, size_t *length)
{
	return words_phrase_within(words, (size_t)-1, length);
}

/* Of the phrases that begin with this word, the longest that the text goes on with; the number of
 * phrases when there is none. */
static size_t longest_phrase(const char *words, size_t first, size_t most)
{
	size_t best = ARRAY_LEN(phrases), best_length = 0;
	size_t from = words_index.slots[slot_of(words, first)];
	for (size_t i = from - 1; from && i < ARRAY_LEN(phrases); i++) {
		const char *phrase = words_index.sorted[i]->words;
		size_t length = words_index.lengths[i];
		if (!begins_with(phrase, words, first)) {
			break;
		}
		if (length <= most && length > best_length && begins_with(words, phrase, length)) {
			best = i;
			best_length = length;
		}
	}
	return best;
}

struct phrase words_phrase_within(const char *words, size_t most, size_t *length)
{
	if (!words_index.ready) {
		index_make();
	}
	*length = first_word_length(words);
	size_t best = longest_phrase(words, *length, most);
	if (best == ARRAY_LEN(phrases)) {
		return one_word(words, *length);
	}
	*length = words_index.lengths[best];
	return *words_index.sorted[best];
}

unsigned words_colour(const char *words)
{
	for (size_t used; *words; words += used + (words[used] == ' ')) {
		struct phrase phrase = words_phrase(words, &used);
		if (phrase.kind == WORD_COLOUR) {
			return phrase.value;
		}
	}
	return 0;
}

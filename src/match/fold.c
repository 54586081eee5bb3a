#include "match/fold.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* No name or title is longer; what is gets cut, so that a hostile one costs no more. */
#define TEXT_MAX_BYTES 1024
/* One byte of text becomes at most " percent ". */
#define GROWTH 9
/* So many characters are looked at together, the terminator among them. */
#define LOOK_AHEAD 5

struct words {
	char *bytes; /* room for every text's growth */
	size_t length;
	size_t word_start; /* of the word being written */
};

/* Spellings of one word. What a record prints short another one prints in full. */
static const char *const spellings[][2] = {
    {"boulevard", "blvd"},
    {"doctor", "dr"},
    {"et", "and"},
    {"featuring", "feat"},
    {"ft", "feat"},
    {"mister", "mr"},
    {"mount", "mt"},
    {"nr", "no"},
    {"number", "no"},
    {"numero", "no"},
    {"och", "and"},
    {"og", "and"},
    {"pt", "part"},
    {"saint", "st"},
    {"sinfonie", "symphony"},
    {"street", "st"},
    {"symphonie", "symphony"},
    {"und", "and"},
    {"versus", "vs"},
    {"vol", "volume"},
    {"vols", "volume"},
    {"volumen", "volume"},
    {"volumes", "volume"},
};

void fold_init(void)
{
	latin_init();
}

void fold_finish(void)
{
	latin_finish();
}

/* ---- first pass: code points to plain characters ---- */

/* Symbols that are read aloud or stand for an ASCII one. What is not here, not a letter and not an
 * accent only separates words. */
static const char *symbol_text(uint32_t point)
{
	switch (point) {
	case 0xAD: /* soft hyphen, then marks that are not read: ©®°™℠℗ and joiners */
	case 0xA9:
	case 0xAE:
	case 0xB0:
	case 0x2122:
	case 0x2120:
	case 0x2117:
	case 0x200B:
	case 0x200C:
	case 0x200D:
	case 0x2060:
	case 0xFEFF:
		return "";
	case 0xB4: /* apostrophes */
	case 0x2018:
	case 0x2019:
	case 0x201B:
	case 0x2032:
		return "'";
	case 0xAA:
		return "a";
	case 0xBA:
		return "o";
	case 0xB9:
		return " 1";
	case 0xB2:
		return " 2";
	case 0xB3:
		return " 3";
	case 0xBC:
		return " 1/4 ";
	case 0xBD:
		return " 1/2 ";
	case 0xBE:
		return " 3/4 ";
	case 0xD7:
		return "x";
	case 0x2116:
		return " no ";
	case 0x266F:
		return "#";
	case 0x266D:
		return " flat ";
	case 0x221E:
		return " infinity ";
	case 0x2665:
	case 0x2764:
		return " heart ";
	default:
		return " ";
	}
}

static size_t put(char *out, const char *text)
{
	size_t length = strlen(text);
	memcpy(out, text, length);
	return length;
}

/* Writes one code point that is not ASCII; at most 10 bytes. */
static size_t plain_point(char *out, const char *text, size_t used, uint32_t point)
{
	const char *letter = latin_letter(point);
	if (letter) {
		return put(out, letter);
	}
	if (point != 0xFFFD && point >= 0x370 && latin_is_alnum(point)) {
		memcpy(out, text, used);
		return used;
	}
	return put(out, symbol_text(point));
}

static size_t plain_text(char *out, const char *text, size_t length)
{
	size_t written = 0, used = 1;
	for (size_t i = 0; i < length; i += used) {
		used = 1;
		if ((unsigned char)text[i] < 0x80) {
			out[written++] = text[i];
		} else {
			uint32_t point = latin_decode(text + i, length - i, &used);
			written += plain_point(out + written, text + i, used, point);
		}
	}
	memset(out + written, 0, LOOK_AHEAD);
	return written;
}

/* ---- second pass: plain characters to words ---- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word_char(char c)
{
	return is_letter(c) || is_digit(c);
}

static bool has_word_char(const char *text)
{
	while (*text && !is_word_char(*text)) {
		text++;
	}
	return *text != '\0';
}

/* Puts the usual spelling in the place of the last word. */
static void word_end(struct words *words)
{
	char *word = words->bytes + words->word_start;
	size_t length = words->length - words->word_start;
	if (length == 0) {
		return;
	}
	word[length] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		if (word[0] == spellings[i][0][0] && strcmp(word, spellings[i][0]) == 0) {
			words->length = words->word_start + put(word, spellings[i][1]);
			break;
		}
	}
	words->bytes[words->length++] = ' ';
	words->word_start = words->length;
}

static void word_whole(struct words *words, const char *word)
{
	word_end(words);
	words->length += put(words->bytes + words->length, word);
	word_end(words);
}

/* "10 000", "10,000" and "10000": at a separator inside a number, whether it groups thousands. */
static bool groups_thousands(const char *text, size_t at)
{
	size_t before = 0, after = 0;
	while (before < at && before < 4 && is_digit(text[at - 1 - before])) {
		before++;
	}
	while (after < 4 && is_digit(text[at + 1 + after])) {
		after++;
	}
	return before >= 1 && before <= 3 && after == 3 && !is_letter(text[at + 4]) &&
	       strchr(" ,.'", text[at]);
}

/* Rock 'n' Roll, Rock'n'Roll, Guns N' Roses: the "n" that stands for "and". Gives how many
 * characters it takes, 0 when there is none. */
static size_t n_for_and(const char *text, size_t at)
{
	if (text[at] == '\'' && tolower((unsigned char)text[at + 1]) == 'n' &&
	    !is_word_char(text[at + 2])) {
		return text[at + 2] == '\'' ? 3 : 2;
	}
	return 0;
}

/* A symbol in the place of a letter, as in P!nk, Ke$ha, Bl@ck; 0 when it is none. */
static char letter_of(const char *text, size_t at)
{
	bool before = at > 0 && is_letter(text[at - 1]), after = is_letter(text[at + 1]);
	switch (text[at]) {
	case '!':
		return before && after ? 'i' : 0;
	case '@':
		return before && after ? 'a' : 0;
	case '$':
		return (before || after || (at > 0 && text[at - 1] == '$')) ? 's' : 0;
	default:
		return 0;
	}
}

/* What a symbol between words is read as; NULL when it only separates them. */
static const char *word_of(const char *text, size_t at)
{
	bool before = at > 0 && is_word_char(text[at - 1]), after = is_word_char(text[at + 1]);
	switch (text[at]) {
	case '&':
		return "and";
	case '+':
		return before == after ? "and" : "plus";
	case '%':
		return "percent";
	case '#':
		return is_digit(text[at + 1]) ? "no" : before ? "sharp" : NULL;
	default:
		return NULL;
	}
}

/* Reads what begins at `at` and is no letter and no digit; gives how many characters it took. */
static size_t read_symbol(struct words *words, const char *text, size_t at)
{
	bool in_number = at > 0 && is_digit(text[at - 1]);
	if (text[at] == ' ' && !in_number) { /* nearly always */
		word_end(words);
		return 1;
	}
	size_t taken = n_for_and(text, at);
	char letter = letter_of(text, at);
	const char *word = word_of(text, at);
	if (taken) {
		word_whole(words, "and");
		return taken;
	}
	if (letter) {
		words->bytes[words->length++] = letter;
	} else if (word) {
		word_whole(words, word);
	} else if ((text[at] == '\'' || text[at] == '`') && at > 0 && is_letter(text[at - 1])) {
		return 1; /* "don't" is one word */
	} else if (!groups_thousands(text, at)) {
		word_end(words);
	}
	return 1;
}

static void read_words(struct words *words, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		if (is_word_char(text[i])) {
			words->bytes[words->length++] = (char)tolower((unsigned char)text[i++]);
		} else {
			i += read_symbol(words, text, i);
		}
	}
	word_end(words);
	while (words->length > 0 && words->bytes[words->length - 1] == ' ') {
		words->length--;
	}
	words->bytes[words->length] = '\0';
}

/* Between two other words, a lone n ("Salt-N-Pepa") or y ("Él Y Ella") says "and". */
static void read_lone_letters(struct words *words)
{
	char *text = words->bytes;
	for (size_t i = 1; i + 3 < words->length; i++) {
		bool lone =
		    text[i - 1] == ' ' && text[i + 1] == ' ' && (text[i] == 'n' || text[i] == 'y');
		if (!lone) {
			continue;
		}
		memmove(text + i + 3, text + i + 1, words->length - i);
		memcpy(text + i, "and", 3);
		words->length += 2;
	}
}

/* ---- the raw fallback ---- */

static char *raw_symbols(struct arena *arena, const char *text, size_t length)
{
	char *out = arena_alloc(arena, length + 1, 1);
	size_t written = 0, used;
	for (size_t i = 0; i < length; i += used) {
		uint32_t point = latin_decode(text + i, length - i, &used);
		bool blank = point <= 0x20 || point == 0x7F || point == 0xA0 || point == 0x3000;
		bool variation =
		    point >= 0xFE00 && point <= 0xFE0F; /* the emoji form of a symbol */
		if (!blank && !variation && point != 0xFFFD) {
			memcpy(out + written, text + i, used);
			written += used;
		}
	}
	return out;
}

char *fold_latin(struct arena *arena, const char *text)
{
	char plain[TEXT_MAX_BYTES * GROWTH / 2 + 16]; /* an ASCII byte stays one byte here */
	char folded[TEXT_MAX_BYTES * GROWTH + 16];
	size_t length = text_cut(text, TEXT_MAX_BYTES);
	struct words words = {.bytes = folded};
	size_t plain_length = plain_text(plain, text, length);
	if (!has_word_char(plain)) {
		return raw_symbols(arena, text, length);
	}
	read_words(&words, plain, plain_length);
	read_lone_letters(&words);
	return arena_strndup(arena, folded, words.length);
}

char *fold_text(struct arena *arena, const char *text)
{
	const char *readings[LATIN_READINGS_MAX];
	latin_readings(arena, text, readings);
	return fold_latin(arena, readings[0]);
}

size_t fold_readings(struct arena *arena, const char *text, const char *readings[FOLD_READINGS_MAX])
{
	const char *latin[LATIN_READINGS_MAX];
	size_t count = latin_readings(arena, text, latin);
	for (size_t i = 0; i < count; i++) {
		readings[i] = fold_latin(arena, latin[i]);
	}
	return count;
}

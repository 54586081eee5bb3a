#include "match/latin.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* No name or title is longer; what is gets cut, so that a hostile one costs no more. */
#define TEXT_MAX_UNITS 1024
/* A character becomes a few Latin ones: щ is shch. */
#define LATIN_MAX_UNITS (TEXT_MAX_UNITS * 6)

enum scheme {
	SCHEME_LETTERS,
	SCHEME_SCHOLARLY,
	SCHEME_RUSSIAN,
	SCHEME_UKRAINIAN,
	SCHEME_GREEK,
	SCHEME_COUNT
};

static const char *const scheme_ids[SCHEME_COUNT] = {
    [SCHEME_LETTERS] = "Latin-ASCII",
    [SCHEME_SCHOLARLY] = "[:^Han:]; NFKC; Any-Latin; Latin-ASCII",
    [SCHEME_RUSSIAN] = "[:^Han:]; NFKC; Russian-Latin/BGN; Any-Latin; Latin-ASCII",
    [SCHEME_UKRAINIAN] = "[:^Han:]; NFKC; Ukrainian-Latin/BGN; Any-Latin; Latin-ASCII",
    [SCHEME_GREEK] = "[:^Han:]; NFKC; Greek-Latin/UNGEGN; Any-Latin; Latin-ASCII",
};

/* The blocks whose letters are looked up one by one: Latin-1 to Latin Extended-B, and Latin
 * Extended Additional (Vietnamese). */
#define LOW_FIRST 0x80
#define LOW_LAST 0x24F
#define HIGH_FIRST 0x1E00
#define HIGH_LAST 0x1EFF
#define LOW_COUNT (LOW_LAST - LOW_FIRST + 1)
#define LETTER_COUNT (LOW_COUNT + HIGH_LAST - HIGH_FIRST + 1)

static struct {
	bool ready; /* the letters are filled in */
	char letters[LETTER_COUNT][6];
	UTransliterator *schemes[SCHEME_COUNT];
	bool failed[SCHEME_COUNT]; /* ICU's data lacks it: do not ask again */
} latin;

static UTransliterator *scheme_open(enum scheme scheme)
{
	if (!latin.schemes[scheme] && !latin.failed[scheme]) {
		UChar id[96];
		UErrorCode status = U_ZERO_ERROR;
		u_uastrncpy(id, scheme_ids[scheme], (int32_t)ARRAY_LEN(id));
		latin.schemes[scheme] =
		    utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		latin.failed[scheme] = U_FAILURE(status);
	}
	return latin.schemes[scheme];
}

/* NULL where the scheme is missing or the text grows beyond bounds. */
static char *transliterate(struct arena *arena, enum scheme scheme, const char *text)
{
	static UChar units[LATIN_MAX_UNITS];
	static char bytes[LATIN_MAX_UNITS * 3];
	UTransliterator *rules = scheme_open(scheme);
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = 0, written = 0;
	if (!rules) {
		return NULL;
	}
	u_strFromUTF8WithSub(units, TEXT_MAX_UNITS, &length, text,
	                     (int32_t)text_cut(text, TEXT_MAX_UNITS), 0xFFFD, NULL, &status);
	int32_t limit = length;
	utrans_transUChars(rules, units, &length, LATIN_MAX_UNITS, 0, &limit, &status);
	u_strToUTF8WithSub(bytes, sizeof(bytes), &written, units, length, '?', NULL, &status);
	return U_SUCCESS(status) ? arena_strndup(arena, bytes, (size_t)written) : NULL;
}

static void letter_fill(struct arena *arena, uint32_t point, char out[6])
{
	char text[8] = {0};
	UBool too_long = false;
	int32_t length = 0;
	out[0] = '\0';
	if (!u_isalpha((UChar32)point)) {
		return;
	}
	U8_APPEND((uint8_t *)text, length, (int32_t)sizeof(text), (UChar32)point, too_long);
	const char *plain = too_long        ? NULL
	                    : point == 0xB5 ? "m" /* µ-Ziq: the micro sign stands for a mu */
	                                    : transliterate(arena, SCHEME_LETTERS, text);
	if (plain && strlen(plain) < 6) {
		memcpy(out, plain, strlen(plain) + 1);
	}
}

static void letters_fill(void)
{
	struct arena *arena = arena_create();
	for (size_t i = 0; i < LETTER_COUNT; i++) {
		uint32_t point =
		    (uint32_t)(i < LOW_COUNT ? LOW_FIRST + i : HIGH_FIRST + i - LOW_COUNT);
		letter_fill(arena, point, latin.letters[i]);
	}
	arena_destroy(arena);
	latin.ready = true;
}

void latin_init(void)
{
	for (enum scheme scheme = 0; scheme < SCHEME_COUNT; scheme++) {
		scheme_open(scheme);
	}
	letters_fill();
}

void latin_finish(void)
{
	for (size_t i = 0; i < SCHEME_COUNT; i++) {
		utrans_close(latin.schemes[i]);
		latin.schemes[i] = NULL;
		latin.failed[i] = false;
	}
	latin.ready = false;
}

static bool is_accent(uint32_t point)
{
	return (point >= 0x300 && point <= 0x36F) || point == 0x2BC || point == 0x2B9;
}

const char *latin_letter(uint32_t point)
{
	if (!latin.ready) {
		letters_fill();
	}
	const char *letter = NULL;
	if (point >= LOW_FIRST && point <= LOW_LAST) {
		letter = latin.letters[point - LOW_FIRST];
	} else if (point >= HIGH_FIRST && point <= HIGH_LAST) {
		letter = latin.letters[LOW_COUNT + point - HIGH_FIRST];
	} else if (is_accent(point)) {
		return "";
	}
	return letter && *letter ? letter : NULL;
}

bool latin_is_alnum(uint32_t point)
{
	return u_isalnum((UChar32)point);
}

bool latin_is_capital(uint32_t point)
{
	return u_isalpha((UChar32)point) && !u_islower((UChar32)point);
}

uint32_t latin_decode(const char *text, size_t length, size_t *used)
{
	const unsigned char *at = (const unsigned char *)text;
	*used = text_utf8_length(text, length);
	switch (*used) {
	case 1:
		return at[0];
	case 2:
		return (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
	case 3:
		return (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
	case 4:
		return (at[0] & 0x07u) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 |
		       (at[3] & 0x3Fu);
	default:
		*used = 1;
		return 0xFFFD;
	}
}

/* What decides how a text is read. */
struct scripts {
	bool foreign; /* letters that no table knows */
	bool cyrillic, greek, umlaut;
};

static bool is_umlaut(uint32_t point)
{
	uint32_t upper = point >= 0xE0 && point <= 0xFE ? point - 0x20 : point;
	return upper == 0xC4 || upper == 0xC5 || upper == 0xD6 || upper == 0xD8 || upper == 0xDC;
}

/* Half- and full-width forms are letters of their own in Unicode. */
static bool is_width_form(uint32_t point)
{
	return point >= 0xFF00 && point <= 0xFFEF;
}

static struct scripts scripts_of(const char *text)
{
	struct scripts found = {0};
	size_t left = text_cut(text, TEXT_MAX_UNITS), used;
	for (; left > 0; text += used, left -= used) {
		uint32_t point = latin_decode(text, left, &used);
		if (point < 0x80) {
			continue;
		}
		found.umlaut |= is_umlaut(point);
		if (is_width_form(point)) {
			found.foreign = true;
		}
		if (point <= LOW_LAST || !latin_is_alnum(point) || latin_letter(point)) {
			continue;
		}
		UErrorCode status = U_ZERO_ERROR;
		UScriptCode script = uscript_getScript((UChar32)point, &status);
		found.cyrillic |= script == USCRIPT_CYRILLIC;
		found.greek |= script == USCRIPT_GREEK;
		found.foreign |= script != USCRIPT_HAN;
	}
	return found;
}

/* Müller is also written Mueller, Ærø also Aeroe. */
static char *umlauts_spelled_out(struct arena *arena, const char *text)
{
	size_t length = text_cut(text, TEXT_MAX_UNITS), used, written = 0;
	char *out = arena_alloc(arena, length + 1, 1);
	for (size_t i = 0; i < length; i += used) {
		uint32_t point = latin_decode(text + i, length - i, &used);
		if (is_umlaut(point)) { /* two bytes become two letters */
			uint32_t upper = point >= 0xE0 ? point - 0x20 : point;
			out[written++] = upper == 0xDC ? 'u' : upper < 0xD0 ? 'a' : 'o';
			out[written++] = upper == 0xC5 ? 'a' : 'e';
			continue;
		}
		memcpy(out + written, text + i, used);
		written += used;
	}
	return out;
}

static size_t add_reading(const char **readings, size_t count, const char *reading)
{
	if (!reading || count == LATIN_READINGS_MAX) {
		return count;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(readings[i], reading) == 0) {
			return count;
		}
	}
	readings[count] = reading;
	return count + 1;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80) {
			return false;
		}
	}
	return true;
}

size_t latin_readings(struct arena *arena, const char *text,
                      const char *readings[LATIN_READINGS_MAX])
{
	readings[0] = text;
	if (is_ascii(text)) {
		return 1;
	}
	struct scripts scripts = scripts_of(text);
	size_t count = 1;
	if (scripts.foreign) {
		char *plain = transliterate(arena, SCHEME_SCHOLARLY, text);
		readings[0] = plain ? plain : text;
	}
	if (scripts.cyrillic) {
		count = add_reading(readings, count, transliterate(arena, SCHEME_RUSSIAN, text));
		count = add_reading(readings, count, transliterate(arena, SCHEME_UKRAINIAN, text));
	} else if (scripts.greek) {
		count = add_reading(readings, count, transliterate(arena, SCHEME_GREEK, text));
	} else if (scripts.umlaut) {
		count = add_reading(readings, count, umlauts_spelled_out(arena, text));
	}
	return count;
}

/* "plus sign" and "black heart suit" are said "plus" and "black heart". */
static void drop_last_word(char *name, const char *word)
{
	if (text_ends(name, word)) {
		name[strlen(name) - strlen(word)] = '\0';
	}
}

const char *latin_symbol_name(struct arena *arena, const char *text)
{
	char name[128];
	size_t length = strlen(text), used = 0;
	uint32_t point = length ? latin_decode(text, length, &used) : 0;
	UErrorCode status = U_ZERO_ERROR;
	if (used != length || length == 0 || latin_is_alnum(point) || point == 0xFFFD) {
		return NULL;
	}
	u_charName((UChar32)point, U_UNICODE_CHAR_NAME, name, sizeof(name), &status);
	if (U_FAILURE(status) || !*name) {
		return NULL;
	}
	for (char *at = name; *at; at++) {
		*at = (char)tolower((unsigned char)*at);
	}
	drop_last_word(name, " sign");
	drop_last_word(name, " suit");
	return arena_strdup(arena, name);
}

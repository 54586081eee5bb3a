/* match/latin.h - letters of any script written in plain Latin ones.
 *
 * The one home of ICU. Accented Latin letters come from a table that ICU fills once; only text in
 * another script costs a transliteration, and its rules are opened once, when first needed. Han
 * characters stay as they are: read as Chinese or as Japanese they sound differently, and both
 * sides of a comparison write them alike. Loop thread only. */
#ifndef MATCH_LATIN_H
#define MATCH_LATIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Opens everything now, which takes some tens of milliseconds, and not when first needed. */
void latin_init(void);
/* Closes what was opened; everything opens again when next needed. */
void latin_finish(void);

/* "e" for é, "ss" for ß, "" for a lone accent; NULL for what is no Latin letter. */
const char *latin_letter(uint32_t point);
/* Letters and digits of any script. */
bool latin_is_alnum(uint32_t point);
/* Capitals, and the letters of scripts that have only one kind. */
bool latin_is_capital(uint32_t point);
/* The code point at `text` and its length in bytes; broken UTF-8 gives U+FFFD and 1. Nothing is
 * read past `length`, which is at least 1. */
uint32_t latin_decode(const char *text, size_t length, size_t *used);

#define LATIN_READINGS_MAX 3
/* The ways to write `text` in Latin letters: the scholarly one first (ж as z), then the popular
 * ones (zh; Greek as it is spoken; ü as ue). Latin text without umlauts has just one, itself. At
 * least 1; borrowed from `text` or allocated in `arena`. */
size_t latin_readings(struct arena *arena, const char *text,
                      const char *readings[LATIN_READINGS_MAX]);

/* What Unicode calls a text of one symbol: "black star" for ★. NULL for any other text. */
const char *latin_symbol_name(struct arena *arena, const char *text);

#endif

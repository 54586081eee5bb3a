/* match/fold.h - names and titles made comparable.
 *
 * Folding takes away what two catalogues spell differently: case, width, accents, punctuation,
 * script, "&" for "and". What is left is lower-case words with one space between them. A text of
 * symbols alone would fold to nothing and then equal every other such text; it is kept as its raw
 * symbols instead, so that "( )" and "!!!" differ. Loop thread only. */
#ifndef MATCH_FOLD_H
#define MATCH_FOLD_H
#include "match/latin.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Optional: makes ready what folding else makes at the first text that needs it, which would hold
 * up the loop for some tens of milliseconds. */
void fold_init(void);
/* Frees what folding keeps; folding again starts anew. */
void fold_finish(void);

/* "Hüsker Dü" gives "husker du", "F♯A♯∞" gives "f sharp a sharp infinity", " " gives "". */
char *fold_text(struct arena *arena, const char *text);

/* The same for text that is in Latin letters already: one of its latin_readings(). */
char *fold_latin(struct arena *arena, const char *text);

#define FOLD_READINGS_MAX LATIN_READINGS_MAX
/* One folded text for each way to read the script; at least 1. */
size_t fold_readings(struct arena *arena, const char *text,
                     const char *readings[FOLD_READINGS_MAX]);

/* Whether two folded texts say the same. Spaces do not count ("16 bit", "16bit"), except between
 * digits: "1 23" is not "12 3". */
bool fold_same(const char *one, const char *other);

/* How much of `text` says the same as `prefix`, up to the end of a word; 0 when it does not
 * begin with it. */
size_t fold_prefix(const char *text, const char *prefix);

/* Without a leading "the", unless nothing or another "the" would be left ("the the"). */
const char *fold_without_article(const char *folded);

/* The word after this one, or the end: for (word = text; *word; word = fold_next_word(word)). */
const char *fold_next_word(const char *word);
/* Whether one of the words of a folded text is this one, of `length` bytes. */
bool fold_has_word(const char *folded, const char *word, size_t length);
/* Whether the words of a folded text hold `words` ("in concert") in a row; "" is held by none. */
bool fold_has_words(const char *folded, const char *words);

#endif

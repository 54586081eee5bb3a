/* prose/language.h - whether a text is in the language that was asked for.
 *
 * Told by the small words that no sentence does without. Names and quotations do not count: a
 * French text may be about an English title. */
#ifndef PROSE_LANGUAGE_H
#define PROSE_LANGUAGE_H
#include <stdbool.h>

struct passage;

const char *language_fault(const struct passage *passage);

/* Whether `folded` is one of the small words of the language ("fr"). */
bool language_has_word(const char *language, const char *folded);

#endif

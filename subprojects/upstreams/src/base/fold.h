/* base/fold.h - one code point folded for search; the tables behind base/text. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H
#include <stdint.h>

/* Writes what is left of the code point (at most 4 bytes) and returns its size.
 * FOLD_SEPARATOR: it parts words. 0: it vanishes within a word. */
enum { FOLD_SEPARATOR = -1 };
int fold_code_point(uint32_t code, char out[5]);

#endif

/* base/text.h - small questions about UTF-8 text. Pure. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include <stdbool.h>
#include <stddef.h>

/* The length in bytes of the valid UTF-8 sequence at `text` (1 to 4), or 0 where there is none.
 * `length` is what may be read. */
size_t text_utf8_length(const char *text, size_t length);

/* Copies `text` into `out` (always terminated), replacing control characters (those of lines and of
 * writing directions, too) and broken UTF-8 by '?' and never cutting a character in half. Returns
 * false where it did not fit whole. */
bool text_clean(char *out, size_t out_size_bytes, const char *text);

/* Whether text_clean() would leave it as it is. */
bool text_is_clean(const char *text);

/* Where a cut after at most `max_bytes` falls between two characters. */
size_t text_cut(const char *text, size_t max_bytes);

/* NULL and "" are empty. */
bool text_is_empty(const char *text);

bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);

/* A decimal integer that is all of `text`, within [min, max]; false leaves `out` alone. */
bool text_to_int(const char *text, long long min, long long max, long long *out);

#endif

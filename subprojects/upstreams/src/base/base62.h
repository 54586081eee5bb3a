/* base/base62.h - Spotify's 22-character ids, made from a number and turned back into it.
 *
 * The number's check half makes an id that was not made here fail to decode. */
#ifndef BASE_BASE62_H
#define BASE_BASE62_H
#include <stdbool.h>
#include <stdint.h>

enum { BASE62_ID_LENGTH = 22 };

void base62_encode(uint64_t key, uint64_t number, char out[BASE62_ID_LENGTH + 1]);
bool base62_decode(uint64_t key, const char *id, uint64_t *number);
bool base62_is_id(const char *id); /* 22 letters and digits, whoever made them */

#endif

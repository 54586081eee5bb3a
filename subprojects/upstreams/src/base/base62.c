#include "base/base62.h"

#include <string.h>

#include "base/draw.h"

enum {
	HALF_LENGTH = BASE62_ID_LENGTH / 2 /* 62^11 is just above 2^64 */
};
static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static uint64_t check_of(uint64_t key, uint64_t mixed)
{
	return draw(key, 62, mixed);
}

static void encode_half(uint64_t half, char *out)
{
	for (int i = HALF_LENGTH - 1; i >= 0; i--) {
		out[i] = digits[half % 62];
		half /= 62;
	}
}

static bool decode_half(const char *text, uint64_t *half)
{
	*half = 0;
	for (int i = 0; i < HALF_LENGTH; i++) {
		const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
		if (!digit) {
			return false;
		}
		*half = *half * 62 + (uint64_t)(digit - digits); /* wraps: the check fails then */
	}
	return true;
}

void base62_encode(uint64_t key, uint64_t number, char out[BASE62_ID_LENGTH + 1])
{
	uint64_t mixed = mix64(number ^ key);
	encode_half(check_of(key, mixed), out);
	encode_half(mixed, out + HALF_LENGTH);
	out[BASE62_ID_LENGTH] = '\0';
}

bool base62_is_id(const char *id)
{
	return strlen(id) == BASE62_ID_LENGTH && strspn(id, digits) == BASE62_ID_LENGTH;
}

bool base62_decode(uint64_t key, const char *id, uint64_t *number)
{
	uint64_t check, mixed;
	if (!base62_is_id(id) || !decode_half(id, &check) ||
	    !decode_half(id + HALF_LENGTH, &mixed)) {
		return false;
	}
	*number = unmix64(mixed) ^ key;
	return check == check_of(key, mixed);
}

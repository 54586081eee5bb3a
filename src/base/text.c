#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing past U+10FFFF. */
size_t text_utf8_length(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;
	if (length == 0) {
		return 0;
	}
	if (at[0] < 0x80) {
		return 1;
	}
	if (at[0] >= 0xC2 && at[0] <= 0xDF) {
		return length >= 2 && is_continuation(at[1]) ? 2 : 0;
	}
	if (at[0] >= 0xE0 && at[0] <= 0xEF) {
		unsigned char low = at[0] == 0xE0 ? 0xA0 : 0x80;
		unsigned char high = at[0] == 0xED ? 0x9F : 0xBF;
		bool whole = length >= 3 && at[1] >= low && at[1] <= high && is_continuation(at[2]);
		return whole ? 3 : 0;
	}
	if (at[0] >= 0xF0 && at[0] <= 0xF4) {
		unsigned char low = at[0] == 0xF0 ? 0x90 : 0x80;
		unsigned char high = at[0] == 0xF4 ? 0x8F : 0xBF;
		bool whole = length >= 4 && at[1] >= low && at[1] <= high &&
		             is_continuation(at[2]) && is_continuation(at[3]);
		return whole ? 4 : 0;
	}
	return 0;
}

/* U+2028 and U+2029 end a line, U+202A to U+202E and U+2066 to U+2069 turn the direction of what
 * follows: to a reader a line would say what it does not. */
static bool is_format_control(const unsigned char *at)
{
	return at[0] == 0xE2 && ((at[1] == 0x80 && at[2] >= 0xA8 && at[2] <= 0xAE) ||
	                         (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9));
}

/* C0 controls and DEL; C1 controls are U+0080 to U+009F, two bytes. */
static bool is_control(const unsigned char *at, size_t length)
{
	return (length == 1 && (at[0] < 0x20 || at[0] == 0x7F)) ||
	       (length == 2 && at[0] == 0xC2 && at[1] < 0xA0) ||
	       (length == 3 && is_format_control(at));
}

bool text_clean(char *out, size_t out_size_bytes, const char *text)
{
	size_t left = strlen(text), used = 0;
	while (left > 0) {
		size_t length = text_utf8_length(text, left);
		bool keep = length > 0 && !is_control((const unsigned char *)text, length);
		size_t wanted = keep ? length : 1;
		if (used + wanted + 1 > out_size_bytes) {
			break;
		}
		if (keep) {
			memcpy(out + used, text, length);
		} else {
			out[used] = '?';
		}
		used += wanted;
		text += length ? length : 1;
		left -= length ? length : 1;
	}
	out[used] = '\0';
	return left == 0;
}

bool text_is_clean(const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		size_t length = text_utf8_length(text, left);
		if (length == 0 || is_control((const unsigned char *)text, length)) {
			return false;
		}
		text += length;
		left -= length;
	}
	return true;
}

size_t text_cut(const char *text, size_t max_bytes)
{
	size_t length = strlen(text);
	if (length <= max_bytes) {
		return length;
	}
	while (max_bytes > 0 && is_continuation((unsigned char)text[max_bytes])) {
		max_bytes--;
	}
	return max_bytes;
}

bool text_is_empty(const char *text)
{
	return !text || !*text;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t length = strlen(text), wanted = strlen(suffix);
	return length >= wanted && strcmp(text + length - wanted, suffix) == 0;
}

bool text_to_int(const char *text, long long min, long long max, long long *out)
{
	if (text_is_empty(text) || !strchr("-0123456789", text[0])) {
		return false;
	}
	char *end = NULL;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno || *end || value < min || value > max) {
		return false;
	}
	*out = value;
	return true;
}

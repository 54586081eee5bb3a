#include "web/uri.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	char lower = (char)(digit | 0x20);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool is_text(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t step = text_utf8_length(text + at, length - at);
		if (step == 0 || text[at] == '\0') {
			return false;
		}
		at += step;
	}
	return true;
}

bool uri_decode(const char *text, size_t length, bool plus_is_space, char *out, size_t *out_length)
{
	size_t used = 0;
	for (size_t at = 0; at < length; at++) {
		char byte = text[at];
		if (byte == '+' && plus_is_space) {
			byte = ' ';
		} else if (byte == '%') {
			int high = at + 2 < length ? hex_digit(text[at + 1]) : -1;
			int low = at + 2 < length ? hex_digit(text[at + 2]) : -1;
			if (high < 0 || low < 0) {
				return false;
			}
			byte = (char)(high * 16 + low);
			at += 2;
		}
		out[used++] = byte;
	}
	out[used] = '\0';
	*out_length = used;
	return is_text(out, used);
}

void uri_encode(struct buf *out, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte < 0x80 && (isalnum(byte) || strchr("-._~", byte))) {
			buf_append(out, text, 1);
		} else {
			char escape[3] = {'%', digits[byte >> 4], digits[byte & 0xF]};
			buf_append(out, escape, sizeof(escape));
		}
	}
}

bool uri_next_pair(const char **at, const char *end, struct uri_pair *out)
{
	while (*at < end && **at == '&') {
		(*at)++;
	}
	if (*at >= end) {
		return false;
	}
	const char *start = *at;
	const char *stop = memchr(start, '&', (size_t)(end - start));
	stop = stop ? stop : end;
	const char *equals = memchr(start, '=', (size_t)(stop - start));
	*out = (struct uri_pair){
	    .name = start,
	    .name_length = (size_t)((equals ? equals : stop) - start),
	    .value = equals ? equals + 1 : NULL,
	    .value_length = equals ? (size_t)(stop - equals - 1) : 0,
	};
	*at = stop;
	return true;
}

char *uri_with(const char *path, const char *query, const char *name, const char *value)
{
	autobuf link = {0};
	autofree char *text = xcalloc(1, strlen(query) + 1);
	struct uri_pair pair;
	size_t length;
	char separator = '?';
	buf_puts(&link, path);
	const char *end = query + strlen(query);
	for (const char *at = query; uri_next_pair(&at, end, &pair);) {
		/* Decoded and encoded again: a peer may have left bare what we would not. */
		if (!uri_decode(pair.name, pair.name_length, true, text, &length) ||
		    strcmp(text, name) == 0) {
			continue;
		}
		buf_printf(&link, "%c", separator);
		separator = '&';
		uri_encode(&link, text);
		if (pair.value && uri_decode(pair.value, pair.value_length, true, text, &length)) {
			buf_puts(&link, "=");
			uri_encode(&link, text);
		}
	}
	if (value) {
		buf_printf(&link, "%c%s=", separator, name);
		uri_encode(&link, value);
	}
	return buf_steal(&link);
}

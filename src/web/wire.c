#include "web/wire.h"

#include <string.h>
#include <strings.h>

static bool is_named(const char *line, size_t length, const char *name)
{
	size_t wanted = strlen(name);
	return length > wanted && line[wanted] == ':' && strncasecmp(line, name, wanted) == 0;
}

static void count_line(const char *line, size_t length, struct wire_head *out)
{
	out->is_folded |= line[0] == ' ' || line[0] == '\t';
	out->hosts += is_named(line, length, "host");
	out->content_lengths += is_named(line, length, "content-length");
	out->transfer_encodings += is_named(line, length, "transfer-encoding");
}

bool wire_scan(const char *bytes, size_t size_bytes, struct wire_head *out)
{
	*out = (struct wire_head){0};
	const char *end = bytes + size_bytes, *line = bytes;
	bool in_fields = false;
	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop) {
			return false;
		}
		size_t length = (size_t)(stop - line);
		length -= length > 0 && line[length - 1] == '\r';
		if (length == 0 && in_fields) {
			out->length = (size_t)(stop + 1 - bytes);
			return true;
		}
		if (in_fields) {
			count_line(line, length, out);
		}
		/* One empty line before the request line is let pass. */
		in_fields |= length > 0 || line != bytes;
		line = stop + 1;
	}
	return false;
}

bool wire_is_token(const char *text, size_t length)
{
	static const char allowed[] = "!#$%&'*+-.^_`|~0123456789"
				      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	for (size_t i = 0; i < length; i++) {
		if (!text[i] || !strchr(allowed, text[i])) {
			return false;
		}
	}
	return length > 0;
}

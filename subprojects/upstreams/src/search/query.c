#include "search/query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/draw.h"

enum { VALUE_SIZE_MAX = 512 };

static const char *const filters[] = {
    "album:", "artist:", "year:", "upc:", "isrc:", "genre:", "tag:", "track:", NULL};

/* The filter that begins right here, or NULL. */
static const char *filter_at(const char *text, const char *at)
{
	if (at != text && at[-1] != ' ') {
		return NULL;
	}
	for (unsigned i = 0; filters[i]; i++) {
		if (strncasecmp(at, filters[i], strlen(filters[i])) == 0) {
			return filters[i];
		}
	}
	return NULL;
}

/* In quotes only letters, digits, spaces and hyphens work; elsewhere only colons and quotes fail.
 */
static bool is_understood(const char *value, bool quoted)
{
	for (const char *at = value; *at; at++) {
		bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
		             (*at >= '0' && *at <= '9') || *at == ' ' || *at == '-' ||
		             (unsigned char)*at >= 0x80;
		if (quoted ? !plain : *at == ':' || *at == '"') {
			return false;
		}
	}
	return !quoted || !strstr(value, "’");
}

static void take_years(const char *value, struct query *out)
{
	char *rest;
	out->year_from = (int)strtol(value, &rest, 10);
	out->year_to = *rest == '-' ? (int)strtol(rest + 1, NULL, 10) : out->year_from;
	out->hopeless |= out->year_from <= 0;
}

static void take_filter(const char *filter, const char *value, bool quoted, struct query *out)
{
	bool understood = is_understood(value, quoted);
	if (understood && strcmp(filter, "album:") == 0) {
		out->has_album = true;
		text_words(&out->album, value);
	} else if (understood && strcmp(filter, "artist:") == 0) {
		out->has_artist = true;
		text_words(&out->artist, value);
	} else if (understood && strcmp(filter, "year:") == 0) {
		take_years(value, out);
	} else {
		out->hopeless = true;
	}
}

static const char *copy_until(const char *from, const char *end, char out[VALUE_SIZE_MAX])
{
	size_t size = (size_t)(end - from);
	if (size >= VALUE_SIZE_MAX) {
		size = VALUE_SIZE_MAX - 1;
	}
	memcpy(out, from, size);
	out[size] = '\0';
	return end;
}

static const char *next_filter(const char *text, const char *at)
{
	while (*at && !filter_at(text, at)) {
		at++;
	}
	return at;
}

void query_parse(const char *text, struct query *out)
{
	char value[VALUE_SIZE_MAX];
	memset(out, 0, sizeof(*out));
	out->hash = hash_bytes(text, strlen(text));
	for (const char *at = text; *at;) {
		const char *filter = filter_at(text, at);
		if (!filter) {
			at = copy_until(at, next_filter(text, at + 1), value);
			text_words(&out->any, value);
			continue;
		}
		at += strlen(filter);
		const char *quote = *at == '"' ? strchr(at + 1, '"') : NULL;
		if (quote) {
			at = copy_until(at + 1, quote, value) + 1;
		} else {
			at = copy_until(at, next_filter(text, at), value);
		}
		take_filter(filter, value, quote != NULL, out);
	}
	bool nothing =
	    !out->album.count && !out->artist.count && !out->any.count && !out->year_from;
	out->hopeless |= nothing;
}

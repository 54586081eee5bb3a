#include "web/etag.h"

#include "base/text.h"

#include <string.h>

static const char *opaque(const char *tag)
{
	return text_starts(tag, "W/") ? tag + 2 : tag;
}

bool etag_is_named(const char *if_none_match, const char *etag)
{
	const char *wanted = opaque(etag);
	size_t length = strlen(wanted);
	const char *at = if_none_match ? if_none_match : "";
	if (strcmp(at, "*") == 0) {
		return true;
	}
	while (*at) {
		at += strspn(at, " \t,");
		at = opaque(at);
		if (*at != '"') {
			return false; /* not a list of tags */
		}
		const char *end = strchr(at + 1, '"');
		if (!end) {
			return false;
		}
		end++;
		if ((size_t)(end - at) == length && memcmp(at, wanted, length) == 0) {
			return true;
		}
		at = end;
	}
	return false;
}

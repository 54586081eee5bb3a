/* web/uri.h - percent-encoding and query strings. Pure. */
#ifndef WEB_URI_H
#define WEB_URI_H
#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Decodes into `out`, which holds length + 1 bytes and is terminated. False where an escape is not
 * two hexadecimal digits, or where the result holds a NUL or is not UTF-8. */
bool uri_decode(const char *text, size_t length, bool plus_is_space, char *out, size_t *out_length);

/* Appends `text` with all but unreserved characters escaped. */
void uri_encode(struct buf *out, const char *text);

/* One "name=value" of a query string, still encoded. */
struct uri_pair {
	const char *name, *value; /* value: NULL where there is no '=' */
	size_t name_length, value_length;
};
/* Takes the next pair off [*at, end), empty ones ("a=1&&b=2") left out; false at the end. */
bool uri_next_pair(const char **at, const char *end, struct uri_pair *out);

/* `path` and `query`, both as sent, with one parameter set to `value`, or left out where that is
 * NULL. free() it. */
char *uri_with(const char *path, const char *query, const char *name, const char *value);

#endif

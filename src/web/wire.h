/* web/wire.h - a second look at the head of a request, as it came over the wire. Pure.
 *
 * h2o keeps the last Host line of several, prefers Transfer-Encoding where both lengths are given,
 * and takes the first Content-Length of several: it does not say that there were more. A peer that
 * disagrees with it about where a request ends can smuggle one past, so we count for ourselves. */
#ifndef WEB_WIRE_H
#define WEB_WIRE_H
#include <stdbool.h>
#include <stddef.h>

struct wire_head {
	size_t length; /* with the request line and the empty line at the end */
	unsigned hosts, content_lengths, transfer_encodings; /* lines of that name */
	bool is_folded; /* a line goes on on the next one, which nobody may send any more */
};

/* False where no whole head is there. Lines end as h2o's parser sees them, which took the same
 * bytes for a head: at LF, with or without CR. */
bool wire_scan(const char *bytes, size_t size_bytes, struct wire_head *out);

/* A token of RFC 9110, such as a method. h2o takes any printable characters for one, and none. */
bool wire_is_token(const char *text, size_t length);

#endif

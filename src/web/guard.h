/* web/guard.h - who may ask: the Host, Origin, Sec-Fetch-Site and Authorization headers judged.
 * Pure.
 *
 * A web page anywhere can make its reader's browser send requests to this machine. Against a name
 * of its own that leads here (DNS rebinding), Host must be one of the allowed ones; against a page
 * of another site, a request that changes something must come from our own page or from none. */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H
#include <stdbool.h>
#include <stddef.h>

#define GUARD_NAME_SIZE 256

struct guard_host {
	char name[GUARD_NAME_SIZE]; /* lower case; an IPv6 address in brackets, shortest form */
	int port;                   /* 0: none given */
};

/* "name", "name:8000", "127.0.0.1:8000", "[::1]:8000". False for anything else: the empty text,
 * user names, zones, blanks, escapes, port 0. */
bool guard_parse_host(const char *text, size_t length, struct guard_host *out);

/* Names are compared whole. An allowed host without a port allows any: the port does not tell
 * apart who resolved the name. One with port 80 or 443 allows a Host without a port too. */
bool guard_host_is_allowed(const struct guard_host *host, const struct guard_host *allowed,
                           size_t count);

/* Whether an Origin ("http://name:8000") is where this request was sent, `host`. Port 80 or 443 is
 * the same as none, by the origin's scheme: a proxy may have taken the TLS off, so either scheme
 * will do. "null" is nobody's. */
bool guard_origin_is_own(const char *origin, size_t length, const struct guard_host *host);

/* Whether a Sec-Fetch-Site is of our own page ("same-origin") or of no page at all ("none"). */
bool guard_site_is_own(const char *site, size_t length);

/* Whether an Authorization is "Bearer `token`". Takes as long for a token that is almost right as
 * for one that is all wrong. */
bool guard_token_is_right(const char *authorization, size_t length, const char *token);

#endif

/* web/headers.h - the headers of every reply. Private to web/. */
#ifndef WEB_HEADERS_H
#define WEB_HEADERS_H
#include "web/h2o_api.h"

/* Those that a reply carries unless its handler gave one of that name. No CORS header is among
 * them, ever: no other site's page may read what we say. */
enum header_default {
	HEADER_CACHE = 1,     /* Cache-Control: no-store */
	HEADER_POLICY = 2,    /* Content-Security-Policy: nothing at all */
	HEADER_REFERRER = 4,  /* Referrer-Policy: no-referrer */
	HEADER_SNIFFING = 8,  /* X-Content-Type-Options: nosniff */
	HEADER_EMBEDDING = 16 /* Cross-Origin-Resource-Policy: same-origin */
};

/* The header_default of that name, 0 for none. */
unsigned headers_find_default(const char *name);
/* Adds all defaults but those of `without`. */
void headers_add_defaults(h2o_req_t *h2o, unsigned without);
/* `name` is a literal, `value` is copied; control characters in it become blanks, so that no text
 * can add a header of its own. */
void headers_add(h2o_req_t *h2o, const char *name, const char *value);

#endif

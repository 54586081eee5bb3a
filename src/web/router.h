/* web/router.h - finds the row of a route table for a method and a path. Pure. Private to web/. */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H
#include "web/params.h"
#include "web/route.h"

#include <stdbool.h>
#include <stddef.h>

struct router;

/* `routes` are borrowed. A row that contradicts itself is a bug (asserted). */
struct router *router_create(const struct route *routes, size_t count);
/* NULL is fine. */
void router_destroy(struct router *router);

struct router_match {
	bool has_path; /* a row has this path, though perhaps not with this method */
	size_t route;  /* the row; their number where none fits */
	long long captures[ROUTE_MAX_CAPTURES];
};

/* `path` is as sent, still encoded, without the query, and starts with '/'. False where its
 * encoding is broken. HEAD finds the row of GET. */
bool router_match(const struct router *router, const char *method, size_t method_length,
                  const char *path, size_t path_length, struct router_match *out);

/* What an Allow header says for a path: "GET, HEAD, OPTIONS". NULL asks for the whole server. */
#define ROUTER_ALLOW_SIZE 96
void router_allow(const struct router *router, const char *path, size_t path_length,
                  char out[ROUTER_ALLOW_SIZE]);

/* What the row's parameters are where none is given. */
const struct param_value *router_defaults(const struct router *router, size_t route);

#endif

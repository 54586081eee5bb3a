/* web/request.h - what a handler is given: one request, checked, waiting for its one reply.
 *
 * A request lives until it is replied to (web/reply.h), at once or in a later turn of the loop, and
 * each must be. A client that goes away meanwhile changes nothing for the handler: what it reads
 * here stays, and its reply goes nowhere. Everything returned is borrowed from the request, unless
 * it says otherwise. Loop thread only. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct err;
struct request;
struct route;

/* Unique in this process and unlikely to be used by another; sent back as X-Request-Id. */
const char *request_id(const struct request *request);
/* NULL where no route was found. */
const struct route *request_route(const struct request *request);

/* A query parameter, or what the braces of the path stand for ("id"). Asking for one that the route
 * does not have, or as another type, is a bug (asserted). Where it is neither given nor has a
 * default: 0, false or NULL. */
long long request_int(const struct request *request, const char *name);
bool request_bool(const struct request *request, const char *name);
const char *request_text(const struct request *request, const char *name); /* of a choice too */
size_t request_choice(const struct request *request, const char *name);    /* its index */
/* Whether the client gave it. */
bool request_has(const struct request *request, const char *name);

/* `name` in lower case. NULL where there is none, or no client any more; the first of several. */
const char *request_header(struct request *request, const char *name);
/* Terminated, "" where there is none. */
const char *request_body(const struct request *request, size_t *length);
/* The body as JSON; NULL with ERR_INVALID where it is none. The caller decrefs. */
json_t *request_json(const struct request *request, struct err *err);

/* Path and query of this request with one parameter set to `value`, or left out where that is
 * NULL: how one page links to the next. free() it. */
char *request_link(const struct request *request, const char *name, const char *value);
/* The path that the server was told to put before its own, "" for none: in front of every path that
 * a reply names. */
const char *request_base_path(const struct request *request);

/* `gone` runs at most once, from the loop, when the client closes its end before it was replied
 * to: work that is done for it alone may stop. It may only have finished sending, so the request
 * must be replied to all the same. NULL: nobody asks any more. */
typedef void (*request_gone_fn)(void *data);
void request_on_gone(struct request *request, request_gone_fn gone, void *data);

#endif

/* web/route.h - the table of what a server answers: one row an operation.
 *
 * The same rows route requests, check their parameters, name the figures and describe the
 * interface (OpenAPI), so that these cannot disagree. Rows are constants of the program. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H
#include <stddef.h>

struct request;

enum param_type {
	PARAM_INT,    /* decimal, from `min` to `max` */
	PARAM_BOOL,   /* true or false */
	PARAM_TEXT,   /* `min` to `max` characters; no upper limit where max is 0 */
	PARAM_CHOICE, /* one of `choices` */
};

/* A query parameter. */
struct param {
	const char *name;
	enum param_type type;
	long long min, max;
	const char *const *choices; /* ends with NULL */
	const char *fallback;       /* the default, as one would type it; NULL: none */
	const char *description;
};

enum route_flags {
	ROUTE_CHANGES = 1, /* changes state: asks for the token, refuses other sites' pages */
};

/* Answers with one of the calls of web/reply.h, at once or later; `data` is the server's. */
typedef void (*route_fn)(void *data, struct request *request);

struct route {
	const char *method; /* HEAD is answered wherever GET is, OPTIONS everywhere */
	const char *path;   /* "/api/v1/albums/{id}": what is in braces is an integer from 1 up */
	route_fn handle;
	const struct param *params; /* ends with a row without a name; NULL: takes none */
	unsigned flags;
	const char *summary;
};

#define ROUTE_MAX_PARAMS 16
#define ROUTE_MAX_CAPTURES 4

#endif

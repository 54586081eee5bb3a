/* web/params.h - a query string checked against a route's parameters. Pure. Private to web/. */
#ifndef WEB_PARAMS_H
#define WEB_PARAMS_H
#include "web/route.h"

#include <jansson.h>
#include <stdbool.h>

struct param_value {
	bool is_given;    /* in the query, and not by default */
	long long number; /* PARAM_INT; PARAM_BOOL: 0 or 1; PARAM_CHOICE: its index */
	const char *text; /* PARAM_TEXT, PARAM_CHOICE; NULL: neither given nor defaulted */
};

/* The values where nothing is given. False where a default does not fit its own parameter. */
bool params_defaults(const struct param *params, struct param_value *out);

/* Bytes of `store` that a query of that length may need. */
#define PARAMS_STORE_SIZE(query_length) ((query_length) + 2)

/* Writes what `query` gives over the defaults in `values`, in the order of `params`. Texts point
 * into `store`. NULL, or a list of every bad parameter, {"parameter", "detail"} each, which the
 * caller decrefs. */
json_t *params_parse(const struct param *params, const char *query, size_t length, char *store,
                     struct param_value *values);

#endif

/* Any bytes as what is asked for: a method, a path and a query walk the real table of routes, and
 * no value comes out that its row does not allow.
 *
 * The input is a line as on the wire: "GET /path?query". */
#include "api/api.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "web/params.h"
#include "web/router.h"
#include "web/uri.h"

#include <limits.h>
#include <string.h>

#define PAGE "7"

static struct router *router;

static void check_value(const struct param *param, const struct param_value *value)
{
	size_t length = value->text ? strlen(value->text) : 0;
	if (!value->is_given && !param->fallback) {
		check(!value->text && value->number == 0);
		return;
	}
	switch (param->type) {
	case PARAM_INT:
		check(value->number >= param->min && value->number <= param->max);
		return;
	case PARAM_BOOL:
		check(value->number == 0 || value->number == 1);
		return;
	case PARAM_CHOICE:
		check(value->number >= 0 && value->text == param->choices[value->number]);
		return;
	case PARAM_TEXT:
		check(length >= (size_t)param->min && length <= 4 * (size_t)param->max);
		check(is_utf8(value->text, length));
		return;
	}
}

static void check_errors(json_t *errors)
{
	size_t i;
	json_t *error;
	check(json_array_size(errors) >= 1 && json_array_size(errors) <= 16);
	json_array_foreach(errors, i, error)
	{
		check(is_clean(json_string_value(json_object_get(error, "parameter"))));
		check(*json_string_value(json_object_get(error, "detail")));
	}
	json_decref(errors);
}

/* False where something in it is wrong. */
static bool parse(const struct route *route, const char *query, char **store,
                  struct param_value values[ROUTE_MAX_PARAMS])
{
	*store = xcalloc(1, PARAMS_STORE_SIZE(strlen(query)));
	check(params_defaults(route->params, values));
	json_t *errors = params_parse(route->params, query, strlen(query), *store, values);
	if (errors) {
		check_errors(errors);
		return false;
	}
	for (size_t i = 0; route->params && route->params[i].name; i++) {
		check_value(&route->params[i], &values[i]);
	}
	return true;
}

static bool is_same(const struct param *param, const struct param_value *one,
                    const struct param_value *other)
{
	bool page = strcmp(param->name, "page") == 0;
	bool same_text =
	    !one->text == !other->text && (!one->text || strcmp(one->text, other->text) == 0);
	return page ? other->is_given && other->number == 7
	            : same_text && one->number == other->number && one->is_given == other->is_given;
}

/* The link to another page holds nothing that would end it in a header; and where the query was in
 * order, asks for the same, page apart. */
static void check_link(const struct route *route, const char *path, const char *query,
                       const struct param_value *values)
{
	autofree char *link = uri_with(path, query, "page", PAGE);
	const char *mark = strchr(link, '?');
	check(strncmp(link, path, strlen(path)) == 0 && mark == link + strlen(path));
	check(!strpbrk(mark, "<>\"\\ ;,\r\n") && is_clean(mark));
	bool has_page = false;
	for (size_t i = 0; route->params && route->params[i].name; i++) {
		has_page |= strcmp(route->params[i].name, "page") == 0;
	}
	if (!values || !has_page) {
		return;
	}
	autofree char *again = uri_with(path, mark + 1, "page", PAGE);
	check(strcmp(link, again) == 0);
	struct param_value others[ROUTE_MAX_PARAMS];
	autofree char *store = NULL;
	check(parse(route, mark + 1, &store, others));
	for (size_t i = 0; route->params && route->params[i].name; i++) {
		check(is_same(&route->params[i], &values[i], &others[i]));
	}
}

static void check_route(const struct route *route, const char *path, const char *query)
{
	struct param_value values[ROUTE_MAX_PARAMS];
	autofree char *store = NULL;
	bool well = parse(route, query, &store, values);
	check_link(route, path, query, well ? values : NULL);
}

static void check_encoding(const char *text)
{
	autofree char *decoded = xcalloc(1, strlen(text) + 1);
	autofree char *again = xcalloc(1, strlen(text) + 1);
	size_t length, again_length;
	if (uri_decode(text, strlen(text), true, decoded, &length)) {
		autobuf encoded = {0};
		check(strlen(decoded) == length && is_utf8(decoded, length));
		uri_encode(&encoded, decoded);
		check(uri_decode(encoded.bytes ? encoded.bytes : "", encoded.length, true, again,
		                 &again_length));
		check(again_length == length && strcmp(again, decoded) == 0);
	}
}

static void check_match(const char *method, const char *path, const char *query)
{
	struct router_match match;
	char allow[ROUTER_ALLOW_SIZE];
	router_allow(router, path, strlen(path), allow);
	check(strstr(allow, "OPTIONS") && is_clean(allow));
	if (!router_match(router, method, strlen(method), path, strlen(path), &match)) {
		return;
	}
	check(match.route <= api_route_count);
	check(match.route == api_route_count || match.has_path);
	check(!match.has_path || strcmp(allow, "OPTIONS") != 0);
	if (match.route == api_route_count) {
		return;
	}
	const struct route *route = &api_routes[match.route];
	bool same = strcmp(route->method, method) == 0;
	check(same || (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0));
	bool captures = strchr(route->path, '{');
	check(captures ? match.captures[0] >= 1 : match.captures[0] == 0);
	check_route(route, path, query);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (!router) {
		router = router_create(api_routes, api_route_count);
	}
	struct input input = input_of(bytes, size);
	autofree char *method = input_until(&input, ' ', NULL);
	autofree char *path = input_until(&input, '?', NULL);
	autofree char *query = input_rest(&input, NULL);
	check_encoding(query);
	if (path[0] == '/') { /* as web/dispatch.c sees to */
		check_match(method, path, query);
	}
	return 0;
}

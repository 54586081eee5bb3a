#include "web/router.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/uri.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* More than any row has; a path with more is nobody's. */
#define MAX_SEGMENTS 12
/* Longer than any row's; what is longer is nobody's. */
#define SEGMENT_SIZE 64

struct segment {
	const char *text; /* in the row's path; NULL: a capture */
	size_t length;
};

struct row {
	struct segment segments[MAX_SEGMENTS];
	size_t segment_count;
	struct param_value defaults[ROUTE_MAX_PARAMS];
};

struct router {
	const struct route *routes;
	struct row *rows;
	size_t count;
};

/* A request's path, decoded. */
struct path {
	char segments[MAX_SEGMENTS][SEGMENT_SIZE];
	size_t lengths[MAX_SEGMENTS];
	size_t count; /* MAX_SEGMENTS + 1: too long to be any row's */
};

static void compile_path(const char *path, struct row *row)
{
	assert(path[0] == '/');
	for (const char *at = path; at;) {
		const char *text = at + 1, *next = strchr(text, '/');
		size_t length = next ? (size_t)(next - text) : strlen(text);
		assert(row->segment_count < MAX_SEGMENTS && length < SEGMENT_SIZE);
		struct segment *segment = &row->segments[row->segment_count++];
		segment->text = text[0] == '{' ? NULL : text;
		segment->length = length;
		at = next;
	}
}

static void check_row(const struct route *route, const struct row *row)
{
	size_t captures = 0, params = 0;
	for (size_t i = 0; i < row->segment_count; i++) {
		captures += !row->segments[i].text;
	}
	while (route->params && route->params[params].name) {
		params++;
	}
	assert(captures <= ROUTE_MAX_CAPTURES && params <= ROUTE_MAX_PARAMS && route->handle);
	/* What GET does, a link on any page can do. */
	assert(strcmp(route->method, "GET") != 0 || !(route->flags & ROUTE_CHANGES));
	(void)captures;
	(void)params;
}

struct router *router_create(const struct route *routes, size_t count)
{
	struct router *router = xcalloc(1, sizeof(*router));
	router->routes = routes;
	router->count = count;
	router->rows = xcalloc(count, sizeof(*router->rows));
	for (size_t i = 0; i < count; i++) {
		compile_path(routes[i].path, &router->rows[i]);
		check_row(&routes[i], &router->rows[i]);
		bool sound = params_defaults(routes[i].params, router->rows[i].defaults);
		assert(sound);
		(void)sound;
	}
	return router;
}

void router_destroy(struct router *router)
{
	if (router) {
		free(router->rows);
		free(router);
	}
}

/* Each segment is decoded by itself: an encoded slash is part of one. False where the encoding is
 * broken. */
static bool split(const char *path, size_t length, struct path *out)
{
	for (const char *at = path, *end = path + length; at < end;) {
		const char *text = at + 1;
		const char *next = memchr(text, '/', (size_t)(end - text));
		size_t raw_length = next ? (size_t)(next - text) : (size_t)(end - text);
		if (out->count >= MAX_SEGMENTS || raw_length >= SEGMENT_SIZE) {
			out->count = MAX_SEGMENTS + 1;
			return true;
		}
		if (!uri_decode(text, raw_length, false, out->segments[out->count],
		                &out->lengths[out->count])) {
			return false;
		}
		out->count++;
		at = next ? next : end;
	}
	return true;
}

static bool matches(const struct row *row, const struct path *path, long long *captures)
{
	if (row->segment_count != path->count) {
		return false;
	}
	for (size_t i = 0; i < path->count; i++) {
		const struct segment *segment = &row->segments[i];
		if (!segment->text) {
			if (!text_to_int(path->segments[i], 1, LLONG_MAX, captures++)) {
				return false;
			}
		} else if (segment->length != path->lengths[i] ||
		           memcmp(segment->text, path->segments[i], segment->length) != 0) {
			return false;
		}
	}
	return true;
}

static bool is_method(const char *text, size_t length, const char *method)
{
	return strlen(method) == length && memcmp(text, method, length) == 0;
}

bool router_match(const struct router *router, const char *method, size_t method_length,
                  const char *path, size_t path_length, struct router_match *out)
{
	struct path asked = {.count = 0};
	*out = (struct router_match){.route = router->count};
	if (!split(path, path_length, &asked)) {
		return false;
	}
	if (is_method(method, method_length, "HEAD")) {
		method = "GET";
		method_length = strlen(method);
	}
	for (size_t i = 0; i < router->count; i++) {
		long long captures[ROUTE_MAX_CAPTURES] = {0};
		if (!matches(&router->rows[i], &asked, captures)) {
			continue;
		}
		out->has_path = true;
		if (is_method(method, method_length, router->routes[i].method)) {
			out->route = i;
			memcpy(out->captures, captures, sizeof(captures));
			break;
		}
	}
	return true;
}

static void add_method(char out[ROUTER_ALLOW_SIZE], const char *method)
{
	/* No method's name is a part of another's. */
	size_t used = strlen(out);
	if (!strstr(out, method)) {
		snprintf(out + used, ROUTER_ALLOW_SIZE - used, "%s%s", used ? ", " : "", method);
	}
}

void router_allow(const struct router *router, const char *path, size_t path_length,
                  char out[ROUTER_ALLOW_SIZE])
{
	struct path asked = {.count = 0};
	out[0] = '\0';
	bool sound = !path || split(path, path_length, &asked);
	for (size_t i = 0; sound && i < router->count; i++) {
		long long captures[ROUTE_MAX_CAPTURES];
		if (path && !matches(&router->rows[i], &asked, captures)) {
			continue;
		}
		add_method(out, router->routes[i].method);
		if (strcmp(router->routes[i].method, "GET") == 0) {
			add_method(out, "HEAD");
		}
	}
	add_method(out, "OPTIONS");
}

const struct param_value *router_defaults(const struct router *router, size_t route)
{
	return router->rows[route].defaults;
}

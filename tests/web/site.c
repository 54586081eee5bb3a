#include "site.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "web/blob.h"
#include "web/events.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define WAIT_MS 20000
#define PIECE_BYTES 65536
#define BIG_BYTES ((size_t)8 << 20)

static void on_plain(void *data, struct request *request)
{
	struct site *site = data;
	site->calls++;
	reply_json(request, 200, json_pack("{s:s, s:f}", "hello", "world", "percent", 5.1));
}

static void on_thing(void *data, struct request *request)
{
	static const char *const orders[] = {"asc", "desc"};
	struct site *site = data;
	autofree char *next = request_link(request, "page", "2");
	const char *search = request_text(request, "search");
	site->calls++;
	reply_header(request, "Link", next);
	reply_json(request, 200,
	           json_pack("{s:I, s:I, s:I, s:b, s:s?, s:s, s:b}", "id",
	                     request_int(request, "id"), "part", request_int(request, "part"),
	                     "page", request_int(request, "page"), "full",
	                     request_bool(request, "full"), "search", search, "order",
	                     orders[request_choice(request, "order")], "has_page",
	                     request_has(request, "page")));
}

static void on_page(void *data, struct request *request)
{
	(void)data;
	reply_header(request, "content-security-policy", "default-src 'self'");
	if (!reply_is_known(request, "\"v1\"")) {
		reply_static(request, 200, "text/html; charset=utf-8", "<p>page</p>", 11);
	}
}

static void on_gone(void *data)
{
	struct site *site = data;
	site->gone_count++;
	site->has_gone = true;
}

static void on_later(void *data, struct request *request)
{
	struct site *site = data;
	assert_true(site->held_count < SITE_MAX_HELD);
	site->held[site->held_count++] = request;
	site->has_held = true;
	request_on_gone(request, on_gone, site);
}

static void on_big(void *data, struct request *request)
{
	(void)data;
	reply_blob(request, 200, "text/plain", blob_take(xcalloc(1, BIG_BYTES), BIG_BYTES));
}

static void on_pull(void *data, struct stream *stream)
{
	struct site *site = data;
	if (site->pulled < site->stream_pieces) {
		site->pulled++;
		site->has_pulled = true;
		char *piece = xcalloc(1, PIECE_BYTES);
		memset(piece, 'x', PIECE_BYTES);
		stream_send(stream, blob_take(piece, PIECE_BYTES));
	} else if (site->stream_fails) {
		stream_fail(stream);
	} else {
		stream_end(stream);
	}
}

static void on_stream_gone(void *data)
{
	struct site *site = data;
	site->stream_gone++;
	site->has_stream_gone = true;
}

static void on_stream(void *data, struct request *request)
{
	static const struct stream_source source = {.pull = on_pull, .gone = on_stream_gone};
	reply_stream(request, "text/plain", &source, data);
}

static void on_lazy_pull(void *data, struct stream *stream)
{
	struct site *site = data;
	site->lazy = stream;
	site->pulled++;
	site->has_pulled = true;
}

static void on_lazy(void *data, struct request *request)
{
	static const struct stream_source source = {.pull = on_lazy_pull, .gone = on_stream_gone};
	reply_stream(request, "text/plain", &source, data);
}

static void on_events(void *data, struct request *request)
{
	struct site *site = data;
	events_subscribe(site->events, request);
}

static void on_change(void *data, struct request *request)
{
	struct site *site = data;
	size_t length;
	const char *body = request_body(request, &length);
	site->calls++;
	assert_int_equal(strlen(body), length);
	reply_json(request, 202, json_pack("{s:I}", "length", (json_int_t)length));
}

static void on_bad(void *data, struct request *request)
{
	(void)data;
	reply_json(request, 200, json_pack("{s:s}", "broken", "\xff"));
}

static const char *const orders[] = {"asc", "desc", NULL};
static const struct param thing_params[] = {
    {.name = "page", .type = PARAM_INT, .min = 1, .max = 1000, .fallback = "1"},
    {.name = "full", .type = PARAM_BOOL, .fallback = "false"},
    {.name = "search", .type = PARAM_TEXT, .min = 2, .max = 5},
    {.name = "order", .type = PARAM_CHOICE, .choices = orders, .fallback = "asc"},
    {.name = NULL},
};
static const struct route routes[SITE_ROUTES] = {
    [SITE_PLAIN] = {.method = "GET", .path = "/plain", .handle = on_plain},
    [SITE_THING] = {.method = "GET",
                    .path = "/things/{id}/parts/{part}",
                    .handle = on_thing,
                    .params = thing_params},
    [SITE_PAGE] = {.method = "GET", .path = "/page", .handle = on_page},
    [SITE_LATER] = {.method = "GET", .path = "/later", .handle = on_later},
    [SITE_BIG] = {.method = "GET", .path = "/big", .handle = on_big},
    [SITE_STREAM] = {.method = "GET", .path = "/stream", .handle = on_stream},
    [SITE_LAZY] = {.method = "GET", .path = "/lazy", .handle = on_lazy},
    [SITE_EVENTS] = {.method = "GET", .path = "/events", .handle = on_events},
    [SITE_SHOW] = {.method = "GET", .path = "/change", .handle = on_plain},
    [SITE_CHANGE] = {.method = "POST",
                     .path = "/change",
                     .handle = on_change,
                     .flags = ROUTE_CHANGES},
    [SITE_BAD] = {.method = "GET", .path = "/bad", .handle = on_bad},
};

static char *render(void *data)
{
	struct site *site = data;
	site->rendered++;
	return xasprintf("{\"state\":%u}\nsecond line", site->state);
}

void site_set_events(struct site *site, unsigned interval_ms, unsigned heartbeat_ms)
{
	struct events_options options = {
	    .name = "progress",
	    .render = render,
	    .data = site,
	    .interval_ms = interval_ms,
	    .heartbeat_ms = heartbeat_ms,
	};
	events_destroy(site->events);
	site->events = events_create(site->loop, &options);
}

struct site *site_open(const struct server_limits *limits)
{
	struct site *site = xcalloc(1, sizeof(*site));
	static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]", NULL};
	struct err err;
	site->loop = loop_create();
	site->stream_pieces = UINT32_MAX;
	struct server_options options = {
	    .routes = routes,
	    .route_count = SITE_ROUTES,
	    .data = site,
	    .allowed_hosts = hosts,
	    .api_token = SITE_TOKEN,
	    .base_path = "",
	};
	if (limits) {
		options.limits = *limits;
	}
	site->server = server_create(site->loop, &options, &err);
	assert_non_null(site->server);
	assert_true(server_listen(site->server, "127.0.0.1:0", &err));
	site->port = server_port(site->server, 0);
	site_set_events(site, 0, 0);
	return site;
}

static void on_closed(void *data)
{
	struct site *site = data;
	site->is_closed = true;
	site->server = NULL;
}

void site_start_closing(struct site *site)
{
	server_close(site->server, on_closed, site);
	assert_false(site->is_closed);
}

void site_close(struct site *site)
{
	if (site->server) {
		site_start_closing(site);
	}
	site_wait(site, &site->is_closed);
	events_destroy(site->events);
	loop_run(site->loop); /* returns at once: nothing is left to wait for */
	loop_destroy(site->loop);
	free(site);
}

struct client *site_client(struct site *site)
{
	return client_open(site->loop, site->port);
}

struct client *site_ask(struct site *site, const char *method, const char *target,
                        const char *extra)
{
	struct client *client = site_client(site);
	client_ask(client, method, target, extra);
	client_read(client, strcmp(method, "HEAD") == 0);
	return client;
}

void site_wait(struct site *site, const bool *condition)
{
	assert_true(loop_run_until(site->loop, condition, WAIT_MS));
}

void site_wait_until(struct site *site, bool (*holds)(struct site *site))
{
	bool never = false;
	for (int turn = 0; turn < WAIT_MS && !holds(site); turn++) {
		loop_run_until(site->loop, &never, 1);
	}
	assert_true(holds(site));
}

/* What a well-behaved client sees: routes, parameters, methods, headers, connections. */
#include "site.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "web/reply.h"
#include "web/request.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static int setup(void **state)
{
	*state = site_open(NULL);
	return 0;
}

static int teardown(void **state)
{
	site_close(*state);
	return 0;
}

/* The members of a problem, checked for form. */
static json_t *read_problem(struct client *client, const struct answer *answer, int status)
{
	assert_int_equal(answer->status, status);
	assert_string_equal(client_header(client, "content-type"), "application/problem+json");
	json_t *problem = json_loads(answer->body.bytes, 0, NULL);
	assert_non_null(problem);
	assert_int_equal(json_integer_value(json_object_get(problem, "status")), status);
	assert_string_equal(json_string_value(json_object_get(problem, "type")), "about:blank");
	assert_true(json_is_string(json_object_get(problem, "title")));
	assert_true(json_is_string(json_object_get(problem, "detail")));
	return problem;
}

static void expect_problem(struct client *client, int status)
{
	json_decref(read_problem(client, client_read(client, false), status));
}

static void a_reply_is_compact_json_with_the_default_headers(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/plain", "");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->status, 200);
	assert_string_equal(answer->body.bytes, "{\"hello\":\"world\",\"percent\":5.1}");
	assert_memory_equal(answer->head.bytes, "HTTP/1.1 200 OK\r\n", 17);
	assert_string_equal(client_header(client, "content-type"), "application/json");
	assert_string_equal(client_header(client, "cache-control"), "no-store");
	assert_string_equal(client_header(client, "x-content-type-options"), "nosniff");
	assert_string_equal(client_header(client, "referrer-policy"), "no-referrer");
	assert_string_equal(
	    client_header(client, "content-security-policy"),
	    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
	assert_string_equal(client_header(client, "cross-origin-resource-policy"), "same-origin");
	assert_string_equal(client_header(client, "server"), "");
	assert_string_not_equal(client_header(client, "x-request-id"), "");
	assert_string_not_equal(client_header(client, "date"), "");
	assert_null(strcasestr(answer->head.bytes, "access-control"));
	client_close(client);
}

static void head_is_get_without_the_body(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "HEAD", "/plain", "");
	client_read(client, true);
	assert_string_equal(client_header(client, "content-length"), "31");
	client_ask(client, "HEAD", "/nowhere", "");
	assert_int_equal(client_read(client, true)->status, 404);
	client_ask(client, "HEAD", "/stream", "");
	client_read(client, true);
	assert_string_equal(client_header(client, "content-type"), "text/plain");
	assert_int_equal(site->stream_gone, 1);
	client_ask(client, "GET", "/plain", "");
	assert_int_equal(client_read(client, false)->status, 200);
	assert_int_equal(site->calls, 2);
	client_close(client);
}

static void unknown_paths_are_404_and_other_methods_405_with_allow(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	static const char *const unknown[] = {
	    "/",
	    "/Plain",
	    "/plain/",
	    "/things/0/parts/1",
	    "/things/x/parts/1",
	    "/../etc/passwd",
	    "/plain/%2e%2e/plain",
	    "/plain/../plain",
	    "//plain",
	};
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		client_ask(client, "GET", unknown[i], "");
		expect_problem(client, 404);
	}
	static const char *const methods[] = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"};
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		client_ask(client, methods[i], "/plain", "");
		expect_problem(client, 405);
		assert_string_equal(client_header(client, "allow"), "GET, HEAD, OPTIONS");
	}
	client_ask(client, "PUT", "/change", "");
	expect_problem(client, 405);
	assert_string_equal(client_header(client, "allow"), "GET, HEAD, POST, OPTIONS");
	assert_int_equal(site->calls, 0);
	client_close(client);
}

static void options_answers_with_allow_and_no_cors_header(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "OPTIONS", "/change",
	           "Origin: http://evil.com\r\nAccess-Control-Request-Method: POST\r\n");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->status, 204);
	assert_string_equal(client_header(client, "allow"), "GET, HEAD, POST, OPTIONS");
	assert_null(strcasestr(answer->head.bytes, "access-control"));
	assert_null(strcasestr(answer->head.bytes, "content-length"));
	client_ask(client, "OPTIONS", "*", "");
	assert_int_equal(client_read(client, false)->status, 204);
	assert_string_equal(client_header(client, "allow"), "GET, HEAD, POST, OPTIONS");
	client_ask(client, "OPTIONS", "/nowhere", "");
	expect_problem(client, 404);
	client_close(client);
}

static void parameters_reach_the_handler_typed(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/things/7/parts/8?page=3&full=true&search=%C3%A9+x&order=desc",
	           "");
	json_auto_t *given = json_loads(client_read(client, false)->body.bytes, 0, NULL);
	json_auto_t *expected =
	    json_pack("{s:i, s:i, s:i, s:b, s:s, s:s, s:b}", "id", 7, "part", 8, "page", 3, "full",
	              1, "search", "\xc3\xa9 x", "order", "desc", "has_page", 1);
	assert_true(json_equal(given, expected));
	assert_string_equal(client_header(client, "link"),
	                    "/things/7/parts/8?full=true&search=%C3%A9%20x&order=desc&page=2");
	client_ask(client, "GET", "/things/1/parts/2", "");
	json_auto_t *defaults = json_loads(client_read(client, false)->body.bytes, 0, NULL);
	json_auto_t *expected_defaults =
	    json_pack("{s:i, s:i, s:i, s:b, s:n, s:s, s:b}", "id", 1, "part", 2, "page", 1, "full",
	              0, "search", "order", "asc", "has_page", 0);
	assert_true(json_equal(defaults, expected_defaults));
	client_close(client);
}

static void all_bad_parameters_are_named_in_a_422(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/things/7/parts/8?page=0&page=1&what=%ff&order=up&full=true",
	           "");
	json_auto_t *problem = read_problem(client, client_read(client, false), 422);
	json_t *errors = json_object_get(problem, "errors");
	static const char *const names[] = {"page", "page", "what", "order"};
	assert_int_equal(json_array_size(errors), ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		json_t *error = json_array_get(errors, i);
		assert_string_equal(json_string_value(json_object_get(error, "parameter")),
		                    names[i]);
		assert_true(json_is_string(json_object_get(error, "detail")));
	}
	client_ask(client, "GET", "/plain?x=1", "");
	expect_problem(client, 422);
	assert_int_equal(site->calls, 0);
	client_close(client);
}

static void a_page_says_its_own_policy_and_is_not_sent_twice(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/page", "");
	const struct answer *answer = client_read(client, false);
	assert_string_equal(answer->body.bytes, "<p>page</p>");
	assert_string_equal(client_header(client, "etag"), "\"v1\"");
	assert_string_equal(client_header(client, "cache-control"), "no-cache");
	assert_string_equal(client_header(client, "content-security-policy"), "default-src 'self'");
	const char *policy = strcasestr(answer->head.bytes, "content-security-policy");
	assert_null(strcasestr(policy + 1, "content-security-policy"));
	client_ask(client, "GET", "/page", "If-None-Match: W/\"v1\"\r\n");
	answer = client_read(client, false);
	assert_int_equal(answer->status, 304);
	assert_null(strcasestr(answer->head.bytes, "content-length"));
	client_ask(client, "GET", "/page", "If-None-Match: \"v0\"\r\n");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void a_reply_that_cannot_be_written_is_a_500(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/bad", "");
	expect_problem(client, 500);
	client_close(client);
}

static void a_connection_is_kept_unless_asked_otherwise(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	for (int i = 0; i < 50; i++) {
		client_ask(client, "GET", "/plain", "");
		assert_int_equal(client_read(client, false)->status, 200);
		assert_string_equal(client_header(client, "connection"), "keep-alive");
	}
	assert_int_equal(server_figures(site->server).accepted, 1);
	client_ask(client, "GET", "/plain", "Connection: close\r\n");
	assert_int_equal(client_read(client, false)->status, 200);
	assert_string_equal(client_header(client, "connection"), "close");
	assert_true(client_is_closed(client));
	client_close(client);
}

static void http_1_0_is_served_and_closed(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_send(client, "GET /plain HTTP/1.0\r\nHost: localhost\r\n\r\n");
	assert_int_equal(client_read(client, false)->status, 200);
	assert_true(client_is_closed(client));
	client_close(client);
	site->stream_pieces = 2;
	client = site_client(site);
	client_send(client,
	            "GET /stream HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
	assert_int_equal(client_read(client, false)->body.length, 2 * 65536);
	assert_string_equal(client_header(client, "transfer-encoding"), "");
	client_close(client);
}

static void pipelined_requests_are_answered_in_their_order(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	autobuf all = {0};
	for (int i = 1; i <= 100; i++) {
		buf_printf(&all, "GET /things/%d/parts/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", i);
	}
	buf_puts(
	    &all,
	    "POST /change HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " SITE_TOKEN
	    "\r\nContent-Length: 5\r\n\r\nhelloGET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
	client_send_bytes(client, all.bytes, all.length);
	for (int i = 1; i <= 100; i++) {
		json_auto_t *thing = json_loads(client_read(client, false)->body.bytes, 0, NULL);
		assert_int_equal(json_integer_value(json_object_get(thing, "id")), i);
	}
	assert_string_equal(client_read(client, false)->body.bytes, "{\"length\":5}");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void requests_may_come_byte_by_byte(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	const char *text =
	    "POST /change HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " SITE_TOKEN
	    "\r\nContent-Length: 5\r\n\r\nhello";
	for (const char *at = text; *at; at++) {
		client_send_bytes(client, at, 1);
	}
	assert_string_equal(client_read(client, false)->body.bytes, "{\"length\":5}");
	client_close(client);
}

static void a_body_is_waited_for_after_100_continue(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "POST", "/change",
	           "Authorization: Bearer " SITE_TOKEN
	           "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n");
	client_expect(client, "HTTP/1.1 100 Continue\r\n\r\n");
	client_send(client, "{}");
	assert_string_equal(client_read(client, false)->body.bytes, "{\"length\":2}");
	client_close(client);
}

static void figures_are_kept_by_route(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	for (int i = 0; i < 3; i++) {
		client_ask(client, "GET", "/plain", "");
		client_read(client, false);
	}
	client_ask(client, "GET", "/plain?x=1", "");
	client_read(client, false);
	client_ask(client, "GET", "/nowhere", "");
	client_read(client, false);
	const struct stats *plain = server_stats(site->server, SITE_PLAIN);
	assert_int_equal(plain->count, 4);
	assert_int_equal(plain->by_class[1], 3);
	assert_int_equal(plain->by_class[3], 1);
	assert_int_equal(server_stats(site->server, SITE_ROUTES)->by_class[3], 1);
	assert_int_equal(server_stats(site->server, SITE_PAGE)->count, 0);
	client_close(client);
}

static void other_addresses_may_be_listened_on_too(void **state)
{
	struct site *site = *state;
	struct err err;
	char expected[64];
	assert_true(server_listen(site->server, "127.0.0.1:0", &err));
	int port = server_port(site->server, 1);
	snprintf(expected, sizeof(expected), "127.0.0.1:%d", port);
	assert_string_equal(server_address(site->server, 1), expected);
	assert_null(server_address(site->server, 2));

	struct client *client = client_open(site->loop, port);
	client_ask(client, "GET", "/plain", "");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
	assert_false(server_listen(site->server, expected, &err));
	assert_false(server_listen(site->server, "nonsense", &err));
}

static void a_socket_may_be_handed_over(void **state)
{
	struct site *site = *state;
	struct err err;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(listen(fd, 8) == 0);
	assert_true(server_adopt(site->server, fd, &err));
	struct client *client = client_open(site->loop, server_port(site->server, 1));
	client_ask(client, "GET", "/plain", "");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void a_unix_socket_may_be_listened_on(void **state)
{
	static const char request[] = "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct site *site = *state;
	char folder[] = "/tmp/test_server.XXXXXX";
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	struct err err;
	assert_non_null(mkdtemp(folder));
	snprintf(where.sun_path, sizeof(where.sun_path), "%s/socket", folder);
	autofree char *address = xasprintf("unix:%s", where.sun_path);
	assert_true(server_listen(site->server, address, &err));
	assert_string_equal(server_address(site->server, 1), address);
	assert_int_equal(server_port(site->server, 1), 0);

	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	assert_int_equal(write(fd, request, strlen(request)), strlen(request));
	struct client *client = client_adopt(site->loop, fd);
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
	site_start_closing(site);
	site_wait(site, &site->is_closed);
	assert_int_equal(rmdir(folder), 0); /* the socket is gone */
}

static void handle_base(void *data, struct request *request)
{
	(void)data;
	autofree char *link = request_link(request, "page", NULL);
	autofree char *both = xasprintf("%s %s", request_base_path(request), link);
	reply_text(request, 200, "text/plain", both);
}

static void on_closed(void *data)
{
	*(bool *)data = true;
}

static void a_base_path_is_taken_off(void **state)
{
	static const struct route routes[] = {
	    {.method = "GET", .path = "/x", .handle = handle_base}};
	static const char *const hosts[] = {"127.0.0.1", NULL};
	static const struct {
		const char *path;
		int status;
	} cases[] = {
	    {"/music/x", 200}, {"/x", 404}, {"/musicx", 404}, {"/music", 308}, {"/music/", 404},
	};
	struct loop *loop = loop_create();
	struct server_options options = {
	    .routes = routes, .route_count = 1, .allowed_hosts = hosts, .base_path = "/music"};
	struct err err;
	bool closed = false;
	(void)state;
	struct server *server = server_create(loop, &options, &err);
	assert_true(server_listen(server, "127.0.0.1:0", &err));
	struct client *client = client_open(loop, server_port(server, 0));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		client_ask(client, "GET", cases[i].path, "");
		const struct answer *answer = client_read(client, false);
		assert_int_equal(answer->status, cases[i].status);
		if (answer->status == 200) {
			assert_string_equal(answer->body.bytes, "/music /music/x");
		} else if (answer->status == 308) {
			assert_string_equal(client_header(client, "location"), "/music/");
		}
	}
	client_close(client);
	server_close(server, on_closed, &closed);
	assert_true(loop_run_until(loop, &closed, 5000));
	loop_destroy(loop);
}

static void it_closes_when_no_descriptor_is_left(void **state)
{
	struct site *site = *state;
	struct rlimit before, none;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
	site_start_closing(site);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	site_wait(site, &site->is_closed);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void wrong_options_are_refused(void **state)
{
	static const char *const bad_hosts[] = {"localhost", "not a host", NULL};
	const struct server_options cases[] = {
	    {.allowed_hosts = bad_hosts}, {.api_token = ""},  {.base_path = "music"},
	    {.base_path = "/music/"},     {.base_path = "/"},
	};
	struct loop *loop = loop_create();
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		assert_null(server_create(loop, &cases[i], &err));
		assert_int_equal(err.code, ERR_INVALID);
	}
	loop_destroy(loop);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(a_reply_is_compact_json_with_the_default_headers),
	    WITH_SITE(head_is_get_without_the_body),
	    WITH_SITE(unknown_paths_are_404_and_other_methods_405_with_allow),
	    WITH_SITE(options_answers_with_allow_and_no_cors_header),
	    WITH_SITE(parameters_reach_the_handler_typed),
	    WITH_SITE(all_bad_parameters_are_named_in_a_422),
	    WITH_SITE(a_page_says_its_own_policy_and_is_not_sent_twice),
	    WITH_SITE(a_reply_that_cannot_be_written_is_a_500),
	    WITH_SITE(a_connection_is_kept_unless_asked_otherwise),
	    WITH_SITE(http_1_0_is_served_and_closed),
	    WITH_SITE(pipelined_requests_are_answered_in_their_order),
	    WITH_SITE(requests_may_come_byte_by_byte),
	    WITH_SITE(a_body_is_waited_for_after_100_continue),
	    WITH_SITE(figures_are_kept_by_route),
	    WITH_SITE(other_addresses_may_be_listened_on_too),
	    WITH_SITE(a_socket_may_be_handed_over),
	    WITH_SITE(a_unix_socket_may_be_listened_on),
	    WITH_SITE(it_closes_when_no_descriptor_is_left),
	    cmocka_unit_test(a_base_path_is_taken_off),
	    cmocka_unit_test(wrong_options_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

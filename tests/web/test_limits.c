/* What is too large, too slow or too many: refused or cut off, while others are served. */
#include "site.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "web/reply.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define AUTHORIZED "Authorization: Bearer " SITE_TOKEN "\r\n"

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

/* The next answer is a problem of that status; `closes`: and the connection ends with it. */
static void expect_problem(struct client *client, int status, bool closes)
{
	const struct answer *answer = client_read(client, false);
	if (answer->status != status) {
		fail_msg("%d and not %d: %s%s", answer->status, status, answer->head.bytes,
		         answer->body.bytes);
	}
	assert_string_equal(client_header(client, "content-type"), "application/problem+json");
	assert_string_equal(client_header(client, "x-content-type-options"), "nosniff");
	json_auto_t *problem = json_loads(answer->body.bytes, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(problem, "status")), status);
	if (closes) {
		assert_string_equal(client_header(client, "connection"), "close");
		assert_true(client_is_closed(client));
	}
}

static void sees_plain(struct site *site)
{
	struct client *client = site_ask(site, "GET", "/plain", "");
	client_close(client);
}

static void send_filled(struct client *client, const char *before, size_t fill, const char *after)
{
	autobuf text = {0};
	buf_puts(&text, before);
	while (fill--) {
		buf_append(&text, "a", 1);
	}
	buf_puts(&text, after);
	client_send_bytes(client, text.bytes, text.length);
}

static void what_is_too_large_is_refused(void **state)
{
	struct site *site = *state;
#define REST " HTTP/1.1\r\nHost: localhost\r\n\r\n"
	static const struct {
		const char *before;
		size_t fill;
		const char *after;
		int status;
	} cases[] = {
	    {"GET /", 8191, REST, 404},
	    {"GET /", 8192, REST, 414},
	    {"GET /", 40000, REST, 414},
	    {"GET /plain?", 8192, REST, 414},
	    {"GET /plain HTTP/1.1\r\nHost: localhost\r\nX: ", 16000, "\r\n\r\n", 200},
	    {"GET /plain HTTP/1.1\r\nHost: localhost\r\nX: ", 16384, "\r\n\r\n", 431},
	    {"GET /plain HTTP/1.1\r\nHost: localhost\r\nX: ", 50000, "\r\n\r\n", 431},
	    {"POST /change HTTP/1.1\r\nHost: localhost\r\n" AUTHORIZED
	     "Content-Length: 16384\r\n\r\n",
	     16384, "", 202},
	    {"POST /change HTTP/1.1\r\nHost: localhost\r\n" AUTHORIZED
	     "Content-Length: 16385\r\n\r\n",
	     16385, "", 413},
	    {"POST /change HTTP/1.1\r\nHost: localhost\r\n" AUTHORIZED
	     "Content-Length: 4000000\r\n\r\n",
	     4000000, "", 413},
	    {"POST /change HTTP/1.1\r\nHost: localhost\r\n" AUTHORIZED
	     "Expect: 100-continue\r\nContent-Length: 4000000\r\n\r\n",
	     0, "", 413},
	};
#undef REST
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client *client = site_client(site);
		send_filled(client, cases[i].before, cases[i].fill, cases[i].after);
		if (cases[i].status <= 404) {
			assert_int_equal(client_read(client, false)->status, cases[i].status);
		} else {
			expect_problem(client, cases[i].status, true);
		}
		client_close(client);
	}
	assert_int_equal(server_stats(site->server, SITE_ROUTES)->by_class[3], 9);
}

static void what_has_no_end_is_cut_off(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	send_filled(client, "GET /plain HTTP/1.1\r\nHost: localhost\r\nX: ", 1 << 20, "");
	assert_true(client_is_closed(client));
	client_close(client);
	client = site_client(site);
	autobuf lines = {0};
	buf_puts(&lines, "GET /plain HTTP/1.1\r\nHost: localhost\r\n");
	for (int i = 0; i < 200; i++) {
		buf_printf(&lines, "X-%d: y\r\n", i);
	}
	buf_puts(&lines, "\r\n");
	client_send_bytes(client, lines.bytes, lines.length); /* h2o takes a hundred */
	assert_int_equal(client_read(client, false)->status, 400);
	client_close(client);
	sees_plain(site);
}

static void slow_requests_run_out_of_time(void **state)
{
	static const char *const beginnings[] = {
	    "",
	    "GET /plain HTTP/1.1\r\nHost: local",
	    "POST /change HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhell",
	    "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\nGET /pl",
	};
	const struct server_limits limits = {.request_ms = 100};
	struct site *site = site_open(&limits);
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
		struct client *client = site_client(site);
		client_send(client, "%s", beginnings[i]);
		if (strstr(beginnings[i], "\r\n\r\nGET")) {
			assert_int_equal(client_read(client, false)->status, 200);
		}
		assert_true(client_is_closed(client));
		client_close(client);
	}
	site_close(site);
}

static void refused_clients_are_not_lingered_on_without_bound(void **state)
{
	const struct server_limits limits = {.connections = 8};
	struct site *site = site_open(&limits);
	struct client *clients[64];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		clients[i] = site_client(site);
		client_ask(clients[i], "POST", "/change", "Content-Length: 1000000\r\n");
		assert_int_equal(client_read(clients[i], false)->status, 413);
		assert_true(client_is_closed(clients[i]));
	}
	sees_plain(site);
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		client_close(clients[i]);
	}
	site_close(site);
}

static bool one_is_stuck(struct site *site)
{
	return server_figures(site->server).stuck == 1;
}

static bool all_are_gone(struct site *site)
{
	return server_figures(site->server).connections == 0;
}

static bool all_are_busy(struct site *site)
{
	struct server_figures figures = server_figures(site->server);
	return figures.busy && figures.busy == figures.connections;
}

static bool are_three(struct site *site)
{
	return server_figures(site->server).connections == 3;
}

static void a_reply_that_nobody_reads_is_cut_off(void **state)
{
	const struct server_limits limits = {.send_ms = 100};
	struct site *site = site_open(&limits);
	struct client *client = site_client(site);
	(void)state;
	client_pause(client, true);
	client_ask(client, "GET", "/big", "");
	site_wait_until(site, one_is_stuck);
	site_wait_until(site, all_are_gone);
	client_close(client);
	site_close(site);
}

static void a_reply_that_is_read_slowly_is_not(void **state)
{
	const struct server_limits limits = {.send_ms = 200};
	struct site *site = site_open(&limits);
	struct client *client = site_client(site);
	bool never = false;
	(void)state;
	client_ask(client, "GET", "/big", "");
	for (int i = 0; i < 10; i++) { /* longer than send_ms in all */
		client_pause(client, true);
		loop_run_until(site->loop, &never, 60);
		client_pause(client, false);
		loop_run_until(site->loop, &never, 1);
	}
	assert_int_equal(client_read(client, false)->body.length, 8 << 20);
	assert_int_equal(server_figures(site->server).stuck, 0);
	client_close(client);
	site_close(site);
}

/* Too little at a time to be worth the connection, and yet it moves. */
static void a_reply_that_is_read_by_drops_is_cut_off(void **state)
{
	const struct server_limits limits = {.send_ms = 400};
	struct site *site = site_open(&limits);
	struct client *client = client_open_narrow(site->loop, site->port, 2048);
	bool never = false;
	(void)state;
	client_pause(client, true);
	client_ask(client, "GET", "/big", "");
	for (int i = 0; i < 20 && server_figures(site->server).stuck == 0; i++) {
		loop_run_until(site->loop, &never, 250);
		client_sip(client, 4096);
	}
	assert_int_equal(server_figures(site->server).stuck, 1);
	client_close(client);
	site_close(site);
}

static void those_who_read_nothing_give_way(void **state)
{
	const struct server_limits limits = {.connections = 4};
	struct site *site = site_open(&limits);
	struct client *readers[4];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i] = site_client(site);
		client_pause(readers[i], true);
		client_ask(readers[i], "GET", "/big", "");
		site_wait_until(site, all_are_busy);
	}
	sees_plain(site);
	assert_int_equal(server_figures(site->server).evicted, 1);
	client_pause(readers[0], false);
	assert_true(client_read(readers[0], false)->is_cut);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		client_close(readers[i]);
	}
	site_close(site);
}

static void unread_replies_do_not_fill_the_memory(void **state)
{
	const struct server_limits limits = {.unread_bytes = (size_t)20 << 20};
	struct site *site = site_open(&limits);
	struct client *readers[6], *streamer = site_client(site);
	(void)state;
	client_pause(streamer, true); /* read less for longer, but holds only a piece */
	client_ask(streamer, "GET", "/stream", "");
	site_wait_until(site, all_are_busy);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i] = site_client(site);
		client_pause(readers[i], true);
		client_ask(readers[i], "GET", "/big", "");
		site_wait_until(site, all_are_busy);
	}
	assert_int_equal(server_figures(site->server).evicted, 4);
	site_wait_until(site, are_three);
	client_close(streamer);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		client_pause(readers[i], false);
		const struct answer *answer = client_read(readers[i], false);
		assert_int_equal(answer->is_cut, i < 4);
	}
	client_ask(readers[5], "GET", "/big", ""); /* what was read is forgotten */
	assert_false(client_read(readers[5], false)->is_cut);
	assert_int_equal(server_figures(site->server).evicted, 4);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		client_close(readers[i]);
	}
	site_close(site);
}

static bool are_four(struct site *site)
{
	return server_figures(site->server).connections == 4;
}

static bool all_forty_came(struct site *site)
{
	struct server_figures figures = server_figures(site->server);
	return figures.accepted + figures.refused == 40;
}

static void the_one_that_waits_longest_gives_way(void **state)
{
	const struct server_limits limits = {.connections = 4};
	struct site *site = site_open(&limits);
	struct client *clients[40];
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		clients[i] = site_client(site);
	}
	site_wait_until(site, are_four);
	client_ask(clients[0], "GET", "/later", ""); /* busy ones stay */
	site_wait(site, &site->has_held);
	client_ask(clients[1], "GET", "/plain", ""); /* and those that were busy just now */
	client_read(clients[1], false);
	clients[4] = site_client(site);
	client_ask(clients[4], "GET", "/plain", "");
	assert_int_equal(client_read(clients[4], false)->status, 200);
	assert_true(client_is_closed(clients[2]));
	client_ask(clients[1], "GET", "/plain", "");
	assert_int_equal(client_read(clients[1], false)->status, 200);
	assert_int_equal(server_figures(site->server).evicted, 1);

	for (size_t i = 5; i < ARRAY_LEN(clients); i++) { /* all in the same turn */
		clients[i] = site_client(site);
	}
	site_wait_until(site, all_forty_came);
	site_wait_until(site, are_four);
	struct server_figures figures = server_figures(site->server);
	assert_true(figures.evicted > 1 && figures.refused > 0);
	assert_int_equal(figures.busy, 1);
	reply_empty(site->held[0], 204);
	assert_int_equal(client_read(clients[0], false)->status, 204);
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		client_close(clients[i]);
	}
	site_close(site);
}

/* What it asks has come, and was only not read yet. */
static void one_that_has_just_asked_does_not_give_way(void **state)
{
	const struct server_limits limits = {.connections = 4};
	struct site *site = site_open(&limits);
	struct client *clients[5];
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		clients[i] = site_client(site);
	}
	site_wait_until(site, are_four);
	clients[4] = site_client(site); /* at the door before it is asked */
	client_ask(clients[0], "GET", "/plain", "");
	assert_int_equal(client_read(clients[0], false)->status, 200);
	assert_true(client_is_closed(clients[1]));
	assert_int_equal(server_figures(site->server).evicted, 1);
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		client_close(clients[i]);
	}
	site_close(site);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(what_is_too_large_is_refused),
	    WITH_SITE(what_has_no_end_is_cut_off),
	    cmocka_unit_test(refused_clients_are_not_lingered_on_without_bound),
	    cmocka_unit_test(slow_requests_run_out_of_time),
	    cmocka_unit_test(a_reply_that_nobody_reads_is_cut_off),
	    cmocka_unit_test(a_reply_that_is_read_slowly_is_not),
	    cmocka_unit_test(a_reply_that_is_read_by_drops_is_cut_off),
	    cmocka_unit_test(those_who_read_nothing_give_way),
	    cmocka_unit_test(unread_replies_do_not_fill_the_memory),
	    cmocka_unit_test(the_one_that_waits_longest_gives_way),
	    cmocka_unit_test(one_that_has_just_asked_does_not_give_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

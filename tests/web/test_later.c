/* Requests that are replied to later, and clients that do not wait for it. */
#include "site.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

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

static void a_request_may_wait_for_its_reply_while_others_are_served(void **state)
{
	struct site *site = *state;
	struct client *waiting = site_client(site), *other = site_client(site);
	client_ask(waiting, "GET", "/later", "X-Mine: yes\r\n");
	site_wait(site, &site->has_held);
	client_ask(other, "GET", "/plain", "");
	assert_int_equal(client_read(other, false)->status, 200);
	assert_string_equal(client_seen(waiting), "");
	assert_int_equal(server_figures(site->server).busy, 1);
	assert_string_equal(request_header(site->held[0], "x-mine"), "yes");
	assert_null(request_header(site->held[0], "x-yours"));
	assert_string_equal(request_route(site->held[0])->path, "/later");
	reply_text(site->held[0], 200, "text/plain", "at last");
	assert_string_equal(client_read(waiting, false)->body.bytes, "at last");
	client_ask(waiting, "GET", "/plain", "");
	assert_int_equal(client_read(waiting, false)->status, 200);
	client_close(waiting);
	client_close(other);
}

/* The next request arrives while the first is being answered: h2o's buffer moves under it. */
static void what_comes_early_waits_its_turn(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	autobuf early = {0};
	client_ask(client, "GET", "/later", "X-Mine: yes\r\nUser-Agent: me\r\n");
	site_wait(site, &site->has_held);
	for (int i = 0; i < 1000; i++) {
		buf_puts(&early, "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
	}
	client_send_bytes(client, early.bytes, early.length);
	assert_int_equal(site->calls, 0);
	assert_string_equal(request_header(site->held[0], "x-mine"), "yes");
	assert_string_equal(request_header(site->held[0], "user-agent"), "me");
	assert_int_equal(site->gone_count, 0);
	reply_header(site->held[0], "Vary", "Accept"); /* h2o looks at the request for this one */
	reply_text(site->held[0], 200, "text/plain", "first");
	assert_string_equal(client_read(client, false)->body.bytes, "first");
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(client_read(client, false)->status, 200);
	}
	assert_int_equal(site->calls, 1000);
	client_close(client);
}

static void a_reply_to_a_client_that_has_gone_does_no_harm(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	client_reset(client);
	site_wait(site, &site->has_gone);
	reply_header(site->held[0], "X", "y");
	reply_json(site->held[0], 200, json_object());

	site->has_held = site->has_gone = false;
	client = site_client(site);
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	client_close(client);
	site_wait(site, &site->has_gone);
	reply_problem(site->held[1], 500, "nobody reads this");
	assert_int_equal(site->gone_count, 2);
}

static void a_client_that_only_stopped_sending_gets_its_reply(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/later", "");
	client_half_close(client);
	site_wait(site, &site->has_gone);
	reply_text(site->held[0], 200, "text/plain", "all the same");
	assert_string_equal(client_read(client, false)->body.bytes, "all the same");
	assert_true(client_is_closed(client));
	client_close(client);

	client = site_client(site);
	client_ask(client, "GET", "/plain", "");
	client_half_close(client);
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void errors_have_the_status_that_fits(void **state)
{
	static const struct {
		enum err_code code;
		int status;
	} cases[] = {
	    {ERR_INVALID, 422}, {ERR_NOT_FOUND, 404},   {ERR_CONFLICT, 409}, {ERR_REMOTE, 502},
	    {ERR_BLOCKED, 503}, {ERR_UNAVAILABLE, 503}, {ERR_STORAGE, 500},
	};
	struct site *site = *state;
	struct client *client = site_client(site);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err;
		err_set(&err, cases[i].code, "because of 100%% this");
		site->has_held = false;
		client_ask(client, "GET", "/later", "");
		site_wait(site, &site->has_held);
		reply_err(site->held[i], &err);
		json_auto_t *problem =
		    read_problem(client, client_read(client, false), cases[i].status);
		assert_string_equal(json_string_value(json_object_get(problem, "detail")),
		                    "because of 100% this");
	}
	client_close(client);
}

static void a_header_cannot_be_smuggled_into_a_reply(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	reply_header(site->held[0], "X-Note", "a\r\nSet-Cookie: b=c");
	reply_empty(site->held[0], 204);
	client_read(client, false);
	assert_string_equal(client_header(client, "x-note"), "a  Set-Cookie: b=c");
	assert_string_equal(client_header(client, "set-cookie"), "");
	client_close(client);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(a_request_may_wait_for_its_reply_while_others_are_served),
	    WITH_SITE(what_comes_early_waits_its_turn),
	    WITH_SITE(a_reply_to_a_client_that_has_gone_does_no_harm),
	    WITH_SITE(a_client_that_only_stopped_sending_gets_its_reply),
	    WITH_SITE(errors_have_the_status_that_fits),
	    WITH_SITE(a_header_cannot_be_smuggled_into_a_reply),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

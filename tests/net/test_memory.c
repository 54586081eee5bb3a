/* curl and libuv where memory runs out: no request without its headers, no call that never ends. */
#include "base/mem.h"
#include "host.h"
#include "net/http.h"
#include "support/scarce.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

/* In a child: the loop, the client and the peer are its own. */
static void make_one_call(void *data)
{
	static const char *const headers[] = {"Accept: application/json",
	                                      "Authorization: Discogs token=fake"};
	void *state;
	struct exchange exchange = {0};
	(void)data;
	wire_setup(&state);
	struct wire *wire = state;
	struct http_request request = wire_request(wire, "/users/ada");
	request.headers = headers;
	request.header_count = ARRAY_LEN(headers);
	request.basic = "ada:fake";
	request.body = "{}";
	request.body_size_bytes = 2;
	peer_reply(wire->peer, 200, "X-Remaining: 7\r\n", "{\"page\":1}");
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	if (exchange.status != 200 || exchange.body.length != 10 ||
	    !wire_was_sent(wire, headers[0]) || !wire_was_sent(wire, headers[1])) {
		exit(1);
	}
	exchange_finish(&exchange);
	wire_teardown(&state);
}

static void a_call_is_whole_or_ends_the_process(void **state)
{
	(void)state;
	assert_true(every_allocation_is_wanted(make_one_call, NULL, 1) > 100);
}

static void ask_an_upstream(void *data)
{
	void *state;
	struct ask ask = {0};
	(void)data;
	host_setup(&state);
	struct host *host = state;
	peer_reply(host->peer, 200, "", "hello");
	struct upstream_request request = ask_request(&ask);
	request.basic = "ada:fake";
	ask.call = upstream_start(host->upstream, &request);
	ask_wait(&ask, host);
	if (ask.err.code != ERR_NONE || strcmp(ask.body, "hello") != 0) {
		exit(1);
	}
	host_teardown(&state);
}

static void an_upstreams_call_is_whole_or_ends_the_process(void **state)
{
	(void)state;
	assert_true(every_allocation_is_wanted(ask_an_upstream, NULL, 3) > 100);
}

static void escape_and_check(void *data)
{
	(void)data;
	http_destroy(NULL);
	autofree char *escaped = http_escape("Låt & sång");
	if (strcmp(escaped, "L%C3%A5t%20%26%20s%C3%A5ng") != 0 ||
	    !http_url_is_safe("https://api.discogs.com/users/ada")) {
		exit(1);
	}
}

static void a_text_is_escaped_or_the_process_ends(void **state)
{
	(void)state;
	/* curl's own are its malloc()s until there is an http client: see the test above. */
	assert_true(every_allocation_is_wanted(escape_and_check, NULL, 1) >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_call_is_whole_or_ends_the_process),
	    cmocka_unit_test(an_upstreams_call_is_whole_or_ends_the_process),
	    cmocka_unit_test(a_text_is_escaped_or_the_process_ends),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

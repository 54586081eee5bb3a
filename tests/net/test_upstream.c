/* Calls that end with an answer, at once or after some attempts. */
#include "net/upstream.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "host.h"
#include "loop/loop.h"
#include "support/dies.h"
#include "support/leap.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static void an_answer_is_parsed_and_the_call_is_done(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 200, "", "hello");
	ask_start(&ask, host);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_NONE);
	assert_int_equal(ask.parse_count, 1);
	assert_string_equal(ask.body, "hello");

	struct upstream_figures figures = upstream_figures(host->upstream);
	assert_int_equal(figures.state, UPSTREAM_OK);
	assert_int_equal(figures.resumes_in_ms, -1);
	assert_string_equal(figures.reason, "");
	assert_int_equal(figures.requests, 1);
	assert_int_equal(figures.retries, 0);
	assert_int_equal(figures.by_status[2], 1);
}

static void a_call_goes_out_as_it_is_described(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	struct upstream_options options = host_options(host);
	autofree char *base = xasprintf("%s/2/ai/7", peer_url(host->peer));
	options.base_url = base;
	host_reopen(host, &options);
	base[0] = '\0'; /* it has its own copy, and the call of all that follows */

	char token[] = "Authorization: Bearer fake", target[] = "/v1/chat?x=1";
	char body[] = "{\"model\":\"m\"}", basic[] = "ada:fake";
	const char *headers[] = {"Content-Type: application/json", token};
	struct upstream_request request = ask_request(&ask);
	request.target = target;
	request.headers = headers;
	request.header_count = ARRAY_LEN(headers);
	request.body = body;
	peer_reply(host->peer, 200, "", "{}");
	ask.call = upstream_start(host->upstream, &request);
	token[0] = target[1] = body[0] = '#';
	headers[0] = NULL;
	ask_wait(&ask, host);
	const char *sent = peer_last_request(host->peer);
	assert_memory_equal(sent, "POST /2/ai/7/v1/chat?x=1 HTTP", 29);
	assert_true(wire_was_sent(host->wire, "User-Agent: sillon-test/1.0"));
	assert_true(wire_was_sent(host->wire, "Content-Type: application/json"));
	assert_true(wire_was_sent(host->wire, "Authorization: Bearer fake"));
	assert_string_equal(strstr(sent, "\r\n\r\n") + 4, "{\"model\":\"m\"}");

	struct ask second = {0};
	struct upstream_request plain = ask_request(&second);
	plain.basic = basic;
	second.call = upstream_start(host->upstream, &plain);
	basic[0] = '#';
	ask_wait(&second, host);
	assert_true(wire_was_sent(host->wire, "Authorization: Basic YWRhOmZha2U="));
}

/* Lets the rest before the next attempt pass. */
static void wait_out(struct host *host, unsigned attempt)
{
	host_wait_for_answers(host, attempt);
	leap(HOST_FIRST_WAIT_MS << (attempt - 1));
}

static void a_body_may_be_composed_when_its_turn_comes(void **state)
{
	struct host *host = *state;
	struct ask first = {0}, second = {0};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 1;
	host_reopen(host, &options);
	peer_reply(host->peer, 200, "", "first");
	peer_reply(host->peer, 500, "", "");
	peer_reply(host->peer, 200, "", "second");

	struct upstream_request request = ask_request(&second);
	request.compose = ask_compose;
	ask_start(&first, host);
	second.call = upstream_start(host->upstream, &request);
	catch_up(host->loop);
	assert_int_equal(second.compose_count, 0); /* the one place is taken */
	ask_wait(&first, host);
	host_wait_for_answers(host, 2);
	leap(HOST_FIRST_WAIT_MS);
	ask_wait(&second, host);
	assert_string_equal(second.body, "second");
	assert_int_equal(second.compose_count, 1); /* another attempt sends the same */
	const char *sent = peer_last_request(host->peer);
	assert_memory_equal(sent, "POST ", 5);
	assert_string_equal(strstr(sent, "\r\n\r\n") + 4, "{\"late\":true}");
}

static void what_passes_is_tried_again(void **state)
{
	struct host *host = *state;
	static const struct {
		const char *answer;
		unsigned family;
	} cases[] = {
	    {"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", 5},
	    {"HTTP/1.1 502 X\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", 5},
	    {"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", 5},
	    {"HTTP/1.1 408 X\r\nContent-Length: 0\r\n\r\n", 4},
	    {"HTTP/1.1 403 X\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", 4},
	    {"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\ncut", 0},
	    {"HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", 0},
	    {"garbage", 0},
	    {"", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		struct ask ask = {0};
		unsigned before = peer_requests(host->peer);
		peer_send(host->peer, cases[i].answer, strlen(cases[i].answer), true);
		peer_send(host->peer, cases[i].answer, strlen(cases[i].answer), true);
		/* Closed: curl itself tries again where a connection used before is dead. */
		peer_reply(host->peer, 200, "Connection: close\r\n", "at last");
		ask_start(&ask, host);
		wait_out(host, 1);
		wait_out(host, 2);
		ask_wait(&ask, host);
		assert_int_equal(ask.err.code, ERR_NONE);
		assert_string_equal(ask.body, "at last");
		assert_int_equal(peer_requests(host->peer) - before, 3);
		struct upstream_figures figures = upstream_figures(host->upstream);
		assert_int_equal(figures.requests, 3);
		assert_int_equal(figures.retries, 2);
		assert_int_equal(figures.by_status[cases[i].family], 2);
		assert_int_equal(figures.by_status[2], 1);
	}
}

static void attempts_come_to_an_end(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 500, "Content-Type: application/json\r\n",
	           "{\"message\":\"Query time exceeded.\"}");
	ask_start(&ask, host);
	wait_out(host, 1);
	wait_out(host, 2);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_TRANSIENT);
	assert_string_equal(ask.err.msg, "test answered 500: Query time exceeded.");
	assert_int_equal(ask.parse_count, 0);
	assert_int_equal(peer_requests(host->peer), 1 + HOST_RETRIES);
}

static void a_call_without_an_answer_says_why(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	struct upstream_options options = host_options(host);
	options.policy.retries = 0;
	host_reopen(host, &options);
	peer_send(host->peer, "", 0, true);
	ask_start(&ask, host);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_TRANSIENT);
	assert_string_equal(ask.err.msg, "test: Empty reply from server");
}

static void waits_between_attempts_grow_with_jitter(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 500, "", "");
	ask_start(&ask, host);
	/* Between 500 and 1,000 ms, then between 1,000 and 2,000. */
	static const int64_t least_ms[] = {500, 1000};
	for (unsigned i = 0; i < HOST_RETRIES; i++) {
		host_wait_for_answers(host, i + 1);
		leap(least_ms[i] - 200);
		catch_up(host->loop);
		assert_int_equal(peer_requests(host->peer), i + 1);
		leap(least_ms[i] + 200);
	}
	ask_wait(&ask, host);
	assert_int_equal(peer_requests(host->peer), 3);
}

static void what_does_not_pass_is_the_answer(void **state)
{
	struct host *host = *state;
	static const struct {
		int status;
		const char *type;
		enum err_code code;
	} cases[] = {
	    {301, "", ERR_REMOTE},
	    {400, "", ERR_INVALID},
	    {401, "", ERR_AUTH},
	    {403, "Content-Type: application/json\r\n", ERR_FORBIDDEN},
	    {403, "Content-Type: text/plain\r\n", ERR_FORBIDDEN},
	    {404, "", ERR_NOT_FOUND},
	    {404, "Content-Type: text/html\r\n", ERR_NOT_FOUND},
	    {405, "", ERR_INVALID},
	    {422, "", ERR_INVALID},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ask ask = {0};
		peer_reply(host->peer, cases[i].status, cases[i].type, "{}");
		ask_start(&ask, host);
		ask_wait(&ask, host);
		assert_int_equal(ask.err.code, cases[i].code);
		autofree char *said = xasprintf("test answered %d", cases[i].status);
		assert_memory_equal(ask.err.msg, said, strlen(said));
		assert_int_equal(ask.parse_count, 0);
	}
	assert_int_equal(peer_requests(host->peer), ARRAY_LEN(cases));
}

static void credentials_are_not_carried_elsewhere(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	struct peer *elsewhere = peer_open(host->loop);
	autofree char *location = xasprintf("Location: %s/\r\n", peer_url(elsewhere));
	peer_reply(elsewhere, 200, "", "caught");
	peer_reply(host->peer, 307, location, "");
	struct upstream_request request = ask_request(&ask);
	request.basic = "ada:fake";
	ask.call = upstream_start(host->upstream, &request);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_REMOTE);
	assert_int_equal(peer_connections(elsewhere), 0);
	peer_close(elsewhere);
}

static void credentials_are_not_repeated_after_the_provider(void **state)
{
	struct host *host = *state;
	static const struct {
		const char *headers, *body, *said;
	} cases[] = {
	    {"Content-Type: application/json\r\n", "{\"message\":\"You sent fake-token\"}",
	     "test answered 403: You sent ***"},
	    {"Content-Type: text/plain\r\n", "Authorization: Basic ZmFrZS10b2tlbg==",
	     "test answered 403: Authorization: Basic ***=="},
	};
	secret_keep("fake-token");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ask ask = {0};
		peer_reply(host->peer, 403, cases[i].headers, cases[i].body);
		ask_start(&ask, host);
		ask_wait(&ask, host);
		assert_string_equal(ask.err.msg, cases[i].said);
	}
	struct ask blocked = {0};
	peer_reply(host->peer, 429, "Retry-After: 90000\r\nContent-Type: text/plain\r\n",
	           "no more for fake-token");
	ask_start(&blocked, host);
	ask_wait(&blocked, host);
	secret_forget("fake-token");
	assert_int_equal(blocked.err.code, ERR_BLOCKED);
	assert_non_null(strstr(blocked.err.msg, "no more for ***"));
	assert_non_null(strstr(upstream_figures(host->upstream).reason, "no more for ***"));
}

static void an_answer_that_cannot_be_read_is_asked_for_again(void **state)
{
	struct host *host = *state;
	struct ask ask = {.parse_failures = 2};
	peer_reply(host->peer, 200, "", "x");
	ask_start(&ask, host);
	wait_out(host, 1);
	wait_out(host, 2);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_NONE);
	assert_int_equal(ask.parse_count, 3);

	struct ask never = {.parse_failures = 99};
	ask_start(&never, host);
	host_wait_for_answers(host, 4);
	leap(1000);
	host_wait_for_answers(host, 5);
	leap(2000);
	ask_wait(&never, host);
	assert_int_equal(never.err.code, ERR_REMOTE);
	assert_string_equal(never.err.msg, "test: not to my taste");
	assert_int_equal(never.parse_count, 3);
}

static void a_body_beyond_the_cap_is_a_failure(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	char body[1026];
	memset(body, 'x', sizeof(body));
	body[1025] = '\0';
	struct upstream_options options = host_options(host);
	options.policy.retries = 0;
	host_reopen(host, &options);
	peer_reply(host->peer, 200, "", body);
	ask_start(&ask, host);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_TRANSIENT);
	assert_non_null(strstr(ask.err.msg, "exceeds 1024 bytes"));
	assert_int_equal(ask.parse_count, 0);
}

static void no_more_are_asked_at_once_than_allowed(void **state)
{
	struct host *host = *state;
	struct ask asks[8] = {{0}};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 3;
	host_reopen(host, &options);
	peer_stall(host->peer);
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_start(&asks[i], host);
	}
	wire_wait_for_requests(host->wire, 3);
	catch_up(host->loop);
	assert_int_equal(peer_requests(host->peer), 3);
	peer_reply(host->peer, 200, "", "");
	for (unsigned i = 0; i < 3; i++) {
		ask_cancel(&asks[i]);
	}
	for (unsigned i = 3; i < ARRAY_LEN(asks); i++) {
		ask_wait(&asks[i], host);
		assert_int_equal(asks[i].err.code, ERR_NONE);
	}
	assert_true(peer_connections(host->peer) <= 6); /* three at a time */
}

static void the_pace_is_kept(void **state)
{
	struct host *host = *state;
	struct ask a = {0}, b = {0};
	struct upstream_options options = host_options(host);
	options.limits.per_minute = 60;
	host_reopen(host, &options);
	peer_reply(host->peer, 200, "", "");
	ask_start(&a, host);
	ask_start(&b, host);
	ask_wait(&a, host);
	leap(500);
	catch_up(host->loop);
	assert_int_equal(peer_requests(host->peer), 1);
	assert_int_equal(upstream_figures(host->upstream).per_minute, 60);
	assert_int_equal(upstream_figures(host->upstream).state, UPSTREAM_OK);
	leap(500);
	ask_wait(&b, host);
}

static void one_connection_serves_call_after_call(void **state)
{
	struct host *host = *state;
	peer_reply(host->peer, 200, "", "");
	for (unsigned i = 0; i < 20; i++) {
		assert_int_equal(ask_once(host), ERR_NONE);
	}
	assert_int_equal(peer_requests(host->peer), 20);
	assert_int_equal(peer_connections(host->peer), 1);
}

struct chain {
	struct host *host;
	struct ask next;
	bool is_done;
};

static bool accept_all(void *data, const struct http_response *response, struct err *err)
{
	(void)data, (void)response, (void)err;
	return true;
}

static void on_chain_done(void *data, const struct err *err)
{
	struct chain *chain = data;
	assert_null(err);
	ask_start(&chain->next, chain->host);
	chain->is_done = true;
}

static void an_ending_call_may_start_another(void **state)
{
	struct chain chain = {.host = *state};
	peer_reply(chain.host->peer, 200, "", "");
	upstream_start(chain.host->upstream, &(struct upstream_request){.target = "/",
	                                                                .parse = accept_all,
	                                                                .done = on_chain_done,
	                                                                .data = &chain});
	run_until(chain.host->loop, &chain.is_done);
	ask_wait(&chain.next, chain.host);
	assert_int_equal(chain.next.err.code, ERR_NONE);
}

static void on_last_done(void *data, const struct err *err)
{
	struct chain *chain = data;
	(void)err;
	upstream_destroy(chain->host->upstream);
	chain->host->upstream = NULL;
	chain->is_done = true;
}

static void the_last_call_may_destroy_the_upstream(void **state)
{
	struct host *host = *state;
	static const int statuses[] = {200, 404, 429};
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct chain chain = {.host = host};
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		peer_reply(host->peer, statuses[i], "Retry-After: 86400\r\n", "");
		upstream_start(host->upstream, &(struct upstream_request){.target = "/",
		                                                          .parse = accept_all,
		                                                          .done = on_last_done,
		                                                          .data = &chain});
		run_until(host->loop, &chain.is_done);
	}
}

static void destroy_with_a_call(void *data)
{
	struct host *host = data;
	struct ask ask = {0};
	upstream_block_until(host->upstream, clock_wall_ms() + 60000, "so that it ends");
	ask_start(&ask, host);
	upstream_destroy(host->upstream);
}

static void destroying_it_with_calls_ends_the_process(void **state)
{
	assert_true(is_asserted(destroy_with_a_call, *state));
	upstream_destroy(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_setup, host_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_answer_is_parsed_and_the_call_is_done),
	    TEST(a_call_goes_out_as_it_is_described),
	    TEST(a_body_may_be_composed_when_its_turn_comes),
	    TEST(what_passes_is_tried_again),
	    TEST(attempts_come_to_an_end),
	    TEST(a_call_without_an_answer_says_why),
	    TEST(waits_between_attempts_grow_with_jitter),
	    TEST(what_does_not_pass_is_the_answer),
	    TEST(credentials_are_not_carried_elsewhere),
	    TEST(credentials_are_not_repeated_after_the_provider),
	    TEST(an_answer_that_cannot_be_read_is_asked_for_again),
	    TEST(a_body_beyond_the_cap_is_a_failure),
	    TEST(no_more_are_asked_at_once_than_allowed),
	    TEST(the_pace_is_kept),
	    TEST(one_connection_serves_call_after_call),
	    TEST(an_ending_call_may_start_another),
	    TEST(the_last_call_may_destroy_the_upstream),
	    TEST(destroying_it_with_calls_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

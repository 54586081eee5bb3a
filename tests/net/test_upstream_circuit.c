/* A provider that keeps failing is left alone for a while, then tried with one call. */
#include "net/upstream.h"

#include "base/mem.h"
#include "host.h"
#include "loop/loop.h"
#include "net/circuit.h"
#include "support/leap.h"
#include "support/test.h"

#include <string.h>

static struct upstream_figures figures(struct host *host)
{
	return upstream_figures(host->upstream);
}

/* One attempt a call. */
static void without_retries(struct host *host)
{
	struct upstream_options options = host_options(host);
	options.policy.retries = 0;
	host_reopen(host, &options);
}

/* The circuit is open, and its first time over. */
static void make_half_open(struct host *host)
{
	host_break(host);
	leap(CIRCUIT_FIRST_OPEN_MS);
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD);
}

static void assert_works(struct host *host)
{
	peer_reply(host->peer, 200, "", "");
	assert_int_equal(ask_once(host), ERR_NONE);
	assert_int_equal(figures(host).state, UPSTREAM_OK);
	assert_string_equal(figures(host).reason, "");
}

static void a_provider_that_keeps_failing_is_not_asked(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	host_break(host);
	ask_start(&ask, host);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_BLOCKED);
	assert_non_null(strstr(ask.err.msg, "test: keeps failing (test answered 500)"));
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD);
	assert_true(figures(host).resumes_in_ms > CIRCUIT_FIRST_OPEN_MS / 2);
	assert_true(figures(host).resumes_in_ms <= CIRCUIT_FIRST_OPEN_MS);
	assert_non_null(strstr(figures(host).reason, "keeps failing"));
	assert_int_equal(host->block_count, 0); /* it forbade nothing */
}

static void failures_of_every_kind_count(void **state)
{
	struct host *host = *state;
	static const char *const answers[] = {
	    "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 302 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\ncut",
	    "",
	};
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		without_retries(host);
		peer_send(host->peer, answers[i], strlen(answers[i]), true);
		for (unsigned n = 0; n < CIRCUIT_THRESHOLD; n++) {
			assert_int_equal(figures(host).state, UPSTREAM_OK);
			ask_once(host);
		}
		assert_int_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
		assert_int_equal(ask_once(host), ERR_BLOCKED);
	}
}

static void who_always_says_in_a_second_is_asked_less_and_less(void **state)
{
	struct host *host = *state;
	without_retries(host);
	peer_reply(host->peer, 503, "Retry-After: 1\r\n", "");
	for (unsigned n = 0; n < CIRCUIT_THRESHOLD; n++) {
		assert_int_not_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
		assert_int_equal(ask_once(host), ERR_BLOCKED);
		leap(2000);
	}
	assert_int_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
}

static void answers_that_cannot_be_read_count(void **state)
{
	struct host *host = *state;
	without_retries(host);
	peer_reply(host->peer, 200, "", "{");
	for (unsigned n = 0; n < CIRCUIT_THRESHOLD; n++) {
		struct ask ask = {.parse_failures = 1};
		ask_start(&ask, host);
		ask_wait(&ask, host);
		assert_int_equal(ask.err.code,
		                 n + 1 < CIRCUIT_THRESHOLD ? ERR_REMOTE : ERR_BLOCKED);
	}
	assert_int_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
}

static void an_answer_about_the_request_shows_that_the_provider_works(void **state)
{
	struct host *host = *state;
	static const int statuses[] = {200, 404, 400, 422};
	without_retries(host);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		peer_reply(host->peer, 500, "", "");
		for (unsigned n = 1; n < CIRCUIT_THRESHOLD; n++) {
			ask_once(host);
		}
		peer_reply(host->peer, statuses[i], "", "");
		ask_once(host);
	}
	assert_int_equal(figures(host).state, UPSTREAM_OK);
}

static void a_401_that_the_caller_mends_is_no_failure(void **state)
{
	struct host *host = *state;
	peer_reply(host->peer, 401, "", "");
	for (unsigned n = 0; n < 2 * CIRCUIT_THRESHOLD; n++) {
		struct ask ask = {0};
		struct upstream_request request = ask_request(&ask);
		request.may_renew = true;
		ask.call = upstream_start(host->upstream, &request);
		ask_wait(&ask, host);
		assert_int_equal(ask.err.code, ERR_AUTH);
	}
	assert_int_equal(figures(host).state, UPSTREAM_OK);
}

static void those_who_rest_or_wait_are_told_when_it_opens(void **state)
{
	struct host *host = *state;
	struct ask resting[CIRCUIT_THRESHOLD - 1] = {{0}}, last = {0}, waiting = {0};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 1;
	options.policy.first_wait_ms = options.policy.longest_wait_ms = 3600000;
	host_reopen(host, &options);
	peer_reply(host->peer, 500, "", "");
	for (unsigned i = 0; i < ARRAY_LEN(resting); i++) {
		ask_start(&resting[i], host);
		host_wait_for_answers(host, i + 1);
	}
	ask_start(&last, host);
	ask_start(&waiting, host);
	ask_wait(&last, host);
	ask_wait(&waiting, host);
	assert_int_equal(last.err.code, ERR_BLOCKED);
	assert_int_equal(waiting.err.code, ERR_BLOCKED);
	for (unsigned i = 0; i < ARRAY_LEN(resting); i++) {
		ask_wait(&resting[i], host);
		assert_int_equal(resting[i].err.code, ERR_BLOCKED);
	}
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD);
}

static void one_call_probes_while_the_others_wait(void **state)
{
	struct host *host = *state;
	struct ask asks[5] = {{0}};
	make_half_open(host);
	peer_stall(host->peer);
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_start(&asks[i], host);
	}
	wire_wait_for_requests(host->wire, CIRCUIT_THRESHOLD + 1);
	for (unsigned i = 0; i < 5; i++) {
		leap(1000);
		catch_up(host->loop);
	}
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD + 1);
	assert_int_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		assert_false(asks[i].is_done);
		ask_cancel(&asks[i]);
	}
}

static void a_probe_that_succeeds_lets_the_others_go_on(void **state)
{
	struct host *host = *state;
	struct ask asks[5] = {{0}};
	make_half_open(host);
	peer_reply(host->peer, 200, "", "");
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_start(&asks[i], host);
	}
	ask_wait(&asks[0], host);
	assert_int_not_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_wait(&asks[i], host);
		assert_int_equal(asks[i].err.code, ERR_NONE);
	}
}

static void a_probe_that_fails_sends_the_others_away_for_longer(void **state)
{
	struct host *host = *state;
	struct ask asks[5] = {{0}};
	make_half_open(host);
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_start(&asks[i], host);
	}
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_wait(&asks[i], host);
		assert_int_equal(asks[i].err.code, ERR_BLOCKED);
	}
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD + 1);
	assert_true(figures(host).resumes_in_ms > CIRCUIT_FIRST_OPEN_MS);
	leap(CIRCUIT_FIRST_OPEN_MS);
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	leap(CIRCUIT_FIRST_OPEN_MS);
	assert_works(host);
}

static void a_probe_that_is_cancelled_leaves_its_place(void **state)
{
	struct host *host = *state;
	struct ask probe = {0}, next = {0};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 2;
	host_reopen(host, &options);
	make_half_open(host);
	peer_stall(host->peer);
	ask_start(&probe, host);
	run_until(host->loop, peer_is_stalling(host->peer));
	ask_start(&next, host);
	for (unsigned i = 0; i < 5; i++) { /* it looks now and then, and takes up no place */
		leap(1000);
		catch_up(host->loop);
	}
	ask_cancel(&probe);
	peer_reply(host->peer, 200, "", "");
	leap(1000);
	ask_wait(&next, host);
	assert_int_equal(next.err.code, ERR_NONE);
	leap(1000);
	host_fill(host, 2);
}

static void a_probe_that_is_asked_to_wait_leaves_its_place(void **state)
{
	struct host *host = *state;
	struct ask probe = {0};
	make_half_open(host);
	peer_reply(host->peer, 429, "Retry-After: 60\r\n", "");
	ask_start(&probe, host);
	host_wait_for_answers(host, CIRCUIT_THRESHOLD + 1);
	peer_reply(host->peer, 200, "", "");
	leap(60000);
	ask_wait(&probe, host);
	assert_int_equal(probe.err.code, ERR_NONE);
	assert_int_equal(figures(host).state, UPSTREAM_OK);
}

static void a_probe_that_is_blocked_leaves_its_place(void **state)
{
	struct host *host = *state;
	make_half_open(host);
	peer_reply(host->peer, 429, "Retry-After: 3600\r\n", "");
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	assert_int_equal(figures(host).state, UPSTREAM_BLOCKED);
	leap(3600000);
	assert_works(host);
}

static void a_probe_whose_token_has_expired_leaves_its_place(void **state)
{
	struct host *host = *state;
	struct ask probe = {0};
	make_half_open(host);
	peer_reply(host->peer, 401, "", "");
	struct upstream_request request = ask_request(&probe);
	request.may_renew = true;
	probe.call = upstream_start(host->upstream, &request);
	ask_wait(&probe, host);
	assert_int_equal(probe.err.code, ERR_AUTH);
	assert_works(host);
}

static void cancelling_an_older_call_lets_no_second_probe_through(void **state)
{
	struct host *host = *state;
	struct ask older = {0}, probe = {0}, next = {0};
	peer_stall(host->peer);
	ask_start(&older, host);
	run_until(host->loop, peer_is_stalling(host->peer));
	peer_reply(host->peer, 500, "", "");
	for (unsigned i = 0; i < CIRCUIT_THRESHOLD; i++) {
		struct ask ask = {0};
		ask_start(&ask, host);
		host_wait_for_answers(host, i + 1);
		ask_cancel(&ask);
	}
	leap(CIRCUIT_FIRST_OPEN_MS);
	peer_stall(host->peer);
	ask_start(&probe, host);
	wire_wait_for_requests(host->wire, CIRCUIT_THRESHOLD + 2);
	ask_cancel(&older);
	ask_start(&next, host);
	leap(1000);
	catch_up(host->loop);
	leap(1000);
	catch_up(host->loop);
	assert_int_equal(peer_requests(host->peer), CIRCUIT_THRESHOLD + 2);
	ask_cancel(&probe);
	ask_cancel(&next);
}

static void a_long_reason_is_cut_between_characters(void **state)
{
	struct host *host = *state;
	for (unsigned shift = 0; shift < 2; shift++) {
		without_retries(host);
		char text[150] = "x";
		for (size_t i = shift; i + 2 < sizeof(text); i += 2) {
			memcpy(text + i, "é", 3);
		}
		peer_reply(host->peer, 500, "Content-Type: text/plain\r\n", text);
		for (unsigned n = 0; n < CIRCUIT_THRESHOLD; n++) {
			ask_once(host);
		}
		assert_int_equal(figures(host).state, UPSTREAM_UNAVAILABLE);
		assert_true(is_clean(figures(host).reason));
	}
}

static void a_failure_during_a_block_does_not_change_its_reason(void **state)
{
	struct host *host = *state;
	struct ask on_wire[CIRCUIT_THRESHOLD] = {{0}};
	without_retries(host);
	peer_stall(host->peer);
	for (unsigned i = 0; i < CIRCUIT_THRESHOLD; i++) {
		ask_start(&on_wire[i], host);
	}
	wire_wait_for_requests(host->wire, CIRCUIT_THRESHOLD);
	peer_reply(host->peer, 429, "Retry-After: 3600\r\n", "");
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	peer_drop(host->peer); /* all of them fail */
	for (unsigned i = 0; i < CIRCUIT_THRESHOLD; i++) {
		ask_wait(&on_wire[i], host);
	}
	assert_int_equal(figures(host).state, UPSTREAM_BLOCKED);
	assert_non_null(strstr(figures(host).reason, "blocked until"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_setup, host_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_provider_that_keeps_failing_is_not_asked),
	    TEST(failures_of_every_kind_count),
	    TEST(who_always_says_in_a_second_is_asked_less_and_less),
	    TEST(answers_that_cannot_be_read_count),
	    TEST(an_answer_about_the_request_shows_that_the_provider_works),
	    TEST(a_401_that_the_caller_mends_is_no_failure),
	    TEST(those_who_rest_or_wait_are_told_when_it_opens),
	    TEST(one_call_probes_while_the_others_wait),
	    TEST(a_probe_that_succeeds_lets_the_others_go_on),
	    TEST(a_probe_that_fails_sends_the_others_away_for_longer),
	    TEST(a_probe_that_is_cancelled_leaves_its_place),
	    TEST(a_probe_that_is_asked_to_wait_leaves_its_place),
	    TEST(a_probe_that_is_blocked_leaves_its_place),
	    TEST(a_probe_whose_token_has_expired_leaves_its_place),
	    TEST(cancelling_an_older_call_lets_no_second_probe_through),
	    TEST(a_long_reason_is_cut_between_characters),
	    TEST(a_failure_during_a_block_does_not_change_its_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

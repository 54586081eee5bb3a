/* A provider that asks to be asked later: 429, blocks, budgets. */
#include "net/upstream.h"

#include "base/clock.h"
#include "base/mem.h"
#include "host.h"
#include "loop/loop.h"
#include "support/leap.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define JSON "Content-Type: application/json\r\n"

static struct upstream_figures figures(struct host *host)
{
	return upstream_figures(host->upstream);
}

static void assert_between(int64_t least, int64_t value, int64_t most)
{
	if (value < least || value > most) {
		fail_msg("%lld is not between %lld and %lld", (long long)value, (long long)least,
		         (long long)most);
	}
}

static void everybody_waits_as_long_as_asked_and_goes_on(void **state)
{
	struct host *host = *state;
	struct ask first = {0}, second = {0};
	peer_reply(host->peer, 429, "Retry-After: 60\r\n", "");
	peer_reply(host->peer, 200, "", "");
	ask_start(&first, host);
	host_wait_for_answers(host, 1);
	ask_start(&second, host);
	catch_up(host->loop);
	assert_int_equal(figures(host).state, UPSTREAM_THROTTLED);
	assert_between(50000, figures(host).resumes_in_ms, 60000);
	assert_string_equal(figures(host).reason, "");
	leap(40000);
	catch_up(host->loop);
	assert_int_equal(peer_requests(host->peer), 1);
	leap(20000);
	ask_wait(&first, host);
	ask_wait(&second, host);
	assert_int_equal(first.err.code, ERR_NONE);
	assert_int_equal(second.err.code, ERR_NONE);
	assert_int_equal(figures(host).rate_limited, 1);
	assert_int_equal(figures(host).retries, 1);
	assert_int_equal(figures(host).state, UPSTREAM_OK);
	assert_int_equal(host->block_count, 0);
}

static void a_503_that_says_until_when_is_obeyed(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 503, "Retry-After: 60\r\n", "");
	peer_reply(host->peer, 200, "", "");
	ask_start(&ask, host);
	host_wait_for_answers(host, 1);
	assert_int_equal(figures(host).state, UPSTREAM_THROTTLED);
	assert_between(50000, figures(host).resumes_in_ms, 60000);
	leap(60000);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_NONE);
	assert_int_equal(peer_requests(host->peer), 2);
}

static void without_a_time_the_wait_is_ours_and_grows(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 429, "", "");
	ask_start(&ask, host);
	for (unsigned i = 0; i < 2; i++) {
		host_wait_for_answers(host, i + 1);
		int64_t wait_ms = HOST_RATE_LIMIT_WAIT_MS << i;
		assert_between(wait_ms - 1000, figures(host).resumes_in_ms, wait_ms);
		leap(wait_ms);
	}
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_BLOCKED); /* later, not never */
	assert_non_null(strstr(ask.err.msg, "429"));
	assert_int_equal(peer_requests(host->peer), 1 + HOST_RETRIES);
	assert_int_equal(host->block_count, 0);
	assert_int_equal(figures(host).state, UPSTREAM_THROTTLED); /* for the others */
}

static void no_wait_at_all_is_a_second(void **state)
{
	struct host *host = *state;
	static const char *const headers[] = {"Retry-After: 0\r\n", "Retry-After: -5\r\n",
	                                      "Retry-After: Thu, 01 Jan 2026 00:00:00 GMT\r\n"};
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct ask ask = {0};
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		peer_reply(host->peer, 429, headers[i], "");
		ask_start(&ask, host);
		host_wait_for_answers(host, 1);
		assert_between(500, figures(host).resumes_in_ms, 1000);
		ask_cancel(&ask);
	}
}

static void the_time_may_be_a_date(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	time_t when = (time_t)(clock_wall_ms() / 1000 + 60);
	char header[80];
	strftime(header, sizeof(header), "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n",
	         gmtime(&when));
	peer_reply(host->peer, 429, header, "");
	peer_reply(host->peer, 200, "", "");
	ask_start(&ask, host);
	host_wait_for_answers(host, 1);
	assert_between(50000, figures(host).resumes_in_ms, 61000); /* to the second's end */
	leap(61000);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_NONE);
}

static void a_long_wait_blocks_the_provider(void **state)
{
	struct host *host = *state;
	struct ask on_wire = {0}, resting = {0}, blocked = {0}, waiting = {0}, later = {0};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 2;
	host_reopen(host, &options);
	peer_reply(host->peer, 500, "", "");
	peer_stall(host->peer);
	peer_reply(host->peer, 429, "Retry-After: 86236\r\n" JSON,
	           "{\"error\":{\"message\":\"Too many requests\"}}");
	ask_start(&resting, host);
	host_wait_for_answers(host, 1);
	ask_start(&on_wire, host);
	wire_wait_for_requests(host->wire, 2);
	ask_start(&blocked, host);
	ask_start(&waiting, host); /* in vain: two are on the wire */
	ask_wait(&blocked, host);
	ask_wait(&waiting, host);
	ask_wait(&resting, host);
	ask_start(&later, host);
	ask_wait(&later, host);

	const struct ask *refused[] = {&blocked, &waiting, &resting, &later};
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		assert_int_equal(refused[i]->err.code, ERR_BLOCKED);
		assert_non_null(strstr(refused[i]->err.msg, "test: blocked until "));
		assert_non_null(strstr(refused[i]->err.msg, "Too many requests"));
	}
	assert_int_equal(peer_requests(host->peer), 3);
	assert_false(on_wire.is_done); /* it may still be answered */

	assert_int_equal(figures(host).state, UPSTREAM_BLOCKED);
	assert_between(86200000, figures(host).resumes_in_ms, 86236000);
	assert_non_null(strstr(figures(host).reason, "blocked until "));
	assert_int_equal(host->block_count, 1);
	assert_between(86200000, host->block_until_wall_ms - clock_wall_ms(), 86236000);
	assert_string_equal(host->block_reason, figures(host).reason);
	ask_cancel(&on_wire);
}

static void those_who_would_wait_for_long_are_told_of_a_block_at_once(void **state)
{
	struct host *host = *state;
	struct ask resting = {0}, waiting = {0}, newcomer = {0};
	struct upstream_options options = host_options(host);
	options.policy.first_wait_ms = options.policy.longest_wait_ms = 3600000;
	host_reopen(host, &options);
	peer_reply(host->peer, 500, "", "");
	peer_reply(host->peer, 429, "Retry-After: 119\r\n", "");
	ask_start(&resting, host);
	host_wait_for_answers(host, 1);
	ask_start(&waiting, host);
	host_wait_for_answers(host, 2);
	upstream_block_until(host->upstream, clock_wall_ms() + 3600000, "blocked");
	ask_wait(&resting, host);
	ask_wait(&waiting, host);
	assert_int_equal(resting.err.code, ERR_BLOCKED);
	assert_int_equal(waiting.err.code, ERR_BLOCKED);
	ask_start(&newcomer, host);
	ask_wait(&newcomer, host);
	assert_int_equal(newcomer.err.code, ERR_BLOCKED);
}

static void on_slow_block(void *data, const char *name, int64_t until_wall_ms, const char *reason)
{
	struct host *host = data;
	(void)name, (void)until_wall_ms, (void)reason;
	host->block_count++;
	leap(500);
}

static void a_block_that_several_answers_tell_of_is_noted_once(void **state)
{
	struct host *host = *state;
	struct ask asks[5] = {{0}};
	struct upstream_options options = host_options(host);
	options.on_block = on_slow_block; /* between the answers, the whole seconds do not change */
	host_reopen(host, &options);
	peer_reply(host->peer, 429, "Retry-After: 3600\r\n", "");
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_start(&asks[i], host);
	}
	for (unsigned i = 0; i < ARRAY_LEN(asks); i++) {
		ask_wait(&asks[i], host);
		assert_int_equal(asks[i].err.code, ERR_BLOCKED);
	}
	assert_int_equal(figures(host).rate_limited, ARRAY_LEN(asks)); /* all were on the wire */
	assert_int_equal(host->block_count, 1);
}

static void a_block_ends_by_itself(void **state)
{
	struct host *host = *state;
	peer_reply(host->peer, 429, "Retry-After: 86236\r\n", "");
	peer_reply(host->peer, 200, "", "");
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	leap(86000000);
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	assert_int_equal(peer_requests(host->peer), 1);
	leap(236000);
	assert_int_equal(ask_once(host), ERR_NONE);
	assert_int_equal(figures(host).state, UPSTREAM_OK);
	assert_string_equal(figures(host).reason, "");
}

static void how_long_a_block_lasts(void **state)
{
	struct host *host = *state;
	static const struct {
		const char *headers, *body;
		int64_t wait_ms;
	} cases[] = {
	    {"Retry-After: 121\r\n", "", 121000}, /* just beyond our patience */
	    {"Retry-After: 99999999999999999999\r\n", "", 7LL * 24 * 3600 * 1000},
	    {JSON, "{\"error\":{\"reason\":\"QUOTA_EXCEEDED\"}}", 3600000},
	    {"Retry-After: 7200\r\n" JSON, "{\"error\":{\"reason\":\"QUOTA_EXCEEDED\"}}", 7200000},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		peer_reply(host->peer, 429, cases[i].headers, cases[i].body);
		assert_int_equal(ask_once(host), ERR_BLOCKED);
		assert_int_equal(figures(host).state, UPSTREAM_BLOCKED);
		assert_between(cases[i].wait_ms - 10000, figures(host).resumes_in_ms,
		               cases[i].wait_ms);
	}
}

static void a_block_is_never_shortened(void **state)
{
	struct host *host = *state;
	struct ask longest = {0}, shorter = {0};
	peer_reply(host->peer, 429, "Retry-After: 86400\r\n", "");
	peer_reply(host->peer, 429, "Retry-After: 600\r\n", "");
	ask_start(&longest, host);
	ask_start(&shorter, host); /* both are on the wire before an answer comes */
	ask_wait(&longest, host);
	ask_wait(&shorter, host);
	assert_int_equal(shorter.err.code, ERR_BLOCKED);
	assert_between(86300000, figures(host).resumes_in_ms, 86400000);
	assert_between(86300000, host->block_until_wall_ms - clock_wall_ms(), 86400000);
	upstream_block_until(host->upstream, clock_wall_ms() + 1000, "shorter");
	assert_between(86300000, figures(host).resumes_in_ms, 86400000);
	assert_null(strstr(figures(host).reason, "shorter"));
}

static void a_short_wait_during_a_block_is_as_long_as_the_block(void **state)
{
	struct host *host = *state;
	struct ask longest = {0}, shorter = {0};
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 2;
	host_reopen(host, &options);
	peer_reply(host->peer, 429, "Retry-After: 86400\r\n", "");
	peer_reply(host->peer, 429, "Retry-After: 1\r\n", "");
	ask_start(&longest, host);
	ask_start(&shorter, host);
	ask_wait(&longest, host);
	host_wait_for_answers(host, 2);
	leap(1000);
	ask_wait(&shorter, host);
	assert_int_equal(shorter.err.code, ERR_BLOCKED);
	assert_non_null(strstr(shorter.err.msg, "blocked until"));
	assert_int_equal(peer_requests(host->peer), 2);
	leap(86400000);
	host_fill(host, 2);
}

static void a_clock_that_is_set_changes_no_wait(void **state)
{
	struct host *host = *state;
	static const int64_t jumps_ms[] = {7200000, -7200000};
	for (size_t i = 0; i < ARRAY_LEN(jumps_ms); i++) {
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		peer_reply(host->peer, 429, "Retry-After: 3600\r\n", "");
		assert_int_equal(ask_once(host), ERR_BLOCKED);
		leap_wall(jumps_ms[i]);
		assert_between(3500000, figures(host).resumes_in_ms, 3600000);
		assert_int_equal(ask_once(host), ERR_BLOCKED);
		leap(3600000);
		peer_reply(host->peer, 200, "", "");
		assert_int_equal(ask_once(host), ERR_NONE);
	}
}

static void a_block_of_an_earlier_life_is_kept(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 200, "", "");
	upstream_block_until(host->upstream, clock_wall_ms() + 60000, "remembered\n");
	ask_start(&ask, host);
	ask_wait(&ask, host);
	assert_int_equal(ask.err.code, ERR_BLOCKED);
	assert_string_equal(ask.err.msg, "test: remembered?");
	assert_string_equal(figures(host).reason, "remembered?");
	assert_int_equal(host->block_count, 0); /* it is known already */
	leap(60000);
	assert_int_equal(ask_once(host), ERR_NONE);
}

static void a_block_that_is_over_is_none(void **state)
{
	struct host *host = *state;
	struct ask waiting = {0};
	peer_reply(host->peer, 200, "", "");
	ask_start(&waiting, host);
	upstream_block_until(host->upstream, clock_wall_ms() - 1, "past");
	upstream_block_until(host->upstream, 0, "never");
	assert_int_equal(figures(host).state, UPSTREAM_OK);
	ask_wait(&waiting, host);
	assert_int_equal(waiting.err.code, ERR_NONE);
}

static void nobody_has_to_listen_to_blocks(void **state)
{
	struct host *host = *state;
	struct upstream_options options = host_options(host);
	options.on_block = NULL;
	host_reopen(host, &options);
	peer_reply(host->peer, 429, "Retry-After: 3600\r\n", "");
	assert_int_equal(ask_once(host), ERR_BLOCKED);
	assert_int_equal(figures(host).state, UPSTREAM_BLOCKED);
}

static void a_long_reason_is_cut_between_characters(void **state)
{
	struct host *host = *state;
	for (unsigned shift = 0; shift < 2; shift++) {
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		char text[200] = "x";
		for (size_t i = shift; i + 2 < sizeof(text); i += 2) {
			memcpy(text + i, "é", 3);
		}
		peer_reply(host->peer, 429, "Retry-After: 3600\r\nContent-Type: text/plain\r\n",
		           text);
		struct ask ask = {0};
		ask_start(&ask, host);
		ask_wait(&ask, host);
		assert_true(is_clean(ask.err.msg) && !strchr(ask.err.msg, '?'));
		assert_true(is_clean(figures(host).reason) && !strchr(figures(host).reason, '?'));
		assert_true(is_clean(host->block_reason) && !strchr(host->block_reason, '?'));
	}
}

static void a_budget_that_nears_its_end_slows_down(void **state)
{
	struct host *host = *state;
	static const struct {
		int64_t remaining, wait_ms;
	} cases[] = {
	    {60, 0},   {5, 0},  {4, 1000},      {1, 4000},
	    {0, 5000}, {-1, 0}, {INT64_MIN, 0}, {INT64_MAX, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct upstream_options options = host_options(host);
		host_reopen(host, &options);
		upstream_note_remaining(host->upstream, cases[i].remaining);
		if (cases[i].wait_ms == 0) {
			assert_int_equal(figures(host).state, UPSTREAM_OK);
			continue;
		}
		assert_int_equal(figures(host).state, UPSTREAM_THROTTLED);
		assert_between(cases[i].wait_ms - 900, figures(host).resumes_in_ms,
		               cases[i].wait_ms);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_setup, host_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(everybody_waits_as_long_as_asked_and_goes_on),
	    TEST(a_503_that_says_until_when_is_obeyed),
	    TEST(without_a_time_the_wait_is_ours_and_grows),
	    TEST(no_wait_at_all_is_a_second),
	    TEST(the_time_may_be_a_date),
	    TEST(a_long_wait_blocks_the_provider),
	    TEST(those_who_would_wait_for_long_are_told_of_a_block_at_once),
	    TEST(a_block_that_several_answers_tell_of_is_noted_once),
	    TEST(a_block_ends_by_itself),
	    TEST(how_long_a_block_lasts),
	    TEST(a_block_is_never_shortened),
	    TEST(a_short_wait_during_a_block_is_as_long_as_the_block),
	    TEST(a_clock_that_is_set_changes_no_wait),
	    TEST(a_block_of_an_earlier_life_is_kept),
	    TEST(a_block_that_is_over_is_none),
	    TEST(nobody_has_to_listen_to_blocks),
	    TEST(a_long_reason_is_cut_between_characters),
	    TEST(a_budget_that_nears_its_end_slows_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

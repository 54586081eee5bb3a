/* A call given up at each of its steps is never reported, and gives back what it held. */
#include "net/upstream.h"

#include "base/clock.h"
#include "host.h"
#include "loop/loop.h"
#include "net/circuit.h"
#include "support/leap.h"
#include "support/test.h"

/* One place, so that a place not given back is noticed. */
static int setup(void **state)
{
	host_setup(state);
	struct host *host = *state;
	struct upstream_options options = host_options(host);
	options.limits.in_flight = 1;
	host_reopen(host, &options);
	return 0;
}

/* Cancels it, and sees that nothing of it is left. */
static void cancel_for_good(struct ask *ask, struct host *host)
{
	assert_non_null(ask->call);
	ask_cancel(ask);
	unsigned requests = peer_requests(host->peer);
	leap(HOST_PATIENCE_MS);
	catch_up(host->loop);
	assert_int_equal(ask->done_count, 0);
	assert_int_equal(ask->parse_count, 0);
	assert_int_equal(peer_requests(host->peer), requests);
	peer_reply(host->peer, 200, "", "");
	assert_int_equal(ask_once(host), ERR_NONE);
}

static void nothing_may_be_cancelled(void **state)
{
	(void)state;
	upstream_cancel(NULL);
}

static void cancelled_as_it_starts(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	ask_start(&ask, host);
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_waits_for_a_place(void **state)
{
	struct host *host = *state;
	struct ask first = {0}, ask = {0};
	peer_stall(host->peer);
	ask_start(&first, host);
	ask_start(&ask, host);
	run_until(host->loop, peer_is_stalling(host->peer));
	ask_cancel(&ask);
	cancel_for_good(&first, host);
	assert_int_equal(ask.done_count, 0);
}

static void cancelled_while_everybody_is_held(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 429, "Retry-After: 60\r\n", "");
	ask_start(&ask, host);
	host_wait_for_answers(host, 1);
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_connects(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	ask_start(&ask, host);
	while (upstream_figures(host->upstream).requests == 0) {
		loop_turn(host->loop);
	}
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_is_asked(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_stall(host->peer);
	ask_start(&ask, host);
	run_until(host->loop, peer_is_stalling(host->peer));
	cancel_for_good(&ask, host);
}

static void cancelled_in_the_middle_of_the_answer(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	static const char part[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome";
	peer_send(host->peer, part, sizeof(part) - 1, false);
	ask_start(&ask, host);
	wire_wait_for_requests(host->wire, 1);
	catch_up(host->loop);
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_rests(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 500, "", "");
	ask_start(&ask, host);
	host_wait_for_answers(host, 1);
	cancel_for_good(&ask, host);
}

static void cancelled_in_its_second_attempt(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 500, "", "");
	peer_stall(host->peer);
	ask_start(&ask, host);
	host_wait_for_answers(host, 1);
	leap(HOST_FIRST_WAIT_MS);
	run_until(host->loop, peer_is_stalling(host->peer));
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_ends_for_a_block_that_was_there(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	upstream_block_until(host->upstream, clock_wall_ms() + 60000, "blocked");
	ask_start(&ask, host);
	cancel_for_good(&ask, host);
}

static void cancelled_while_it_ends_for_a_block_that_came(void **state)
{
	struct host *host = *state;
	struct ask waiting = {0}, resting = {0};
	peer_reply(host->peer, 500, "", "");
	ask_start(&resting, host);
	host_wait_for_answers(host, 1);
	ask_start(&waiting, host);
	upstream_block_until(host->upstream, clock_wall_ms() + 60000, "blocked");
	ask_cancel(&waiting);
	cancel_for_good(&resting, host);
	assert_int_equal(waiting.done_count, 0);
}

static void cancelled_while_it_ends_for_a_429(void **state)
{
	struct host *host = *state;
	struct ask ask = {0};
	peer_reply(host->peer, 429, "Retry-After: 121\r\n", "");
	ask_start(&ask, host);
	while (host->block_count == 0) {
		loop_turn(host->loop);
	}
	assert_false(ask.is_done); /* it ends in the loop's next turn */
	ask_cancel(&ask);
	catch_up(host->loop);
	assert_int_equal(ask.done_count, 0);
}

static void cancelled_while_another_one_probes(void **state)
{
	struct host *host = *state;
	struct ask probe = {0}, ask = {0};
	struct upstream_options options = host_options(host);
	host_reopen(host, &options); /* ten places: there is one for both */
	host_break(host);
	leap(CIRCUIT_FIRST_OPEN_MS);
	peer_stall(host->peer);
	ask_start(&probe, host);
	run_until(host->loop, peer_is_stalling(host->peer));
	ask_start(&ask, host);
	catch_up(host->loop);
	ask_cancel(&ask);
	cancel_for_good(&probe, host);
	assert_int_equal(ask.done_count, 0);
}

static struct ask *other;

static bool parse_any(void *data, const struct http_response *response, struct err *err)
{
	(void)data, (void)response, (void)err;
	return true;
}

static void on_done_cancel(void *data, const struct err *err)
{
	(void)err;
	ask_cancel(other);
	*(bool *)data = true;
}

static void cancelled_by_another_that_ends(void **state)
{
	struct host *host = *state;
	struct ask waiting = {0};
	bool is_done = false;
	other = &waiting;
	peer_reply(host->peer, 200, "", "");
	upstream_start(host->upstream, &(struct upstream_request){.target = "/",
	                                                          .parse = parse_any,
	                                                          .done = on_done_cancel,
	                                                          .data = &is_done});
	ask_start(&waiting, host);
	run_until(host->loop, &is_done);
	catch_up(host->loop);
	assert_int_equal(waiting.done_count, 0);
	assert_int_equal(ask_once(host), ERR_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, host_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nothing_may_be_cancelled),
	    TEST(cancelled_as_it_starts),
	    TEST(cancelled_while_it_waits_for_a_place),
	    TEST(cancelled_while_everybody_is_held),
	    TEST(cancelled_while_it_connects),
	    TEST(cancelled_while_it_is_asked),
	    TEST(cancelled_in_the_middle_of_the_answer),
	    TEST(cancelled_while_it_rests),
	    TEST(cancelled_in_its_second_attempt),
	    TEST(cancelled_while_it_ends_for_a_block_that_was_there),
	    TEST(cancelled_while_it_ends_for_a_block_that_came),
	    TEST(cancelled_while_it_ends_for_a_429),
	    TEST(cancelled_while_another_one_probes),
	    TEST(cancelled_by_another_that_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

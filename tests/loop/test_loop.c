#include "loop/loop.h"

#include "base/clock.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "support/dies.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct loop *loop;
static char order[32]; /* who ran, a letter each */
static size_t ran;

/* Polls wait so long, by the clock only: 0 = as they do. */
static int64_t poll_takes_ms;

/* These two in place of libc's, for libuv, which uses one or the other. */
int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout_ms)
{
	return epoll_pwait(epoll, events, max, timeout_ms, NULL);
}

int epoll_pwait(int epoll, struct epoll_event *events, int max, int timeout_ms, const sigset_t *set)
{
	if (timeout_ms != 0 && poll_takes_ms) {
		leap(poll_takes_ms);
		timeout_ms = 0;
	}
	return (int)syscall(SYS_epoll_pwait, epoll, events, max, timeout_ms, set, _NSIG / 8);
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	ran = 0;
	order[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	finish_loop(loop);
	return 0;
}

struct call {
	struct deferred deferred;
	char letter;
	struct call *defers, *cancels;
};

static void on_call(void *data)
{
	struct call *call = data;
	order[ran++] = call->letter;
	order[ran] = '\0';
	if (call->cancels) {
		loop_defer_cancel(&call->cancels->deferred);
	}
	if (call->defers && ran < sizeof(order) / 2) {
		loop_defer(loop, &call->defers->deferred, on_call, call->defers);
	}
}

static void defer(struct call *call)
{
	loop_defer(loop, &call->deferred, on_call, call);
}

static void on_flag(void *data)
{
	*(bool *)data = true;
}

static void an_empty_loop_has_nothing_to_run(void **state)
{
	(void)state;
	loop_run(loop);
	loop_destroy(NULL);
}

static void a_deferred_call_waits_for_the_loop(void **state)
{
	(void)state;
	struct call a = {.letter = 'a'};
	defer(&a);
	assert_string_equal(order, "");
	loop_turn(loop);
	assert_string_equal(order, "a");
	loop_run(loop); /* and it runs once */
	assert_string_equal(order, "a");
}

static void deferred_calls_keep_their_order(void **state)
{
	(void)state;
	struct call a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'};
	defer(&b);
	defer(&a);
	defer(&c);
	loop_run(loop);
	assert_string_equal(order, "bac");
}

static void a_cancelled_call_never_runs(void **state)
{
	(void)state;
	struct call a = {.letter = 'a'}, b = {.letter = 'b'}, idle = {.letter = 'i'};
	defer(&a);
	defer(&b);
	loop_defer_cancel(&a.deferred);
	loop_defer_cancel(&a.deferred);
	loop_defer_cancel(&idle.deferred);
	loop_run(loop);
	assert_string_equal(order, "b");
	defer(&a); /* it may be used again */
	loop_run(loop);
	assert_string_equal(order, "ba");
}

static void a_loop_with_only_a_cancelled_call_ends(void **state)
{
	(void)state;
	struct call a = {.letter = 'a'};
	defer(&a);
	loop_defer_cancel(&a.deferred);
	loop_run(loop);
	assert_string_equal(order, "");
}

static void a_call_may_cancel_another_of_its_turn(void **state)
{
	(void)state;
	struct call b = {.letter = 'b'}, c = {.letter = 'c'};
	struct call a = {.letter = 'a', .cancels = &b};
	defer(&a);
	defer(&b);
	defer(&c);
	loop_run(loop);
	assert_string_equal(order, "ac");
}

static void a_call_that_defers_again_waits_for_the_next_turn(void **state)
{
	(void)state;
	struct call a = {.letter = 'a'}, b = {.letter = 'b'};
	a.defers = &a;
	defer(&a);
	defer(&b);
	loop_turn(loop);
	assert_string_equal(order, "ab");
	loop_turn(loop);
	assert_string_equal(order, "aba");
	loop_defer_cancel(&a.deferred);
}

static void a_call_that_defers_for_ever_does_not_keep_others_from_running(void **state)
{
	(void)state;
	bool rang = false;
	struct alarm *alarm = alarm_create(loop, on_flag, &rang);
	struct call a = {.letter = 'a'};
	a.defers = &a;
	defer(&a);
	alarm_start(alarm, 1);
	run_until(loop, &rang);
	loop_defer_cancel(&a.deferred);
	alarm_destroy(alarm);
}

static void on_own_end(void *data)
{
	free(data);
	order[ran++] = 'x';
}

static void a_call_may_free_what_it_is_embedded_in(void **state)
{
	(void)state;
	struct call *call = xcalloc(1, sizeof(*call));
	loop_defer(loop, &call->deferred, on_own_end, call);
	loop_run(loop);
	assert_int_equal(ran, 1);
}

static void defer_twice(void *data)
{
	struct call a = {.letter = 'a'};
	(void)data;
	defer(&a);
	defer(&a);
}

static void destroy_with_a_call_left(void *data)
{
	struct call a = {.letter = 'a'};
	(void)data;
	defer(&a);
	loop_destroy(loop);
}

static void what_only_a_bug_does_ends_the_process(void **state)
{
	(void)state;
	assert_true(is_asserted(defer_twice, NULL));
	assert_true(is_asserted(destroy_with_a_call_left, NULL));
}

static void waiting_for_a_condition_ends_with_it(void **state)
{
	(void)state;
	bool met = false, never = false, already = true;
	struct deferred call = {0};
	loop_defer(loop, &call, on_flag, &met);
	assert_true(loop_run_until(loop, &met, PATIENCE_MS));
	assert_true(loop_run_until(loop, &already, 0));

	int64_t start_ms = clock_mono_ms();
	assert_false(loop_run_until(loop, &never, 20));
	assert_true(clock_mono_ms() - start_ms >= 19); /* the loop's clock may be 1 ms behind */
}

static void waiting_for_a_condition_ends_at_once_when_a_late_alarm_meets_it(void **state)
{
	(void)state;
	bool met = false, later = false;
	struct alarm *late = alarm_create(loop, on_flag, &met);
	struct alarm *early = alarm_create(loop, on_flag, &later);
	alarm_start(late, 100);
	alarm_start(early, PATIENCE_MS / 2);
	leap(200);
	assert_true(loop_run_until(loop, &met, PATIENCE_MS));
	assert_false(later);
	alarm_destroy(late);
	alarm_destroy(early);
}

static void the_loops_time_is_the_monotonic_clock_at_the_start_of_the_turn(void **state)
{
	(void)state;
	bool met = false;
	struct deferred call = {0};
	loop_defer(loop, &call, on_flag, &met);
	int64_t before_ms = clock_mono_ms();
	run_until(loop, &met);
	assert_true(loop_now_ms(loop) >= before_ms - 5); /* it reads a coarser clock */
	assert_true(loop_now_ms(loop) <= clock_mono_ms());
}

static void on_work(void *data)
{
	leap(*(const int64_t *)data);
}

/* Runs a turn in which a call takes so long. */
static struct loop_lag lag_after(int64_t work_ms)
{
	struct deferred call = {0};
	loop_turn(loop); /* the figures of a turn come with the next one */
	loop_lag_reset(loop);
	loop_defer(loop, &call, on_work, &work_ms);
	catch_up(loop);
	return loop_lag(loop);
}

static uint64_t turns_from(const struct loop_lag *lag, unsigned bucket)
{
	uint64_t turns = 0;
	for (unsigned i = bucket; i < LOOP_LAG_BUCKETS; i++) {
		turns += lag->buckets[i];
	}
	return turns;
}

static void a_turn_that_takes_long_is_measured(void **state)
{
	(void)state;
	struct call keep_turning = {.letter = 'k'};
	defer(&keep_turning);
	struct loop_lag lag = lag_after(30);
	assert_true(lag.max_us >= 30000);
	assert_true(lag.total_us >= lag.max_us);
	assert_true(lag.turns >= 2);
	assert_int_equal(turns_from(&lag, 0), lag.turns);
	assert_int_equal(loop_lag_bounds_us[7], 20000);
	assert_true(turns_from(&lag, 8) >= 1); /* above 20 ms */

	defer(&keep_turning);
	lag = lag_after(3600000);
	assert_true(lag.buckets[LOOP_LAG_BUCKETS - 1] == 1);
	assert_true(lag.max_us >= 3600000000);
}

static void figures_can_start_anew(void **state)
{
	(void)state;
	struct call keep_turning = {.letter = 'k'};
	defer(&keep_turning);
	lag_after(3600000);
	loop_lag_reset(loop);
	struct loop_lag lag = loop_lag(loop);
	assert_true(lag.turns == 0 && lag.total_us == 0 && lag.max_us == 0);
	assert_int_equal(turns_from(&lag, 0), 0);
}

static void most_turns_stay_under_the_99th_percentile(void **state)
{
	(void)state;
	static const struct {
		struct loop_lag lag;
		uint64_t p99_us;
	} cases[] = {
	    {{0}, 0},
	    {{.turns = 1, .buckets = {1}, .max_us = 3}, 100},
	    {{.turns = 99, .buckets = {98, 1}, .max_us = 200}, 250},
	    {{.turns = 100, .buckets = {99, 1}, .max_us = 200}, 100},
	    {{.turns = 1000, .buckets = {980, 10, 9, [11] = 1}, .max_us = 700000}, 250},
	    {{.turns = 1000, .buckets = {980, 9, 9, [11] = 2}, .max_us = 700000}, 500},
	    {{.turns = 2, .buckets = {1, [11] = 1}, .max_us = 700000}, 700000},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(loop_lag_p99_us(&cases[i].lag), cases[i].p99_us);
	}
}

static void waiting_for_events_is_not_held_against_the_loop(void **state)
{
	(void)state;
	bool rang = false;
	struct alarm *alarm = alarm_create(loop, on_flag, &rang);
	catch_up(loop);
	loop_lag_reset(loop);
	alarm_start(alarm, 3600000);
	poll_takes_ms = 3700000;
	run_until(loop, &rang);
	poll_takes_ms = 0;
	catch_up(loop);
	struct loop_lag lag = loop_lag(loop);
	assert_true(lag.turns > 0);
	assert_true(lag.max_us < 3600000000);
	alarm_destroy(alarm);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_empty_loop_has_nothing_to_run),
	    TEST(a_deferred_call_waits_for_the_loop),
	    TEST(deferred_calls_keep_their_order),
	    TEST(a_cancelled_call_never_runs),
	    TEST(a_loop_with_only_a_cancelled_call_ends),
	    TEST(a_call_may_cancel_another_of_its_turn),
	    TEST(a_call_that_defers_again_waits_for_the_next_turn),
	    TEST(a_call_that_defers_for_ever_does_not_keep_others_from_running),
	    TEST(a_call_may_free_what_it_is_embedded_in),
	    TEST(what_only_a_bug_does_ends_the_process),
	    TEST(waiting_for_a_condition_ends_with_it),
	    TEST(waiting_for_a_condition_ends_at_once_when_a_late_alarm_meets_it),
	    TEST(the_loops_time_is_the_monotonic_clock_at_the_start_of_the_turn),
	    TEST(a_turn_that_takes_long_is_measured),
	    TEST(figures_can_start_anew),
	    TEST(most_turns_stay_under_the_99th_percentile),
	    TEST(waiting_for_events_is_not_held_against_the_loop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "net/limiter.h"

#include "base/clock.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "support/dies.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct loop *loop;
static struct limiter *limiter;
static char let_through[32]; /* letters */

struct caller {
	struct limiter_wait wait;
	char letter;
};

static void on_ready(void *data)
{
	const struct caller *caller = data;
	strncat(let_through, &caller->letter, 1);
}

static void acquire(struct caller *caller)
{
	limiter_acquire(limiter, &caller->wait, on_ready, caller);
}

static void open_limiter(unsigned in_flight, unsigned per_minute, unsigned burst)
{
	const struct limiter_rules rules = {in_flight, per_minute, burst};
	limiter = limiter_create(loop, &rules);
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	limiter = NULL;
	let_through[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	limiter_destroy(limiter);
	finish_loop(loop);
	return 0;
}

static void assert_through(const char *letters)
{
	catch_up(loop);
	assert_string_equal(let_through, letters);
}

static void a_free_place_is_given_from_the_loop(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'};
	open_limiter(1, 0, 1);
	acquire(&a);
	assert_string_equal(let_through, "");
	assert_through("a");
	limiter_release(limiter);
	limiter_destroy(NULL);
}

static void no_more_than_the_limit_are_in_flight(void **state)
{
	(void)state;
	struct caller callers[5];
	open_limiter(2, 0, 1);
	for (unsigned i = 0; i < ARRAY_LEN(callers); i++) {
		callers[i] = (struct caller){.letter = (char)('a' + i)};
		acquire(&callers[i]);
	}
	assert_through("ab");
	assert_through("ab");
	limiter_release(limiter);
	assert_through("abc"); /* in the order of their arrival */
	limiter_release(limiter);
	limiter_release(limiter);
	assert_through("abcde");
}

static void low_priority_waits_until_nobody_else_does(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'};
	struct caller low = {.letter = 'l', .wait.is_low_priority = true};
	struct caller also_low = {.letter = 'm', .wait.is_low_priority = true};
	open_limiter(1, 0, 1);
	acquire(&a), acquire(&low), acquire(&also_low), acquire(&b);
	assert_through("a");
	limiter_release(limiter);
	acquire(&c);
	assert_through("ab");
	limiter_release(limiter);
	assert_through("abc");
	limiter_release(limiter);
	assert_through("abcl");
	limiter_cancel(&also_low.wait);
	limiter_release(limiter);
	assert_through("abcl");
}

static void who_gives_up_waiting_is_passed_over(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'}, idle = {0};
	open_limiter(1, 0, 1);
	acquire(&a), acquire(&b), acquire(&c);
	limiter_cancel(&idle.wait);
	assert_through("a");
	limiter_cancel(&b.wait);
	limiter_cancel(&b.wait);
	limiter_release(limiter);
	assert_through("ac");
	limiter_release(limiter);
	acquire(&b); /* and may come back */
	assert_through("acb");
}

static void who_gives_up_at_once_is_never_let_through(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'};
	open_limiter(1, 0, 1);
	acquire(&a);
	limiter_cancel(&a.wait);
	assert_through("");
}

static void a_burst_is_let_through_and_then_the_pace_is_kept(void **state)
{
	(void)state;
	struct caller callers[7];
	open_limiter(100, 60, 3); /* three in any three seconds */
	for (unsigned i = 0; i < ARRAY_LEN(callers); i++) {
		callers[i] = (struct caller){.letter = (char)('a' + i)};
		acquire(&callers[i]);
	}
	assert_through("abc");
	leap(1500);
	assert_through("abc");
	leap(1500);
	assert_through("abcdef");
	leap(3000);
	assert_through("abcdefg");
}

static void the_window_moves(void **state)
{
	(void)state;
	struct caller callers[5];
	open_limiter(100, 60, 2); /* two in any two seconds */
	for (unsigned i = 0; i < ARRAY_LEN(callers); i++) {
		callers[i] = (struct caller){.letter = (char)('a' + i)};
	}
	acquire(&callers[0]);
	assert_through("a");
	leap(1000);
	acquire(&callers[1]);
	acquire(&callers[2]);
	acquire(&callers[3]);
	assert_through("ab"); /* c waits for a to leave the window, d for b */
	leap(1000);
	assert_through("abc");
	leap(500);
	assert_through("abc");
	leap(500);
	assert_through("abcd");
}

static void the_pace_is_measured_between_starts(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'};
	open_limiter(100, 600, 1); /* one in 100 ms, on the real clock */
	int64_t start_ms = clock_mono_ms();
	acquire(&a), acquire(&b);
	while (strlen(let_through) < 2) {
		loop_turn(loop);
	}
	assert_true(clock_mono_ms() - start_ms >= 100);
}

static void a_burst_is_the_largest_that_fills_a_minute_evenly(void **state)
{
	(void)state;
	static const struct {
		unsigned per_minute, burst;
		const char *at_once;
	} cases[] = {
	    {60, 6, "aaaaaa"}, {60, 7, "aaaaaa"}, {55, 6, "aaaaa"}, {61, 6, "a"}, {3, 6, "aaa"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct caller callers[8];
		let_through[0] = '\0';
		open_limiter(100, cases[i].per_minute, cases[i].burst);
		for (unsigned c = 0; c < ARRAY_LEN(callers); c++) {
			callers[c] = (struct caller){.letter = 'a'};
			acquire(&callers[c]);
		}
		assert_through(cases[i].at_once);
		for (unsigned c = 0; c < ARRAY_LEN(callers); c++) {
			limiter_cancel(&callers[c].wait);
		}
		limiter_destroy(limiter);
	}
	limiter = NULL;
}

enum { MOST_STARTS = 4096, MINUTES = 4 };
static struct greedy {
	struct limiter_wait wait;
	int64_t starts_ms[MOST_STARTS];
	size_t count;
} greedy;

/* Asks again as soon as it is let through, up to a limit. */
static void on_greedy_ready(void *data)
{
	struct greedy *self = data;
	self->starts_ms[self->count++] = clock_mono_ms();
	limiter_release(limiter);
	if (self->count < MOST_STARTS) {
		limiter_acquire(limiter, &self->wait, on_greedy_ready, self);
	}
}

static unsigned most_in_a_minute(void)
{
	const int64_t minute_ms = 60000 - 10; /* each start is measured a little late */
	size_t most = 0;
	for (size_t first = 0, last = 0; last < greedy.count; last++) {
		while (greedy.starts_ms[last] - greedy.starts_ms[first] >= minute_ms) {
			first++;
		}
		most = last - first + 1 > most ? last - first + 1 : most;
	}
	return (unsigned)most;
}

static void no_minute_has_more_starts_than_allowed_and_few_are_lost(void **state)
{
	(void)state;
	static const struct {
		unsigned per_minute, burst;
	} cases[] = {
	    {60, 6}, {60, 1},  {60, 60}, {60, 7}, {55, 6},
	    {25, 6}, {180, 6}, {3, 6},   {1, 1},  {61, 6},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned allowed = cases[i].per_minute;
		memset(&greedy, 0, sizeof(greedy));
		open_limiter(1, allowed, cases[i].burst);
		limiter_acquire(limiter, &greedy.wait, on_greedy_ready, &greedy);
		for (unsigned step = 0; step < MINUTES * 600; step++) {
			catch_up(loop);
			leap(100);
		}
		catch_up(loop);
		if (most_in_a_minute() > allowed) {
			fail_msg("%u a minute, bursts of %u: %u starts in a minute", allowed,
			         cases[i].burst, most_in_a_minute());
		}
		assert_true(greedy.count >= allowed * MINUTES * 8 / 10);
		limiter_cancel(&greedy.wait);
		limiter_destroy(limiter);
	}
	limiter = NULL;
}

static void without_a_rate_only_the_places_count(void **state)
{
	(void)state;
	memset(&greedy, 0, sizeof(greedy));
	open_limiter(1, 0, 6);
	limiter_acquire(limiter, &greedy.wait, on_greedy_ready, &greedy);
	catch_up(loop);
	assert_int_equal(greedy.count, MOST_STARTS);
}

static void a_hold_stops_everybody_for_its_time(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'};
	open_limiter(10, 0, 1);
	assert_int_equal(limiter_held_ms(limiter), 0);
	limiter_hold(limiter, 60000);
	assert_true(limiter_held_ms(limiter) > 50000 && limiter_held_ms(limiter) <= 60000);
	acquire(&a), acquire(&b);
	assert_through("");
	leap(30000);
	assert_through("");
	leap(30000);
	assert_through("ab");
	assert_int_equal(limiter_held_ms(limiter), 0);
}

static void a_hold_reaches_those_who_wait_already(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'};
	open_limiter(10, 60, 1);
	acquire(&a), acquire(&b);
	assert_through("a"); /* b waits a second */
	limiter_hold(limiter, 60000);
	leap(1000);
	assert_through("a");
	leap(59000);
	assert_through("ab");
}

static void a_hold_is_never_shortened(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'};
	open_limiter(10, 0, 1);
	limiter_hold(limiter, 60000);
	limiter_hold(limiter, 10);
	limiter_hold(limiter, 0);
	limiter_hold(limiter, -60000);
	assert_true(limiter_held_ms(limiter) > 50000);
	limiter_hold(limiter, 120000);
	assert_true(limiter_held_ms(limiter) > 110000);
	acquire(&a);
	leap(60000);
	assert_through("");
	leap(60000);
	assert_through("a");
}

static void on_ready_again(void *data)
{
	struct caller *caller = data;
	on_ready(caller);
	limiter_release(limiter);
	if (strlen(let_through) < 3) {
		limiter_acquire(limiter, &caller->wait, on_ready_again, caller);
	}
}

static void who_is_let_through_may_come_back_at_once(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'};
	open_limiter(1, 0, 1);
	limiter_acquire(limiter, &a.wait, on_ready_again, &a);
	for (unsigned i = 0; i < 3; i++) {
		catch_up(loop);
	}
	assert_string_equal(let_through, "aaa");
}

static struct caller *victim;

static void on_ready_cancel(void *data)
{
	on_ready(data);
	limiter_cancel(&victim->wait);
}

static void who_is_let_through_may_take_another_out(void **state)
{
	(void)state;
	struct caller a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'};
	open_limiter(3, 0, 1);
	victim = &b;
	limiter_acquire(limiter, &a.wait, on_ready_cancel, &a);
	acquire(&b), acquire(&c);
	assert_through("ac");
}

static void destroy_with_a_wait(void *data)
{
	struct caller a = {.letter = 'a'};
	(void)data;
	acquire(&a);
	limiter_destroy(limiter);
}

static void release_too_often(void *data)
{
	(void)data;
	limiter_release(limiter);
}

static void acquire_twice(void *data)
{
	struct caller a = {.letter = 'a'};
	(void)data;
	acquire(&a), acquire(&a);
}

static void allow_nothing(void *data)
{
	(void)data;
	open_limiter(0, 60, 1);
}

static void what_only_a_bug_does_ends_the_process(void **state)
{
	(void)state;
	open_limiter(1, 0, 1);
	assert_true(is_asserted(destroy_with_a_wait, NULL));
	assert_true(is_asserted(release_too_often, NULL));
	assert_true(is_asserted(acquire_twice, NULL));
	assert_true(is_asserted(allow_nothing, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_free_place_is_given_from_the_loop),
	    TEST(no_more_than_the_limit_are_in_flight),
	    TEST(low_priority_waits_until_nobody_else_does),
	    TEST(who_gives_up_waiting_is_passed_over),
	    TEST(who_gives_up_at_once_is_never_let_through),
	    TEST(a_burst_is_let_through_and_then_the_pace_is_kept),
	    TEST(the_window_moves),
	    TEST(the_pace_is_measured_between_starts),
	    TEST(a_burst_is_the_largest_that_fills_a_minute_evenly),
	    TEST(no_minute_has_more_starts_than_allowed_and_few_are_lost),
	    TEST(without_a_rate_only_the_places_count),
	    TEST(a_hold_stops_everybody_for_its_time),
	    TEST(a_hold_reaches_those_who_wait_already),
	    TEST(a_hold_is_never_shortened),
	    TEST(who_is_let_through_may_come_back_at_once),
	    TEST(who_is_let_through_may_take_another_out),
	    TEST(what_only_a_bug_does_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

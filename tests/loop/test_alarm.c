#include "loop/alarm.h"

#include "base/clock.h"
#include "loop/loop.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

static struct loop *loop;
static struct alarm *alarm;
static unsigned rings;
static bool rang;

static void on_alarm(void *data)
{
	(void)data;
	rings++;
	rang = true;
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	alarm = alarm_create(loop, on_alarm, NULL);
	rings = 0;
	rang = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	alarm_destroy(alarm);
	finish_loop(loop);
	return 0;
}

static void an_alarm_rings_once_after_its_delay(void **state)
{
	(void)state;
	alarm_start(alarm, 60000);
	assert_true(alarm_is_active(alarm));
	leap(30000);
	catch_up(loop);
	assert_int_equal(rings, 0);
	leap(30000);
	run_until(loop, &rang);
	assert_false(alarm_is_active(alarm));
	leap(120000);
	catch_up(loop);
	assert_int_equal(rings, 1);
}

static void an_alarm_never_rings_early(void **state)
{
	(void)state;
	int64_t start_ms = clock_mono_ms();
	alarm_start(alarm, 30);
	run_until(loop, &rang);
	assert_true(clock_mono_ms() - start_ms >= 29); /* the loop's clock may be 1 ms behind */
}

static void an_alarm_of_no_delay_rings_in_the_next_turn(void **state)
{
	(void)state;
	static const int64_t delays[] = {0, -1, INT64_MIN};
	for (unsigned i = 0; i < 3; i++) {
		alarm_start(alarm, delays[i]);
		assert_int_equal(rings, i);
		assert_true(alarm_is_active(alarm));
		catch_up(loop);
		assert_int_equal(rings, i + 1);
		assert_false(alarm_is_active(alarm));
	}
}

static void starting_again_moves_the_alarm(void **state)
{
	(void)state;
	static const int64_t moves[][2] = {{60000, 120000}, {0, 120000}};
	for (unsigned i = 0; i < 2; i++) {
		alarm_start(alarm, moves[i][0]);
		alarm_start(alarm, moves[i][1]);
		leap(60000);
		catch_up(loop);
		assert_int_equal(rings, i);
		leap(60000);
		catch_up(loop);
		assert_int_equal(rings, i + 1);
	}
	alarm_start(alarm, 60000);
	alarm_start(alarm, 0);
	catch_up(loop);
	assert_int_equal(rings, 3);
	leap(60000);
	catch_up(loop);
	assert_int_equal(rings, 3);
}

static void a_stopped_alarm_is_silent(void **state)
{
	(void)state;
	static const int64_t delays[] = {0, 60000};
	alarm_stop(alarm); /* it never started */
	for (unsigned i = 0; i < 2; i++) {
		alarm_start(alarm, delays[i]);
		alarm_stop(alarm);
		assert_false(alarm_is_active(alarm));
		leap(60000);
		catch_up(loop);
		assert_int_equal(rings, 0);
	}
	alarm_start(alarm, 0); /* and may be started again */
	catch_up(loop);
	assert_int_equal(rings, 1);
}

static void a_destroyed_alarm_is_silent(void **state)
{
	(void)state;
	static const int64_t delays[] = {0, 60000};
	for (unsigned i = 0; i < 2; i++) {
		struct alarm *gone = alarm_create(loop, on_alarm, NULL);
		alarm_start(gone, delays[i]);
		alarm_destroy(gone);
	}
	leap(60000);
	catch_up(loop);
	assert_int_equal(rings, 0);
	alarm_destroy(NULL);
}

static void a_stopped_alarm_does_not_keep_the_loop(void **state)
{
	(void)state;
	loop_run(loop);
	alarm_start(alarm, 60000);
	alarm_stop(alarm);
	loop_run(loop);
	assert_int_equal(rings, 0);
}

static void on_last_alarm(void *data)
{
	on_alarm(data);
	alarm_destroy(alarm);
	alarm = NULL;
}

static void an_alarm_may_be_destroyed_as_it_rings(void **state)
{
	(void)state;
	alarm_destroy(alarm);
	alarm = alarm_create(loop, on_last_alarm, NULL);
	alarm_start(alarm, 1);
	run_until(loop, &rang);
	assert_null(alarm);
}

static void on_impatient_alarm(void *data)
{
	on_alarm(data);
	alarm_start(alarm, 0);
}

static void on_flag(void *data)
{
	*(bool *)data = true;
}

static void an_alarm_that_starts_itself_does_not_keep_others_from_running(void **state)
{
	(void)state;
	bool others_run = false;
	struct deferred other = {0};
	alarm_destroy(alarm);
	alarm = alarm_create(loop, on_impatient_alarm, NULL);
	alarm_start(alarm, 1);
	run_until(loop, &rang);
	unsigned rings_before = rings;
	loop_defer(loop, &other, on_flag, &others_run);
	loop_turn(loop);
	assert_true(others_run);
	assert_true(rings - rings_before <= 1); /* one a turn */
}

static void on_busy_turn(void *data)
{
	(void)data;
	leap(1000); /* a long turn */
	alarm_start(alarm, 500);
}

static void a_long_turn_does_not_shorten_the_wait(void **state)
{
	(void)state;
	struct deferred turn = {0};
	loop_defer(loop, &turn, on_busy_turn, NULL);
	catch_up(loop);
	assert_int_equal(rings, 0);
	leap(500);
	run_until(loop, &rang);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_alarm_rings_once_after_its_delay),
	    TEST(an_alarm_never_rings_early),
	    TEST(an_alarm_of_no_delay_rings_in_the_next_turn),
	    TEST(starting_again_moves_the_alarm),
	    TEST(a_stopped_alarm_is_silent),
	    TEST(a_destroyed_alarm_is_silent),
	    TEST(a_stopped_alarm_does_not_keep_the_loop),
	    TEST(an_alarm_may_be_destroyed_as_it_rings),
	    TEST(an_alarm_that_starts_itself_does_not_keep_others_from_running),
	    TEST(a_long_turn_does_not_shorten_the_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

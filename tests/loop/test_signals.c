#include "loop/signals.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/dies.h"
#include "support/fixture.h"
#include "support/test.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static struct loop *loop;
static int last;
static bool received;

static void on_signal(void *data, int signal_number)
{
	assert_ptr_equal(data, &loop);
	last = signal_number;
	received = true;
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	last = 0;
	received = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	finish_loop(loop);
	return 0;
}

static void signals_are_told_on_the_loop(void **state)
{
	(void)state;
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGTERM};
	struct signals *signals = signals_open(loop, on_signal, &loop);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		received = false;
		raise(numbers[i]);
		assert_false(received); /* not from the handler */
		run_until(loop, &received);
		assert_int_equal(last, numbers[i]);
	}
	signals_close(signals);
}

static void waiting_for_signals_does_not_keep_the_loop(void **state)
{
	(void)state;
	struct signals *signals = signals_open(loop, on_signal, &loop);
	loop_run(loop);
	signals_close(signals);
	signals_close(NULL);
}

static void on_signal_close(void *data, int signal_number)
{
	struct signals **signals = data;
	last = signal_number;
	received = true;
	signals_close(*signals);
}

static void a_signal_may_close_them(void **state)
{
	(void)state;
	struct signals *signals;
	signals = signals_open(loop, on_signal_close, &signals);
	raise(SIGHUP);
	run_until(loop, &received);
	assert_int_equal(last, SIGHUP);
}

static void open_close_and_raise(void *data)
{
	(void)data;
	struct loop *own = loop_create();
	signals_close(signals_open(own, on_signal, &loop));
	loop_run(own);
	raise(SIGTERM);
}

static void closed_signals_do_again_what_they_did(void **state)
{
	(void)state;
	assert_true(dies(open_close_and_raise, NULL));
}

static void writing_to_nobody_is_an_error_and_not_a_signal(void **state)
{
	(void)state;
	int ends[2];
	signal(SIGPIPE, SIG_DFL);
	struct signals *signals = signals_open(loop, on_signal, &loop);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write(ends[1], "x", 1), -1);
	assert_int_equal(errno, EPIPE);
	close(ends[1]);
	signals_close(signals);
}

static void signals_before_the_loop_are_noted(void **state)
{
	(void)state;
	atomic_bool *asked = signals_catch_early();
	assert_false(atomic_load(asked));
	raise(SIGHUP); /* no end */
	assert_false(atomic_load(asked));
	raise(SIGTERM);
	assert_true(atomic_load(asked));
	atomic_store(asked, false);
	raise(SIGINT);
	assert_true(atomic_load(asked));
	atomic_store(asked, false);
	/* From then on they are told. */
	struct signals *signals = signals_open(loop, on_signal, &loop);
	raise(SIGTERM);
	run_until(loop, &received);
	assert_int_equal(last, SIGTERM);
	assert_false(atomic_load(asked));
	signals_close(signals);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(signals_are_told_on_the_loop),
	    TEST(waiting_for_signals_does_not_keep_the_loop),
	    TEST(a_signal_may_close_them),
	    TEST(closed_signals_do_again_what_they_did),
	    TEST(signals_before_the_loop_are_noted),
	    TEST(writing_to_nobody_is_an_error_and_not_a_signal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

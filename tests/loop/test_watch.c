#include "loop/watch.h"

#include "loop/loop.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct loop *loop;
static int pair[2];
static struct watch *watch;
static unsigned seen, calls;
static bool told;

static void on_ready(void *data, int fd, unsigned events)
{
	assert_ptr_equal(data, &pair);
	assert_int_equal(fd, pair[0]);
	calls++;
	seen |= events;
	told = true;
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	watch = watch_create(loop, pair[0], on_ready, &pair);
	assert_non_null(watch);
	seen = calls = 0;
	told = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	watch_destroy(watch);
	watch = NULL;
	close(pair[0]);
	close(pair[1]);
	finish_loop(loop);
	return 0;
}

static void send_byte(void)
{
	assert_int_equal(write(pair[1], "x", 1), 1);
}

static void a_new_watch_sees_nothing(void **state)
{
	(void)state;
	send_byte();
	catch_up(loop);
	assert_int_equal(calls, 0);
	loop_run(loop); /* nor does it keep the loop */
}

static void a_readable_socket_is_told_as_long_as_it_is(void **state)
{
	(void)state;
	watch_set(watch, WATCH_READ);
	catch_up(loop);
	assert_int_equal(calls, 0);
	send_byte();
	for (unsigned i = 1; i <= 3; i++) {
		told = false;
		run_until(loop, &told);
		assert_true(calls >= i);
		assert_int_equal(seen, WATCH_READ);
	}
	char byte;
	assert_int_equal(read(pair[0], &byte, 1), 1);
	calls = 0;
	catch_up(loop);
	assert_int_equal(calls, 0);
}

static void a_writable_socket_is_told(void **state)
{
	(void)state;
	watch_set(watch, WATCH_WRITE);
	run_until(loop, &told);
	assert_int_equal(seen, WATCH_WRITE);
}

static void both_are_told(void **state)
{
	(void)state;
	send_byte();
	watch_set(watch, WATCH_READ | WATCH_WRITE);
	run_until(loop, &told);
	assert_int_equal(seen, WATCH_READ | WATCH_WRITE);
}

static void what_is_watched_can_change(void **state)
{
	(void)state;
	watch_set(watch, WATCH_WRITE);
	watch_set(watch, WATCH_READ);
	catch_up(loop);
	assert_int_equal(calls, 0);
	send_byte();
	run_until(loop, &told);
	watch_set(watch, 0);
	calls = 0;
	catch_up(loop);
	assert_int_equal(calls, 0);
	watch_set(watch, WATCH_READ);
	told = false;
	run_until(loop, &told);
}

static void the_other_side_closing_is_readable(void **state)
{
	(void)state;
	watch_set(watch, WATCH_READ);
	shutdown(pair[1], SHUT_WR);
	run_until(loop, &told);
	assert_true(seen & WATCH_READ);
}

static void a_descriptor_that_fails_is_an_error(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	watch_destroy(watch);
	close(pair[0]);
	pair[0] = ends[1];
	close(ends[0]); /* nobody reads any more */
	watch = watch_create(loop, pair[0], on_ready, &pair);
	watch_set(watch, WATCH_WRITE);
	run_until(loop, &told);
	assert_true(seen & WATCH_ERROR);
}

static void a_file_cannot_be_watched(void **state)
{
	(void)state;
	folder_create();
	int fd = open(folder_path("file"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	assert_null(watch_create(loop, fd, on_ready, &pair));
	assert_null(watch_create(loop, -1, on_ready, &pair));
	close(fd);
	folder_remove();
}

static void a_descriptor_may_be_closed_and_its_number_used_again_at_once(void **state)
{
	(void)state;
	watch_set(watch, WATCH_READ);
	catch_up(loop);
	send_byte();
	watch_destroy(watch);
	int number = pair[0];
	close(pair[0]);
	close(pair[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(pair[0], number);
	watch = watch_create(loop, pair[0], on_ready, &pair);
	assert_non_null(watch);
	watch_set(watch, WATCH_READ);
	catch_up(loop);
	assert_int_equal(calls, 0); /* what the old one had to say is gone */
	send_byte();
	run_until(loop, &told);
}

static void on_ready_destroy(void *data, int fd, unsigned events)
{
	on_ready(data, fd, events);
	watch_destroy(watch);
	watch = NULL;
}

static void a_watch_may_be_destroyed_as_it_tells(void **state)
{
	(void)state;
	watch_destroy(watch);
	watch = watch_create(loop, pair[0], on_ready_destroy, &pair);
	watch_set(watch, WATCH_WRITE);
	run_until(loop, &told);
	catch_up(loop);
	assert_int_equal(calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_new_watch_sees_nothing),
	    TEST(a_readable_socket_is_told_as_long_as_it_is),
	    TEST(a_writable_socket_is_told),
	    TEST(both_are_told),
	    TEST(what_is_watched_can_change),
	    TEST(the_other_side_closing_is_readable),
	    TEST(a_descriptor_that_fails_is_an_error),
	    TEST(a_file_cannot_be_watched),
	    TEST(a_descriptor_may_be_closed_and_its_number_used_again_at_once),
	    TEST(a_watch_may_be_destroyed_as_it_tells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* libuv where memory runs out: none of its answers is UV_ENOMEM, which nobody looks at. */
#include "base/err.h"
#include "loop/alarm.h"
#include "loop/listener.h"
#include "loop/loop.h"
#include "loop/queue.h"
#include "loop/signals.h"
#include "support/fixture.h"
#include "support/scarce.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>

struct errand {
	struct job job; /* first: done() is given it */
	bool run, closed;
	struct queue *queue;
};

static void on_signal(void *data, int number)
{
	(void)data, (void)number;
}

static void on_connection(void *data, struct uv_stream_s *stream)
{
	(void)data, (void)stream;
}

static void run_batch(void *data, struct list *batch)
{
	(void)batch;
	((struct errand *)data)->run = true;
}

static void on_closed(void *data)
{
	((struct errand *)data)->closed = true;
}

static void on_job(struct job *job)
{
	struct errand *errand = (struct errand *)job;
	queue_close(errand->queue, on_closed, errand);
}

static void use_the_loop(void *data)
{
	struct errand errand = {.run = false};
	struct err err;
	struct loop *loop = loop_create();
	struct signals *signals = signals_open(loop, on_signal, NULL);
	struct listener *listener = listener_open(loop, data, on_connection, NULL, &err);
	errand.queue = queue_create(loop, 1, run_batch, &errand);
	errand.job.done = on_job;
	queue_submit(errand.queue, &errand.job);
	run_until(loop, &errand.closed);
	if (!listener || !errand.run) {
		exit(1);
	}
	listener_close(listener);
	signals_close(signals);
	finish_loop(loop);
}

static void a_loop_does_what_it_is_asked_or_ends_the_process(void **state)
{
	char address[200];
	(void)state;
	snprintf(address, sizeof(address), "unix:%s/socket", folder_create());
	assert_true(every_allocation_is_wanted(use_the_loop, address, 1) > 5);
	folder_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_loop_does_what_it_is_asked_or_ends_the_process),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

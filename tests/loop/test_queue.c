#include "loop/queue.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/dies.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

struct work {
	struct job job;
	char letter;
	bool freed_when_done;
	struct work *submits; /* once */
	bool closes;
};

/* What the worker saw, read once its jobs are done. */
static char ran[64];       /* letters, a '|' after each batch */
static _Atomic int active; /* batches under way */
static bool was_on_loop_thread, ran_two_at_once;
static pthread_t loop_thread;
static sem_t gate; /* lets one batch through, while `is_gated` */
static bool is_gated;

static struct loop *loop;
static struct queue *queue;
static char told[64]; /* letters of the jobs done */
static unsigned closed_count;
static bool is_closed, has_told, was_told_elsewhere;

static void run_batch(void *data, struct list *batch)
{
	assert_ptr_equal(data, &gate);
	ran_two_at_once |= atomic_fetch_add(&active, 1) != 0;
	was_on_loop_thread |= pthread_equal(pthread_self(), loop_thread);
	if (is_gated) {
		sem_wait(&gate);
	}
	for (struct list *link = batch->next; link != batch; link = link->next) {
		struct work *work = list_entry(link, struct work, job.link);
		strncat(ran, &work->letter, 1);
	}
	strcat(ran, "|");
	atomic_fetch_sub(&active, 1);
}

static void on_closed(void *data)
{
	assert_ptr_equal(data, &gate);
	closed_count++;
	is_closed = true;
}

static void submit(struct work *work);

static void on_done(struct job *job)
{
	struct work *work = list_entry(job, struct work, job);
	was_told_elsewhere |= !pthread_equal(pthread_self(), loop_thread);
	strncat(told, &work->letter, 1);
	has_told = true;
	struct work *next = work->submits;
	work->submits = NULL;
	if (next) {
		submit(next);
	}
	if (work->closes) {
		queue_close(queue, on_closed, &gate);
		assert_int_equal(closed_count, 0);
	}
	if (work->freed_when_done) {
		free(work);
	}
}

static void submit(struct work *work)
{
	work->job.done = on_done;
	queue_submit(queue, &work->job);
}

static int setup(void **state)
{
	(void)state;
	loop = loop_create();
	queue = queue_create(loop, 3, run_batch, &gate);
	loop_thread = pthread_self();
	sem_init(&gate, 0, 0);
	ran[0] = told[0] = '\0';
	closed_count = 0;
	is_closed = has_told = is_gated = false;
	was_on_loop_thread = was_told_elsewhere = ran_two_at_once = false;
	return 0;
}

/* Closes the queue where the test has not. */
static int teardown(void **state)
{
	(void)state;
	if (!is_closed) {
		queue_close(queue, on_closed, &gate);
	}
	run_until(loop, &is_closed);
	finish_loop(loop);
	assert_int_equal(closed_count, 1);
	assert_false(was_on_loop_thread || was_told_elsewhere || ran_two_at_once);
	sem_destroy(&gate);
	return 0;
}

static void jobs_run_in_order_off_the_loop_and_are_told_on_it(void **state)
{
	(void)state;
	struct work a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'};
	submit(&b), submit(&a), submit(&c);
	assert_string_equal(told, "");
	assert_int_equal(queue_depth(queue), 3);
	queue_close(queue, on_closed, &gate);
	run_until(loop, &is_closed);
	assert_string_equal(told, "bac");
	assert_string_equal(ran, "b|ac|");
}

static void what_comes_while_a_batch_runs_forms_the_next_ones(void **state)
{
	(void)state;
	struct work works[8];
	is_gated = true;
	for (unsigned i = 0; i < ARRAY_LEN(works); i++) {
		works[i] = (struct work){.letter = (char)('a' + i)};
		submit(&works[i]);
	}
	for (unsigned i = 0; i < 4; i++) {
		sem_post(&gate);
	}
	queue_close(queue, on_closed, &gate);
	run_until(loop, &is_closed);
	assert_string_equal(ran, "a|bcd|efg|h|"); /* at most three together */
	assert_string_equal(told, "abcdefgh");
}

static void the_depth_counts_what_is_not_done(void **state)
{
	(void)state;
	struct work a = {.letter = 'a'}, b = {.letter = 'b'};
	is_gated = true;
	assert_int_equal(queue_depth(queue), 0);
	submit(&a);
	submit(&b);
	assert_int_equal(queue_depth(queue), 2);
	sem_post(&gate);
	run_until(loop, &has_told);
	assert_int_equal(queue_depth(queue), 1);
	sem_post(&gate);
	has_told = false;
	run_until(loop, &has_told);
	assert_int_equal(queue_depth(queue), 0);
}

static void a_job_done_may_submit_more(void **state)
{
	(void)state;
	struct work c = {.letter = 'c'};
	struct work b = {.letter = 'b', .submits = &c};
	struct work a = {.letter = 'a', .submits = &b};
	submit(&a);
	while (strlen(told) < 3) {
		has_told = false;
		run_until(loop, &has_told);
	}
	assert_string_equal(ran, "a|b|c|");
}

static void a_job_done_may_be_submitted_again(void **state)
{
	(void)state;
	struct work a = {.letter = 'a'};
	a.submits = &a;
	submit(&a);
	while (strlen(told) < 2) {
		has_told = false;
		run_until(loop, &has_told);
	}
	assert_string_equal(told, "aa");
}

static void a_job_done_belongs_to_its_owner_again(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct work *work = xcalloc(1, sizeof(*work));
		work->letter = (char)('a' + i);
		work->freed_when_done = true;
		submit(work);
	}
	queue_close(queue, on_closed, &gate);
	run_until(loop, &is_closed);
	assert_string_equal(told, "abcde");
}

static void an_idle_queue_closes_from_the_loop(void **state)
{
	(void)state;
	queue_close(queue, on_closed, &gate);
	assert_int_equal(closed_count, 0);
	run_until(loop, &is_closed);
}

static void closing_waits_for_every_job(void **state)
{
	(void)state;
	struct work a = {.letter = 'a'}, b = {.letter = 'b'};
	is_gated = true;
	submit(&a), submit(&b);
	queue_close(queue, on_closed, &gate);
	catch_up(loop);
	assert_int_equal(closed_count, 0);
	sem_post(&gate), sem_post(&gate);
	run_until(loop, &is_closed);
	assert_string_equal(told, "ab");
}

static void the_last_job_done_may_close_the_queue(void **state)
{
	(void)state;
	struct work a = {.letter = 'a', .closes = true};
	submit(&a);
	run_until(loop, &is_closed);
	assert_string_equal(told, "a");
}

static void a_job_done_may_close_the_queue_before_the_last(void **state)
{
	(void)state;
	struct work a = {.letter = 'a', .closes = true}, b = {.letter = 'b'}, c = {.letter = 'c'};
	submit(&a), submit(&b), submit(&c);
	run_until(loop, &is_closed);
	assert_string_equal(told, "abc");
}

static void the_first_of_a_batch_may_close_the_queue(void **state)
{
	(void)state;
	struct work a = {.letter = 'a'}, b = {.letter = 'b', .closes = true}, c = {.letter = 'c'};
	submit(&a), submit(&b), submit(&c);
	run_until(loop, &is_closed);
	assert_string_equal(ran, "a|bc|");
	assert_string_equal(told, "abc");
}

static void submit_to_a_closing_queue(void *data)
{
	struct work a = {.letter = 'a'};
	queue_close(queue, on_closed, data);
	submit(&a);
}

static void submitting_to_a_closing_queue_ends_the_process(void **state)
{
	(void)state;
	assert_true(is_asserted(submit_to_a_closing_queue, &gate));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(jobs_run_in_order_off_the_loop_and_are_told_on_it),
	    TEST(what_comes_while_a_batch_runs_forms_the_next_ones),
	    TEST(the_depth_counts_what_is_not_done),
	    TEST(a_job_done_may_submit_more),
	    TEST(a_job_done_may_be_submitted_again),
	    TEST(a_job_done_belongs_to_its_owner_again),
	    TEST(an_idle_queue_closes_from_the_loop),
	    TEST(closing_waits_for_every_job),
	    TEST(the_last_job_done_may_close_the_queue),
	    TEST(a_job_done_may_close_the_queue_before_the_last),
	    TEST(the_first_of_a_batch_may_close_the_queue),
	    TEST(submitting_to_a_closing_queue_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

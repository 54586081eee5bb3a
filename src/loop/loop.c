#include "loop/loop.h"

#include "base/mem.h"

#include <assert.h>
#include <uv.h>

struct loop {
	uv_loop_t uv;
	uv_prepare_t prepare; /* ends a turn's work: measures it */
	uv_idle_t idle;       /* active while calls are deferred, so that poll does not wait */
	struct list deferred; /* deferred::link */
	uint64_t turn_start_ns, turn_idle_ns;
	struct loop_lag lag;
};

const unsigned loop_lag_bounds_us[LOOP_LAG_BUCKETS - 1] = {
    100, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 500000,
};

static void lag_add(struct loop_lag *lag, uint64_t held_us)
{
	unsigned bucket = 0;
	while (bucket < LOOP_LAG_BUCKETS - 1 && held_us > loop_lag_bounds_us[bucket]) {
		bucket++;
	}
	lag->buckets[bucket]++;
	lag->turns++;
	lag->total_us += held_us;
	if (held_us > lag->max_us) {
		lag->max_us = held_us;
	}
}

/* Callbacks run in several places of a turn, poll among them; what a turn took less what poll
 * waited is what they took. */
static void on_prepare(uv_prepare_t *handle)
{
	struct loop *loop = handle->data;
	uint64_t now_ns = uv_hrtime();
	uint64_t idle_ns = uv_metrics_idle_time(&loop->uv);
	if (loop->turn_start_ns) {
		uint64_t turn_ns = now_ns - loop->turn_start_ns;
		uint64_t waited_ns = idle_ns - loop->turn_idle_ns;
		lag_add(&loop->lag, turn_ns > waited_ns ? (turn_ns - waited_ns) / 1000 : 0);
	}
	loop->turn_start_ns = now_ns;
	loop->turn_idle_ns = idle_ns;
}

/* Only what was there when the turn began: a call that defers again waits for the next one. */
static void on_idle(uv_idle_t *handle)
{
	struct loop *loop = handle->data;
	struct list batch;
	list_init(&batch);
	list_move_all(&batch, &loop->deferred);
	struct list *link;
	while ((link = list_take(&batch))) {
		struct deferred *call = list_entry(link, struct deferred, link);
		call->fn(call->data);
	}
	if (list_empty(&loop->deferred)) {
		uv_idle_stop(&loop->idle);
	}
}

struct loop *loop_create(void)
{
	uv_replace_allocator(xmalloc, xrealloc, xcalloc, free); /* no uv_*() answers UV_ENOMEM */
	struct loop *loop = xcalloc(1, sizeof(*loop));
	list_init(&loop->deferred);
	if (uv_loop_init(&loop->uv) != 0) {
		free(loop);
		return NULL;
	}
	uv_loop_configure(&loop->uv, UV_METRICS_IDLE_TIME);
	uv_prepare_init(&loop->uv, &loop->prepare);
	loop->prepare.data = loop;
	uv_prepare_start(&loop->prepare, on_prepare);
	uv_unref((uv_handle_t *)&loop->prepare);
	uv_idle_init(&loop->uv, &loop->idle);
	loop->idle.data = loop;
	return loop;
}

void loop_destroy(struct loop *loop)
{
	if (!loop) {
		return;
	}
	assert(list_empty(&loop->deferred));
	uv_close((uv_handle_t *)&loop->prepare, NULL);
	uv_close((uv_handle_t *)&loop->idle, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	int busy = uv_loop_close(&loop->uv);
	assert(busy == 0);
	(void)busy;
	free(loop);
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_turn(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_ONCE);
}

struct deadline {
	uv_timer_t timer;
	uv_prepare_t prepare; /* before poll */
	const bool *condition;
	bool late;
	unsigned open_count; /* handles whose close has not ended */
};

static void on_deadline(uv_timer_t *timer)
{
	struct deadline *deadline = timer->data;
	deadline->late = true;
}

/* What a timer has just brought about must not wait for the poll of its turn. */
static void on_deadline_prepare(uv_prepare_t *prepare)
{
	struct deadline *deadline = prepare->data;
	if (*deadline->condition) {
		uv_stop(prepare->loop);
	}
}

static void on_deadline_closed(uv_handle_t *handle)
{
	struct deadline *deadline = handle->data;
	deadline->open_count--;
}

bool loop_run_until(struct loop *loop, const bool *condition, int64_t timeout_ms)
{
	struct deadline deadline = {.condition = condition, .open_count = 2};
	uv_timer_init(&loop->uv, &deadline.timer);
	uv_prepare_init(&loop->uv, &deadline.prepare);
	deadline.timer.data = deadline.prepare.data = &deadline;
	uv_update_time(&loop->uv);
	uv_timer_start(&deadline.timer, on_deadline, (uint64_t)timeout_ms, 0);
	uv_prepare_start(&deadline.prepare, on_deadline_prepare);
	while (!*condition && !deadline.late) {
		uv_run(&loop->uv, UV_RUN_ONCE);
	}
	uv_close((uv_handle_t *)&deadline.timer, on_deadline_closed);
	uv_close((uv_handle_t *)&deadline.prepare, on_deadline_closed);
	while (deadline.open_count > 0) {
		uv_run(&loop->uv, UV_RUN_NOWAIT);
	}
	return *condition;
}

int64_t loop_now_ms(const struct loop *loop)
{
	return (int64_t)uv_now(&loop->uv);
}

struct uv_loop_s *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

void loop_defer(struct loop *loop, struct deferred *deferred, deferred_fn fn, void *data)
{
	assert(!list_is_linked(&deferred->link));
	deferred->fn = fn;
	deferred->data = data;
	list_append(&loop->deferred, &deferred->link);
	uv_idle_start(&loop->idle, on_idle);
}

void loop_defer_cancel(struct deferred *deferred)
{
	list_remove(&deferred->link);
}

struct loop_lag loop_lag(const struct loop *loop)
{
	return loop->lag;
}

uint64_t loop_lag_p99_us(const struct loop_lag *lag)
{
	uint64_t wanted = lag->turns - lag->turns / 100, met = 0;
	for (unsigned i = 0; i < LOOP_LAG_BUCKETS - 1; i++) {
		met += lag->buckets[i];
		if (met >= wanted) {
			return lag->turns ? loop_lag_bounds_us[i] : 0;
		}
	}
	return lag->max_us;
}

void loop_lag_reset(struct loop *loop)
{
	loop->lag = (struct loop_lag){0};
}

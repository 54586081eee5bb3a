/* loop/loop.h - the one event loop, on libuv.
 *
 * One thread runs it and owns all state; nothing on it ever waits. loop/ is the only folder that
 * closes handles: a wrapper is gone for its user at once, its memory follows in the close callback.
 * Loop thread only. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H
#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct uv_loop_s;

/* NULL where no descriptor is left. */
struct loop *loop_create(void);
/* Every handle must be closed and every deferred call run or cancelled (asserted). NULL is fine. */
void loop_destroy(struct loop *loop);

/* Runs until nothing is left to wait for. */
void loop_run(struct loop *loop);
/* One turn: waits until something happens, and tells it. */
void loop_turn(struct loop *loop);
/* For tests: runs until *condition, false when it did not become true within `timeout_ms`. */
bool loop_run_until(struct loop *loop, const bool *condition, int64_t timeout_ms);

/* Monotonic; the time at which this turn of the loop began. */
int64_t loop_now_ms(const struct loop *loop);
/* For web/, whose h2o lives on the same loop. */
struct uv_loop_s *loop_uv(struct loop *loop);

/* A call put off to the loop's next turn: how `done` never runs inside `start`. Embedded in the
 * operation; a zeroed one is idle. */
typedef void (*deferred_fn)(void *data);
struct deferred {
	struct list link; /* the loop's deferred list */
	deferred_fn fn;
	void *data;
};
/* At most one call at a time for each `struct deferred` (asserted). */
void loop_defer(struct loop *loop, struct deferred *deferred, deferred_fn fn, void *data);
/* Idle is fine. */
void loop_defer_cancel(struct deferred *deferred);

/* How long turns of the loop kept it from its other callers: work time of each turn, the wait in
 * poll left out. */
#define LOOP_LAG_BUCKETS 12
extern const unsigned loop_lag_bounds_us[LOOP_LAG_BUCKETS - 1]; /* the last bucket has no bound */
struct loop_lag {
	uint64_t turns;
	uint64_t total_us, max_us;
	uint64_t buckets[LOOP_LAG_BUCKETS]; /* not cumulative */
};
struct loop_lag loop_lag(const struct loop *loop);
/* What 99 turns in 100 stayed under, as fine as the buckets are; 0 before the first turn. */
uint64_t loop_lag_p99_us(const struct loop_lag *lag);
/* Starts the figures anew. */
void loop_lag_reset(struct loop *loop);

#endif

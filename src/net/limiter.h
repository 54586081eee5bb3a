/* net/limiter.h - keeps one upstream's rules: so many requests a minute, so many at once.
 *
 * The rate is kept as a moving window: at most `burst` starts in any burst/per_minute minutes.
 * Since a minute is made of such windows, no minute has more than `per_minute` starts, and the
 * pace stays steady. Waiters are let through in arrival order, those of low priority only while no
 * other waits. Loop thread only. */
#ifndef NET_LIMITER_H
#define NET_LIMITER_H
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct limiter;
typedef void (*limiter_ready_fn)(void *data);

struct limiter_rules {
	unsigned in_flight;  /* at once; at least 1 */
	unsigned per_minute; /* 0 = unpaced */
	unsigned burst;      /* starts that may follow each other without a pause; at least 1.
	                      * Lowered where it does not divide per_minute. */
};

/* Embedded in the operation that waits; a zeroed one is idle. */
struct limiter_wait {
	bool is_low_priority; /* set before limiter_acquire() */
	struct list link;
	limiter_ready_fn ready;
	void *data;
};

/* `loop` is borrowed. */
struct limiter *limiter_create(struct loop *loop, const struct limiter_rules *rules);
/* Every wait must have ended (asserted). NULL is fine. */
void limiter_destroy(struct limiter *limiter);

/* `ready` runs once a place is free, never from inside this; whoever was let through calls
 * limiter_release() when its request has ended. */
void limiter_acquire(struct limiter *limiter, struct limiter_wait *wait, limiter_ready_fn ready,
                     void *data);
/* `ready` will not run. Idle is fine. */
void limiter_cancel(struct limiter_wait *wait);
void limiter_release(struct limiter *limiter);

/* Nobody is let through in the next `wait_ms`: the upstream asked for it. Never shortens an
 * earlier hold. */
void limiter_hold(struct limiter *limiter, int64_t wait_ms);
/* What is left of that; 0 when only the pace or others in flight hold a newcomer back. */
int64_t limiter_held_ms(const struct limiter *limiter);

#endif

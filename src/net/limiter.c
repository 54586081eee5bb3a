#include "net/limiter.h"

#include "base/clock.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"

#include <assert.h>

struct limiter {
	struct loop *loop;
	struct limiter_rules rules;
	struct list waits, low_waits; /* limiter_wait::link */
	unsigned running;
	int64_t hold_until_ms; /* monotonic */
	int64_t *starts_ms;    /* ring of the last `burst` starts */
	unsigned next_start;   /* the oldest of them */
	struct alarm *alarm;
	struct deferred pump;
};

/* The largest burst whose windows fill a minute exactly: 5 for 55 a minute in bursts of 6, of which
 * ten would begin within one minute. */
static unsigned even_burst(const struct limiter_rules *rules)
{
	unsigned burst = rules->burst;
	while (rules->per_minute && rules->per_minute % burst) {
		burst--;
	}
	return burst;
}

static int64_t window_ms(const struct limiter *limiter)
{
	const struct limiter_rules *rules = &limiter->rules;
	return rules->per_minute
	           ? (60000LL * rules->burst + rules->per_minute - 1) / rules->per_minute
	           : 0;
}

/* The window has room again once the oldest of the last `burst` starts has left it. */
static int64_t wait_for_room_ms(const struct limiter *limiter, int64_t now_ms)
{
	int64_t free_at_ms = limiter->hold_until_ms;
	if (limiter->rules.per_minute) {
		int64_t room_at_ms = limiter->starts_ms[limiter->next_start] + window_ms(limiter);
		free_at_ms = room_at_ms > free_at_ms ? room_at_ms : free_at_ms;
	}
	return free_at_ms > now_ms ? free_at_ms - now_ms : 0;
}

static bool anybody_waits(const struct limiter *limiter)
{
	return !list_empty(&limiter->waits) || !list_empty(&limiter->low_waits);
}

static struct limiter_wait *take_next(struct limiter *limiter)
{
	struct list *link = list_take(&limiter->waits);
	link = link ? link : list_take(&limiter->low_waits);
	return list_entry(link, struct limiter_wait, link);
}

static void pump(void *data)
{
	struct limiter *limiter = data;
	while (anybody_waits(limiter) && limiter->running < limiter->rules.in_flight) {
		int64_t now_ms = clock_mono_ms();
		int64_t wait_ms = wait_for_room_ms(limiter, now_ms);
		if (wait_ms > 0) {
			alarm_start(limiter->alarm, wait_ms);
			return;
		}
		struct limiter_wait *wait = take_next(limiter);
		limiter->starts_ms[limiter->next_start] = now_ms;
		limiter->next_start = (limiter->next_start + 1) % limiter->rules.burst;
		limiter->running++;
		wait->ready(wait->data);
	}
}

static void pump_soon(struct limiter *limiter)
{
	if (!list_is_linked(&limiter->pump.link) && anybody_waits(limiter)) {
		loop_defer(limiter->loop, &limiter->pump, pump, limiter);
	}
}

struct limiter *limiter_create(struct loop *loop, const struct limiter_rules *rules)
{
	assert(rules->in_flight > 0 && rules->burst > 0);
	struct limiter *limiter = xcalloc(1, sizeof(*limiter));
	limiter->loop = loop;
	limiter->rules = *rules;
	limiter->rules.burst = even_burst(rules);
	list_init(&limiter->waits);
	list_init(&limiter->low_waits);
	limiter->starts_ms = xcalloc(limiter->rules.burst, sizeof(*limiter->starts_ms));
	for (unsigned i = 0; i < limiter->rules.burst; i++) {
		limiter->starts_ms[i] = INT64_MIN / 2; /* long ago */
	}
	limiter->alarm = alarm_create(loop, pump, limiter);
	return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
	if (!limiter) {
		return;
	}
	assert(!anybody_waits(limiter));
	loop_defer_cancel(&limiter->pump);
	alarm_destroy(limiter->alarm);
	free(limiter->starts_ms);
	free(limiter);
}

void limiter_acquire(struct limiter *limiter, struct limiter_wait *wait, limiter_ready_fn ready,
                     void *data)
{
	assert(!list_is_linked(&wait->link));
	wait->ready = ready;
	wait->data = data;
	list_append(wait->is_low_priority ? &limiter->low_waits : &limiter->waits, &wait->link);
	pump_soon(limiter);
}

void limiter_cancel(struct limiter_wait *wait)
{
	list_remove(&wait->link);
}

void limiter_release(struct limiter *limiter)
{
	assert(limiter->running > 0);
	limiter->running--;
	pump_soon(limiter);
}

void limiter_hold(struct limiter *limiter, int64_t wait_ms)
{
	int64_t until_ms = clock_mono_ms() + wait_ms;
	if (until_ms > limiter->hold_until_ms) {
		limiter->hold_until_ms = until_ms;
	}
}

int64_t limiter_held_ms(const struct limiter *limiter)
{
	int64_t left_ms = limiter->hold_until_ms - clock_mono_ms();
	return left_ms > 0 ? left_ms : 0;
}

#include "loop/alarm.h"

#include "base/mem.h"
#include "loop/loop.h"

#include <uv.h>

struct alarm {
	uv_timer_t uv;
	struct loop *loop;
	struct deferred now; /* in place of a timer of 0 ms, which uv runs again in the same turn */
	alarm_fn fn;
	void *data;
};

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void on_alarm(uv_timer_t *handle)
{
	struct alarm *alarm = handle->data;
	alarm->fn(alarm->data);
}

static void on_now(void *data)
{
	struct alarm *alarm = data;
	alarm->fn(alarm->data);
}

struct alarm *alarm_create(struct loop *loop, alarm_fn fn, void *data)
{
	struct alarm *alarm = xcalloc(1, sizeof(*alarm));
	uv_timer_init(loop_uv(loop), &alarm->uv);
	alarm->uv.data = alarm;
	alarm->loop = loop;
	alarm->fn = fn;
	alarm->data = data;
	return alarm;
}

void alarm_destroy(struct alarm *alarm)
{
	if (alarm) {
		loop_defer_cancel(&alarm->now);
		uv_close((uv_handle_t *)&alarm->uv, on_closed);
	}
}

void alarm_start(struct alarm *alarm, int64_t delay_ms)
{
	alarm_stop(alarm);
	if (delay_ms <= 0) {
		loop_defer(alarm->loop, &alarm->now, on_now, alarm);
		return;
	}
	/* uv counts from the start of the turn: a long turn must not shorten the wait. */
	uv_update_time(alarm->uv.loop);
	uv_timer_start(&alarm->uv, on_alarm, (uint64_t)delay_ms, 0);
}

void alarm_stop(struct alarm *alarm)
{
	uv_timer_stop(&alarm->uv);
	loop_defer_cancel(&alarm->now);
}

bool alarm_is_active(const struct alarm *alarm)
{
	return list_is_linked(&alarm->now.link) || uv_is_active((const uv_handle_t *)&alarm->uv);
}

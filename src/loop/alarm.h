/* loop/alarm.h - a call at a later time. Monotonic clock; loop thread only. */
#ifndef LOOP_ALARM_H
#define LOOP_ALARM_H
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct alarm;
typedef void (*alarm_fn)(void *data);

/* Stopped. `loop` is borrowed. */
struct alarm *alarm_create(struct loop *loop, alarm_fn fn, void *data);
/* Stops it for good; fn never runs after this. NULL is fine. */
void alarm_destroy(struct alarm *alarm);

/* fn runs once, `delay_ms` from now (0: in the loop's next turn); starting again moves it. */
void alarm_start(struct alarm *alarm, int64_t delay_ms);
void alarm_stop(struct alarm *alarm);
bool alarm_is_active(const struct alarm *alarm);

#endif

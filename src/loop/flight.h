/* loop/flight.h - one call under way however many ask for its result.
 *
 * The owner starts the call for the first who joins and lands it for all of them. Loop thread. */
#ifndef LOOP_FLIGHT_H
#define LOOP_FLIGHT_H
#include "base/list.h"

#include <stdbool.h>

struct err;

/* `result` is borrowed, and NULL when `err` is not. */
typedef void (*flight_fn)(void *data, const void *result, const struct err *err);

struct flight {
	struct list waits; /* flight_wait::link */
};

/* Embedded in the operation that waits; a zeroed one is idle. */
struct flight_wait {
	struct list link;
	flight_fn fn;
	void *data;
};

void flight_init(struct flight *flight);
/* True for the first one to wait: the owner starts the call then. */
bool flight_join(struct flight *flight, struct flight_wait *wait, flight_fn fn, void *data);
/* fn will not run. Idle is fine. */
void flight_leave(struct flight_wait *wait);
bool flight_is_empty(const struct flight *flight);
/* Calls each waiter once, in order; who joins meanwhile waits for the next landing. The flight may
 * be gone when this returns. */
void flight_land(struct flight *flight, const void *result, const struct err *err);

#endif

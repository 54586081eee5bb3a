#include "loop/flight.h"

#include <assert.h>

void flight_init(struct flight *flight)
{
	list_init(&flight->waits);
}

bool flight_join(struct flight *flight, struct flight_wait *wait, flight_fn fn, void *data)
{
	assert(!list_is_linked(&wait->link));
	bool first = list_empty(&flight->waits);
	wait->fn = fn;
	wait->data = data;
	list_append(&flight->waits, &wait->link);
	return first;
}

void flight_leave(struct flight_wait *wait)
{
	list_remove(&wait->link);
}

bool flight_is_empty(const struct flight *flight)
{
	return list_empty(&flight->waits);
}

void flight_land(struct flight *flight, const void *result, const struct err *err)
{
	struct list landing;
	list_init(&landing);
	list_move_all(&landing, &flight->waits);
	struct list *link;
	while ((link = list_take(&landing))) {
		struct flight_wait *wait = list_entry(link, struct flight_wait, link);
		wait->fn(wait->data, result, err);
	}
}

#include "http/window.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	ROOM = 4096 /* a peer far beyond every limit is not counted further */
};

void window_init(struct window *window, int64_t span_us)
{
	*window = (struct window){.span_us = span_us};
	window->times_us = xcalloc(ROOM, sizeof(*window->times_us));
}

void window_finish(struct window *window)
{
	free(window->times_us);
	window->times_us = NULL;
}

void window_clear(struct window *window)
{
	window->count = 0;
}

uint32_t window_note(struct window *window, int64_t now_us)
{
	while (window->count && window->times_us[window->first] <= now_us - window->span_us) {
		window->first = (window->first + 1) % ROOM;
		window->count--;
	}
	if (window->count == ROOM) {
		window->first = (window->first + 1) % ROOM;
		window->count--;
	}
	window->times_us[(window->first + window->count++) % ROOM] = now_us;
	return window->count;
}

int64_t window_free_at(const struct window *window, uint32_t limit)
{
	if (window->count < limit || limit == 0) {
		return 0;
	}
	uint32_t leaving = window->first + window->count - limit;
	return window->times_us[leaving % ROOM] + window->span_us;
}

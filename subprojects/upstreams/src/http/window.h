/* http/window.h - how many requests came within a moving span of time. */
#ifndef HTTP_WINDOW_H
#define HTTP_WINDOW_H
#include <stdint.h>

struct window {
	int64_t span_us;
	int64_t *times_us; /* ring, oldest at `first` */
	uint32_t first, count;
};

void window_init(struct window *window, int64_t span_us);
void window_finish(struct window *window);
void window_clear(struct window *window);

/* Counts one more request, refused ones too; returns how many the span now holds. */
uint32_t window_note(struct window *window, int64_t now_us);
/* When the span will hold fewer than `limit`, if nothing more comes. */
int64_t window_free_at(const struct window *window, uint32_t limit);

#endif

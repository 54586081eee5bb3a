#include "loop/watch.h"

#include "base/mem.h"
#include "loop/loop.h"

#include <uv.h>

struct watch {
	uv_poll_t uv;
	int fd;
	watch_fn fn;
	void *data;
};

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
	struct watch *watch = handle->data;
	unsigned ready = (events & UV_READABLE ? WATCH_READ : 0u) |
	                 (events & UV_WRITABLE ? WATCH_WRITE : 0u) |
	                 (status < 0 ? WATCH_ERROR : 0u);
	watch->fn(watch->data, watch->fd, ready);
}

struct watch *watch_create(struct loop *loop, int fd, watch_fn fn, void *data)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));
	if (uv_poll_init(loop_uv(loop), &watch->uv, fd) != 0) {
		free(watch);
		return NULL;
	}
	watch->uv.data = watch;
	watch->fd = fd;
	watch->fn = fn;
	watch->data = data;
	return watch;
}

void watch_set(struct watch *watch, unsigned events)
{
	int wanted =
	    (events & WATCH_READ ? UV_READABLE : 0) | (events & WATCH_WRITE ? UV_WRITABLE : 0);
	if (wanted) {
		uv_poll_start(&watch->uv, wanted, on_poll);
	} else {
		uv_poll_stop(&watch->uv);
	}
}

void watch_destroy(struct watch *watch)
{
	if (watch) {
		uv_poll_stop(&watch->uv);
		uv_close((uv_handle_t *)&watch->uv, on_closed);
	}
}

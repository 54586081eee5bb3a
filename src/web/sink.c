#include "web/sink.h"

#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "loop/watch.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/* Enough for a body that was sent in good faith, too little to keep us busy with. */
#define MAX_BYTES ((size_t)8 << 20)
#define MAX_MS 2000
/* Read in one turn at most: others wait. */
#define TURN_BYTES ((size_t)256 << 10)

struct sink {
	struct list link;
	int fd;
	struct watch *watch;
	struct alarm *deadline;
	size_t read_bytes;
	sink_ended_fn ended;
	void *data;
};

static void sink_free(struct sink *sink)
{
	list_remove(&sink->link);
	alarm_destroy(sink->deadline);
	watch_destroy(sink->watch);
	close(sink->fd);
	free(sink);
}

static void sink_end(struct sink *sink)
{
	sink_ended_fn ended = sink->ended;
	void *data = sink->data;
	sink_free(sink);
	ended(data);
}

static void on_deadline(void *data)
{
	sink_end(data);
}

static void on_readable(void *data, int fd, unsigned events)
{
	struct sink *sink = data;
	static char scratch[16384];
	(void)events; /* an error shows in recv() too */
	for (size_t turn = 0; turn < TURN_BYTES; turn += sizeof(scratch)) {
		ssize_t got = recv(fd, scratch, sizeof(scratch), MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		}
		sink->read_bytes += got > 0 ? (size_t)got : 0;
		if (got <= 0 || sink->read_bytes > MAX_BYTES) {
			sink_end(sink);
			return;
		}
	}
}

void sink_start(struct loop *loop, struct list *list, int fd, sink_ended_fn ended, void *data)
{
	struct sink *sink = xcalloc(1, sizeof(*sink));
	sink->fd = fd;
	sink->ended = ended;
	sink->data = data;
	list_append(list, &sink->link);
	sink->deadline = alarm_create(loop, on_deadline, sink);
	sink->watch = watch_create(loop, fd, on_readable, sink);
	shutdown(fd, SHUT_WR);
	if (sink->watch) {
		watch_set(sink->watch, WATCH_READ);
	}
	alarm_start(sink->deadline, sink->watch ? MAX_MS : 0);
}

void sink_cancel_all(struct list *list)
{
	struct list *link;
	while ((link = list_take(list))) {
		sink_free(list_entry(link, struct sink, link));
	}
}

/* web/sink.h - reads away what a refused client still sends, so that it gets to the reply.
 *
 * A socket closed with unread input resets the connection, and the reply with it. Private to
 * web/; loop thread only. */
#ifndef WEB_SINK_H
#define WEB_SINK_H
#include "base/list.h"

struct loop;

typedef void (*sink_ended_fn)(void *data);

/* Sends the end of the stream on `fd`, which is the sink's from now on, and closes it when the
 * peer has closed its end, sent too much, or taken too long. `ended` runs then, never from inside
 * this call. The sink is in `list` (sink::link) until it ends. */
void sink_start(struct loop *loop, struct list *list, int fd, sink_ended_fn ended, void *data);
/* Ends all of them at once; `ended` runs for none. */
void sink_cancel_all(struct list *list);

#endif

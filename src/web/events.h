/* web/events.h - one thing that many clients watch: Server-Sent Events.
 *
 * Each subscriber gets the newest state at once, and again when it has changed: at most one message
 * in an interval, always the newest one. A client that does not read costs the message under way
 * and nothing more. The state is written out only when somebody is to get it. No timer runs while
 * there is no subscriber. Loop thread only. */
#ifndef WEB_EVENTS_H
#define WEB_EVENTS_H
#include <stddef.h>

struct events;
struct loop;
struct request;

/* Returns the state as text, which the hub free()s. May not call back into the hub. */
typedef char *(*events_render_fn)(void *data);

struct events_options {
	const char *name; /* of the event; a literal */
	events_render_fn render;
	void *data;
	/* 0 stands for the default. */
	unsigned interval_ms;  /* 250 between two messages to the same subscriber */
	unsigned heartbeat_ms; /* 15,000 between comment lines, so that no proxy hangs up */
};

/* `loop` is borrowed. */
struct events *events_create(struct loop *loop, const struct events_options *options);
/* Ends every subscriber's stream. NULL is fine. */
void events_destroy(struct events *events);

/* Replies to the request with the stream; the server has a limit on how many there are. */
void events_subscribe(struct events *events, struct request *request);
/* The state is another one now. Cheap: call it as often as you like. */
void events_changed(struct events *events);
size_t events_count(const struct events *events);

#endif

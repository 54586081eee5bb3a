#include "web/events.h"

#include "base/buf.h"
#include "base/list.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "web/blob.h"
#include "web/reply.h"
#include "web/stream.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Written in one turn of the loop: the others follow in the next one. */
#define TURN_MESSAGES 64

struct events {
	struct loop *loop;
	struct events_options options;
	struct list ready;   /* subscriber::link: can be sent to */
	struct list sending; /* subscriber::link: a message is under way */
	size_t count;
	struct blob *newest; /* NULL: not written out yet */
	uint64_t revision;   /* of `newest`; 0 before the first */
	bool is_changed;     /* since `newest` was written out */
	struct blob *heartbeat;
	struct alarm *tick; /* somebody is to be sent the newest state */
	int64_t tick_at_ms;
	struct alarm *beat;    /* runs while there are subscribers */
	struct deferred go_on; /* flush() stopped at its limit */
};

struct subscriber {
	struct list link;
	struct events *events;
	struct stream *stream;
	uint64_t revision; /* sent last */
	int64_t sent_ms;
	bool is_beat_due;
};

/* "event: progress", a data line for each of the text's, an empty line. */
static struct blob *write_message(const char *name, const char *text)
{
	autobuf message = {0};
	buf_printf(&message, "event: %s\n", name);
	do {
		size_t length = strcspn(text, "\r\n");
		buf_puts(&message, "data: ");
		buf_append(&message, text, length);
		buf_puts(&message, "\n");
		text += length;
		text += strspn(text, "\r\n");
	} while (*text);
	buf_puts(&message, "\n");
	return blob_take_buf(&message);
}

static void update_newest(struct events *events)
{
	if (!events->is_changed) {
		return;
	}
	autofree char *text = events->options.render(events->options.data);
	blob_unref(events->newest);
	events->newest = write_message(events->options.name, text ? text : "");
	events->is_changed = false;
	events->revision++;
}

static void send_to(struct subscriber *subscriber, struct blob *blob)
{
	struct events *events = subscriber->events;
	list_remove(&subscriber->link);
	list_append(&events->sending, &subscriber->link);
	stream_send(subscriber->stream, blob_ref(blob));
}

static void send_newest(struct subscriber *subscriber)
{
	struct events *events = subscriber->events;
	subscriber->revision = events->revision;
	subscriber->sent_ms = loop_now_ms(events->loop);
	subscriber->is_beat_due = false;
	send_to(subscriber, events->newest);
}

/* When its next message may be sent; `now_ms` or before: at once. */
static int64_t due_ms(const struct subscriber *subscriber)
{
	return subscriber->sent_ms + (int64_t)subscriber->events->options.interval_ms;
}

static bool is_behind(const struct subscriber *subscriber)
{
	return subscriber->revision != subscriber->events->revision;
}

/* At `at_ms` at the latest. */
static void wake_at(struct events *events, int64_t at_ms)
{
	if (!alarm_is_active(events->tick) || at_ms < events->tick_at_ms) {
		events->tick_at_ms = at_ms;
		alarm_start(events->tick, at_ms - loop_now_ms(events->loop));
	}
}

static void on_go_on(void *data);

/* Sends to everybody who is behind and has waited long enough, and sees to it that it is called
 * again when the next one has. */
static void flush(struct events *events)
{
	int64_t now_ms = loop_now_ms(events->loop), next_ms = INT64_MAX;
	unsigned sent = 0;
	for (struct list *link = events->ready.next, *next; link != &events->ready; link = next) {
		struct subscriber *subscriber = list_entry(link, struct subscriber, link);
		next = link->next;
		if (sent == TURN_MESSAGES) {
			loop_defer_cancel(&events->go_on);
			loop_defer(events->loop, &events->go_on, on_go_on, events);
			return;
		}
		if (is_behind(subscriber) && due_ms(subscriber) <= now_ms) {
			send_newest(subscriber);
			sent++;
		} else if (subscriber->is_beat_due) {
			subscriber->is_beat_due = false;
			send_to(subscriber, events->heartbeat);
			sent++;
		} else if (is_behind(subscriber) && due_ms(subscriber) < next_ms) {
			next_ms = due_ms(subscriber);
		}
	}
	if (next_ms != INT64_MAX) {
		wake_at(events, next_ms);
	}
}

static void on_go_on(void *data)
{
	flush(data);
}

static void on_tick(void *data)
{
	struct events *events = data;
	update_newest(events);
	flush(events);
}

static void on_beat(void *data)
{
	struct events *events = data;
	for (struct list *link = events->ready.next; link != &events->ready; link = link->next) {
		list_entry(link, struct subscriber, link)->is_beat_due = true;
	}
	flush(events);
	alarm_start(events->beat, events->options.heartbeat_ms);
}

/* The message before this has left, or there was none. */
static void on_pull(void *data, struct stream *stream)
{
	struct subscriber *subscriber = data;
	struct events *events = subscriber->events;
	subscriber->stream = stream;
	list_remove(&subscriber->link);
	list_append(&events->ready, &subscriber->link);
	if (subscriber->revision == 0) {
		update_newest(events);
		send_newest(subscriber);
	} else if (is_behind(subscriber) || events->is_changed) {
		wake_at(events, due_ms(subscriber));
	}
}

static void subscriber_free(struct subscriber *subscriber)
{
	struct events *events = subscriber->events;
	list_remove(&subscriber->link);
	free(subscriber);
	if (--events->count == 0) {
		alarm_stop(events->beat);
		alarm_stop(events->tick);
	}
}

static void on_gone(void *data)
{
	subscriber_free(data);
}

struct events *events_create(struct loop *loop, const struct events_options *options)
{
	struct events *events = xcalloc(1, sizeof(*events));
	events->loop = loop;
	events->options = *options;
	struct events_options *own = &events->options;
	own->interval_ms = own->interval_ms ? own->interval_ms : 250;
	own->heartbeat_ms = own->heartbeat_ms ? own->heartbeat_ms : 15000;
	list_init(&events->ready);
	list_init(&events->sending);
	events->is_changed = true;
	events->heartbeat = blob_copy(":\n\n", 3);
	events->tick = alarm_create(loop, on_tick, events);
	events->beat = alarm_create(loop, on_beat, events);
	return events;
}

static void end_all(struct list *subscribers)
{
	struct list *link;
	while ((link = list_take(subscribers))) {
		struct subscriber *subscriber = list_entry(link, struct subscriber, link);
		struct stream *stream = subscriber->stream;
		subscriber_free(subscriber);
		stream_end(stream);
	}
}

void events_destroy(struct events *events)
{
	if (!events) {
		return;
	}
	end_all(&events->ready);
	end_all(&events->sending);
	loop_defer_cancel(&events->go_on);
	alarm_destroy(events->tick);
	alarm_destroy(events->beat);
	blob_unref(events->newest);
	blob_unref(events->heartbeat);
	free(events);
}

void events_subscribe(struct events *events, struct request *request)
{
	static const struct stream_source source = {
	    .pull = on_pull, .gone = on_gone, .is_endless = true};
	struct subscriber *subscriber = xcalloc(1, sizeof(*subscriber));
	subscriber->events = events;
	list_init(&subscriber->link);
	if (events->count++ == 0) {
		alarm_start(events->beat, events->options.heartbeat_ms);
	}
	reply_header(request, "X-Accel-Buffering", "no"); /* nginx would hold messages back */
	reply_stream(request, "text/event-stream", &source, subscriber);
}

void events_changed(struct events *events)
{
	int64_t first_ms = INT64_MAX;
	if (events->is_changed) {
		return; /* whoever is to be told is waited for already */
	}
	events->is_changed = true;
	for (struct list *link = events->ready.next; link != &events->ready; link = link->next) {
		int64_t at_ms = due_ms(list_entry(link, struct subscriber, link));
		first_ms = at_ms < first_ms ? at_ms : first_ms;
	}
	if (first_ms != INT64_MAX) {
		/* In the next turn at the earliest: changes made together are told together. */
		wake_at(events, first_ms);
	}
}

size_t events_count(const struct events *events)
{
	return events->count;
}

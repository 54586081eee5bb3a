#include "web/conn.h"

#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "web/sink.h"

#include <assert.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

/* A connection that gave way is gone one turn later; so many may be on their way out at a time, and
 * so many refused clients are read from for a while. */
#define SLACK(max) ((max) / 8 + 1)
/* How soon a handler learns that its client has left. */
#define WATCH_MS 1000
/* What h2o reads at least at a time, and doubles from (socket/uv-binding.c.h). */
#define READ_BYTES 4096
/* Whoever takes less of a reply within send_ms does not read it: a byte now and then would keep the
 * connection for ever. */
#define MIN_TAKEN_BYTES 4096
/* For one that may give way, before one that has asked for something has to. */
#define MAX_LOOKS 64

/* h2o doubles a connection's input buffer without end, and moves it into a temporary file past a
 * threshold. The file's name is a template that mkstemp() refuses: growth stops there, h2o gives
 * the connection up, and no file is ever made. (It prints the name with the reason, once for each
 * such connection: the text is meant to be read there.) One for the process: the buffers that h2o
 * keeps for reuse hang on it. */
static h2o_buffer_mmap_settings_t input_cap = {
    .fn_template = "none, a request was larger than the web server takes",
};
static h2o_buffer_prototype_t input_prototype = {
    .allocator = {.max = 16},
    ._initial_buf = {.capacity = 2 * (size_t)READ_BYTES},
    .mmap_settings = &input_cap,
};

static void on_handle_closed(uv_handle_t *handle)
{
	free(handle);
}

static void check_emptied(struct conns *conns)
{
	bool is_empty = conns->count == 0 && list_empty(&conns->sinks);
	conns_emptied_fn emptied = conns->emptied;
	if (conns->is_closing && is_empty && emptied) {
		conns->emptied = NULL;
		emptied(conns->data);
	}
}

static void on_sink_ended(void *data)
{
	struct conns *conns = data;
	conns->sink_count--;
	check_emptied(conns);
}

static void linger_on(struct conns *conns, int fd)
{
	if (conns->sink_count < SLACK(conns->limits.connections)) {
		conns->sink_count++;
		sink_start(conns->loop, &conns->sinks, fd, on_sink_ended, conns);
	} else {
		close(fd);
	}
}

static void cancel_sinks(struct conns *conns)
{
	sink_cancel_all(&conns->sinks);
	conns->sink_count = 0;
}

static void forget_reply(struct conn *conn)
{
	conn->conns->unread_bytes -= conn->unread_bytes;
	conn->unread_bytes = 0;
}

/* h2o has closed the connection and is about to free its side. */
static void on_closed(void *data)
{
	struct conn *conn = data;
	struct conns *conns = conn->conns;
	list_remove(&conn->link);
	conns->count--;
	forget_reply(conn);
	if (conn->linger_fd >= 0) {
		linger_on(conns, conn->linger_fd);
	}
	free(conn);
	check_emptied(conns);
}

void conns_visit_busy(struct conns *conns, conns_visit_fn visit)
{
	struct list batch;
	struct list *link;
	list_init(&batch);
	list_move_all(&batch, &conns->busy);
	while ((link = list_take(&batch))) {
		list_append(&conns->busy, link);
		visit(conns, list_entry(link, struct conn, link));
	}
}

/* ---- the sweep ---- */

static int64_t sweep_delay_ms(const struct conns *conns, const struct conn *conn)
{
	int64_t delay_ms = conns->limits.send_ms / 4;
	bool is_urgent = conn->request && conn->left;
	return is_urgent && delay_ms > WATCH_MS ? WATCH_MS : delay_ms;
}

static void sweep_within(struct conns *conns, int64_t delay_ms)
{
	int64_t at_ms = loop_now_ms(conns->loop) + delay_ms;
	if (!alarm_is_active(conns->sweep) || at_ms < conns->sweep_at_ms) {
		conns->sweep_at_ms = at_ms;
		alarm_start(conns->sweep, delay_ms);
	}
}

/* Whether the client has read its part since it last had, or has nothing to read. The kernel takes
 * megabytes from us at a time, so what it holds is looked at too. */
static bool is_progressing(struct conn *conn)
{
	size_t queued = uv_stream_get_write_queue_size(conn->handle);
	int in_kernel = 0;
	if (!queued) {
		return true;
	}
	ioctl(h2o_socket_get_fd(conn->sock), SIOCOUTQ, &in_kernel);
	size_t read = conn->sock->bytes_written - queued - (size_t)in_kernel;
	if (read - conn->seen_read < MIN_TAKEN_BYTES) {
		return false;
	}
	conn->seen_read = read;
	return true;
}

static bool has_left(const struct conn *conn)
{
	struct pollfd peer = {.fd = h2o_socket_get_fd(conn->sock), .events = POLLRDHUP};
	return poll(&peer, 1, 0) == 1;
}

/* The last statement of whoever calls: the connection may be gone. */
static void tell_left(struct conn *conn)
{
	conn_left_fn left = conn->left;
	conn->left = NULL;
	left(conn->left_data);
}

static void look_at(struct conns *conns, struct conn *conn)
{
	int64_t now_ms = loop_now_ms(conns->loop);
	sweep_within(conns, sweep_delay_ms(conns, conn));
	if (is_progressing(conn)) {
		conn->idle_since_ms = now_ms;
	} else if (now_ms - conn->idle_since_ms >= (int64_t)conns->limits.send_ms) {
		conns->stuck++;
		conn_shut(conn);
		return;
	}
	if (conn->left && has_left(conn)) {
		tell_left(conn);
	}
}

static void on_sweep(void *data)
{
	conns_visit_busy(data, look_at);
}

/* ---- all of them ---- */

void conns_init(struct conns *conns, struct loop *loop, const struct server_limits *limits)
{
	*conns = (struct conns){.loop = loop, .limits = *limits};
	list_init(&conns->waiting);
	list_init(&conns->busy);
	list_init(&conns->sinks);
	conns->sweep = alarm_create(loop, on_sweep, conns);
	size_t input_bytes = limits->head_bytes + limits->body_bytes;
	size_t capacity = input_prototype._initial_buf.capacity;
	while (capacity < input_bytes + READ_BYTES) {
		capacity *= 2;
	}
	input_cap.threshold = capacity + 1;
}

void conns_finish(struct conns *conns)
{
	assert(conns->count == 0 && list_empty(&conns->sinks));
	alarm_destroy(conns->sweep);
}

/* Of those with an unread reply of `min_bytes` or more, streams counted as 0, the one that has not
 * read for longest; NULL where there is none. */
static struct conn *find_slowest(const struct conns *conns, size_t min_bytes)
{
	struct conn *slowest = NULL;
	for (struct list *link = conns->busy.next; link != &conns->busy; link = link->next) {
		struct conn *conn = list_entry(link, struct conn, link);
		bool has_unread = conn->unread_bytes >= min_bytes &&
		                  uv_stream_get_write_queue_size(conn->handle) > 0;
		if (has_unread && (!slowest || conn->idle_since_ms < slowest->idle_since_ms)) {
			slowest = conn;
		}
	}
	return slowest;
}

/* In a turn with thousands of requests those that are read first look busier than those whose
 * requests are still to be read. */
static bool has_asked(const struct conn *conn)
{
	int unread = 0;
	ioctl(h2o_socket_get_fd(conn->sock), FIONREAD, &unread);
	return unread > 0;
}

static struct conn *find_longest_waiting(const struct conns *conns)
{
	unsigned looks = 0;
	for (struct list *link = conns->waiting.next; link != &conns->waiting; link = link->next) {
		struct conn *conn = list_entry(link, struct conn, link);
		if (!has_asked(conn) || ++looks == MAX_LOOKS) {
			return conn;
		}
	}
	return NULL;
}

static void evict(struct conn *conn)
{
	list_remove(&conn->link); /* on_closed() removes it once more, which is fine */
	forget_reply(conn);
	conn_shut(conn);
	conn->conns->evicted++;
}

/* Whoever has asked for nothing or read nothing for longest gives way, so that connections which do
 * nothing cannot keep others out. False where there is no room. */
static bool make_room(struct conns *conns)
{
	unsigned max = conns->limits.connections;
	if (conns->count < max) {
		return true;
	}
	struct conn *oldest = find_slowest(conns, 0), *first = find_longest_waiting(conns);
	if (first && (!oldest || first->idle_since_ms <= oldest->idle_since_ms)) {
		oldest = first;
	}
	if (conns->count >= max + SLACK(max) || !oldest) {
		return false;
	}
	evict(oldest);
	return true;
}

void conns_accept(void *data, uv_stream_t *stream)
{
	struct conns *conns = data;
	if (conns->is_closing || !make_room(conns)) {
		conns->refused++;
		uv_close((uv_handle_t *)stream, on_handle_closed);
		return;
	}
	struct conn *conn = xcalloc(1, sizeof(*conn));
	conn->conns = conns;
	conn->handle = stream;
	conn->linger_fd = -1;
	conn->idle_since_ms = loop_now_ms(conns->loop);
	conn->sock = h2o_uv_socket_create(stream, on_handle_closed);
	conn->sock->on_close.cb = on_closed;
	conn->sock->on_close.data = conn;
	h2o_buffer_set_prototype(&conn->sock->input, &input_prototype);
	list_append(&conns->waiting, &conn->link);
	conns->count++;
	conns->accepted++;
	h2o_accept(&conns->accept, conn->sock);
}

static bool has_input(const struct conn *conn)
{
	return conn->sock->input->bytes && conn->sock->input->size > 0;
}

void conns_close(struct conns *conns, conns_emptied_fn emptied, void *data)
{
	conns->is_closing = true;
	conns->emptied = emptied;
	conns->data = data;
	for (struct list *link = conns->waiting.next; link != &conns->waiting; link = link->next) {
		struct conn *conn = list_entry(link, struct conn, link);
		if (!has_input(conn)) {
			conn_shut(conn);
		}
	}
	cancel_sinks(conns);
	check_emptied(conns);
}

void conns_cut(struct conns *conns)
{
	struct list *const lists[] = {&conns->waiting, &conns->busy};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (struct list *link = lists[i]->next; link != lists[i]; link = link->next) {
			conn_shut(list_entry(link, struct conn, link));
		}
	}
	cancel_sinks(conns);
	check_emptied(conns);
}

/* ---- one of them ---- */

struct conn *conn_of(const h2o_req_t *h2o)
{
	return h2o->conn->callbacks->get_socket(h2o->conn)->on_close.data;
}

void conn_begin(struct conn *conn)
{
	struct conns *conns = conn->conns;
	if (conn->is_busy) {
		return;
	}
	conn->is_busy = true;
	conn->idle_since_ms = loop_now_ms(conns->loop);
	list_remove(&conn->link);
	list_append(&conns->busy, &conn->link);
	sweep_within(conns, sweep_delay_ms(conns, conn));
}

void conn_end(struct conn *conn)
{
	struct conns *conns = conn->conns;
	assert(!conn->request && !conn->stream);
	conn->is_busy = false;
	conn->idle_since_ms = loop_now_ms(conns->loop);
	conn->left = NULL;
	forget_reply(conn);
	list_remove(&conn->link);
	list_append(&conns->waiting, &conn->link);
	if (conns->is_closing) {
		conn_shut(conn);
	}
}

void conn_reply(struct conn *conn, size_t bytes)
{
	struct conns *conns = conn->conns;
	struct conn *slowest;
	conn->unread_bytes = bytes;
	conns->unread_bytes += bytes;
	while (conns->unread_bytes > conns->limits.unread_bytes &&
	       (slowest = find_slowest(conns, 1))) {
		evict(slowest);
	}
}

bool conn_begin_endless(struct conn *conn)
{
	struct conns *conns = conn->conns;
	if (conns->endless_count >= conns->limits.streams) {
		return false;
	}
	conns->endless_count++;
	return true;
}

void conn_end_endless(struct conn *conn)
{
	conn->conns->endless_count--;
}

void conn_watch(struct conn *conn, conn_left_fn left, void *data)
{
	conn->left = left;
	conn->left_data = data;
	sweep_within(conn->conns, sweep_delay_ms(conn->conns, conn));
}

void conn_linger(struct conn *conn)
{
	if (conn->linger_fd < 0) {
		int fd = h2o_socket_get_fd(conn->sock);
		conn->linger_fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
	}
}

void conn_shut(struct conn *conn)
{
	int fd = h2o_socket_get_fd(conn->sock);
	if (fd >= 0) {
		shutdown(fd, SHUT_RDWR);
	}
}

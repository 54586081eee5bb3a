#include "support/peer.h"

#include "base/buf.h"
#include "base/list.h"
#include "base/mem.h"
#include "loop/listener.h"
#include "loop/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#define SCRIPT_MAX 64

struct line {
	char *bytes; /* NULL: stall */
	size_t length;
	bool close_after;
};

struct peer {
	struct listener *listener;
	char url[64];
	struct line script[SCRIPT_MAX];
	size_t script_count;
	struct list connections; /* connection::link */
	unsigned connection_count, requests;
	bool stalling;
	struct buf last;
};

struct connection {
	struct list link;
	struct peer *peer;
	uv_stream_t *stream;
	struct buf received;
	char chunk[65536];
};

struct sending {
	uv_write_t request;
	struct connection *connection;
	bool close_after;
};

static void on_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;
	buf_finish(&connection->received);
	free(handle);
	free(connection);
}

static void drop(struct connection *connection)
{
	list_remove(&connection->link);
	if (!uv_is_closing((uv_handle_t *)connection->stream)) {
		uv_close((uv_handle_t *)connection->stream, on_closed);
	}
}

static void on_sent(uv_write_t *request, int status)
{
	struct sending *sending = request->data;
	bool close_after = sending->close_after && status == 0;
	struct connection *connection = sending->connection;
	free(sending);
	if (close_after) {
		drop(connection);
	}
}

static void answer(struct connection *connection)
{
	struct peer *peer = connection->peer;
	assert_true(peer->script_count > 0);
	size_t at = peer->requests <= peer->script_count ? peer->requests : peer->script_count;
	const struct line *line = &peer->script[at - 1];
	if (!line->bytes) {
		peer->stalling = true;
		return;
	}
	struct sending *sending = xcalloc(1, sizeof(*sending));
	sending->request.data = sending;
	sending->connection = connection;
	sending->close_after = line->close_after;
	uv_buf_t bytes = uv_buf_init(line->bytes, (unsigned)line->length);
	uv_write(&sending->request, connection->stream, &bytes, 1, on_sent);
}

/* The length of the request that stands whole at the start, 0 where none does. */
static size_t whole_request(const struct buf *received)
{
	const char *end = received->bytes ? strstr(received->bytes, "\r\n\r\n") : NULL;
	if (!end) {
		return 0;
	}
	size_t head = (size_t)(end - received->bytes) + 4;
	const char *header = strcasestr(received->bytes, "content-length:");
	size_t body = header && header < end ? (size_t)strtoul(header + 15, NULL, 10) : 0;
	return received->length >= head + body ? head + body : 0;
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *chunk)
{
	struct connection *connection = stream->data;
	struct peer *peer = connection->peer;
	if (length < 0) {
		drop(connection);
		return;
	}
	buf_append(&connection->received, chunk->base, (size_t)length);
	size_t whole;
	while ((whole = whole_request(&connection->received))) {
		buf_clear(&peer->last);
		buf_append(&peer->last, connection->received.bytes, whole);
		struct buf rest = {0};
		buf_append(&rest, connection->received.bytes + whole,
		           connection->received.length - whole);
		buf_finish(&connection->received);
		connection->received = rest;
		peer->requests++;
		answer(connection);
	}
}

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
	struct connection *connection = handle->data;
	(void)wanted;
	*out = uv_buf_init(connection->chunk, sizeof(connection->chunk));
}

static void on_connection(void *data, uv_stream_t *stream)
{
	struct peer *peer = data;
	struct connection *connection = xcalloc(1, sizeof(*connection));
	connection->peer = peer;
	connection->stream = stream;
	stream->data = connection;
	list_append(&peer->connections, &connection->link);
	peer->connection_count++;
	uv_read_start(stream, on_alloc, on_read);
}

struct peer *peer_open(struct loop *loop)
{
	struct peer *peer = xcalloc(1, sizeof(*peer));
	list_init(&peer->connections);
	peer->listener = listener_open(loop, "127.0.0.1:0", on_connection, peer, NULL);
	assert_non_null(peer->listener);
	snprintf(peer->url, sizeof(peer->url), "http://%s", listener_address(peer->listener));
	return peer;
}

void peer_drop(struct peer *peer)
{
	while (!list_empty(&peer->connections)) {
		drop(list_entry(peer->connections.next, struct connection, link));
	}
}

void peer_close(struct peer *peer)
{
	listener_close(peer->listener);
	peer_drop(peer);
	for (size_t i = 0; i < peer->script_count; i++) {
		free(peer->script[i].bytes);
	}
	buf_finish(&peer->last);
	free(peer);
}

const char *peer_url(const struct peer *peer)
{
	return peer->url;
}

void peer_send(struct peer *peer, const char *bytes, size_t length, bool close_after)
{
	assert_true(peer->script_count < SCRIPT_MAX);
	struct line *line = &peer->script[peer->script_count++];
	line->bytes = xcalloc(1, length + 1);
	memcpy(line->bytes, bytes, length);
	line->length = length;
	line->close_after = close_after;
}

void peer_reply(struct peer *peer, int status, const char *headers, const char *body)
{
	autofree char *bytes = xasprintf("HTTP/1.1 %d Scripted\r\nContent-Length: %zu\r\n%s\r\n%s",
	                                 status, strlen(body), headers, body);
	peer_send(peer, bytes, strlen(bytes), false);
}

void peer_stall(struct peer *peer)
{
	peer_send(peer, "", 0, false);
	struct line *line = &peer->script[peer->script_count - 1];
	free(line->bytes);
	line->bytes = NULL;
}

unsigned peer_requests(const struct peer *peer)
{
	return peer->requests;
}

const char *peer_last_request(const struct peer *peer)
{
	return peer->last.bytes ? peer->last.bytes : "";
}

const bool *peer_is_stalling(const struct peer *peer)
{
	return &peer->stalling;
}

unsigned peer_connections(const struct peer *peer)
{
	return peer->connection_count;
}

#include "http/send.h"

#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>

#include "http/exchange.h"

enum {
	PIECE_SIZE = 61, /* of an event stream: no multiple of anything */
	PADDING_SIZE = 65536
};

static void free_body(const void *data, size_t size, void *extra)
{
	(void)data;
	(void)size;
	free(extra);
}

/* Hands the body's memory over to the buffer. */
static void add_body(struct exchange *exchange, struct evbuffer *out)
{
	size_t size = exchange->body.size;
	char *body = buf_take(&exchange->body);
	evbuffer_add_reference(out, body, size, free_body, body);
}

static void send_plain(struct exchange *exchange)
{
	struct evbuffer *out = evbuffer_new();
	exchange_sets_out(exchange, exchange->body.size);
	add_body(exchange, out);
	evhttp_send_reply(exchange->request, exchange->status, exchange_reason(exchange->status),
	                  out);
	evbuffer_free(out);
}

static void send_pieces(struct exchange *exchange)
{
	struct evbuffer *all = evbuffer_new(), *piece = evbuffer_new();
	exchange_sets_out(exchange, exchange->body.size);
	add_body(exchange, all);
	evhttp_send_reply_start(exchange->request, exchange->status,
	                        exchange_reason(exchange->status));
	while (evbuffer_remove_buffer(all, piece, PIECE_SIZE) > 0) {
		evhttp_send_reply_chunk(exchange->request, piece);
	}
	evbuffer_free(all);
	evbuffer_free(piece);
	evhttp_send_reply_end(exchange->request);
}

/* {"padding":"xxx...", and the true members behind it. */
static void send_huge(struct exchange *exchange)
{
	static char padding[PADDING_SIZE];
	memset(padding, 'x', sizeof(padding));
	struct evbuffer *out = evbuffer_new();
	size_t left = exchange->way.bytes;
	exchange_sets_out(exchange, left + exchange->body.size);
	bool object = exchange->body.size > 2 && exchange->body.data[0] == '{';
	evbuffer_add_printf(out, "{\"padding\":\"");
	while (left) {
		size_t size = left < sizeof(padding) ? left : sizeof(padding);
		evbuffer_add_reference(out, padding, size, NULL, NULL);
		left -= size;
	}
	evbuffer_add_printf(out, object ? "\"," : "\"}");
	if (object) {
		evbuffer_add(out, exchange->body.data + 1, exchange->body.size - 1);
	}
	evhttp_send_reply(exchange->request, exchange->status, exchange_reason(exchange->status),
	                  out);
	evbuffer_free(out);
}

static void on_part_sent(struct evhttp_connection *evcon, void *data);

static void send_part(struct exchange *exchange)
{
	struct buf part = {0};
	bool more = true;
	while (more && part.size == 0) { /* libevent does not call back for nothing */
		more = exchange->produce(exchange->produce_data, &part);
	}
	struct evbuffer *out = evbuffer_new();
	evbuffer_add(out, part.data, part.size);
	buf_finish(&part);
	if (more) {
		evhttp_send_reply_chunk_with_cb(exchange->request, out, on_part_sent, exchange);
	} else {
		evhttp_send_reply_chunk(exchange->request, out);
		evhttp_send_reply_end(exchange->request);
	}
	evbuffer_free(out);
}

static void on_part_sent(struct evhttp_connection *evcon, void *data)
{
	(void)evcon;
	send_part(data);
}

void send_answer(struct exchange *exchange)
{
	connection_unwatch(exchange->connection);
	if (exchange->content_type) {
		exchange_add_header(exchange, "Content-Type", exchange->content_type);
	}
	switch (exchange->way.kind) {
	case WAY_PLAIN:
	case WAY_STALL:
		send_plain(exchange);
		break;
	case WAY_PIECES:
		send_pieces(exchange);
		break;
	case WAY_STREAM:
		exchange_sets_out(exchange, 0);
		evhttp_send_reply_start(exchange->request, exchange->status,
		                        exchange_reason(exchange->status));
		send_part(exchange);
		break;
	case WAY_HUGE:
		send_huge(exchange);
		break;
	default:
		send_raw(exchange);
	}
}

#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <time.h>

#include "http/clock.h"
#include "http/exchange.h"
#include "http/send.h"

static struct evbuffer *output_of(struct exchange *exchange)
{
	return bufferevent_get_output(exchange->connection->bufev);
}

static void close_connection(struct exchange *exchange)
{
	evhttp_connection_free(exchange->connection->evcon); /* ends the exchange, too */
}

static void write_head(struct exchange *exchange, bool chunked)
{
	struct evbuffer *out = output_of(exchange);
	struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->request);
	char date[32];
	clock_http_date(time(NULL), date);
	evbuffer_add_printf(out, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\n",
	                    exchange->status, exchange_reason(exchange->status), date);
	for (struct evkeyval *at = headers->tqh_first; at; at = at->next.tqe_next) {
		evbuffer_add_printf(out, "%s: %s\r\n", at->key, at->value);
	}
	if (chunked) {
		evbuffer_add_printf(out, "Transfer-Encoding: chunked\r\n\r\n");
	} else {
		evbuffer_add_printf(out, "Content-Length: %zu\r\n\r\n", exchange->body.size);
	}
}

static void write_body(struct exchange *exchange, size_t upto)
{
	size_t end = upto < exchange->body.size ? upto : exchange->body.size;
	evbuffer_add(output_of(exchange), exchange->body.data + exchange->sent,
	             end - exchange->sent);
	exchange->sent = end;
}

/* Sizes with leading zeros, in both cases, with extensions, and a trailer at the end. */
static void write_odd_chunks(struct exchange *exchange)
{
	static const struct {
		size_t size;
		const char *zeros;
		const char *extension;
	} chunks[] = {{1, "", ""},   {2, "000", ""}, {13, "", ";name=value"}, {3, "", ";q=\"a;b\""},
	              {171, "", ""}, {7, "0", ""},   {4095, "00", ""}};
	struct evbuffer *out = output_of(exchange);
	for (unsigned turn = 0; exchange->sent < exchange->body.size; turn++) {
		unsigned i = turn % (sizeof(chunks) / sizeof(chunks[0]));
		size_t left = exchange->body.size - exchange->sent;
		size_t size = chunks[i].size < left ? chunks[i].size : left;
		evbuffer_add_printf(out, turn % 2 ? "%s%zX%s\r\n" : "%s%zx%s\r\n", chunks[i].zeros,
		                    size, chunks[i].extension);
		write_body(exchange, exchange->sent + size);
		evbuffer_add(out, "\r\n", 2);
	}
	evbuffer_add_printf(out, "0\r\nX-Trailer: odd\r\n\r\n");
}

static void drip(struct exchange *exchange)
{
	write_body(exchange, exchange->sent + exchange->way.bytes);
}

static void write_rest(struct exchange *exchange)
{
	write_body(exchange, exchange->body.size);
}

/* All that was written has left. */
static void on_written(struct bufferevent *bufev, void *data)
{
	struct exchange *exchange = data;
	(void)bufev;
	bool all = exchange->sent == exchange->body.size;
	switch (exchange->way.kind) {
	case WAY_RESET_BODY:
		connection_reset(exchange->connection);
		break;
	case WAY_DRIP:
		if (all) {
			close_connection(exchange);
		} else if (!exchange->timer) {
			exchange_after(exchange, exchange->way.interval_ms, drip);
		}
		break;
	case WAY_STALL_BODY:
		if (all) {
			close_connection(exchange);
		} else if (exchange->way.seconds > 0 && !exchange->timer) {
			exchange_after(exchange, exchange->way.seconds * 1000.0, write_rest);
		}
		break;
	default:
		close_connection(exchange);
	}
}

static void on_event(struct bufferevent *bufev, short what, void *data)
{
	(void)bufev;
	(void)what;
	close_connection(data);
}

void send_raw(struct exchange *exchange)
{
	struct bufferevent *bufev = exchange->connection->bufev;
	bool chunked = exchange->way.kind == WAY_ODD_CHUNKS;
	exchange_sets_out(exchange, exchange->body.size);
	if (!exchange->body.data) {
		buf_text(&exchange->body, "");
	}
	bufferevent_setcb(bufev, NULL, on_written, on_event, exchange);
	bufferevent_enable(bufev, EV_READ | EV_WRITE);
	write_head(exchange, chunked);
	if (chunked) {
		write_odd_chunks(exchange);
	} else {
		write_body(exchange,
		           exchange->way.kind == WAY_DRIP ? exchange->way.bytes : exchange->way.at);
	}
}

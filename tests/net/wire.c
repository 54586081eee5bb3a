#include "wire.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

int wire_setup(void **state)
{
	struct wire *wire = xcalloc(1, sizeof(*wire));
	wire->loop = loop_create();
	wire->http = http_create(wire->loop);
	wire->peer = peer_open(wire->loop);
	*state = wire;
	return 0;
}

int wire_teardown(void **state)
{
	struct wire *wire = *state;
	http_destroy(wire->http);
	peer_close(wire->peer);
	finish_loop(wire->loop);
	free(wire);
	return 0;
}

struct http_request wire_request(struct wire *wire, const char *target)
{
	snprintf(wire->url, sizeof(wire->url), "%s%s", peer_url(wire->peer), target);
	return (struct http_request){
	    .url = wire->url,
	    .user_agent = "sillon-test/1.0",
	    .timeout_ms = PATIENCE_MS,
	    .max_body_bytes = 1024 * 1024,
	};
}

static void on_done(void *data, const struct http_response *response, const struct err *err)
{
	struct exchange *exchange = data;
	exchange->call = NULL;
	exchange->is_done = true;
	exchange->done_count++;
	assert_true(!response != !err); /* one of them */
	if (err) {
		exchange->err = *err;
		return;
	}
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	assert_int_equal(body[size_bytes], '\0');
	buf_append(&exchange->body, body, size_bytes);
	exchange->status = http_status(response);
	const char *location = http_header(response, "location");
	snprintf(exchange->location, sizeof(exchange->location), "%s", location ? location : "");
}

void exchange_start(struct exchange *exchange, struct wire *wire,
                    const struct http_request *request)
{
	exchange->call = http_start(wire->http, request, on_done, exchange);
	assert_int_equal(exchange->done_count, 0);
}

void exchange_cancel(struct exchange *exchange)
{
	http_cancel(exchange->call);
	exchange->call = NULL;
}

void exchange_finish(struct exchange *exchange)
{
	buf_finish(&exchange->body);
	*exchange = (struct exchange){0};
}

void exchange_get(struct exchange *exchange, struct wire *wire)
{
	struct http_request request = wire_request(wire, "/");
	exchange_start(exchange, wire, &request);
	run_until(wire->loop, &exchange->is_done);
}

void wire_wait_for_requests(struct wire *wire, unsigned count)
{
	while (peer_requests(wire->peer) < count) {
		loop_turn(wire->loop);
	}
}

bool wire_was_sent(const struct wire *wire, const char *line)
{
	const char *request = peer_last_request(wire->peer);
	const char *end = strstr(request, "\r\n\r\n");
	assert_non_null(end);
	autofree char *whole = xasprintf("\r\n%s\r\n", line);
	const char *at = strstr(request, whole);
	return at && at < end + 2;
}

void wire_reply_bytes(struct wire *wire, const char *headers, const void *bytes, size_t length)
{
	autobuf answer = {0};
	buf_printf(&answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n%s\r\n", length, headers);
	buf_append(&answer, bytes, length);
	peer_send(wire->peer, answer.bytes, answer.length, false);
}

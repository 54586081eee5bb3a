#include "http/exchange.h"

#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/draw.h"
#include "base/memory.h"
#include "http/clock.h"
#include "http/judge.h"
#include "http/misbehave.h"
#include "http/send.h"

enum {
	TOPIC_LATENCY = 500 /* and one more for each host */
};

static bool is_counted(const struct exchange *exchange)
{
	return exchange->host->id < HOST_PROVIDER_COUNT;
}

static void log_end(struct exchange *exchange)
{
	struct log_entry entry = {.at_ms = (double)exchange->arrived_us / 1000.0,
	                          .duration_ms =
	                              (double)(clock_us() - exchange->arrived_us) / 1000.0,
	                          .host = exchange->host->id,
	                          .status = exchange->logged_status};
	ledger_ended(exchange->host->shared->ledger, &entry, exchange->method, exchange->uri);
}

void exchange_ended(struct exchange *exchange)
{
	if (is_counted(exchange)) {
		log_end(exchange);
	}
	if (exchange->connection) {
		exchange->connection->exchange = NULL;
	}
	if (exchange->timer) {
		event_free(exchange->timer);
	}
	if (exchange->release) {
		exchange->release(exchange->produce_data);
	}
	target_finish(&exchange->target);
	buf_finish(&exchange->body);
	free(exchange);
}

/* libevent detaches a request that is still to be answered when its peer goes; then it is ours. */
void exchange_lost(struct exchange *exchange)
{
	struct evhttp_request *request = exchange->request;
	bool detached = evhttp_request_get_connection(request) == NULL;
	exchange_ended(exchange);
	if (detached) {
		evhttp_request_free(request);
	}
}

static void on_complete(struct evhttp_request *request, void *data)
{
	(void)request;
	exchange_ended(data);
}

static void on_timer(evutil_socket_t fd, short what, void *data)
{
	struct exchange *exchange = data;
	(void)fd;
	(void)what;
	event_free(exchange->timer);
	exchange->timer = NULL;
	exchange->call(exchange);
}

void exchange_after(struct exchange *exchange, double ms, exchange_call_fn call)
{
	struct timeval delay = {(time_t)(ms / 1000.0), 0};
	delay.tv_usec = (suseconds_t)((ms - (double)delay.tv_sec * 1000.0) * 1000.0);
	exchange->call = call;
	exchange->timer = evtimer_new(exchange->host->shared->base, on_timer, exchange);
	evtimer_add(exchange->timer, &delay);
}

static void deliver(struct exchange *exchange)
{
	struct host *host = exchange->host;
	double ms = 0;
	if (host->latency_ms > 0) {
		uint64_t drawn = draw(host->shared->seed, TOPIC_LATENCY + host->id, host->draws++);
		ms = draw_latency_ms(drawn, host->latency_ms);
	}
	if (exchange->way.kind == WAY_STALL) {
		if (exchange->way.seconds <= 0) {
			connection_watch(exchange->connection);
			return; /* until the peer goes */
		}
		ms += exchange->way.seconds * 1000.0;
		exchange->way.kind = WAY_PLAIN;
	}
	if (ms > 0) {
		connection_watch(exchange->connection);
		exchange_after(exchange, ms, send_answer);
		return;
	}
	send_answer(exchange);
}

static const char *method_name(enum evhttp_cmd_type command)
{
	switch (command) {
	case EVHTTP_REQ_GET:
		return "GET";
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_PUT:
		return "PUT";
	case EVHTTP_REQ_DELETE:
		return "DELETE";
	case EVHTTP_REQ_PATCH:
		return "PATCH";
	default:
		return "OPTIONS";
	}
}

static struct exchange *begin(struct evhttp_request *request, struct host *host)
{
	struct exchange *exchange = xcalloc(1, sizeof(*exchange));
	exchange->host = host;
	exchange->request = request;
	exchange->connection = connection_of(&host->connections, host, request);
	exchange->connection->exchange = exchange;
	exchange->method = method_name(evhttp_request_get_command(request));
	exchange->uri = evhttp_request_get_uri(request);
	exchange->arrived_us = clock_us();
	exchange->status = 500;
	target_init(&exchange->target, exchange->uri);
	evhttp_request_set_on_complete_cb(request, on_complete, exchange);
	return exchange;
}

void exchange_on_request(struct evhttp_request *request, void *data)
{
	struct host *host = data;
	struct exchange *exchange = begin(request, host);
	if (!is_counted(exchange)) {
		host->role->serve(exchange);
		send_answer(exchange);
		return;
	}
	ledger_arrived(host->shared->ledger, host->id);
	judge_arrival(exchange);
	if (host->role->prepare) {
		host->role->prepare(exchange);
	}
	if (exchange->fault && misbehave_instead(exchange)) {
		exchange_path(exchange, "(taken by a fault)");
	} else if (exchange->over_limit) {
		exchange_path(exchange, "(over the limit)");
		host->role->fail(exchange, 429, NULL);
	} else {
		host->role->serve(exchange);
	}
	if (exchange->fault) {
		misbehave_after(exchange);
		exchange->fault = NULL;
	}
	deliver(exchange);
}

void exchange_path(struct exchange *exchange, const char *path_template)
{
	ledger_count_path(exchange->host->shared->ledger, exchange->host->id, path_template);
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(exchange->request), name);
}

void exchange_add_header(struct exchange *exchange, const char *name, const char *value)
{
	evhttp_add_header(evhttp_request_get_output_headers(exchange->request), name, value);
}

void exchange_add_header_int(struct exchange *exchange, const char *name, int64_t value)
{
	struct buf text = {0};
	buf_int(&text, value);
	exchange_add_header(exchange, name, text.data);
	buf_finish(&text);
}

const char *exchange_request_body(struct exchange *exchange, size_t *size)
{
	if (!exchange->request_body) {
		struct evbuffer *input = evhttp_request_get_input_buffer(exchange->request);
		exchange->request_size = evbuffer_get_length(input);
		evbuffer_add(input, "", 1);
		exchange->request_body = (const char *)evbuffer_pullup(input, -1);
	}
	*size = exchange->request_size;
	return exchange->request_body;
}

struct buf *exchange_json(struct exchange *exchange, int status)
{
	exchange->status = status;
	exchange->content_type = "application/json";
	buf_clear(&exchange->body);
	return &exchange->body;
}

void exchange_violation(struct exchange *exchange, const char *reason)
{
	ledger_violated(exchange->host->shared->ledger, exchange->host->id, reason,
	                exchange->method, exchange->uri);
}

void exchange_stream(struct exchange *exchange, const char *content_type,
                     exchange_produce_fn produce, exchange_release_fn release, void *data)
{
	exchange->status = 200;
	exchange->content_type = content_type;
	exchange->way.kind = WAY_STREAM;
	exchange->produce = produce;
	exchange->release = release;
	exchange->produce_data = data;
}

bool exchange_is(const struct exchange *exchange, const char *method)
{
	return strcmp(exchange->method, method) == 0;
}

void exchange_sets_out(struct exchange *exchange, uint64_t body_bytes)
{
	exchange->logged_status = exchange->status;
	if (is_counted(exchange)) {
		ledger_answered(exchange->host->shared->ledger, exchange->host->id,
		                exchange->status, body_bytes);
		judge_departure(exchange);
	}
}

const char *exchange_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {{200, "OK"},
	               {201, "Created"},
	               {204, "No Content"},
	               {302, "Found"},
	               {307, "Temporary Redirect"},
	               {308, "Permanent Redirect"},
	               {400, "Bad Request"},
	               {401, "Unauthorized"},
	               {403, "Forbidden"},
	               {404, "Not Found"},
	               {405, "Method Not Allowed"},
	               {409, "Conflict"},
	               {415, "Unsupported Media Type"},
	               {422, "Unprocessable Entity"},
	               {429, "Too Many Requests"},
	               {500, "Internal Server Error"},
	               {502, "Bad Gateway"},
	               {503, "Service Unavailable"}};
	for (unsigned i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].status == status) {
			return reasons[i].reason;
		}
	}
	return "Unknown";
}

#include "host.h"

#include "base/mem.h"
#include "base/text.h"
#include "loop/loop.h"
#include "net/circuit.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static void on_block(void *data, const char *name, int64_t until_wall_ms, const char *reason)
{
	struct host *host = data;
	assert_string_equal(name, "test");
	host->block_count++;
	host->block_until_wall_ms = until_wall_ms;
	snprintf(host->block_reason, sizeof(host->block_reason), "%s", reason);
}

struct upstream_options host_options(struct host *host)
{
	return (struct upstream_options){
	    .name = "test",
	    .base_url = peer_url(host->peer),
	    .user_agent = "sillon-test/1.0",
	    .limits = {.in_flight = 10, .per_minute = 0, .burst = 1},
	    .policy =
		{
		    .retries = HOST_RETRIES,
		    .first_wait_ms = HOST_FIRST_WAIT_MS,
		    .longest_wait_ms = 15000,
		    .rate_limit_wait_ms = HOST_RATE_LIMIT_WAIT_MS,
		    .patience_ms = HOST_PATIENCE_MS,
		},
	    .timeout_ms = 30LL * 24 * 3600 * 1000,
	    .max_body_bytes = 1024,
	    .on_block = on_block,
	    .data = host,
	};
}

void host_reopen(struct host *host, const struct upstream_options *options)
{
	upstream_destroy(host->upstream);
	host->upstream = upstream_create(host->loop, host->wire->http, options);
}

int host_setup(void **state)
{
	struct host *host = xcalloc(1, sizeof(*host));
	void *wire;
	wire_setup(&wire);
	host->wire = wire;
	host->loop = host->wire->loop;
	host->peer = host->wire->peer;
	struct upstream_options options = host_options(host);
	host_reopen(host, &options);
	*state = host;
	return 0;
}

int host_teardown(void **state)
{
	struct host *host = *state;
	void *wire = host->wire;
	upstream_destroy(host->upstream);
	wire_teardown(&wire);
	free(host);
	return 0;
}

static bool parse(void *data, const struct http_response *response, struct err *err)
{
	struct ask *ask = data;
	size_t size_bytes;
	snprintf(ask->body, sizeof(ask->body), "%s", http_body(response, &size_bytes));
	ask->parse_count++;
	return ask->parse_count > ask->parse_failures ||
	       err_set(err, ERR_REMOTE, "not to my taste");
}

static void on_done(void *data, const struct err *err)
{
	struct ask *ask = data;
	ask->call = NULL;
	ask->is_done = true;
	ask->done_count++;
	ask->err = err ? *err : (struct err){0};
}

struct upstream_request ask_request(struct ask *ask)
{
	return (struct upstream_request){
	    .target = "/", .parse = parse, .done = on_done, .data = ask};
}

char *ask_compose(void *data)
{
	struct ask *ask = data;
	ask->compose_count++;
	return xstrdup("{\"late\":true}");
}

void ask_start(struct ask *ask, struct host *host)
{
	struct upstream_request request = ask_request(ask);
	ask->call = upstream_start(host->upstream, &request);
	assert_int_equal(ask->done_count, 0);
}

void ask_cancel(struct ask *ask)
{
	upstream_cancel(ask->call);
	ask->call = NULL;
}

void ask_wait(struct ask *ask, struct host *host)
{
	run_until(host->loop, &ask->is_done);
	assert_int_equal(ask->done_count, 1);
}

enum err_code ask_once(struct host *host)
{
	struct ask ask = {0};
	ask_start(&ask, host);
	ask_wait(&ask, host);
	return ask.err.code;
}

static uint64_t answers(const struct host *host)
{
	struct upstream_figures figures = upstream_figures(host->upstream);
	uint64_t sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(figures.by_status); i++) {
		sum += figures.by_status[i];
	}
	return sum;
}

void host_wait_for_answers(struct host *host, unsigned count)
{
	while (answers(host) < count) {
		loop_turn(host->loop);
	}
}

void host_break(struct host *host)
{
	struct ask ask;
	peer_reply(host->peer, 500, "", "");
	for (unsigned i = 0; i < CIRCUIT_THRESHOLD; i++) {
		ask = (struct ask){0};
		ask_start(&ask, host);
		host_wait_for_answers(host, i + 1);
		ask_cancel(&ask); /* where it rests, or ends */
	}
	assert_int_equal(upstream_figures(host->upstream).state, UPSTREAM_UNAVAILABLE);
}

void host_fill(struct host *host, unsigned places)
{
	struct ask *asks = xcalloc(places, sizeof(*asks));
	unsigned before = peer_requests(host->peer);
	peer_stall(host->peer);
	for (unsigned i = 0; i < places; i++) {
		ask_start(&asks[i], host);
		wire_wait_for_requests(host->wire, before + i + 1);
	}
	for (unsigned i = 0; i < places; i++) {
		ask_cancel(&asks[i]);
	}
	free(asks);
}

bool is_clean(const char *text)
{
	autofree char *clean = xcalloc(strlen(text) + 1, 1);
	text_clean(clean, strlen(text) + 1, text);
	return strcmp(clean, text) == 0;
}

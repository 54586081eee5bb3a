#include "providers/outside.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "net/http.h"
#include "net/upstream.h"
#include "support/fixture.h"
#include "support/peer.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static struct upstream *open_upstream(struct outside *outside, const char *name, struct peer *peer)
{
	return upstream_create(outside->loop, outside->http,
	                       &(struct upstream_options){
				   .name = name,
				   .base_url = peer_url(peer),
				   .user_agent = OUTSIDE_AGENT,
				   .limits = {.in_flight = 8, .per_minute = 0, .burst = 1},
				   .policy = {.retries = OUTSIDE_RETRIES,
	                                      .first_wait_ms = 1,
	                                      .longest_wait_ms = 2,
	                                      .rate_limit_wait_ms = 1000,
	                                      .patience_ms = 5000},
				   .timeout_ms = PATIENCE_MS,
				   .max_body_bytes = 1000000,
			       });
}

struct outside *outside_create(void)
{
	struct outside *outside = xcalloc(1, sizeof(*outside));
	outside->loop = loop_create();
	outside->http = http_create(outside->loop);
	outside->peer = peer_open(outside->loop);
	outside->accounts_peer = peer_open(outside->loop);
	outside->upstream = open_upstream(outside, "provider", outside->peer);
	outside->accounts = open_upstream(outside, "accounts", outside->accounts_peer);
	return outside;
}

void outside_destroy(struct outside *outside)
{
	upstream_destroy(outside->upstream);
	upstream_destroy(outside->accounts);
	http_destroy(outside->http);
	peer_close(outside->peer);
	peer_close(outside->accounts_peer);
	finish_loop(outside->loop);
	free(outside);
}

static void on_settled(void *data)
{
	*(bool *)data = true;
}

void outside_settle(struct outside *outside)
{
	for (int turn = 0; turn < 50; turn++) {
		bool settled = false;
		struct deferred call = {0};
		loop_defer(outside->loop, &call, on_settled, &settled);
		run_until(outside->loop, &settled);
	}
}

void ending_note(struct ending *ending, const struct err *err)
{
	ending->done = true;
	ending->count++;
	ending->failed = err != NULL;
	if (err) {
		ending->err = *err;
	}
}

const char *header_of(const char *request, const char *name)
{
	static char value[2000];
	autofree char *start = xasprintf("\r\n%s: ", name);
	const char *at = strcasestr(request, start);
	value[0] = '\0';
	if (at) {
		at += strlen(start);
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\r\n"), at);
	}
	return value;
}

const char *body_of(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	return end ? end + 4 : "";
}

const char *request_line(const char *request)
{
	static char line[4000];
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(request, "\r\n"), request);
	return line;
}

char *data_read(const char *name)
{
	const char *folder = getenv("SILLON_TEST_DATA");
	autofree char *path = xasprintf("%s/%s", folder ? folder : "tests/data", name);
	uint64_t size_bytes;
	return file_read(path, &size_bytes);
}

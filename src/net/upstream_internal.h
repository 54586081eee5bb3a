/* net/upstream_internal.h - what an upstream and its calls know of each other. For upstream.c,
 * which knows how the provider is, and upstream_call.c, which takes one request through. */
#ifndef NET_UPSTREAM_INTERNAL_H
#define NET_UPSTREAM_INTERNAL_H
#include "base/err.h"
#include "base/list.h"
#include "loop/loop.h"
#include "net/circuit.h"
#include "net/upstream.h"

struct upstream {
	struct loop *loop;
	struct http *http;
	char *name, *base_url, *user_agent;
	struct upstream_options options;
	struct limiter *limiter;
	struct circuit circuit;
	struct list calls;        /* upstream_call::link */
	int64_t blocked_until_ms; /* monotonic */
	char block_reason[160], failing_reason[160];
	struct upstream_figures figures;
};

enum call_phase {
	PHASE_WAITING, /* for the limiter */
	PHASE_ASKING,  /* on the wire */
	PHASE_RESTING, /* before another attempt */
	PHASE_ENDING,  /* `done` is deferred */
};

struct upstream_call {
	struct list link;
	struct upstream *upstream;
	enum call_phase phase;
	unsigned attempt; /* 0 = the first */
	bool is_probe;    /* the one that a half-open circuit let through */
	char *url, *body, *basic;
	char **headers;
	size_t header_count;
	struct upstream_request request; /* its callbacks; the texts are the copies above */

	struct limiter_wait wait;
	struct http_call *http_call;
	struct alarm *rest; /* made for the first retry */
	struct deferred ending;
	struct err err;
};

/* Whether it must not be asked now: blocked, or the circuit is open; and why. */
bool upstream_is_held_back(const struct upstream *upstream);
const char *upstream_why(const struct upstream *upstream);
/* The provider forbids it for so long; `message` is what it said. */
void upstream_block(struct upstream *upstream, int64_t wait_ms, const char *message);
/* For the circuit: one more request failed. */
void upstream_note_failure(struct upstream *upstream, const char *message);

/* Ends a call that is not on the wire, from the loop's next turn. */
void upstream_call_fail_soon(struct upstream_call *call, enum err_code code, const char *reason);

#endif

/* net/upstream.h - one provider's way out: every request to it passes here.
 *
 * Keeps the provider's limits, retries what is worth it with growing jittered waits, obeys
 * Retry-After for all its callers at once, and stops asking where the provider forbids it (blocked)
 * or keeps failing (unavailable). While it may not be asked, calls fail at once with ERR_BLOCKED,
 * so that their work stays to be done later. Loop thread only. */
#ifndef NET_UPSTREAM_H
#define NET_UPSTREAM_H
#include "net/limiter.h"
#include "net/retry.h"

struct http;
struct http_response;
struct loop;
struct upstream;
struct upstream_call;

struct upstream_options {
	const char *name;       /* "discogs": borrowed, static */
	const char *base_url;   /* no slash at its end; copied */
	const char *user_agent; /* copied */
	struct limiter_rules limits;
	struct retry_policy policy;
	int64_t timeout_ms;
	size_t max_body_bytes;
	/* Runs when the provider blocks us, so that the block can survive a restart; may be NULL.
	 */
	void (*on_block)(void *data, const char *name, int64_t until_wall_ms, const char *reason);
	void *data;
};

struct upstream_request {
	const char *target;         /* path and query, copied */
	const char *const *headers; /* "Name: value", copied; may hold credentials */
	size_t header_count;
	const char *body; /* makes it a POST; copied */
	/* In its place: runs once, when the request gets its turn, so that what came meanwhile can
	 * go along. The text is the upstream's to free. May be NULL. */
	char *(*compose)(void *data);
	const char *basic;    /* "user:password" for HTTP Basic, copied; may be NULL */
	bool is_low_priority; /* only while no other request waits */
	bool may_renew;       /* a 401 is for the caller to mend, and no failure of the provider */
	/* Reads a 2xx. False (ERR_REMOTE) is retried like a failure of the provider: cut, empty and
	 * malformed bodies pass. Never called once the call is cancelled. */
	bool (*parse)(void *data, const struct http_response *response, struct err *err);
	/* Runs once, never from inside upstream_start(); `err` is NULL after a parse that was true.
	 * ERR_BLOCKED, ERR_TRANSIENT: later; the other codes are the answer. */
	void (*done)(void *data, const struct err *err);
	void *data;
};

struct upstream *upstream_create(struct loop *loop, struct http *http,
                                 const struct upstream_options *options);
/* Every call must have ended (asserted). NULL is fine. */
void upstream_destroy(struct upstream *upstream);

/* The handle is dead once `done` runs. */
struct upstream_call *upstream_start(struct upstream *upstream,
                                     const struct upstream_request *request);
/* NULL is fine. */
void upstream_cancel(struct upstream_call *call);

/* Asks nothing before that time, as after a block remembered from an earlier life. */
void upstream_block_until(struct upstream *upstream, int64_t until_wall_ms, const char *reason);
/* The provider said how many requests are left in its window: slows down as it nears 0. */
void upstream_note_remaining(struct upstream *upstream, int64_t remaining);

enum upstream_state {
	UPSTREAM_OK,
	UPSTREAM_THROTTLED,   /* waits some seconds or minutes, as asked; work goes on by itself */
	UPSTREAM_BLOCKED,     /* told not to ask for a long time */
	UPSTREAM_UNAVAILABLE, /* keeps failing: the circuit is open */
};
struct upstream_figures {
	enum upstream_state state;
	int64_t resumes_in_ms; /* -1 when it may be asked now */
	uint64_t requests;     /* attempts sent */
	uint64_t retries;      /* of these, attempts after the first */
	uint64_t by_status[6]; /* [0] no answer, [1] 1xx … [5] 5xx */
	uint64_t rate_limited; /* 429s, and 503s that say until when */
	unsigned per_minute;   /* the limit kept; 0 = unpaced */
	char reason[160];      /* why it is not ok; "" otherwise */
};
struct upstream_figures upstream_figures(const struct upstream *upstream);

#endif

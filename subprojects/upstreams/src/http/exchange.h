/* http/exchange.h - one request and its answer.
 *
 * On arrival it is counted and judged (violations, window, fault); the provider writes the answer
 * at once; the fault may spoil it; then it waits for the latency and is sent. It ends once: when
 * the answer is out, or when the peer has gone. The provider touches it only within its own calls.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
#include <event2/http.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "http/host.h"
#include "http/target.h"

/* How the answer goes over the wire. */
enum way_kind {
	WAY_PLAIN,
	WAY_PIECES,     /* chunks that are cut anywhere, as an event stream arrives */
	WAY_STREAM,     /* by a producer */
	WAY_STALL,      /* never, or after `seconds` */
	WAY_STALL_BODY, /* stops after `at` bytes of the body, for ever or for `seconds` */
	WAY_RESET_BODY, /* resets the connection there */
	WAY_CUT_BODY,   /* closes it there */
	WAY_DRIP,       /* `bytes` every `interval_ms` */
	WAY_ODD_CHUNKS,
	WAY_HUGE /* with `bytes` of padding in front */
};

struct way {
	enum way_kind kind;
	size_t at;
	size_t bytes;
	double seconds; /* 0: for ever */
	double interval_ms;
};

/* Adds the next part of a body to `out`; false when that was the last. */
typedef bool (*exchange_produce_fn)(void *data, struct buf *out);
typedef void (*exchange_release_fn)(void *data);
typedef void (*exchange_call_fn)(struct exchange *exchange);

struct exchange {
	struct host *host;
	struct connection *connection;
	struct evhttp_request *request; /* libevent's, see exchange_lost() */
	const char *method;
	const char *uri;
	struct target target;
	const char *request_body; /* NULL until asked for */
	size_t request_size;
	struct fault *fault; /* that hits it; only valid while it is answered */
	uint32_t in_window;  /* requests that the window holds, this one included */
	bool over_limit;

	int status;
	const char *content_type; /* static; NULL: none */
	struct buf body;
	struct way way;
	exchange_produce_fn produce; /* for WAY_STREAM */
	exchange_release_fn release;
	void *produce_data;

	int64_t arrived_us;
	int logged_status;   /* 0 until the answer sets out */
	struct event *timer; /* NULL: none set */
	exchange_call_fn call;
	size_t sent; /* bytes of the body, for the slow ways */
};

/* libevent's callback for every request; `data` is the host. */
void exchange_on_request(struct evhttp_request *request, void *data);
/* The connection is being taken down. */
void exchange_lost(struct exchange *exchange);

/* For the providers. */
void exchange_path(struct exchange *exchange, const char *path_template);       /* static */
const char *exchange_header(const struct exchange *exchange, const char *name); /* NULL: absent */
void exchange_add_header(struct exchange *exchange, const char *name, const char *value);
void exchange_add_header_int(struct exchange *exchange, const char *name, int64_t value);
/* The request's body; NUL-terminated, valid during the exchange. */
const char *exchange_request_body(struct exchange *exchange, size_t *size);
/* JSON with that status; the caller fills `body`. What an earlier answer had put there is gone. */
struct buf *exchange_json(struct exchange *exchange, int status);
void exchange_violation(struct exchange *exchange, const char *reason); /* static */
/* Answers by parts, as fast as the peer takes them; `release` runs once, at the end. */
void exchange_stream(struct exchange *exchange, const char *content_type,
                     exchange_produce_fn produce, exchange_release_fn release, void *data);
bool exchange_is(const struct exchange *exchange, const char *method);

/* For http/send*.c. */
void exchange_ended(struct exchange *exchange); /* frees it */
void exchange_sets_out(struct exchange *exchange, uint64_t body_bytes);
/* Calls back once, unless the exchange ends before; one at a time. */
void exchange_after(struct exchange *exchange, double ms, exchange_call_fn call);
const char *exchange_reason(int status);

#endif

/* tests/net/wire.h - both ends of a wire: an HTTP client, and a scripted peer on the same loop. */
#ifndef TESTS_NET_WIRE_H
#define TESTS_NET_WIRE_H
#include "base/buf.h"
#include "base/err.h"
#include "net/http.h"
#include "support/fixture.h"
#include "support/peer.h"

struct wire {
	struct loop *loop;
	struct http *http;
	struct peer *peer;
	char url[128]; /* of the last wire_request() */
};

/* One call and what came of it. Zeroed before it starts. */
struct exchange {
	struct http_call *call; /* NULL once it has ended */
	bool is_done;
	unsigned done_count;
	int status; /* 0: no answer came */
	struct buf body;
	char location[128]; /* the header, "" where there is none */
	struct err err;
};

/* cmocka's setup and teardown. The latter fails where a handle is left on the loop. */
int wire_setup(void **state);
int wire_teardown(void **state);

/* A GET of the peer, to be changed by the test; its URL lives until the next one. */
struct http_request wire_request(struct wire *wire, const char *target);
void exchange_start(struct exchange *exchange, struct wire *wire,
                    const struct http_request *request);
void exchange_cancel(struct exchange *exchange);
void exchange_finish(struct exchange *exchange);
/* A GET of the peer, waited for. */
void exchange_get(struct exchange *exchange, struct wire *wire);

/* Runs the loop until the peer has had so many requests. */
void wire_wait_for_requests(struct wire *wire, unsigned count);
/* Whether the peer's last request has this line in its head. */
bool wire_was_sent(const struct wire *wire, const char *line);
/* "Content-Length" and all that, then these bytes. */
void wire_reply_bytes(struct wire *wire, const char *headers, const void *bytes, size_t length);

#endif

/* tests/net/host.h - one upstream with a scripted peer behind it, and the calls made to it. */
#ifndef TESTS_NET_HOST_H
#define TESTS_NET_HOST_H
#include "net/upstream.h"
#include "wire.h"

#define HOST_RETRIES 2
#define HOST_FIRST_WAIT_MS 1000
#define HOST_RATE_LIMIT_WAIT_MS 5000
#define HOST_PATIENCE_MS 120000

struct host {
	struct wire *wire;
	struct loop *loop; /* the wire's */
	struct peer *peer; /* likewise */
	struct upstream *upstream;
	unsigned block_count; /* what on_block was told */
	int64_t block_until_wall_ms;
	char block_reason[256];
};

/* One call and how it ended. Zeroed before it starts. */
struct ask {
	struct upstream_call *call; /* NULL once it has ended */
	unsigned parse_failures;    /* so many answers are not to this caller's taste */
	unsigned parse_count;
	unsigned compose_count; /* by ask_compose() */
	bool is_done;
	unsigned done_count;
	struct err err; /* ERR_NONE where it went well */
	char body[64];  /* of the answer parsed last */
};

/* cmocka's setup and teardown. No pacing, ten at once, so patient that no leap times a call out. */
int host_setup(void **state);
int host_teardown(void **state);
struct upstream_options host_options(struct host *host);
/* An upstream with other options in the place of the first. */
void host_reopen(struct host *host, const struct upstream_options *options);

/* A GET of "/", to be changed by the test. */
struct upstream_request ask_request(struct ask *ask);
/* For the request's `compose`: {"late":true}. */
char *ask_compose(void *data);
void ask_start(struct ask *ask, struct host *host);
void ask_cancel(struct ask *ask);
/* Runs the loop until it is done. */
void ask_wait(struct ask *ask, struct host *host);
/* One call, start to end; how it ended. */
enum err_code ask_once(struct host *host);

/* Runs the loop until so many attempts have had an answer, or none. */
void host_wait_for_answers(struct host *host, unsigned count);
/* Calls until the circuit opens. The peer's script is left at a 500. */
void host_break(struct host *host);

/* Sees that so many calls can be on the wire at once: no place was kept by those before. */
void host_fill(struct host *host, unsigned places);

/* Whether all of a text is UTF-8 without controls. */
bool is_clean(const char *text);

#endif

/* providers/outside.h - the outside as a provider's test sees it: two scripted peers, each behind
 * an upstream of its own, on the test's loop. */
#ifndef TESTS_PROVIDERS_OUTSIDE_H
#define TESTS_PROVIDERS_OUTSIDE_H
#include "base/err.h"

#include <stdbool.h>

struct http;
struct loop;
struct peer;
struct upstream;

#define OUTSIDE_AGENT "sillon-test/1.0 +https://example.org/contact"
#define OUTSIDE_RETRIES 2
#define JSON_TYPE "Content-Type: application/json\r\n"
#define HTML_TYPE "Content-Type: text/html\r\n"

struct outside {
	struct loop *loop;
	struct http *http;
	struct peer *peer;
	struct upstream *upstream;
	struct peer *accounts_peer; /* Spotify's second host */
	struct upstream *accounts;
};

/* No pacing, retries after a millisecond. */
struct outside *outside_create(void);
/* Fails where a handle is left on the loop; every call must have ended. */
void outside_destroy(struct outside *outside);
/* One turn of the loop at a time, until nothing but idle connections can be left. */
void outside_settle(struct outside *outside);

/* How an operation ended: embedded in what a test's `done` is given. */
struct ending {
	bool done;
	unsigned count;
	bool failed;
	struct err err;
};
void ending_note(struct ending *ending, const struct err *err);

/* The value of a header in the text of a request, "" where there is none; static. */
const char *header_of(const char *request, const char *name);
/* What follows the head of a request. */
const char *body_of(const char *request);
/* The first line, without its end; static. */
const char *request_line(const char *request);

/* A file of tests/data; free() it. */
char *data_read(const char *name);

#endif

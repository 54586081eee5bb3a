/* tests/web/site.h - a server with a route of every kind, for the tests to ask and to watch. */
#ifndef TESTS_WEB_SITE_H
#define TESTS_WEB_SITE_H
#include "client.h"
#include "web/server.h"
#include "web/stats.h"

#include <stdbool.h>

struct events;
struct request;
struct stream;

#define SITE_TOKEN "correct horse"
#define SITE_MAX_HELD 128
/* The routes, in the order of their table. */
enum site_route {
	SITE_PLAIN,  /* GET /plain: a small object */
	SITE_THING,  /* GET /things/{id}/parts/{part}: says both, and its parameters */
	SITE_PAGE,   /* GET /page: with an ETag */
	SITE_LATER,  /* GET /later: waits in `held` for the test to reply */
	SITE_BIG,    /* GET /big: 8 MB at once */
	SITE_STREAM, /* GET /stream: `stream_pieces` pieces of 64 KB */
	SITE_LAZY,   /* GET /lazy: a stream whose pieces the test sends */
	SITE_EVENTS, /* GET /events */
	SITE_SHOW,   /* GET /change: what is to be changed */
	SITE_CHANGE, /* POST /change: says how long its body was */
	SITE_BAD,    /* GET /bad: a reply that cannot be written */
	SITE_ROUTES
};

struct site {
	struct loop *loop;
	struct server *server;
	struct events *events;
	int port;
	bool is_closed;
	unsigned calls;

	struct request *held[SITE_MAX_HELD];
	size_t held_count;
	bool has_held;
	unsigned gone_count;
	bool has_gone;

	unsigned stream_pieces; /* to send; the defaults make them endless */
	bool stream_fails;      /* after the last one */
	unsigned pulled, stream_gone;
	bool has_pulled, has_stream_gone;
	struct stream *lazy;

	unsigned state, rendered; /* of the event stream */
};

/* What is 0 in `limits` has defaults that fit tests. */
struct site *site_open(const struct server_limits *limits);
/* Closes the server, waits for it, and checks that nothing is left on the loop. */
void site_close(struct site *site);
/* Starts closing; `site->is_closed` follows. */
void site_start_closing(struct site *site);
void site_set_events(struct site *site, unsigned interval_ms, unsigned heartbeat_ms);

struct client *site_client(struct site *site);
/* Asks on a connection of its own, and leaves it open in `client`. */
struct client *site_ask(struct site *site, const char *method, const char *target,
                        const char *extra);
/* Runs the loop until *condition, or fails the test. */
void site_wait(struct site *site, const bool *condition);
/* Runs the loop until it says so, or fails the test. */
void site_wait_until(struct site *site, bool (*holds)(struct site *site));

#endif

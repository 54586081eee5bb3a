/* http/connection.h - the peers of a host, and finding out that one has gone while its answer
 * waits.
 *
 * libevent's HTTP server stops reading while a request is answered, so it does not see the peer go.
 * A watched connection has its callbacks borrowed: it reads on, and tells when the peer is gone. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <stdbool.h>

struct exchange;
struct host;

struct connection {
	struct host *host;
	struct evhttp_connection *evcon;
	struct bufferevent *bufev;
	struct exchange *exchange; /* NULL between requests */
	struct connection *chain;  /* same bucket of the table */
	bool watched;
	bufferevent_data_cb read_cb; /* borrowed from libevent while watched */
	bufferevent_data_cb write_cb;
	bufferevent_event_cb event_cb;
	void *cb_arg;
};

enum { CONNECTION_BUCKETS = 1024 };

struct connections {
	struct connection *buckets[CONNECTION_BUCKETS];
};

/* The record of the connection that the request came on; made at its first request. */
struct connection *connection_of(struct connections *connections, struct host *host,
                                 struct evhttp_request *request);
void connection_watch(struct connection *connection);
/* Gives the callbacks back; must precede an answer. Fine when not watched. */
void connection_unwatch(struct connection *connection);
/* Ends at once with a reset instead of a proper end. Frees it. */
void connection_reset(struct connection *connection);
void connections_close(struct connections *connections);

#endif

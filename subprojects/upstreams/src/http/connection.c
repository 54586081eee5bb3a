#include "http/connection.h"

#include <event2/buffer.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/draw.h"
#include "base/memory.h"
#include "http/exchange.h"
#include "http/host.h"

enum {
	EARLY_DATA_MAX = 65536 /* that a peer may send ahead of its answer */
};

static struct connection **bucket_of(struct connections *connections,
                                     const struct bufferevent *bufev)
{
	return &connections->buckets[mix64((uintptr_t)bufev) % CONNECTION_BUCKETS];
}

/* Everything that libevent frees ends here: the peer went, or we closed. */
static void on_closed(struct evhttp_connection *evcon, void *data)
{
	struct connection *connection = data;
	struct connection **at = bucket_of(host_connections(connection->host), connection->bufev);
	(void)evcon;
	while (*at != connection) {
		at = &(*at)->chain;
	}
	*at = connection->chain;
	if (connection->exchange) {
		exchange_lost(connection->exchange);
	}
	free(connection);
}

struct connection *connection_of(struct connections *connections, struct host *host,
                                 struct evhttp_request *request)
{
	struct evhttp_connection *evcon = evhttp_request_get_connection(request);
	struct bufferevent *bufev = evhttp_connection_get_bufferevent(evcon);
	struct connection **bucket = bucket_of(connections, bufev);
	for (struct connection *connection = *bucket; connection; connection = connection->chain) {
		if (connection->bufev == bufev) {
			return connection;
		}
	}
	struct connection *connection = xcalloc(1, sizeof(*connection));
	connection->host = host;
	connection->evcon = evcon;
	connection->bufev = bufev;
	connection->chain = *bucket;
	*bucket = connection;
	evhttp_connection_set_closecb(evcon, on_closed, connection);
	int on = 1;
	setsockopt(bufferevent_getfd(bufev), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return connection;
}

static void on_early_data(struct bufferevent *bufev, void *data)
{
	(void)data;
	if (evbuffer_get_length(bufferevent_get_input(bufev)) > EARLY_DATA_MAX) {
		bufferevent_disable(bufev, EV_READ);
	}
}

static void on_gone(struct bufferevent *bufev, short what, void *data)
{
	struct connection *connection = data;
	bufferevent_event_cb event_cb = connection->event_cb;
	void *cb_arg = connection->cb_arg;
	connection_unwatch(connection);
	event_cb(bufev, what, cb_arg); /* takes the connection down: on_closed() has run */
}

void connection_watch(struct connection *connection)
{
	if (connection->watched) {
		return;
	}
	bufferevent_getcb(connection->bufev, &connection->read_cb, &connection->write_cb,
	                  &connection->event_cb, &connection->cb_arg);
	bufferevent_setcb(connection->bufev, on_early_data, NULL, on_gone, connection);
	bufferevent_enable(connection->bufev, EV_READ);
	connection->watched = true;
}

void connection_unwatch(struct connection *connection)
{
	if (!connection->watched) {
		return;
	}
	connection->watched = false;
	bufferevent_disable(connection->bufev, EV_READ);
	bufferevent_setcb(connection->bufev, connection->read_cb, connection->write_cb,
	                  connection->event_cb, connection->cb_arg);
}

void connection_reset(struct connection *connection)
{
	/* Closing would say a proper end first; disconnecting resets, on Linux. Should it fail, the
	 * proper end it is. */
	struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
	(void)connect(bufferevent_getfd(connection->bufev), &nowhere, sizeof(nowhere));
	evhttp_connection_free(connection->evcon);
}

void connections_close(struct connections *connections)
{
	for (unsigned i = 0; i < CONNECTION_BUCKETS; i++) {
		while (connections->buckets[i]) {
			evhttp_connection_free(connections->buckets[i]->evcon);
		}
	}
}

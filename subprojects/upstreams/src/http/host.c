#include "http/host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/bufferevent_ssl.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/exchange.h"

enum { BACKLOG = 1024, BODY_MAX = 8 * 1024 * 1024, HEADERS_MAX = 64 * 1024 };
static const int64_t spans_us[HOST_COUNT] = {
    [HOST_DISCOGS] = 60000000, [HOST_SPOTIFY] = 30000000, [HOST_ACCOUNTS] = 30000000,
    [HOST_EURIA] = 60000000,   [HOST_CONTROL] = 60000000,
};

/* A bound socket that does not listen keeps the port, and connections to it are refused. */
static int bind_loopback(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_port = htons((uint16_t)port),
	                              .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;
	if (fd < 0) {
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int port_of(int fd)
{
	struct sockaddr_in address = {0};
	socklen_t size = sizeof(address);
	return getsockname(fd, (struct sockaddr *)&address, &size) == 0 ? ntohs(address.sin_port)
	                                                                : 0;
}

static bool accept_on(struct host *host, int fd)
{
	host->bound = NULL;
	if (listen(fd, BACKLOG) == 0) {
		host->bound = evhttp_accept_socket_with_handle(host->http, fd);
	}
	if (!host->bound) {
		fprintf(stderr, "upstreams: %s: %s\n", host_names[host->id], strerror(errno));
		close(fd);
	}
	return host->bound != NULL;
}

/* Called by libevent for every connection that it accepts. */
static struct bufferevent *on_connection(struct event_base *base, void *data)
{
	struct host *host = data;
	if (host->id < HOST_PROVIDER_COUNT) {
		ledger_counters(host->shared->ledger, host->id)->connections++;
	}
	if (!host->shared->tls || host->id == HOST_CONTROL) {
		return NULL; /* the plain one that libevent makes by itself */
	}
	SSL_CTX *tls = host->untrusted ? host->shared->other_tls : host->shared->tls;
	return bufferevent_openssl_socket_new(base, -1, SSL_new(tls), BUFFEREVENT_SSL_ACCEPTING,
	                                      BEV_OPT_CLOSE_ON_FREE);
}

bool host_open(struct host *host, enum host_id id, const struct host_role *role,
               struct host_shared *shared, void *data, int port)
{
	*host = (struct host){.id = id, .role = role, .shared = shared, .data = data};
	host->placeholder_fd = -1;
	window_init(&host->window, spans_us[id]);
	host->http = evhttp_new(shared->base);
	evhttp_set_gencb(host->http, exchange_on_request, host);
	evhttp_set_bevcb(host->http, on_connection, host);
	evhttp_set_max_body_size(host->http, BODY_MAX);
	evhttp_set_max_headers_size(host->http, HEADERS_MAX);
	evhttp_set_allowed_methods(host->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
	                                           EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
	                                           EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
	int fd = bind_loopback(port);
	if (fd < 0) {
		fprintf(stderr, "upstreams: port %d for %s: %s\n", port, host_names[id],
		        strerror(errno));
		return false;
	}
	host->port = port_of(fd);
	return accept_on(host, fd);
}

void host_close(struct host *host)
{
	if (host->http) {
		connections_close(&host->connections);
		evhttp_free(host->http);
		host->http = NULL;
	}
	if (host->placeholder_fd >= 0) {
		close(host->placeholder_fd);
	}
	window_finish(&host->window);
}

void host_forgive(struct host *host)
{
	window_clear(&host->window);
	host->blocked_from_us = 0;
	host->blocked_until_us = 0;
}

void host_refuse(struct host *host, bool refuse)
{
	if (refuse && host->bound) {
		evhttp_del_accept_socket(host->http, host->bound);
		host->bound = NULL;
		host->placeholder_fd = bind_loopback(host->port);
		connections_close(&host->connections);
	} else if (!refuse && !host->bound) {
		int fd =
		    host->placeholder_fd >= 0 ? host->placeholder_fd : bind_loopback(host->port);
		host->placeholder_fd = -1;
		accept_on(host, fd);
	}
}

void host_distrust(struct host *host, bool distrust)
{
	if (distrust && !host->untrusted) {
		connections_close(&host->connections);
	}
	host->untrusted = distrust;
}

static void on_distrust_soon(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	host_distrust(data, true);
}

static void on_refuse_soon(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	host_refuse(data, true);
}

static void soon(struct host *host, event_callback_fn call)
{
	static const struct timeval now = {0, 0};
	event_base_once(host->shared->base, -1, EV_TIMEOUT, call, host, &now);
}

void host_refuse_soon(struct host *host)
{
	soon(host, on_refuse_soon);
}

void host_distrust_soon(struct host *host)
{
	soon(host, on_distrust_soon);
}

struct connections *host_connections(struct host *host)
{
	return &host->connections;
}

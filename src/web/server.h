/* web/server.h - the HTTP/1.1 server: listens, checks, routes, and stops in an orderly way.
 *
 * Before a handler runs, the request is whole, its framing beyond doubt, its Host an allowed one,
 * its route known and its parameters valid; where the route changes state, the token was right and
 * no other site's page sent it. Everything else was answered here, as application/problem+json.
 *
 * What libh2o 2.2.5 does by itself and cannot be told otherwise: bytes that are no HTTP/1 request
 * (HTTP/2's preface too) draw a plain-text 400; one time limit covers waiting for a request and
 * receiving all of it, and ends without a reply; so does a head that outgrows the input buffer (64
 * KB by default) before it is complete; a line may end with LF alone. It decodes chunked bodies
 * more leniently than the RFC, and leaves us nothing to check: they are refused with 411, which
 * RFC 9112 allows. Loop thread only. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H
#include "web/route.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct loop;
struct server;
struct stats;

/* 0 stands for the default. */
struct server_limits {
	unsigned connections; /* 2,000, and at most half of the file descriptors. When it is reached
	                       * whoever has asked for nothing, or read nothing of a reply, for
	                       * longest gives way */
	unsigned streams;     /* a quarter of them: replies that never end (events), 503 beyond.
	                       * As long as they are read they give way to nobody */
	size_t head_bytes;    /* 16 KB: request line and headers, else 431 */
	size_t target_bytes;  /* 8 KB: path and query, else 414 */
	size_t body_bytes;    /* 16 KB, else 413 */
	unsigned request_ms;  /* 10 s from the connection or the last reply to the whole request */
	unsigned send_ms;     /* 30 s in which less than 4 KB of a reply is read, else cut off */
	size_t unread_bytes;  /* 64 MB of replies that are not read yet, all in all; beyond it the
	                       * slowest readers are cut off */
	unsigned drain_ms;    /* 3 s for requests under way when the server closes */
};

struct server_options {
	const struct route *routes; /* borrowed */
	size_t route_count;
	void *data;                       /* for the handlers */
	const char *const *allowed_hosts; /* "localhost", "[::1]", "name:8000"; ends with NULL */
	const char *api_token;            /* NULL: none is asked for */
	const char
	    *base_path; /* "/music" where a proxy has the server there; NULL or "": the root */
	struct server_limits limits;
};

/* `loop` is borrowed. Options are copied but for the routes. NULL where an option is wrong. */
struct server *server_create(struct loop *loop, const struct server_options *options,
                             struct err *err);

/* Addresses as in loop/listener.h. Several may be listened on. */
bool server_listen(struct server *server, const char *address, struct err *err);
/* A listening socket made by somebody else (systemd). */
bool server_adopt(struct server *server, int fd, struct err *err);
/* As one would type it, with the port that the kernel picked; NULL past the last. Port 0: a unix
 * socket. */
const char *server_address(const struct server *server, size_t index);
int server_port(const struct server *server, size_t index);
/* One allowed host more, as in the options. */
bool server_allow_host(struct server *server, const char *host, struct err *err);

/* Accepts no connection any more, ends what is endless, lets the rest finish within drain_ms, then
 * cuts it off. `closed` runs once, from the loop; the server is freed then. */
typedef void (*server_closed_fn)(void *data);
void server_close(struct server *server, server_closed_fn closed, void *data);

/* Of the row; of everything that found no row, where `route` is their number. */
const struct stats *server_stats(const struct server *server, size_t route);

struct server_figures {
	unsigned connections, busy; /* open now; of those, with a request */
	uint64_t accepted, refused; /* at the cap: closed at once */
	uint64_t evicted;           /* gave way to others at a limit */
	uint64_t stuck;             /* did not read their reply in time */
};
struct server_figures server_figures(const struct server *server);

#endif

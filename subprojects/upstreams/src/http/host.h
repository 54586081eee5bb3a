/* http/host.h - one provider's host: its port, its limits, and what serves its requests.
 *
 * Single-threaded: everything runs from the event base. */
#ifndef HTTP_HOST_H
#define HTTP_HOST_H
#include <event2/event.h>
#include <openssl/ssl.h>
#include <stdbool.h>

#include "http/connection.h"
#include "http/fault.h"
#include "http/host_id.h"
#include "http/ledger.h"
#include "http/window.h"

struct exchange;
struct host;

/* What a provider does. `prepare` (may be NULL) runs for every request, `serve` for those that no
 * fault takes away; `fail` writes the provider's own body for a status, `reason` being "quota" or
 * NULL. All finish within the call, except that `serve` may answer by a stream. */
struct host_role {
	void (*prepare)(struct exchange *exchange);
	void (*serve)(struct exchange *exchange);
	void (*fail)(struct exchange *exchange, int status, const char *reason);
	unsigned (*limit)(const struct exchange *exchange); /* requests in the window */
};

struct host_shared {
	struct event_base *base;
	struct ledger *ledger;
	struct faults *faults;
	SSL_CTX *tls;       /* NULL: plain */
	SSL_CTX *other_tls; /* with a certificate that nobody trusts */
	uint64_t seed;
	bool paced; /* the windows hold */
};

struct host {
	enum host_id id;
	const struct host_role *role;
	struct host_shared *shared; /* borrowed */
	void *data;                 /* the provider's own, borrowed */
	struct evhttp *http;
	struct evhttp_bound_socket *bound; /* NULL while it refuses */
	int placeholder_fd;                /* holds the port while it refuses; else -1 */
	bool untrusted;                    /* shows the other certificate */
	int port;
	double latency_ms; /* median; 0: none */
	uint64_t draws;
	struct window window;
	int64_t blocked_from_us, blocked_until_us; /* by a Retry-After that was given */
	struct connections connections;
};

/* `port` 0 lets the kernel pick one. False, with a message on stderr, when it cannot listen. */
bool host_open(struct host *host, enum host_id id, const struct host_role *role,
               struct host_shared *shared, void *data, int port);
void host_close(struct host *host);
/* Forgets the window and the block. */
void host_forgive(struct host *host);
/* Closes the listener and all connections; or listens again at the same port. */
void host_refuse(struct host *host, bool refuse);
/* New connections get the other certificate, and those that are open are closed; or the right one
 * again. */
void host_distrust(struct host *host, bool distrust);
/* The same from within one of its own requests: as soon as that has ended. */
void host_refuse_soon(struct host *host);
void host_distrust_soon(struct host *host);

struct connections *host_connections(struct host *host);

#endif

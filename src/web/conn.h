/* web/conn.h - the open connections: how many, which of them wait, which are stuck. Private to
 * web/.
 *
 * h2o parses, reads and writes; this keeps what it does not: a cap on them, on the streams among
 * them and on the replies that they have not read; who gives way when one is reached; a limit on
 * the time that a peer may leave a reply unread, notice of a client that left, and an orderly end.
 * h2o has no call that closes one of its connections, so we shut the socket down underneath, and
 * h2o finds its end in the loop's next turn.
 *
 * h2o reads nothing while a request is being answered, and so does not see the client leave. We do
 * not read in its place: libuv takes no write any more after a reset was read, without a word that
 * h2o would hear. The busy connections are asked now and then instead. Loop thread only. */
#ifndef WEB_CONN_H
#define WEB_CONN_H
#include "base/list.h"
#include "web/h2o_api.h"
#include "web/server.h"

#include <stdbool.h>
#include <stdint.h>

struct alarm;
struct loop;
struct request;
struct stream;

typedef void (*conns_emptied_fn)(void *data);
typedef void (*conn_left_fn)(void *data);

struct conns {
	struct loop *loop;
	h2o_accept_ctx_t accept;
	struct server_limits limits;
	struct list waiting; /* conn::link: between requests, the one that waits longest first */
	struct list busy;    /* conn::link: a request is being answered */
	struct list sinks;   /* sink::link */
	unsigned count, sink_count, endless_count;
	size_t unread_bytes; /* of whole replies, until h2o is done with each */
	struct alarm *sweep; /* looks at the busy connections, while there are some */
	int64_t sweep_at_ms;
	bool is_closing;
	conns_emptied_fn emptied; /* runs while closing, when nothing is left */
	void *data;
	uint64_t accepted, evicted, refused, stuck;
};

struct conn {
	struct conns *conns;
	struct list link;
	h2o_socket_t *sock;
	uv_stream_t *handle;
	bool is_busy;
	int linger_fd; /* -1: none */
	size_t unread_bytes;
	int64_t idle_since_ms; /* without a request, or without reading the reply */
	/* Of the request being answered, and NULL otherwise. */
	struct request *request; /* not replied to yet */
	struct stream *stream;   /* replying, piece by piece */
	conn_left_fn left;       /* NULL: nobody asks */
	void *left_data;
	size_t seen_read; /* of all that was ever written: what the peer had taken by then */
};

/* Every limit is set. */
void conns_init(struct conns *conns, struct loop *loop, const struct server_limits *limits);
/* Every connection must be gone (asserted). */
void conns_finish(struct conns *conns);

/* A listener_fn; `data` is the conns. */
void conns_accept(void *data, uv_stream_t *stream);
/* Closes what waits, now and from now on. What is being read or answered goes on. */
void conns_close(struct conns *conns, conns_emptied_fn emptied, void *data);
/* Cuts off what is left. */
void conns_cut(struct conns *conns);

/* Runs `visit` for every busy connection. A visit may end connections, its own too. */
typedef void (*conns_visit_fn)(struct conns *conns, struct conn *conn);
void conns_visit_busy(struct conns *conns, conns_visit_fn visit);

struct conn *conn_of(const h2o_req_t *h2o);
/* h2o has a whole request; h2o is done with it. */
void conn_begin(struct conn *conn);
void conn_end(struct conn *conn);
/* The reply is made: `bytes` of memory until conn_end(). Whoever reads too slowly gives way to it
 * where there are too many. */
void conn_reply(struct conn *conn, size_t bytes);
/* One endless stream more, until conn_end_endless(); false where there are too many. */
bool conn_begin_endless(struct conn *conn);
void conn_end_endless(struct conn *conn);
/* `left` runs once, from the loop, when the client has closed its end while we answer: it has gone,
 * or will at least send nothing more. Within a second for a request that waits for its reply, and
 * later for a stream. A second call replaces the first. */
void conn_watch(struct conn *conn, conn_left_fn left, void *data);
/* After this reply the connection closes, but what the client still sends is read for a moment:
 * closing at once would reset it before it has read the reply. */
void conn_linger(struct conn *conn);
/* h2o sees the end of the connection in the loop's next turn. */
void conn_shut(struct conn *conn);

#endif

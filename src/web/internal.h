/* web/internal.h - what the files of web/ know of a request and of the server, and nobody else. */
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H
#include "loop/loop.h"
#include "web/conn.h"
#include "web/guard.h"
#include "web/h2o_api.h"
#include "web/params.h"
#include "web/request.h"
#include "web/router.h"
#include "web/server.h"
#include "web/stats.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct listener;
struct stream_source;

#define SERVER_MAX_LISTENERS 8

struct server {
	struct loop *loop;
	struct server_options options; /* allowed_hosts, api_token and base_path: see below */
	struct router *router;
	struct guard_host *hosts;
	size_t host_count;
	char *api_token;     /* NULL: none */
	char *base_path;     /* "" for the root */
	struct stats *stats; /* a row each, and one for what found no row */
	uint32_t id_prefix;
	uint64_t last_id;

	h2o_globalconf_t config;
	h2o_context_t context;
	struct conns conns;
	struct listener *listeners[SERVER_MAX_LISTENERS];
	size_t listener_count;

	bool is_closing;
	struct alarm *drain;
	struct deferred step; /* of the end */
	uv_loop_t idle;       /* for the end, when there may be no descriptor left to make it */
	server_closed_fn closed;
	void *closed_data;
};

#define REQUEST_ID_SIZE 32

struct request {
	struct server *server; /* these three are NULL once the client is cut off */
	struct conn *conn;
	h2o_req_t *h2o;
	size_t route;            /* the number of rows where none was found */
	const struct route *row; /* NULL then */
	const char *base_path;
	uint64_t start_ns;
	bool is_head, says_etag;
	unsigned own_headers; /* header_default: those that the handler gave itself */
	char id[REQUEST_ID_SIZE];
	request_gone_fn gone;
	void *gone_data;
	long long captures[ROUTE_MAX_CAPTURES];
	struct param_value values[ROUTE_MAX_PARAMS];
	struct arena *copies;            /* NULL until something is copied */
	const char *path, *query, *body; /* in `text` */
	size_t path_length, query_length, body_length;
	char *store; /* in `text`: what params_parse() decodes */
	char text[];
};

/* `path` and `query` point into h2o's request. */
struct request *request_create(struct server *server, struct conn *conn, h2o_req_t *h2o,
                               h2o_iovec_t path, h2o_iovec_t query);
/* Also takes it off its connection. */
void request_free(struct request *request);
/* The connection ends under a request that is not replied to: tells the handler, whose reply then
 * goes nowhere. */
void request_detach(struct request *request);
/* The connection closes after the reply. */
void request_close_after(struct request *request);

/* Takes the place of a request that h2o is answering; the headers are set. */
void stream_start(struct conn *conn, h2o_req_t *h2o, const struct stream_source *source,
                  void *data);
/* The source is told; the rest is for stream_end() or stream_fail(). */
void stream_cut(struct stream *stream, bool is_failure);
bool stream_is_endless(const struct stream *stream);

#endif

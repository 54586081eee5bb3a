#include "web/errors.h"

#include "base/mem.h"
#include "web/headers.h"
#include "web/internal.h"
#include "web/problem.h"

#include <string.h>

struct errors_filter {
	h2o_filter_t filter; /* first: h2o hands it back to us */
	struct server *server;
};

struct errors_stream {
	h2o_ostream_t stream; /* first: h2o hands it back to us */
	h2o_iovec_t body;
};

/* All that h2o says comes in one go. */
static void on_send(h2o_ostream_t *stream, h2o_req_t *h2o, h2o_iovec_t *bytes, size_t count,
                    h2o_send_state_t state)
{
	struct errors_stream *errors = (struct errors_stream *)stream;
	bool is_head = h2o_memis(h2o->input.method.base, h2o->input.method.len, H2O_STRLIT("HEAD"));
	(void)bytes;
	(void)count;
	h2o_ostream_send_next(stream, h2o, &errors->body, is_head ? 0 : 1, state);
}

static const char *describe(int status)
{
	switch (status) {
	case 400:
		return "The body is not sent as its headers say.";
	case 413:
		return "The body is too large.";
	case 417:
		return "No other expectation than 100-continue can be met.";
	}
	return "The request cannot be answered.";
}

/* Sets all of the reply but its body, which is returned. */
static h2o_iovec_t fill(struct server *server, h2o_req_t *h2o, int status, const char *detail)
{
	autofree char *text = problem_render(status, detail, NULL);
	h2o_iovec_t body = h2o_strdup(&h2o->pool, text, SIZE_MAX);
	h2o->res.status = status;
	h2o->res.reason = problem_title(status);
	h2o->res.content_length = body.len;
	h2o->res.headers.size = 0;
	headers_add(h2o, "Content-Type", PROBLEM_TYPE);
	headers_add_defaults(h2o, 0);
	stats_add(&server->stats[server->options.route_count], status, 0);
	return body;
}

static void on_setup(h2o_filter_t *self, h2o_req_t *h2o, h2o_ostream_t **slot)
{
	struct conn *conn = conn_of(h2o);
	if (!conn->is_busy) { /* what was dispatched is answered by us */
		struct errors_stream *errors = (struct errors_stream *)h2o_add_ostream(
		    h2o, sizeof(struct errors_stream), slot);
		int status = h2o->res.status;
		conn_begin(conn);
		conn_linger(conn);
		errors->stream.do_send = on_send;
		errors->body =
		    fill(((struct errors_filter *)self)->server, h2o, status, describe(status));
		slot = &errors->stream.next;
	}
	h2o_setup_next_ostream(h2o, slot);
}

void errors_reply(struct server *server, h2o_req_t *h2o, int status, const char *detail)
{
	static h2o_generator_t nothing_more = {NULL, NULL};
	bool is_head = h2o_memis(h2o->input.method.base, h2o->input.method.len, H2O_STRLIT("HEAD"));
	h2o_iovec_t body = fill(server, h2o, status, detail);
	h2o->http1_is_persistent = 0;
	h2o_start_response(h2o, &nothing_more);
	h2o_send(h2o, &body, is_head ? 0 : 1, H2O_SEND_STATE_FINAL);
}

void errors_register(h2o_pathconf_t *path, struct server *server)
{
	struct errors_filter *filter =
	    (struct errors_filter *)h2o_create_filter(path, sizeof(struct errors_filter));
	filter->filter.on_setup_ostream = on_setup;
	filter->server = server;
}

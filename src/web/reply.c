#include "web/reply.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "web/blob.h"
#include "web/etag.h"
#include "web/headers.h"
#include "web/internal.h"
#include "web/problem.h"
#include "web/stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TYPE_JSON "application/json"
/* Enough for every decimal that we write, and not one digit of rounding noise: 5.1 and not
 * 5.0999999999999996. */
#define JSON_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(15))
#define UNKNOWN_LENGTH SIZE_MAX

static void count(const struct request *request, int status)
{
	uint64_t took_us = (uv_hrtime() - request->start_ns) / 1000;
	stats_add(&request->server->stats[request->route], status, took_us);
	log_debug("web: %s %.*s %s %d, %llu us", request->id, (int)request->h2o->method.len,
	          request->h2o->method.base, request->path, status, (unsigned long long)took_us);
}

/* Sets status and headers. What the body is, if there is one, comes after. */
static void start(struct request *request, int status, const char *type, size_t length)
{
	h2o_req_t *h2o = request->h2o;
	unsigned own = request->own_headers;
	h2o->res.status = status;
	h2o->res.reason = problem_title(status);
	h2o->res.content_length = length;
	if (type) {
		headers_add(h2o, "Content-Type", type);
	}
	headers_add(h2o, "X-Request-Id", request->id);
	headers_add_defaults(h2o, own);
	if (request->server->is_closing) {
		h2o->http1_is_persistent = 0;
	}
	count(request, status);
}

/* `body` is all of it. */
static void send_last(h2o_req_t *h2o, h2o_iovec_t body, bool has_body)
{
	static h2o_generator_t nothing_more = {NULL, NULL};
	h2o_start_response(h2o, &nothing_more);
	h2o_send(h2o, &body, has_body ? 1 : 0, H2O_SEND_STATE_FINAL);
}

/* Ends the request with a body whose memory lasts until h2o is done with it. */
static void finish(struct request *request, int status, const char *type, h2o_iovec_t body)
{
	h2o_req_t *h2o = request->h2o;
	bool has_body = body.len > 0 && !request->is_head;
	start(request, status, type, status == 204 || status == 304 ? UNKNOWN_LENGTH : body.len);
	conn_reply(request->conn, body.len);
	request_free(request);
	send_last(h2o, body, has_body);
}

static bool is_cut_off(struct request *request)
{
	if (request->h2o) {
		return false;
	}
	request_free(request);
	return true;
}

/* Memory that h2o is sending from. */
struct kept {
	void *memory;
};

static void on_text_sent(void *kept)
{
	free(((struct kept *)kept)->memory);
}

static void on_blob_sent(void *kept)
{
	blob_unref(((struct kept *)kept)->memory);
}

/* `sent` is given the struct kept when h2o is done with the request. */
static void keep(h2o_req_t *h2o, void *memory, void (*sent)(void *kept))
{
	struct kept *kept = h2o_mem_alloc_shared(&h2o->pool, sizeof(*kept), sent);
	kept->memory = memory;
}

/* Steals `text`. */
static void send_owned(struct request *request, int status, const char *type, char *text)
{
	keep(request->h2o, text, on_text_sent);
	finish(request, status, type, h2o_iovec_init(text, strlen(text)));
}

void reply_header(struct request *request, const char *name, const char *value)
{
	request->own_headers |= headers_find_default(name);
	if (request->h2o) {
		headers_add(request->h2o, name, value);
	}
}

void reply_json(struct request *request, int status, json_t *body)
{
	json_auto_t *owned = body;
	if (is_cut_off(request)) {
		return;
	}
	char *text = owned ? json_dumps(owned, JSON_FLAGS | JSON_ENCODE_ANY) : NULL;
	if (!text) {
		log_error("web: %s: a reply could not be written as JSON", request->path);
		reply_problem(request, 500, "The reply could not be written.");
		return;
	}
	send_owned(request, status, TYPE_JSON, text);
}

void reply_empty(struct request *request, int status)
{
	if (!is_cut_off(request)) {
		finish(request, status, NULL, h2o_iovec_init(NULL, 0));
	}
}

void reply_text(struct request *request, int status, const char *type, const char *text)
{
	if (!is_cut_off(request)) {
		finish(request, status, type, h2o_strdup(&request->h2o->pool, text, SIZE_MAX));
	}
}

void reply_static(struct request *request, int status, const char *type, const void *bytes,
                  size_t length)
{
	if (!is_cut_off(request)) {
		finish(request, status, type, h2o_iovec_init(bytes, length));
	}
}

void reply_blob(struct request *request, int status, const char *type, struct blob *blob)
{
	if (is_cut_off(request)) {
		blob_unref(blob);
		return;
	}
	keep(request->h2o, blob, on_blob_sent);
	finish(request, status, type, h2o_iovec_init(blob->bytes, blob->length));
}

void reply_problem(struct request *request, int status, const char *detail, ...)
{
	char text[512];
	va_list args;
	va_start(args, detail);
	vsnprintf(text, sizeof(text), detail, args);
	va_end(args);
	reply_problem_with(request, status, text, NULL);
}

void reply_problem_with(struct request *request, int status, const char *detail, json_t *members)
{
	if (is_cut_off(request)) {
		json_decref(members);
		return;
	}
	send_owned(request, status, PROBLEM_TYPE, problem_render(status, detail, members));
}

static int status_of(enum err_code code)
{
	switch (code) {
	case ERR_INVALID:
		return 422;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_CONFLICT:
		return 409;
	case ERR_REMOTE:
	case ERR_AUTH:
	case ERR_FORBIDDEN:
		return 502;
	case ERR_TRANSIENT:
	case ERR_BLOCKED:
	case ERR_UNAVAILABLE:
		return 503;
	default:
		return 500; /* ours to mend: storage, or nothing that a client should see */
	}
}

void reply_err(struct request *request, const struct err *err)
{
	reply_problem(request, status_of(err->code), "%s", err->msg);
}

bool reply_is_known(struct request *request, const char *etag)
{
	reply_header(request, "ETag", etag);
	if (!(request->own_headers & HEADER_CACHE)) {
		reply_header(request, "Cache-Control", "no-cache");
	}
	if (!etag_is_named(request_header(request, "if-none-match"), etag)) {
		return false;
	}
	reply_empty(request, 304);
	return true;
}

void reply_stream(struct request *request, const char *type, const struct stream_source *source,
                  void *data)
{
	if (is_cut_off(request)) {
		source->gone(data);
		return;
	}
	struct conn *conn = request->conn;
	h2o_req_t *h2o = request->h2o;
	bool is_head = request->is_head;
	if (source->is_endless && !is_head && !conn_begin_endless(conn)) {
		reply_header(request, "Retry-After", "15");
		reply_problem(request, 503, "Too many clients watch something already.");
		source->gone(data);
		return;
	}
	start(request, 200, type, UNKNOWN_LENGTH);
	request_free(request);
	if (is_head) {
		send_last(h2o, h2o_iovec_init(NULL, 0), false);
		source->gone(data);
		return;
	}
	stream_start(conn, h2o, source, data);
}

#include "web/request.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "web/internal.h"
#include "web/uri.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *put(char **at, h2o_iovec_t text)
{
	char *start = *at;
	if (text.len) {
		memcpy(start, text.base, text.len);
	}
	start[text.len] = '\0';
	*at += text.len + 1;
	return start;
}

struct request *request_create(struct server *server, struct conn *conn, h2o_req_t *h2o,
                               h2o_iovec_t path, h2o_iovec_t query)
{
	h2o_iovec_t body = h2o->entity;
	size_t text_size =
	    path.len + 1 + query.len + 1 + body.len + 1 + PARAMS_STORE_SIZE(query.len);
	struct request *request = xcalloc(1, sizeof(*request) + text_size);
	request->server = server;
	request->conn = conn;
	request->h2o = h2o;
	request->route = server->options.route_count;
	request->base_path = server->base_path;
	request->start_ns = uv_hrtime();
	request->is_head = h2o_memis(h2o->method.base, h2o->method.len, H2O_STRLIT("HEAD"));
	snprintf(request->id, sizeof(request->id), "%08" PRIx32 "-%" PRIu64, server->id_prefix,
	         ++server->last_id);
	char *at = request->text;
	request->path = put(&at, path);
	request->query = put(&at, query);
	request->body = put(&at, body);
	request->store = at;
	request->path_length = path.len;
	request->query_length = query.len;
	request->body_length = body.len;
	conn->request = request;
	return request;
}

void request_free(struct request *request)
{
	if (request->conn) {
		request->conn->request = NULL;
		request->conn->left = NULL;
	}
	arena_destroy(request->copies);
	free(request);
}

static void tell_gone(void *data)
{
	struct request *request = data;
	request_gone_fn gone = request->gone;
	request->gone = NULL;
	if (gone) {
		gone(request->gone_data);
	}
}

void request_detach(struct request *request)
{
	request->conn->request = NULL;
	request->conn->left = NULL;
	request->server = NULL;
	request->conn = NULL;
	request->h2o = NULL;
	request->base_path = "";
	tell_gone(request);
}

void request_close_after(struct request *request)
{
	request->h2o->http1_is_persistent = 0;
	conn_linger(request->conn);
}

const char *request_id(const struct request *request)
{
	return request->id;
}

const struct route *request_route(const struct request *request)
{
	return request->row;
}

static const struct param_value *find_value(const struct request *request, const char *name,
                                            unsigned types)
{
	const struct param *params = request->row->params;
	for (size_t i = 0; params && params[i].name; i++) {
		if (strcmp(params[i].name, name) == 0) {
			assert(types & 1u << params[i].type);
			(void)types;
			return &request->values[i];
		}
	}
	return NULL;
}

/* Which brace of the path has that name: -1 for none. Read from the row, which outlives a server
 * that has closed under us. */
static int find_capture(const struct request *request, const char *name)
{
	size_t length = strlen(name);
	int index = 0;
	for (const char *at = strchr(request->row->path, '{'); at; at = strchr(at + 1, '{')) {
		if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '}') {
			return index;
		}
		index++;
	}
	return -1;
}

long long request_int(const struct request *request, const char *name)
{
	const struct param_value *value = find_value(request, name, 1u << PARAM_INT);
	if (value) {
		return value->number;
	}
	int capture = find_capture(request, name);
	assert(capture >= 0);
	return request->captures[capture];
}

bool request_bool(const struct request *request, const char *name)
{
	const struct param_value *value = find_value(request, name, 1u << PARAM_BOOL);
	assert(value);
	return value->number != 0;
}

const char *request_text(const struct request *request, const char *name)
{
	const struct param_value *value =
	    find_value(request, name, 1u << PARAM_TEXT | 1u << PARAM_CHOICE);
	assert(value);
	return value->text;
}

size_t request_choice(const struct request *request, const char *name)
{
	const struct param_value *value = find_value(request, name, 1u << PARAM_CHOICE);
	assert(value);
	return (size_t)value->number;
}

bool request_has(const struct request *request, const char *name)
{
	const struct param_value *value = find_value(request, name, ~0u);
	assert(value);
	return value->is_given;
}

const char *request_header(struct request *request, const char *name)
{
	if (!request->h2o) {
		return NULL;
	}
	const h2o_headers_t *headers = &request->h2o->headers;
	ssize_t at = h2o_find_header_by_str(headers, name, strlen(name), -1);
	if (at < 0) {
		return NULL;
	}
	if (!request->copies) {
		request->copies = arena_create();
	}
	h2o_iovec_t value = headers->entries[at].value;
	return arena_strndup(request->copies, value.base, value.len);
}

const char *request_body(const struct request *request, size_t *length)
{
	*length = request->body_length;
	return request->body;
}

json_t *request_json(const struct request *request, struct err *err)
{
	json_error_t at;
	json_t *root = json_loadb(request->body, request->body_length, JSON_REJECT_DUPLICATES, &at);
	if (!root) {
		err_set(err, ERR_INVALID, "the body is not JSON: line %d: %s", at.line, at.text);
	}
	return root;
}

char *request_link(const struct request *request, const char *name, const char *value)
{
	return uri_with(request->path, request->query, name, value);
}

const char *request_base_path(const struct request *request)
{
	return request->base_path;
}

void request_on_gone(struct request *request, request_gone_fn gone, void *data)
{
	request->gone = gone;
	request->gone_data = data;
	if (request->conn) {
		conn_watch(request->conn, tell_gone, request);
	}
}

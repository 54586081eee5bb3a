/* From the outside in: is it certain where the request ends; was it meant for us; is there such an
 * operation; may this client ask for it; does it ask properly. Where the framing is in doubt the
 * connection is closed, since what follows could be anything. */
#include "web/dispatch.h"

#include "base/mem.h"
#include "web/internal.h"
#include "web/reply.h"
#include "web/wire.h"

#include <stdio.h>
#include <string.h>

static bool refuse(struct request *request, int status, const char *detail)
{
	request_close_after(request);
	reply_problem(request, status, "%s", detail);
	return false;
}

/* These return false when they have replied. */

static bool check_framing(struct request *request)
{
	const h2o_buffer_t *input = request->conn->sock->input;
	const struct server_limits *limits = &request->server->options.limits;
	struct wire_head head;
	h2o_iovec_t method = request->h2o->method;
	if (!wire_scan(input->bytes, input->size, &head) || head.is_folded ||
	    !wire_is_token(method.base, method.len)) {
		return refuse(request, 400, "The request's head is malformed.");
	}
	if (request->path_length + request->query_length > limits->target_bytes) {
		return refuse(request, 414, "The path and query are too long.");
	}
	if (head.length > limits->head_bytes) {
		return refuse(request, 431, "The request's headers are too large.");
	}
	if (head.content_lengths + head.transfer_encodings > 1) {
		return refuse(request, 400, "The body's length is given more than once.");
	}
	if (head.transfer_encodings) {
		return refuse(request, 411, "Send the body with Content-Length, not in chunks.");
	}
	if (head.hosts != 1) {
		return refuse(request, 400, "There must be exactly one Host header.");
	}
	return true;
}

/* 421 (Misdirected Request) is what RFC 9110 has for a request to a name that a server does not
 * answer for. A 403 would say that somebody else may ask this; here nobody may, under that name. */
static bool check_host(struct request *request, struct guard_host *host)
{
	const struct server *server = request->server;
	h2o_iovec_t text = request->h2o->input.authority;
	if (!guard_parse_host(text.base, text.len, host)) {
		return refuse(request, 400, "The Host header is malformed.");
	}
	if (!guard_host_is_allowed(host, server->hosts, server->host_count)) {
		return refuse(request, 421, "This server does not answer for that host name.");
	}
	return true;
}

static void reply_allowed(struct request *request, int status, const char *path)
{
	char allow[ROUTER_ALLOW_SIZE];
	router_allow(request->server->router, path, path ? strlen(path) : 0, allow);
	reply_header(request, "Allow", allow);
	if (status == 204) {
		reply_empty(request, status);
	} else {
		reply_problem(request, status, "This path allows %s.", allow);
	}
}

/* The path as the routes know it; NULL where it is not below the base path. */
static const char *strip_base(const struct request *request)
{
	size_t length = strlen(request->base_path);
	bool below =
	    strncmp(request->path, request->base_path, length) == 0 && request->path[length] == '/';
	return below ? request->path + length : NULL;
}

static bool reply_unrouted(struct request *request)
{
	bool is_base = request->path_length && strcmp(request->path, request->base_path) == 0;
	if (is_base) { /* its page names its files relative to "/base/" */
		autofree char *slashed = xasprintf("%s/", request->base_path);
		reply_header(request, "Location", slashed);
		reply_empty(request, 308);
	} else {
		reply_problem(request, 404, "There is nothing at this path.");
	}
	return false;
}

static bool find_route(struct request *request)
{
	struct server *server = request->server;
	h2o_iovec_t method = request->h2o->method;
	const char *path = strip_base(request);
	struct router_match match;
	if (!path) {
		return reply_unrouted(request);
	}
	if (!router_match(server->router, method.base, method.len, path, strlen(path), &match)) {
		return refuse(request, 400, "The path is not percent-encoded UTF-8.");
	}
	if (!match.has_path) {
		return reply_unrouted(request);
	}
	if (h2o_memis(method.base, method.len, H2O_STRLIT("OPTIONS"))) {
		reply_allowed(request, 204, path);
		return false;
	}
	if (match.route == server->options.route_count) {
		reply_allowed(request, 405, path);
		return false;
	}
	request->route = match.route;
	request->row = &server->options.routes[match.route];
	memcpy(request->captures, match.captures, sizeof(request->captures));
	return true;
}

static h2o_iovec_t find_header(const struct request *request, const char *name, bool *is_single)
{
	const h2o_headers_t *headers = &request->h2o->headers;
	ssize_t at = h2o_find_header_by_str(headers, name, strlen(name), -1);
	*is_single = at < 0 || h2o_find_header_by_str(headers, name, strlen(name), at) < 0;
	return at < 0 ? h2o_iovec_init(NULL, 0) : headers->entries[at].value;
}

/* Programs that are no browsers send neither header. */
static bool check_site(struct request *request, const struct guard_host *host)
{
	bool one_origin, one_site;
	h2o_iovec_t origin = find_header(request, "origin", &one_origin);
	h2o_iovec_t site = find_header(request, "sec-fetch-site", &one_site);
	bool own = one_origin && one_site &&
	           (!origin.base || guard_origin_is_own(origin.base, origin.len, host)) &&
	           (!site.base || guard_site_is_own(site.base, site.len));
	if (!own) {
		reply_problem(request, 403, "Pages of other sites may not change anything here.");
	}
	return own;
}

static bool check_token(struct request *request)
{
	bool is_single;
	h2o_iovec_t given = find_header(request, "authorization", &is_single);
	const char *token = request->server->api_token;
	if (!token ||
	    (is_single && given.base && guard_token_is_right(given.base, given.len, token))) {
		return true;
	}
	reply_header(request, "WWW-Authenticate",
	             given.base ? "Bearer error=\"invalid_token\"" : "Bearer");
	reply_problem(request, 401, "This needs \"Authorization: Bearer\" with the API token.");
	return false;
}

static bool check_params(struct request *request)
{
	const struct param_value *defaults =
	    router_defaults(request->server->router, request->route);
	memcpy(request->values, defaults, sizeof(request->values));
	json_t *errors = params_parse(request->row->params, request->query, request->query_length,
	                              request->store, request->values);
	if (!errors) {
		return true;
	}
	reply_problem_with(request, 422, "Some query parameters are wrong.",
	                   json_pack("{s:o}", "errors", errors));
	return false;
}

static void check_and_handle(struct request *request)
{
	struct guard_host host;
	struct server *server = request->server;
	if (!check_framing(request) || !check_host(request, &host)) {
		return;
	}
	if (strcmp(request->path, "*") == 0) { /* OPTIONS *: the server as a whole */
		reply_allowed(request, 204, NULL);
		return;
	}
	if (!find_route(request)) {
		return;
	}
	bool changes = request->row->flags & ROUTE_CHANGES;
	if (changes && (!check_site(request, &host) || !check_token(request))) {
		return;
	}
	if (check_params(request)) {
		request->row->handle(server->options.data, request);
	}
}

/* "/path?query", or "http://host/path?query" where the host is the one of the Host header: a proxy
 * that we are not would be asked like that for other hosts. Or "*", for OPTIONS. */
static bool split_target(const h2o_req_t *h2o, h2o_iovec_t *path, h2o_iovec_t *query)
{
	static const char scheme[] = "http://";
	h2o_iovec_t target = h2o->input.path, host = h2o->input.authority;
	bool is_options = h2o_memis(h2o->method.base, h2o->method.len, H2O_STRLIT("OPTIONS"));
	size_t skip = sizeof(scheme) - 1 + host.len;
	if (target.len > skip && memcmp(target.base, scheme, sizeof(scheme) - 1) == 0 &&
	    memcmp(target.base + sizeof(scheme) - 1, host.base, host.len) == 0) {
		target = h2o_iovec_init(target.base + skip, target.len - skip);
	}
	const char *mark = memchr(target.base, '?', target.len);
	size_t length = mark ? (size_t)(mark - target.base) : target.len;
	*path = h2o_iovec_init(target.base, length);
	*query = mark ? h2o_iovec_init(mark + 1, target.len - length - 1) : h2o_iovec_init("", 0);
	return (length > 0 && target.base[0] == '/') ||
	       (is_options && h2o_memis(target.base, target.len, "*", 1));
}

void dispatch_request(struct server *server, h2o_req_t *h2o)
{
	struct conn *conn = conn_of(h2o);
	h2o_iovec_t path, query;
	conn_begin(conn);
	bool sound = split_target(h2o, &path, &query);
	struct request *request = request_create(server, conn, h2o, path, query);
	if (!sound) {
		refuse(request, 400, "The request's target is not a path.");
		return;
	}
	check_and_handle(request);
}

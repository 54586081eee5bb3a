#include "web/server.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/listener.h"
#include "loop/loop.h"
#include "web/dispatch.h"
#include "web/errors.h"
#include "web/internal.h"

#include <assert.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

/* Our handler and our logger, which h2o calls when it is done with a request. */
struct server_handler {
	h2o_handler_t handler; /* first: h2o hands it back to us */
	struct server *server;
};

static int on_request(h2o_handler_t *self, h2o_req_t *h2o)
{
	dispatch_request(((struct server_handler *)self)->server, h2o);
	return 0;
}

static void on_request_done(h2o_logger_t *self, h2o_req_t *h2o)
{
	struct conn *conn = conn_of(h2o);
	(void)self;
	if (conn->request) {
		request_detach(conn->request);
	}
	conn_end(conn);
}

/* ---- start ---- */

/* The others belong to the database and to the providers' connections. */
static unsigned cap_connections(unsigned wanted)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur / 2 < wanted) {
		unsigned fitting = (unsigned)(files.rlim_cur / 2);
		log_info("web: at most %u connections instead of %u: the process may open %u files",
		         fitting, wanted, (unsigned)files.rlim_cur);
		return fitting;
	}
	return wanted;
}

static void set_limits(struct server_limits *limits)
{
	static const struct server_limits defaults = {
	    .connections = 2000,
	    .head_bytes = 16384,
	    .target_bytes = 8192,
	    .body_bytes = 16384,
	    .unread_bytes = (size_t)64 << 20,
	    .request_ms = 10000,
	    .send_ms = 30000,
	    .drain_ms = 3000,
	};
#define DEFAULT(member) (limits->member = limits->member ? limits->member : defaults.member)
	DEFAULT(connections);
	DEFAULT(head_bytes);
	DEFAULT(target_bytes);
	DEFAULT(body_bytes);
	DEFAULT(unread_bytes);
	DEFAULT(request_ms);
	DEFAULT(send_ms);
	DEFAULT(drain_ms);
#undef DEFAULT
	limits->connections = cap_connections(limits->connections);
	if (!limits->streams) {
		limits->streams = (limits->connections + 3) / 4;
	}
}

static void configure_h2o(struct server *server)
{
	h2o_globalconf_t *config = &server->config;
	const struct server_limits *limits = &server->options.limits;
	h2o_config_init(config);
	config->server_name = h2o_iovec_init(NULL, 0); /* no Server header */
	config->http1.upgrade_to_http2 = 0;            /* neither by Upgrade nor by preface */
	/* Its orderly end would leave a timer behind that h2o_context_dispose() trips over. */
	config->http2.callbacks = (h2o_protocol_callbacks_t){0};
	config->http1.req_timeout = limits->request_ms;
	config->max_request_entity_size = limits->body_bytes;
	h2o_hostconf_t *host = h2o_config_register_host(config, h2o_iovec_init("any", 3), 65535);
	/* Without paths of their own, all requests are the fallback's. h2o removes dot segments
	 * before it looks for a path; our routes see the path as it was sent. */
	h2o_pathconf_t *path = &host->fallback_path;
	path->error_log.emit_request_errors = 0;
	struct server_handler *handler =
	    (struct server_handler *)h2o_create_handler(path, sizeof(*handler));
	handler->handler.on_req = on_request;
	handler->server = server;
	h2o_create_logger(path, sizeof(h2o_logger_t))->log_access = on_request_done;
	errors_register(path, server);
	h2o_context_init(&server->context, loop_uv(server->loop), config);
}

static bool is_base_path(const char *path)
{
	return !path[0] || (path[0] == '/' && path[strlen(path) - 1] != '/');
}

static bool copy_options(struct server *server, const struct server_options *options,
                         struct err *err)
{
	server->options = *options;
	set_limits(&server->options.limits);
	server->base_path = xstrdup(options->base_path ? options->base_path : "");
	server->api_token = options->api_token ? xstrdup(options->api_token) : NULL;
	for (const char *const *host = options->allowed_hosts; host && *host; host++) {
		if (!server_allow_host(server, *host, err)) {
			return false;
		}
	}
	if (server->api_token && !server->api_token[0]) {
		return err_set(err, ERR_INVALID, "the API token is empty");
	}
	return is_base_path(server->base_path) ||
	       err_set(err, ERR_INVALID, "the base path '%s' must start with '/' and not end so",
	               server->base_path);
}

static void server_free(struct server *server)
{
	router_destroy(server->router);
	free(server->stats);
	free(server->hosts);
	free(server->api_token);
	free(server->base_path);
	free(server);
}

static bool open_idle_loop(struct server *server, struct err *err)
{
	int status = uv_loop_init(&server->idle);
	return status == 0 ||
	       err_set(err, ERR_UNAVAILABLE, "web: no event loop: %s", uv_strerror(status));
}

struct server *server_create(struct loop *loop, const struct server_options *options,
                             struct err *err)
{
	struct server *server = xcalloc(1, sizeof(*server));
	signal(SIGPIPE, SIG_IGN); /* libuv writes to clients that have left */
	server->loop = loop;
	if (!copy_options(server, options, err) || !open_idle_loop(server, err)) {
		server_free(server);
		return NULL;
	}
	const struct server_limits *limits = &server->options.limits;
	server->router = router_create(options->routes, options->route_count);
	server->stats = xcalloc(options->route_count + 1, sizeof(*server->stats));
	if (getrandom(&server->id_prefix, sizeof(server->id_prefix), GRND_NONBLOCK) < 0) {
		server->id_prefix = (uint32_t)uv_hrtime(); /* unlikely to be used twice will do */
	}
	configure_h2o(server);
	conns_init(&server->conns, loop, limits);
	server->conns.accept = (h2o_accept_ctx_t){
	    .ctx = &server->context,
	    .hosts = server->config.hosts,
	};
	return server;
}

static bool add_listener(struct server *server, struct listener *listener)
{
	if (listener) {
		server->listeners[server->listener_count++] = listener;
		log_info("web: listening on %s", listener_address(listener));
	}
	return listener;
}

static bool has_room(const struct server *server, struct err *err)
{
	return server->listener_count < SERVER_MAX_LISTENERS ||
	       err_set(err, ERR_INVALID, "at most %d addresses to listen on", SERVER_MAX_LISTENERS);
}

bool server_listen(struct server *server, const char *address, struct err *err)
{
	return has_room(server, err) &&
	       add_listener(
		   server, listener_open(server->loop, address, conns_accept, &server->conns, err));
}

bool server_adopt(struct server *server, int fd, struct err *err)
{
	return has_room(server, err) &&
	       add_listener(server,
	                    listener_adopt(server->loop, fd, conns_accept, &server->conns, err));
}

const char *server_address(const struct server *server, size_t index)
{
	return index < server->listener_count ? listener_address(server->listeners[index]) : NULL;
}

int server_port(const struct server *server, size_t index)
{
	return index < server->listener_count ? listener_port(server->listeners[index]) : 0;
}

bool server_allow_host(struct server *server, const char *host, struct err *err)
{
	struct guard_host parsed;
	if (!guard_parse_host(host, strlen(host), &parsed)) {
		return err_set(err, ERR_INVALID, "'%s' is not a host name", host);
	}
	size_t count = server->host_count + 1;
	server->hosts = xrealloc(server->hosts, count * sizeof(*server->hosts));
	server->hosts[server->host_count++] = parsed;
	return true;
}

/* ---- end ---- */

/* The handles of h2o's context are closed: the loop has gone round since. */
static void on_context_closed(void *data)
{
	struct server *server = data;
	server_closed_fn closed = server->closed;
	void *closed_data = server->closed_data;
	h2o_config_dispose(&server->config);
	conns_finish(&server->conns);
	alarm_destroy(server->drain);
	server_free(server);
	closed(closed_data);
}

/* h2o_context_dispose() turns the context's loop once, for its handles to close, and a loop may not
 * be turned from within itself: it gets one that has nothing to do. The handles stay with the loop
 * that they were made on, which closes them in this turn, after the deferred calls (of which this
 * is one); the next turn's deferred calls find them closed. */
static void on_emptied_deferred(void *data)
{
	struct server *server = data;
	server->context.loop = &server->idle;
	h2o_context_dispose(&server->context);
	uv_loop_close(&server->idle);
	loop_defer(server->loop, &server->step, on_context_closed, server);
}

/* h2o may still be busy with the connection that was the last. */
static void on_emptied(void *data)
{
	struct server *server = data;
	alarm_stop(server->drain);
	loop_defer(server->loop, &server->step, on_emptied_deferred, server);
}

static void end_endless(struct conns *conns, struct conn *conn)
{
	(void)conns;
	if (conn->stream && stream_is_endless(conn->stream)) {
		stream_cut(conn->stream, false);
	}
}

static void cut(struct conns *conns, struct conn *conn)
{
	(void)conns;
	if (conn->stream) {
		stream_cut(conn->stream, true);
	} else if (conn->request) {
		struct server *server = conn->request->server;
		h2o_req_t *h2o = conn->request->h2o;
		request_detach(conn->request);
		errors_reply(server, h2o, 503, "The server is stopping.");
	}
}

static void on_drained_too_long(void *data)
{
	struct server *server = data;
	log_warn("web: %u connections cut off", server->conns.count);
	conns_visit_busy(&server->conns, cut);
	conns_cut(&server->conns);
}

void server_close(struct server *server, server_closed_fn closed, void *data)
{
	assert(!server->is_closing);
	server->is_closing = true;
	server->closed = closed;
	server->closed_data = data;
	for (size_t i = 0; i < server->listener_count; i++) {
		listener_close(server->listeners[i]);
	}
	h2o_context_request_shutdown(&server->context); /* "Connection: close" from now on */
	conns_visit_busy(&server->conns, end_endless);
	server->drain = alarm_create(server->loop, on_drained_too_long, server);
	alarm_start(server->drain, server->options.limits.drain_ms);
	conns_close(&server->conns, on_emptied, server);
}

const struct stats *server_stats(const struct server *server, size_t route)
{
	return &server->stats[route];
}

struct server_figures server_figures(const struct server *server)
{
	const struct conns *conns = &server->conns;
	unsigned busy = 0;
	for (const struct list *link = conns->busy.next; link != &conns->busy; link = link->next) {
		busy++;
	}
	return (struct server_figures){
	    .connections = conns->count,
	    .busy = busy,
	    .accepted = conns->accepted,
	    .refused = conns->refused,
	    .evicted = conns->evicted,
	    .stuck = conns->stuck,
	};
}

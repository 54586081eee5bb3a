#include "loop/listener.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "loop/loop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#define BACKLOG 1024
/* Accepted in one turn of the loop: a crowd at the door must not hold up those inside. */
#define TURN_CONNECTIONS 32

struct listener {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	char address[160];
	char *unlink_path; /* a unix socket of our own making */
	int port;
	struct loop *loop;
	unsigned accepted; /* in this turn */
	struct deferred next_turn;
	listener_fn fn;
	void *data;
};

static void on_closed(uv_handle_t *handle)
{
	struct listener *listener = handle->data;
	free(listener->unlink_path);
	free(listener);
}

static void on_stray_closed(uv_handle_t *handle)
{
	free(handle);
}

static uv_stream_t *stream_create(struct listener *listener)
{
	uv_loop_t *loop = listener->uv.handle.loop;
	if (listener->uv.handle.type == UV_TCP) {
		uv_tcp_t *tcp = xcalloc(1, sizeof(*tcp));
		uv_tcp_init(loop, tcp);
		return (uv_stream_t *)tcp;
	}
	uv_pipe_t *pipe = xcalloc(1, sizeof(*pipe));
	uv_pipe_init(loop, pipe, 0);
	return (uv_stream_t *)pipe;
}

static void accept_one(struct listener *listener)
{
	uv_stream_t *stream = stream_create(listener);
	if (uv_accept(&listener->uv.stream, stream) != 0) {
		uv_close((uv_handle_t *)stream, on_stray_closed);
		return;
	}
	if (stream->type == UV_TCP) {
		uv_tcp_nodelay((uv_tcp_t *)stream, 1);
	}
	listener->fn(listener->data, stream);
}

static void on_next_turn(void *data)
{
	struct listener *listener = data;
	bool is_one_waiting = listener->accepted > TURN_CONNECTIONS;
	listener->accepted = 0;
	if (is_one_waiting) {
		accept_one(listener);
	}
}

/* libuv calls this until nobody is at the door, or somebody was not let in: it stops then until
 * that one is. */
static void on_connection(uv_stream_t *server, int status)
{
	struct listener *listener = server->data;
	if (status != 0) {
		return;
	}
	if (listener->accepted++ == 0) {
		loop_defer(listener->loop, &listener->next_turn, on_next_turn, listener);
	}
	if (listener->accepted <= TURN_CONNECTIONS) {
		accept_one(listener);
	}
}

/* "host:port" or "[host]:port" taken apart. */
static bool parse_tcp(const char *address, struct sockaddr_storage *out, struct err *err)
{
	const char *colon = strrchr(address, ':');
	long long port;
	char host[64];
	size_t length = colon ? (size_t)(colon - address) : 0;
	if (!colon || !text_to_int(colon + 1, 0, 65535, &port) || length >= sizeof(host)) {
		return err_set(err, ERR_INVALID, "'%s' is not HOST:PORT, [HOST]:PORT or unix:PATH",
		               address);
	}
	bool bracketed = address[0] == '[' && length >= 2 && address[length - 1] == ']';
	snprintf(host, sizeof(host), "%.*s", (int)(bracketed ? length - 2 : length),
	         bracketed ? address + 1 : address);
	if (strcmp(host, "localhost") == 0) {
		snprintf(host, sizeof(host), "127.0.0.1");
	}
	if (bracketed ? uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)out) == 0
	              : uv_ip4_addr(host, (int)port, (struct sockaddr_in *)out) == 0) {
		return true;
	}
	return err_set(err, ERR_INVALID, "'%s' is not a numeric address", host);
}

static void name_tcp(struct listener *listener)
{
	struct sockaddr_storage bound;
	int size = sizeof(bound);
	char host[64] = "";
	uv_tcp_getsockname(&listener->uv.tcp, (struct sockaddr *)&bound, &size);
	if (bound.ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&bound;
		uv_ip6_name(in6, host, sizeof(host));
		listener->port = ntohs(in6->sin6_port);
		snprintf(listener->address, sizeof(listener->address), "[%s]:%d", host,
		         listener->port);
	} else {
		const struct sockaddr_in *in4 = (const struct sockaddr_in *)&bound;
		uv_ip4_name(in4, host, sizeof(host));
		listener->port = ntohs(in4->sin_port);
		snprintf(listener->address, sizeof(listener->address), "%s:%d", host,
		         listener->port);
	}
}

static bool bind_tcp(struct listener *listener, struct loop *loop, const char *address,
                     struct err *err)
{
	struct sockaddr_storage where;
	uv_tcp_init(loop_uv(loop), &listener->uv.tcp);
	if (!parse_tcp(address, &where, err)) {
		return false;
	}
	int failed = uv_tcp_bind(&listener->uv.tcp, (struct sockaddr *)&where, 0);
	return !failed || err_set(err, ERR_INVALID, "%s: %s", address, uv_strerror(failed));
}

/* Nobody answers at a socket whose process died. Connecting to a plain file is refused too. */
static bool is_dead_socket(const char *path)
{
	struct stat status;
	if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) {
		return false;
	}
	struct sockaddr_un where = {.sun_family = AF_UNIX};
	snprintf(where.sun_path, sizeof(where.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool dead = fd >= 0 && connect(fd, (struct sockaddr *)&where, sizeof(where)) != 0 &&
	            errno == ECONNREFUSED;
	if (fd >= 0) {
		close(fd);
	}
	return dead;
}

static bool bind_unix(struct listener *listener, struct loop *loop, const char *path,
                      struct err *err)
{
	uv_pipe_init(loop_uv(loop), &listener->uv.pipe, 0);
	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
		return err_set(err, ERR_INVALID, "the socket path %s is too long", path);
	}
	if (is_dead_socket(path)) {
		unlink(path);
	}
	int failed = uv_pipe_bind(&listener->uv.pipe, path);
	if (failed) {
		return err_set(err, ERR_INVALID, "%s: %s", path, uv_strerror(failed));
	}
	listener->unlink_path = xstrdup(path);
	snprintf(listener->address, sizeof(listener->address), "unix:%s", path);
	return true;
}

static bool adopt(struct listener *listener, struct loop *loop, int fd, struct err *err)
{
	int family = AF_UNSPEC;
	socklen_t size = sizeof(family);
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0) {
		uv_tcp_init(loop_uv(loop), &listener->uv.tcp);
		return err_set(err, ERR_INVALID, "inherited descriptor %d is not a socket", fd);
	}
	int failed;
	if (family == AF_UNIX) {
		uv_pipe_init(loop_uv(loop), &listener->uv.pipe, 0);
		failed = uv_pipe_open(&listener->uv.pipe, fd);
		snprintf(listener->address, sizeof(listener->address), "unix:inherited");
	} else {
		uv_tcp_init(loop_uv(loop), &listener->uv.tcp);
		failed = uv_tcp_open(&listener->uv.tcp, fd);
	}
	return !failed ||
	       err_set(err, ERR_INVALID, "inherited socket %d: %s", fd, uv_strerror(failed));
}

static struct listener *start(struct listener *listener, struct loop *loop, const char *name,
                              bool bound, listener_fn fn, void *data, struct err *err)
{
	listener->uv.handle.data = listener;
	listener->loop = loop;
	listener->fn = fn;
	listener->data = data;
	int failed = bound ? uv_listen(&listener->uv.stream, BACKLOG, on_connection) : 0;
	if (failed) {
		err_set(err, ERR_INVALID, "cannot listen on %s: %s", name, uv_strerror(failed));
	}
	if (!bound || failed) {
		listener_close(listener);
		return NULL;
	}
	if (listener->uv.handle.type == UV_TCP) {
		name_tcp(listener);
	}
	return listener;
}

struct listener *listener_open(struct loop *loop, const char *address, listener_fn fn, void *data,
                               struct err *err)
{
	struct listener *listener = xcalloc(1, sizeof(*listener));
	bool is_unix = text_starts(address, "unix:");
	bool bound = is_unix ? bind_unix(listener, loop, address + strlen("unix:"), err)
	                     : bind_tcp(listener, loop, address, err);
	return start(listener, loop, address, bound, fn, data, err);
}

struct listener *listener_adopt(struct loop *loop, int fd, listener_fn fn, void *data,
                                struct err *err)
{
	struct listener *listener = xcalloc(1, sizeof(*listener));
	return start(listener, loop, "the inherited socket", adopt(listener, loop, fd, err), fn,
	             data, err);
}

const char *listener_address(const struct listener *listener)
{
	return listener->address;
}

int listener_port(const struct listener *listener)
{
	return listener->port;
}

void listener_close(struct listener *listener)
{
	if (listener) {
		loop_defer_cancel(&listener->next_turn);
		if (listener->unlink_path) {
			unlink(listener->unlink_path);
		}
		uv_close(&listener->uv.handle, on_closed);
	}
}

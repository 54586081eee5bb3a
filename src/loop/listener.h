/* loop/listener.h - accepts connections on an address: TCP, a unix socket, or an inherited one. */
#ifndef LOOP_LISTENER_H
#define LOOP_LISTENER_H
#include <stdbool.h>

struct err;
struct loop;
struct listener;
struct uv_stream_s;

/* An accepted connection. The receiver owns the handle, made with malloc(), and closes it. */
typedef void (*listener_fn)(void *data, struct uv_stream_s *stream);

/* `address` is "127.0.0.1:8000", "[::1]:8000" or "unix:/path"; port 0 lets the kernel pick. A unix
 * socket left over by a dead process is replaced; one that answers is an error. */
struct listener *listener_open(struct loop *loop, const char *address, listener_fn fn, void *data,
                               struct err *err);
/* A listening socket made by somebody else (systemd). */
struct listener *listener_adopt(struct loop *loop, int fd, listener_fn fn, void *data,
                                struct err *err);
/* As one would type it, with the port that the kernel picked. */
const char *listener_address(const struct listener *listener);
/* Port, or 0 for a unix socket. */
int listener_port(const struct listener *listener);
/* No connection is accepted any more. NULL is fine. */
void listener_close(struct listener *listener);

#endif

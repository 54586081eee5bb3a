/* loop/watch.h - tells when a socket that somebody else owns can be read or written.
 *
 * For libraries that do their own I/O (curl). Loop thread only. */
#ifndef LOOP_WATCH_H
#define LOOP_WATCH_H

struct loop;
struct watch;

enum watch_events { WATCH_READ = 1, WATCH_WRITE = 2, WATCH_ERROR = 4 };
/* `events` is what the socket is ready for; WATCH_ERROR where polling it failed. */
typedef void (*watch_fn)(void *data, int fd, unsigned events);

/* Watches nothing yet. NULL where the descriptor cannot be polled. */
struct watch *watch_create(struct loop *loop, int fd, watch_fn fn, void *data);
void watch_set(struct watch *watch, unsigned events);
/* The descriptor is the caller's and may be closed right after. NULL is fine. */
void watch_destroy(struct watch *watch);

#endif

/* base/buf.h - a growing byte buffer, kept NUL-terminated, with a ceiling for foreign bytes. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *bytes; /* NULL while empty; else bytes[length] is NUL */
	size_t length, capacity;
};

/* A zeroed struct buf is an empty one. */
void buf_finish(struct buf *buf);
/* Empties it and keeps its memory. */
void buf_clear(struct buf *buf);
void buf_append(struct buf *buf, const void *bytes, size_t length);
void buf_puts(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* False, with nothing appended, where the buffer would exceed `max_length`. */
bool buf_append_capped(struct buf *buf, const void *bytes, size_t length, size_t max_length);
/* Hands the NUL-terminated text over (free() it) and leaves the buffer empty; never NULL. */
char *buf_steal(struct buf *buf);

#define autobuf __attribute__((cleanup(buf_finish))) struct buf

#endif

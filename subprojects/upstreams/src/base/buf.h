/* base/buf.h - text that grows, and JSON written into it.
 *
 * Zeroed memory is an empty buffer. `data` always ends in a NUL that `size` does not count, except
 * while it is NULL. The owner calls buf_finish(), or takes the memory with buf_take(). */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data;
	size_t size;
	size_t room;
};

void buf_finish(struct buf *buf);
void buf_clear(struct buf *buf); /* empties, keeps the memory */
char *buf_take(struct buf *buf); /* the caller frees; never NULL */

void buf_add(struct buf *buf, const void *bytes, size_t size_bytes);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t number);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A JSON string, quotes included. NULL gives null. */
void buf_json(struct buf *buf, const char *text);
void buf_json_bytes(struct buf *buf, const char *text, size_t size_bytes);
/* `name` is written as it stands, after a comma unless an opening bracket comes before it. */
void buf_key(struct buf *buf, const char *name);
void buf_key_text(struct buf *buf, const char *name, const char *text);
void buf_key_int(struct buf *buf, const char *name, int64_t number);
void buf_comma(struct buf *buf); /* a comma unless an opening bracket comes before it */
/* Percent-encodes everything but the unreserved characters. */
void buf_percent(struct buf *buf, const char *text);

#endif

#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <string.h>

#define FIRST_CAPACITY 256

static void reserve(struct buf *buf, size_t extra)
{
	size_t needed = buf->length + extra + 1;
	if (needed <= buf->capacity) {
		return;
	}
	size_t capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
	while (capacity < needed) {
		capacity *= 2;
	}
	buf->bytes = xrealloc(buf->bytes, capacity);
	buf->capacity = capacity;
}

void buf_finish(struct buf *buf)
{
	free(buf->bytes);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	if (buf->bytes) {
		buf->bytes[0] = '\0';
	}
}

void buf_append(struct buf *buf, const void *bytes, size_t length)
{
	reserve(buf, length);
	if (length) {
		memcpy(buf->bytes + buf->length, bytes, length);
	}
	buf->length += length;
	buf->bytes[buf->length] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_append(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	autofree char *text = xvasprintf(fmt, args);
	va_end(args);
	buf_puts(buf, text);
}

bool buf_append_capped(struct buf *buf, const void *bytes, size_t length, size_t max_length)
{
	if (length > max_length || buf->length > max_length - length) {
		return false;
	}
	buf_append(buf, bytes, length);
	return true;
}

char *buf_steal(struct buf *buf)
{
	reserve(buf, 0);
	buf->bytes[buf->length] = '\0';
	char *text = buf->bytes;
	*buf = (struct buf){0};
	return text;
}

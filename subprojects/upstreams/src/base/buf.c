#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
	FIRST_ROOM = 1024,
	PRINTF_ROOM = 128 /* that most formatted texts fit in */
};

void buf_finish(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->size = 0;
	if (buf->data) {
		buf->data[0] = '\0';
	}
}

static void reserve(struct buf *buf, size_t more)
{
	if (buf->room - buf->size > more) {
		return;
	}
	size_t room = buf->room ? buf->room * 2 : FIRST_ROOM;
	while (room - buf->size <= more) {
		room *= 2;
	}
	buf->data = xrealloc(buf->data, room, 1);
	buf->room = room;
}

char *buf_take(struct buf *buf)
{
	reserve(buf, 0);
	char *data = buf->data;
	data[buf->size] = '\0';
	*buf = (struct buf){0};
	return data;
}

void buf_add(struct buf *buf, const void *bytes, size_t size_bytes)
{
	reserve(buf, size_bytes);
	if (size_bytes) {
		memcpy(buf->data + buf->size, bytes, size_bytes);
	}
	buf->size += size_bytes;
	buf->data[buf->size] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_int(struct buf *buf, int64_t number)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0) {
		*--at = '-';
	}
	buf_add(buf, at, (size_t)(digits + sizeof(digits) - at));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	reserve(buf, PRINTF_ROOM);
	size_t room = buf->room - buf->size;
	int size = vsnprintf(buf->data + buf->size, room, format, args);
	if (size >= 0 && (size_t)size >= room) {
		reserve(buf, (size_t)size);
		vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
	}
	va_end(again);
	va_end(args);
	buf->size += size > 0 ? (size_t)size : 0;
}

static void add_escaped(struct buf *buf, unsigned char c)
{
	static const char letters[] = "btnvfr"; /* from \b, which is 8; \v has no letter in JSON */
	if (c == '"' || c == '\\') {
		buf_char(buf, '\\');
		buf_char(buf, (char)c);
	} else if (c >= 8 && c <= 13 && c != 11) {
		buf_char(buf, '\\');
		buf_char(buf, letters[c - 8]);
	} else {
		buf_printf(buf, "\\u%04x", c);
	}
}

void buf_json_bytes(struct buf *buf, const char *text, size_t size_bytes)
{
	buf_char(buf, '"');
	size_t plain = 0; /* start of what needs no escape */
	for (size_t i = 0; i < size_bytes; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\') {
			continue;
		}
		buf_add(buf, text + plain, i - plain);
		add_escaped(buf, c);
		plain = i + 1;
	}
	buf_add(buf, text + plain, size_bytes - plain);
	buf_char(buf, '"');
}

void buf_json(struct buf *buf, const char *text)
{
	if (!text) {
		buf_add(buf, "null", 4);
		return;
	}
	buf_json_bytes(buf, text, strlen(text));
}

void buf_comma(struct buf *buf)
{
	char last = buf->size ? buf->data[buf->size - 1] : '{';
	if (last != '{' && last != '[') {
		buf_char(buf, ',');
	}
}

void buf_key(struct buf *buf, const char *name)
{
	buf_comma(buf);
	buf_char(buf, '"');
	buf_text(buf, name);
	buf_add(buf, "\":", 2);
}

void buf_key_text(struct buf *buf, const char *name, const char *text)
{
	buf_key(buf, name);
	buf_json(buf, text);
}

void buf_key_int(struct buf *buf, const char *name, int64_t number)
{
	buf_key(buf, name);
	buf_int(buf, number);
}

void buf_percent(struct buf *buf, const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
		    (*at >= '0' && *at <= '9') || strchr("-._~", *at)) {
			buf_char(buf, (char)*at);
		} else {
			buf_printf(buf, "%%%02X", *at);
		}
	}
}

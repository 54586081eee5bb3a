#include "base/room.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *claim(struct room *room, size_t size_bytes, size_t alignment)
{
	size_t start = (room->used + alignment - 1) & ~(alignment - 1);
	if (start > ROOM_SIZE_BYTES || size_bytes > ROOM_SIZE_BYTES - start) {
		fputs("upstreams: a generated thing is larger than its room\n", stderr);
		abort();
	}
	room->used = start + size_bytes;
	return room->bytes + start;
}

void *room_take(struct room *room, size_t size_bytes)
{
	return memset(claim(room, size_bytes, 16), 0, size_bytes);
}

const char *room_printf(struct room *room, const char *format, ...)
{
	va_list args;
	char *text = room->bytes + room->used;
	va_start(args, format);
	int size = vsnprintf(text, ROOM_SIZE_BYTES - room->used, format, args);
	va_end(args);
	return size < 0 ? "" : claim(room, (size_t)size + 1, 1);
}

const char *room_join_parts(struct room *room, const char *const *parts)
{
	const char *text = room->bytes + room->used;
	for (; *parts; parts++) {
		size_t size = strlen(*parts);
		memcpy(claim(room, size, 1), *parts, size);
	}
	*claim(room, 1, 1) = '\0';
	return text;
}

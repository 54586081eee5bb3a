/* base/room.h - scratch memory for the parts of one described thing.
 *
 * A release or an album is put together in a room on the caller's stack, and is valid as long as
 * that room. Everything put there is bounded by its generator; a room that is full aborts. */
#ifndef BASE_ROOM_H
#define BASE_ROOM_H
#include <stddef.h>

enum { ROOM_SIZE_BYTES = 24576 };

struct room {
	size_t used;
	_Alignas(16) char bytes[ROOM_SIZE_BYTES];
};

static inline void room_init(struct room *room)
{
	room->used = 0; /* the bytes are left as they are: this is on the path of every request */
}

void *room_take(struct room *room, size_t size_bytes); /* zeroed, aligned to 16 bytes */
const char *room_printf(struct room *room, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The parts, texts all, one after the other. Faster than room_printf. */
#define room_join(room, ...) room_join_parts(room, (const char *const[]){__VA_ARGS__, NULL})
const char *room_join_parts(struct room *room, const char *const *parts); /* NULL-terminated */

#endif

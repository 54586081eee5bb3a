/* base/arena.h - memory that is given back all at once.
 *
 * A parsed answer or an album is dozens of small strings with one life: they live in one arena,
 * so there is one owner and one free. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stddef.h>

struct arena;

struct arena *arena_create(void);
/* Frees everything that was allocated from it. NULL is fine. */
void arena_destroy(struct arena *arena);

/* Zeroed, aligned for any type, never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size_bytes);
/* NULL gives NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

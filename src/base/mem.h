/* base/mem.h - allocation that aborts when memory is gone, and values that free themselves.
 *
 * Aborting is right here: the service is restarted and the database is safe. Sizes chosen by a
 * peer are capped before they come here. libuv, curl and jansson allocate here too: each would go
 * on without what it has no memory for, and we would store or send what is left. SQLite does not,
 * for it takes back what it had begun. */
#ifndef BASE_MEM_H
#define BASE_MEM_H
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

void *xmalloc(size_t size_bytes);
void *xcalloc(size_t count, size_t size_bytes);
void *xrealloc(void *old, size_t size_bytes);
char *xstrdup(const char *text);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/* Says so on standard error and aborts. */
_Noreturn void mem_exhausted(void);

/* autofree char *text = …: freed when it goes out of scope. */
#define autofree __attribute__((cleanup(mem_free_at)))
void mem_free_at(void *pointer_to_pointer);

/* return steal(&text): hands the value over and leaves NULL behind. */
#define steal(place) ((__typeof__(*(place)))mem_steal(place))
void *mem_steal(void *pointer_to_pointer);

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif

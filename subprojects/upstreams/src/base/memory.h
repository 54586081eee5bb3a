/* base/memory.h - allocation that does not fail, and values that free themselves.
 *
 * Running out of memory ends the program: it is a test tool, and whoever started it will see why.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H
#include <stddef.h>

void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t size_bytes);

#endif

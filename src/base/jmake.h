/* base/jmake.h - JSON made of our own values; reading foreign JSON is jget.h's.
 *
 * Our texts are UTF-8, so nothing here fails but for want of memory, which aborts. */
#ifndef BASE_JMAKE_H
#define BASE_JMAKE_H
#include <jansson.h>
#include <stddef.h>

/* From now on jansson allocates through base/mem.h, for parsing too: want of memory aborts, where
 * else a key or an item would silently be left out. Before its first value is made. */
void jmake_use_mem(void);

/* An array of strings; what is not UTF-8 is left out. The caller decrefs. */
json_t *jmake_texts(const char *const *texts, size_t count);

/* On one line, without spaces; free() it. Takes the value. */
char *jmake_line(json_t *stolen);

#endif

/* app/ini.h - reads an INI file, by inih.
 *
 *     [section]
 *     key = value    ; a comment, like the lines that begin with ; or #
 *
 * ':' may stand for '='. Blanks around keys and values mean nothing. A value is what stands on its
 * line, and may be empty. */
#ifndef APP_INI_H
#define APP_INI_H
#include <stdbool.h>
#include <stdio.h>

/* Longer lines are errors, comments apart: the most that Debian's inih takes. */
#define INI_LINE_MAX_BYTES 198

struct err;

/* False ends the reading with `err`. */
typedef bool (*ini_fn)(void *data, const char *section, const char *name, const char *value,
                       struct err *err);

/* An error begins with "`path`:line: " and holds nothing of the line but what `fn` said. */
bool ini_read(FILE *file, const char *path, ini_fn fn, void *data, struct err *err);

#endif

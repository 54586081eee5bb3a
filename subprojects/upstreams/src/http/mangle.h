/* http/mangle.h - a JSON body with something wrong in it. Pure. */
#ifndef HTTP_MANGLE_H
#define HTTP_MANGLE_H
#include <stdbool.h>

#include "base/buf.h"

enum mangle_kind {
	MANGLE_TYPES,     /* texts become numbers and the other way round */
	MANGLE_NULLS,     /* values become null */
	MANGLE_MISSING,   /* every second member of an object is left out */
	MANGLE_RANGE,     /* numbers that fit no integer or no double, or are negative */
	MANGLE_UTF8,      /* texts get bytes that are no UTF-8 */
	MANGLE_NUL,       /* texts get an escaped NUL, or with `raw` the byte itself */
	MANGLE_DUPLICATE, /* members come twice, first with a wrong value */
};

/* With `key`, only members of that name are mangled (whole, whatever they hold); else all plain
 * values. A body that is no JSON stays as it is. */
void mangle_json(struct buf *body, enum mangle_kind kind, const char *key, bool raw);

#endif

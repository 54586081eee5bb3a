/* base/err.h - the one error value: a code to decide by, a sentence for people.
 *
 * A fallible call returns bool (or a pointer, NULL on failure) and takes `struct err *err` last.
 * Messages grow outwards, "outer: inner: cause", and never hold a secret or a newline. */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include <stdbool.h>

enum err_code {
	ERR_NONE = 0,
	ERR_INVALID,     /* bad input or configuration: retrying cannot help */
	ERR_NOT_FOUND,   /* no such thing */
	ERR_CONFLICT,    /* the state does not allow it now */
	ERR_TRANSIENT,   /* timeout, refused, 429, 5xx: worth another attempt */
	ERR_REMOTE,      /* the upstream answered something we cannot use */
	ERR_AUTH,        /* the upstream does not accept our credentials */
	ERR_FORBIDDEN,   /* it knows us, and refuses */
	ERR_BLOCKED,     /* the upstream may not be asked before a later time */
	ERR_UNAVAILABLE, /* not configured, or stopping */
	ERR_STORAGE,     /* the database or the disk under it failed */
};

struct err {
	enum err_code code;
	char msg[256];
};

/* Both return false, so that a function can end with them. `err` may be NULL. Control characters
 * and broken UTF-8 in what is formatted are replaced: messages carry what peers sent. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "context: " before the message and keeps the code. */
bool err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

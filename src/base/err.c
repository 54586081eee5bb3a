#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	if (!err) {
		return false;
	}
	char raw[sizeof(err->msg) * 2];
	va_list args;
	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	err->code = code;
	text_clean(err->msg, sizeof(err->msg), raw);
	return false;
}

bool err_wrap(struct err *err, const char *fmt, ...)
{
	if (!err) {
		return false;
	}
	char raw[sizeof(err->msg) * 2];
	va_list args;
	va_start(args, fmt);
	int used = vsnprintf(raw, sizeof(err->msg), fmt, args);
	va_end(args);
	size_t at = used < 0 ? 0 : strlen(raw);
	snprintf(raw + at, sizeof(raw) - at, ": %s", err->msg);
	text_clean(err->msg, sizeof(err->msg), raw);
	return false;
}

/* base/log.h - one line for each thing worth telling.
 *
 *   log_info("sync: page %u of %u, %zu new", page, pages, fresh)
 *
 * module, subject, figures; never a token, nor a URL carrying one: those that base/secret.h knows
 * of are hidden. Control characters are replaced, so that nobody's album title can forge a line.
 * error: someone must act; warn: we coped; info: a state changed; debug: the rest. Loop thread, or
 * any thread before the loop starts. */
#ifndef BASE_LOG_H
#define BASE_LOG_H
#include <stdbool.h>

struct err;

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_format {
	LOG_FORMAT_TEXT, /* "2026-02-06T10:37:52Z info  message"; "<6>message" for journald */
	LOG_FORMAT_JSON, /* {"time":…,"level":…,"message":…} */
};

/* Until this is called: info and worse, as text, on standard error. `path` NULL is standard error.
 * False leaves the log as it was. */
bool log_open(enum log_level level, enum log_format format, const char *path, struct err *err);
/* Back to standard error. */
void log_close(void);

void log_write(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool log_enabled(enum log_level level);

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_write(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif

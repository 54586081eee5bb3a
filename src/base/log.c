#include "base/log.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer lines are cut: nothing that we log needs more. */
#define LINE_BYTES 2048

static struct {
	enum log_level level;
	enum log_format format;
	int fd;
	bool journald; /* fd is journald's socket: it stamps the time, and reads a priority */
} sink = {.level = LOG_LEVEL_INFO, .fd = STDERR_FILENO};

static const char *const level_names[] = {"error", "warn", "info", "debug"};
/* syslog(3) priorities, as sd-daemon(3) wants them in front of a line. */
static const int priorities[] = {3, 4, 6, 7};

/* systemd sets JOURNAL_STREAM to the "device:inode" of the stream that it connected. */
static bool is_journald(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	unsigned long long device, inode;
	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
	       fstat(fd, &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

bool log_open(enum log_level level, enum log_format format, const char *path, struct err *err)
{
	int fd = STDERR_FILENO;
	if (path) {
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
		if (fd < 0) {
			return err_set(err, ERR_INVALID, "log file %s: %s", path, strerror(errno));
		}
	}
	log_close();
	sink.level = level;
	sink.format = format;
	sink.fd = fd;
	sink.journald = is_journald(fd);
	return true;
}

void log_close(void)
{
	if (sink.fd != STDERR_FILENO) {
		close(sink.fd);
		sink.fd = STDERR_FILENO;
		sink.journald = is_journald(sink.fd);
	}
}

bool log_enabled(enum log_level level)
{
	return level <= sink.level;
}

static int format_json(char *line, size_t size_bytes, enum log_level level, const char *message)
{
	char time[CLOCK_TEXT_SIZE];
	json_t *entry = json_pack("{s:s, s:s, s:s}", "time", clock_format(time, clock_wall_ms()),
	                          "level", level_names[level], "message", message);
	size_t length = json_dumpb(entry, line, size_bytes - 1, JSON_COMPACT);
	json_decref(entry);
	if (length == 0 || length > size_bytes - 1) {
		return 0;
	}
	line[length] = '\n';
	return (int)length + 1;
}

static int format_text(char *line, size_t size_bytes, enum log_level level, const char *message)
{
	if (sink.journald) {
		return snprintf(line, size_bytes, "<%d>%s\n", priorities[level], message);
	}
	char time[CLOCK_TEXT_SIZE];
	return snprintf(line, size_bytes, "%s %-5s %s\n", clock_format(time, clock_wall_ms()),
	                level_names[level], message);
}

void log_write(enum log_level level, const char *fmt, ...)
{
	if (!log_enabled(level)) {
		return;
	}
	char raw[LINE_BYTES], message[LINE_BYTES];
	va_list args;
	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	secret_hide(raw);
	text_clean(message, sizeof(message), raw);

	char line[LINE_BYTES * 2 + 128]; /* JSON escapes may double it, and there is the rest */
	int length = sink.format == LOG_FORMAT_JSON
	                 ? format_json(line, sizeof(line), level, message)
	                 : format_text(line, sizeof(line), level, message);
	/* One write a line, so that lines of several processes do not mix. A log that cannot be
	 * written must not stop the service, and there is nobody left to tell. */
	ssize_t written = write(sink.fd, line, (size_t)length);
	(void)written;
}

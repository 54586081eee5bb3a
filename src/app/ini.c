#include "app/ini.h"

#include "base/err.h"
#include "base/mem.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

_Static_assert(INI_LINE_MAX_BYTES < INI_MAX_LINE - 1, "inih keeps the newline and a NUL");

struct reading {
	FILE *file;
	ini_fn fn;
	void *data;
	struct err *err;
	char *text; /* the last line */
	size_t capacity_bytes;
	int line;
	bool failed;
};

static bool fail(struct reading *reading, const char *why)
{
	reading->failed = true;
	return err_set(reading->err, ERR_INVALID, "%s", why);
}

/* inih's reader. It would take the rest of a long line for the next one, and a line that begins
 * with a blank for more of the value before. Neither is what the owner meant: comments are cut,
 * other long lines end the reading, leading blanks are left out. */
static char *read_line(char *out, int out_size_bytes, void *stream)
{
	struct reading *reading = stream;
	ssize_t length =
	    reading->failed ? -1 : getline(&reading->text, &reading->capacity_bytes, reading->file);
	if (length < 0) {
		return NULL;
	}
	reading->line++;
	const char *start = reading->text + strspn(reading->text, " \t");
	bool comment = *start == '#' || *start == ';';
	if (memchr(reading->text, '\0', (size_t)length)) {
		fail(reading, "the line holds a NUL byte");
		return NULL;
	}
	if (!comment && strcspn(start, "\r\n") > INI_LINE_MAX_BYTES) {
		fail(reading, "the line is too long: such a value can be given in the environment "
		              "or as a credential file");
		return NULL;
	}
	snprintf(out, (size_t)out_size_bytes, "%s", start);
	return out;
}

/* inih's handler: 0 is an error. */
static int on_key(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	if (!reading->failed) {
		reading->failed =
		    !reading->fn(reading->data, section, name, value ? value : "", reading->err);
	}
	return !reading->failed;
}

bool ini_read(FILE *file, const char *path, ini_fn fn, void *data, struct err *err)
{
	struct reading reading = {.file = file, .fn = fn, .data = data, .err = err};
	errno = 0;
	int bad_line = ini_parse_stream(read_line, &reading, on_key, &reading);
	bool is_torn = ferror(file);
	free(reading.text);
	if (is_torn) {
		return err_set(err, ERR_INVALID, "%s: %s", path, strerror(errno));
	}
	/* inih reads on behind a line that it cannot read. */
	if (bad_line && (!reading.failed || bad_line < reading.line)) {
		fail(&reading, "neither a [section] nor key = value");
		reading.line = bad_line;
	}
	return !reading.failed || err_wrap(err, "%s:%d", path, reading.line);
}

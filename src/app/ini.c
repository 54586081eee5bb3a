#include "app/ini.h"

#include "base/err.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

struct ini {
	ini_fn fn;
	void *data;
	char *section; /* "" before the first */
};

/* Blanks cut off at both ends, in place. */
static char *trim(char *text)
{
	char *end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1])) {
		*--end = '\0';
	}
	while (isspace((unsigned char)*text)) {
		text++;
	}
	return text;
}

/* A comment begins with a ';' after a blank: a token may hold one. */
static void cut_comment(char *text)
{
	for (char *at = text; *at; at++) {
		if (*at == ';' && (at == text || isspace((unsigned char)at[-1]))) {
			*at = '\0';
			return;
		}
	}
}

static bool read_section(struct ini *ini, char *text, struct err *err)
{
	char *close = strchr(text, ']');
	if (!close) {
		return err_set(err, ERR_INVALID, "neither a [section] nor key = value");
	}
	*close = '\0';
	free(ini->section);
	ini->section = xstrdup(trim(text));
	return true;
}

/* `text` is a whole line, and is taken apart in place. */
static bool read_line(struct ini *ini, char *text, struct err *err)
{
	text = trim(text);
	if (!*text || *text == ';' || *text == '#') {
		return true;
	}
	if (strlen(text) > INI_LINE_MAX_BYTES) {
		return err_set(err, ERR_INVALID, "the line is too long");
	}
	if (*text == '[') {
		return read_section(ini, text + 1, err);
	}
	char *divider = strpbrk(text, "=:");
	if (!divider) {
		return err_set(err, ERR_INVALID, "neither a [section] nor key = value");
	}
	*divider = '\0';
	cut_comment(divider + 1);
	return ini->fn(ini->data, ini->section, trim(text), trim(divider + 1), err);
}

/* Some editors begin a file with one. */
static char *skip_byte_order_mark(char *text)
{
	return strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
}

bool ini_read(FILE *file, const char *path, ini_fn fn, void *data, struct err *err)
{
	struct ini ini = {.fn = fn, .data = data, .section = xstrdup("")};
	autofree char *text = NULL;
	size_t capacity_bytes = 0;
	ssize_t length;
	bool well = true;
	int line = 0;
	while (well && (length = getline(&text, &capacity_bytes, file)) >= 0) {
		line++;
		well = memchr(text, '\0', (size_t)length)
		           ? err_set(err, ERR_INVALID, "the line holds a NUL byte")
		           : read_line(&ini, line == 1 ? skip_byte_order_mark(text) : text, err);
		if (!well) {
			err_wrap(err, "%s:%d", path, line);
		}
	}
	if (well && ferror(file)) {
		well = err_set(err, ERR_INVALID, "%s: %s", path, strerror(errno));
	}
	free(ini.section);
	return well;
}

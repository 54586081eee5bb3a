/* Any bytes as text: what is cleaned, cut, put into an error or a log line holds no control
 * character and no half a character, and numbers and times read from it are what they seem.
 *
 * The input is a size, then the text. */
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192

static void check_sequences(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t step = text_utf8_length(text + at, length - at);
		check(step <= 4 && step <= length - at);
		check(step == 0 || is_utf8(text + at, step));
		check(step > 0 || !is_utf8(text + at, 1));
		at += step ? step : 1;
	}
}

static void check_clean(const char *text, size_t out_size)
{
	autofree char *out = xcalloc(1, out_size);
	autofree char *again = xcalloc(1, out_size);
	memset(out, 'x', out_size);
	bool whole = text_clean(out, out_size, text);
	check(memchr(out, '\0', out_size) && is_clean(out));
	check(text_is_clean(text) == is_clean(text) && text_is_clean(out));
	check(!whole || !is_clean(text) || strcmp(out, text) == 0);
	check(whole || strlen(out) + 4 >= out_size); /* no room left for one character more */
	check(text_clean(again, out_size, out) && strcmp(out, again) == 0);
}

static void check_cut(const char *text, size_t max)
{
	size_t cut = text_cut(text, max);
	check(cut <= max && cut <= strlen(text));
	check(!is_utf8(text, strlen(text)) || is_utf8(text, cut));
	check(!is_utf8(text, strlen(text)) || cut + 4 > max || !text[cut]);
}

static void check_number(const char *text)
{
	char printed[32];
	long long number = -77;
	if (!text_to_int(text, LLONG_MIN, LLONG_MAX, &number)) {
		check(number == -77);
		return;
	}
	const char *digits = text + (*text == '-');
	check(*digits && strspn(digits, "0123456789") == strlen(digits));
	snprintf(printed, sizeof(printed), "%lld", number);
	long long again;
	check(text_to_int(printed, number, number, &again) && again == number);
}

static void check_time(const char *text)
{
	char printed[CLOCK_TEXT_SIZE];
	int64_t wall_ms = -77, again;
	if (clock_parse(text, &wall_ms)) {
		check(wall_ms % 1000 == 0);
		clock_format(printed, wall_ms);
		check(is_clean(printed));
		/* An offset may lead out of the years of four digits. */
		check(strlen(printed) != 20 || (clock_parse(printed, &again) && again == wall_ms));
	} else {
		check(wall_ms == -77);
	}
}

static void check_errors(const char *text)
{
	struct err err;
	check(!err_set(&err, ERR_REMOTE, "%s", text));
	check(*text || !err.msg[0]);
	check(!*text || err.msg[0]);
	check(is_clean(err.msg));
	for (int i = 0; i < 3; i++) {
		check(!err_wrap(&err, "%s", text));
		check(err.code == ERR_REMOTE && is_clean(err.msg));
		check(memchr(err.msg, '\0', sizeof(err.msg)));
	}
}

static int log_fd = -1;

/* One line is what the log got, whatever it was told. */
static void check_line(const char *text, enum log_format format)
{
	char path[64], line[LINE_MAX_BYTES];
	struct err err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", log_fd);
	check(ftruncate(log_fd, 0) == 0);
	check(log_open(LOG_LEVEL_DEBUG, format, path, &err));
	log_info("fuzz: %s", text);
	log_close();
	ssize_t length = pread(log_fd, line, sizeof(line) - 1, 0);
	check(length > 1 && line[length - 1] == '\n');
	line[length - 1] = '\0';
	check(strlen(line) == (size_t)length - 1 && is_clean(line));
	if (format == LOG_FORMAT_JSON) {
		json_auto_t *entry = json_loads(line, 0, NULL);
		check(json_object_size(entry) == 3);
		check(json_is_string(json_object_get(entry, "message")));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	size_t limit = input_byte(&input), length;
	if (log_fd < 0) {
		log_fd = memfd_create("log", MFD_CLOEXEC);
		check(log_fd >= 0);
	}
	autofree char *text = input_rest(&input, &length);
	check_sequences(text, length);
	check_clean(text, limit + 1);
	check_clean(text, length + 1);
	check_cut(text, limit);
	check_number(text);
	check_time(text);
	check_errors(text);
	check_line(text, LOG_FORMAT_TEXT);
	check_line(text, LOG_FORMAT_JSON);
	return 0;
}

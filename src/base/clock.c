#include "base/clock.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_mono_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

const char *clock_format(char out[CLOCK_TEXT_SIZE], int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000 - (wall_ms % 1000 < 0)); /* rounds down */
	struct tm parts = {0};
	gmtime_r(&seconds, &parts);
	strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
	return out;
}

/* A '0' in `shape` stands for any digit. strptime() alone lets spaces and missing digits pass. */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape; shape++, text++) {
		if (*shape == '0' ? !isdigit((unsigned char)*text) : *text != *shape) {
			return false;
		}
	}
	return true;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* "Z", "+02:00", "-07:00"; false for anything else. */
static bool parse_offset(const char *text, int *offset_s)
{
	if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0) {
		*offset_s = 0;
		return true;
	}
	if ((text[0] != '+' && text[0] != '-') || !has_shape(text + 1, "00:00") || text[6]) {
		return false;
	}
	int hours = two_digits(text + 1), minutes = two_digits(text + 4);
	*offset_s = (hours * 60 + minutes) * (text[0] == '-' ? -60 : 60);
	return hours < 24 && minutes < 60;
}

/* timegm() would make the 2nd of March of the 30th of February. */
static bool has_day(const struct tm *parts)
{
	struct tm date = {
	    .tm_year = parts->tm_year, .tm_mon = parts->tm_mon, .tm_mday = parts->tm_mday};
	timegm(&date);
	return date.tm_mday == parts->tm_mday;
}

bool clock_parse(const char *text, int64_t *wall_ms)
{
	struct tm parts = {0};
	if (!has_shape(text, "0000-00-00T00:00:00")) {
		return false;
	}
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	if (!rest || !has_day(&parts)) {
		return false;
	}
	if (has_shape(rest, ".0")) {
		rest += 1 + strspn(rest + 1, "0123456789");
	}
	int offset_s;
	if (!parse_offset(rest, &offset_s)) {
		return false;
	}
	*wall_ms = ((int64_t)timegm(&parts) - offset_s) * 1000;
	return true;
}

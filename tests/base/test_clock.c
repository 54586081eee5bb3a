#include "base/clock.h"

#include "base/mem.h"
#include "support/test.h"

#include <string.h>
#include <time.h>

static void the_monotonic_clock_never_goes_back(void **state)
{
	(void)state;
	int64_t last_ms = clock_mono_ms();
	for (int i = 0; i < 1000; i++) {
		int64_t now_ms = clock_mono_ms();
		assert_true(now_ms >= last_ms);
		last_ms = now_ms;
	}
}

static int64_t seconds_of(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return now.tv_sec;
}

static void each_clock_is_the_one_it_says(void **state)
{
	(void)state;
	int64_t wall_before = seconds_of(CLOCK_REALTIME), mono_before = seconds_of(CLOCK_MONOTONIC);
	int64_t wall = clock_wall_ms() / 1000, mono = clock_mono_ms() / 1000;
	int64_t wall_after = seconds_of(CLOCK_REALTIME), mono_after = seconds_of(CLOCK_MONOTONIC);
	assert_true(wall_before <= wall && wall <= wall_after);
	assert_true(mono_before <= mono && mono <= mono_after);
}

static void times_are_written_in_utc_to_the_second(void **state)
{
	(void)state;
	static const struct {
		int64_t wall_ms;
		const char *text;
	} cases[] = {
	    {0, "1970-01-01T00:00:00Z"},
	    {999, "1970-01-01T00:00:00Z"},
	    {1000, "1970-01-01T00:00:01Z"},
	    {-1, "1969-12-31T23:59:59Z"},
	    {-1000, "1969-12-31T23:59:59Z"},
	    {-1001, "1969-12-31T23:59:58Z"},
	    {951782399000, "2000-02-28T23:59:59Z"},
	    {951782400000, "2000-02-29T00:00:00Z"},
	    {1770374272999, "2026-02-06T10:37:52Z"},
	    {4102444800000, "2100-01-01T00:00:00Z"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[CLOCK_TEXT_SIZE];
		assert_ptr_equal(clock_format(text, cases[i].wall_ms), text);
		assert_string_equal(text, cases[i].text);
	}
}

static void any_time_can_be_written(void **state)
{
	(void)state;
	static const int64_t times[] = {INT64_MIN, INT64_MAX, INT64_MAX / 1000, INT64_MIN / 1000};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		char text[CLOCK_TEXT_SIZE];
		assert_true(strlen(clock_format(text, times[i])) < CLOCK_TEXT_SIZE);
	}
}

static void times_are_read_with_their_offset(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t wall_ms;
	} cases[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1970-01-01T00:00:00z", 0},
	    {"1969-12-31T23:59:59Z", -1000},
	    {"2026-02-06T10:37:52Z", 1770374272000},
	    {"2026-02-06T12:37:52+02:00", 1770374272000},
	    {"2026-02-06T03:37:52-07:00", 1770374272000},
	    {"2026-02-06T16:07:52+05:30", 1770374272000},
	    {"2026-02-06T10:37:52-00:00", 1770374272000},
	    {"2026-02-06T10:37:52.123456789Z", 1770374272000},
	    {"2026-02-06T03:37:52.9-07:00", 1770374272000},
	    {"2024-02-29T00:00:00Z", 1709164800000},
	    {"2021-03-14T02:11:09-07:00", 1615713069000},
	    {"2016-12-31T23:59:60Z", 1483228800000}, /* a leap second */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t wall_ms = 4711;
		assert_true(clock_parse(cases[i].text, &wall_ms));
		assert_true(wall_ms == cases[i].wall_ms);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "",
	    "yesterday",
	    "2026",
	    "2026-02-06",
	    "2026-02-06T10:37:52",
	    "2026-02-06 10:37:52Z",
	    "2026-02-06T10:37Z",
	    "2026-02-06T10:37:52Zx",
	    "2026-02-06T10:37:52+0200",
	    "2026-02-06T10:37:52+02",
	    "2026-02-06T10:37:52+02:00x",
	    "2026-02-06T10:37:52*02:00",
	    "2026-02-06T10:37:52+24:00",
	    "2026-02-06T10:37:52+02:60",
	    "2026-02-06T10:37:52+-2:00",
	    "2026-02-06T10:37:52++2:00",
	    "2026-02-06T10:37:52+ 2:00",
	    "2026-02-06T10:37:52+2:0",
	    "2026-02-06T10:37:52.Z",
	    "2026-02-06T10:37:52.",
	    "2026-13-06T10:37:52Z",
	    "2026-00-06T10:37:52Z",
	    "2026-02-00T10:37:52Z",
	    "2026-02-30T10:37:52Z",
	    "2025-02-29T10:37:52Z",
	    "2026-02-06T24:37:52Z",
	    "2026-02-06T10:60:52Z",
	    "2026-02-06T10:37:62Z",
	    "2026-2-6T1:37:52Z",
	    " 2026-02-06T10:37:52Z",
	    "2026-02-06T10:37:52 Z",
	    "02026-02-06T10:37:52Z",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t wall_ms = 4711;
		if (clock_parse(texts[i], &wall_ms)) {
			fail_msg("'%s' was read", texts[i]);
		}
		assert_true(wall_ms == 4711);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_monotonic_clock_never_goes_back),
	    cmocka_unit_test(each_clock_is_the_one_it_says),
	    cmocka_unit_test(times_are_written_in_utc_to_the_second),
	    cmocka_unit_test(any_time_can_be_written),
	    cmocka_unit_test(times_are_read_with_their_offset),
	    cmocka_unit_test(what_is_no_time_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

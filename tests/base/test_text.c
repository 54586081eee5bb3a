#include "base/text.h"

#include "base/mem.h"
#include "support/test.h"

#include <limits.h>
#include <string.h>

static void a_sequence_is_as_long_as_unicode_says(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
	} cases[] = {
	    {"a", 1},
	    {"\x7f", 1},
	    {"\x80", 0}, /* a continuation byte alone */
	    {"\xbf", 0},
	    {"\xc0\x80", 0}, /* overlong */
	    {"\xc1\xbf", 0},
	    {"\xc2\x80", 2},
	    {"\xdf\xbf", 2},
	    {"\xc3", 0}, /* cut */
	    {"\xc3x", 0},
	    {"\xe0\x9f\xbf", 0}, /* overlong */
	    {"\xe0\xa0\x80", 3},
	    {"\xe2\x82\xac", 3},
	    {"\xe2\x82", 0},
	    {"\xe2\x82x", 0},
	    {"\xed\x9f\xbf", 3},
	    {"\xed\xa0\x80", 0}, /* surrogate */
	    {"\xed\xbf\xbf", 0},
	    {"\xef\xbf\xbf", 3},
	    {"\xf0\x8f\xbf\xbf", 0}, /* overlong */
	    {"\xf0\x90\x80\x80", 4},
	    {"\xf0\x9f\x8e\xb6", 4},
	    {"\xf0\x9f\x8e", 0},
	    {"\xf0\x9f\x8ex", 0},
	    {"\xf0\x9fxx", 0},
	    {"\xf4\x8f\xbf\xbf", 4},
	    {"\xf4\x90\x80\x80", 0}, /* past U+10FFFF */
	    {"\xf5\x80\x80\x80", 0},
	    {"\xff", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t length = text_utf8_length(cases[i].bytes, strlen(cases[i].bytes));
		assert_int_equal(length, cases[i].length);
	}
	assert_int_equal(text_utf8_length("", 0), 0);
	assert_int_equal(text_utf8_length("", 1), 1); /* NUL is a character */
}

static void a_sequence_is_not_read_past_its_end(void **state)
{
	(void)state;
	assert_int_equal(text_utf8_length("\xc3\xa9", 1), 0);
	assert_int_equal(text_utf8_length("\xe2\x82\xac", 2), 0);
	assert_int_equal(text_utf8_length("\xf0\x9f\x8e\xb6", 3), 0);
}

static void controls_and_broken_bytes_are_replaced(void **state)
{
	(void)state;
	static const struct {
		const char *text, *clean;
	} cases[] = {
	    {"", ""},
	    {"Ça ira, 東京 🎶", "Ça ira, 東京 🎶"},
	    {"a\nb\rc\td\x1b\x7f", "a?b?c?d??"},
	    {"\xc2\x80\xc2\x9f\xc2\xa0", "??\xc2\xa0"}, /* C1 controls, then a space */
	    {"a\u2028b\u2029c", "a?b?c"},               /* ends of lines */
	    {"\u202Agpj\u202E.exe\u202C \u2066x\u2069", "?gpj?.exe? ?x?"}, /* directions */
	    {"\u2027\u202F\u2065\u206A\u200D", "\u2027\u202F\u2065\u206A\u200D"},
	    {"\xff\xfe\xc3", "???"},
	    {"\xed\xa0\x80", "???"},
	    {"x\xe2\x82y", "x??y"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[64];
		assert_true(text_clean(out, sizeof(out), cases[i].text));
		assert_string_equal(out, cases[i].clean);
		assert_int_equal(text_is_clean(cases[i].text), strcmp(out, cases[i].text) == 0);
	}
}

static void cleaned_text_fits_and_ends_between_characters(void **state)
{
	(void)state;
	static const struct {
		size_t room;
		const char *clean;
		bool whole;
	} cases[] = {
	    {1, "", false},     {2, "a", false},    {3, "a", false},
	    {4, "aé", false},   {5, "aé", false},   {7, "aé€", false},
	    {8, "aé€?", false}, {9, "aé€?z", true}, {10, "aé€?z", true},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[16];
		memset(out, '#', sizeof(out));
		assert_int_equal(text_clean(out, cases[i].room, "aé€\nz"), cases[i].whole);
		assert_string_equal(out, cases[i].clean);
		assert_int_equal(out[cases[i].room], '#'); /* nothing beyond its room */
	}
}

static void a_cut_falls_between_characters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t max_bytes, cut;
	} cases[] = {
	    {"", 0, 0},    {"", 5, 0},    {"abc", 5, 3}, {"abc", 3, 3}, {"abc", 2, 2},
	    {"abc", 0, 0}, {"é", 1, 0},   {"aé", 2, 1},  {"aé", 3, 3},  {"a€b", 2, 1},
	    {"a€b", 3, 1}, {"a€b", 4, 4}, {"a🎶", 4, 1},  {"a🎶", 5, 5},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(text_cut(cases[i].text, cases[i].max_bytes), cases[i].cut);
	}
}

static void null_and_nothing_are_empty(void **state)
{
	(void)state;
	assert_true(text_is_empty(NULL));
	assert_true(text_is_empty(""));
	assert_false(text_is_empty(" "));
}

static void beginnings_and_endings_are_recognised(void **state)
{
	(void)state;
	assert_true(text_starts("unix:/run", "unix:"));
	assert_true(text_starts("abc", ""));
	assert_true(text_starts("abc", "abc"));
	assert_false(text_starts("ab", "abc"));
	assert_false(text_starts("xabc", "abc"));
	assert_true(text_ends("cover.jpg", ".jpg"));
	assert_true(text_ends("abc", ""));
	assert_true(text_ends("abc", "abc"));
	assert_false(text_ends("bc", "abc"));
	assert_false(text_ends("abcx", "abc"));
}

static void a_number_is_all_of_its_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		long long min, max;
		bool accepted;
		long long value;
	} cases[] = {
	    {"0", 0, 9, true, 0},
	    {"-0", 0, 9, true, 0},
	    {"007", 0, 9, true, 7},
	    {"9", 0, 9, true, 9},
	    {"10", 0, 9, false, 0},
	    {"-1", 0, 9, false, 0},
	    {"-1", -1, 9, true, -1},
	    {"9223372036854775807", LLONG_MIN, LLONG_MAX, true, LLONG_MAX},
	    {"9223372036854775808", LLONG_MIN, LLONG_MAX, false, 0},
	    {"-9223372036854775808", LLONG_MIN, LLONG_MAX, true, LLONG_MIN},
	    {"-9223372036854775809", LLONG_MIN, LLONG_MAX, false, 0},
	    {NULL, 0, 9, false, 0},
	    {"", 0, 9, false, 0},
	    {"-", -9, 9, false, 0},
	    {"--1", -9, 9, false, 0},
	    {"+1", 0, 9, false, 0},
	    {" 1", 0, 9, false, 0},
	    {"1 ", 0, 9, false, 0},
	    {"\n1", 0, 9, false, 0},
	    {"1.0", 0, 9, false, 0},
	    {"1e3", 0, 9999, false, 0},
	    {"0x1", 0, 9, false, 0},
	    {"one", 0, 9, false, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		long long value = 4711;
		assert_int_equal(text_to_int(cases[i].text, cases[i].min, cases[i].max, &value),
		                 cases[i].accepted);
		assert_true(value == (cases[i].accepted ? cases[i].value : 4711));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sequence_is_as_long_as_unicode_says),
	    cmocka_unit_test(a_sequence_is_not_read_past_its_end),
	    cmocka_unit_test(controls_and_broken_bytes_are_replaced),
	    cmocka_unit_test(cleaned_text_fits_and_ends_between_characters),
	    cmocka_unit_test(a_cut_falls_between_characters),
	    cmocka_unit_test(null_and_nothing_are_empty),
	    cmocka_unit_test(beginnings_and_endings_are_recognised),
	    cmocka_unit_test(a_number_is_all_of_its_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

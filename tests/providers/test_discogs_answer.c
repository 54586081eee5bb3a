#include "providers/discogs_answer.h"

#include "base/err.h"
#include "base/mem.h"
#include "support/test.h"

#include <string.h>

static bool parse_master(const char *body, int *year, struct err *err)
{
	return discogs_parse_master(body, strlen(body), 52001, year, err);
}

static void a_master_has_a_year_that_a_record_can_have_or_says_that_it_has_none(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		int year;
	} cases[] = {
	    {"{\"id\":52001,\"year\":1977}", 1977}, {"{\"id\":\"52001\",\"year\":\"1977\"}", 1977},
	    {"{\"id\":52001,\"year\":1860}", 1860}, {"{\"id\":52001,\"year\":2100}", 2100},
	    {"{\"id\":52001,\"year\":0}", 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err;
		int year = -1;
		assert_true(parse_master(cases[i].body, &year, &err));
		assert_int_equal(year, cases[i].year);
	}
}

static void assert_no_year(const char *body, enum err_code code)
{
	struct err err;
	int year = -77;
	assert_false(parse_master(body, &year, &err));
	assert_int_equal(err.code, code);
	assert_int_equal(year, -77);
}

static void a_year_that_no_record_can_have_is_none(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "{\"id\":52001,\"year\":1859}",
	    "{\"id\":52001,\"year\":2101}",
	    "{\"id\":52001,\"year\":\"197\"}",
	    "{\"id\":52001,\"year\":-1}",
	    "{\"id\":52001,\"year\":9223372036854775807}",
	    "{\"id\":52001,\"year\":-9223372036854775808}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		assert_no_year(bodies[i], ERR_NOT_FOUND);
	}
}

static void of_what_says_nothing_about_that_master_no_year_is_taken(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "{}",
	    "{\"message\":\"later\"}",
	    "{\"year\":1977}",
	    "{\"id\":null,\"year\":1977}",
	    "{\"id\":52001}",
	    "{\"id\":52001,\"year\":null}",
	    "{\"id\":52002,\"year\":1977}",
	    "{\"id\":52002,\"year\":0}",
	    "{\"id\":52002,\"year\":197}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		assert_no_year(bodies[i], ERR_NOT_FOUND);
	}
}

static void what_is_broken_is_a_failure_of_the_provider(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "",
	    "[]",
	    "1977",
	    "{\"id\":52001,\"year\":",
	    "<html>",
	    "{\"id\":52001,\"year\":[1977]}",
	    "{\"id\":52001,\"year\":{}}",
	    "{\"id\":52001,\"year\":true}",
	    "{\"id\":52001,\"year\":1977.5}",
	    "{\"id\":52001,\"year\":\"\"}",
	    "{\"id\":52001,\"year\":\"unknown\"}",
	    "{\"id\":[52001],\"year\":1977}",
	    "{\"id\":\"this\",\"year\":1977}",
	    "{\"id\":52002,\"year\":[]}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		assert_no_year(bodies[i], ERR_REMOTE);
	}
}

static void an_identity_names_somebody_fit_to_be_shown(void **state)
{
	(void)state;
	static const char body[] = "{\"id\":1,\"username\":\"some\\none\"}";
	static const char *const nobodies[] = {"", "{}", "{\"username\":7}", "{\"username\":\"\"}"};
	char username[DISCOGS_USERNAME_SIZE];
	struct err err;
	assert_true(discogs_parse_identity(body, sizeof(body) - 1, username, &err));
	assert_string_equal(username, "some?one");
	for (size_t i = 0; i < ARRAY_LEN(nobodies); i++) {
		assert_false(
		    discogs_parse_identity(nobodies[i], strlen(nobodies[i]), username, &err));
		assert_int_equal(err.code, ERR_REMOTE);
	}
}

static void what_is_left_is_a_number_or_not_known(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t left;
	} cases[] = {
	    {"0", 0},       {"59", 59}, {"1000", 1000}, {"1001", -1}, {"-1", -1},
	    {"5 left", -1}, {"", -1},   {NULL, -1},     {"5.0", -1},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(discogs_parse_remaining(cases[i].text), cases[i].left);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_master_has_a_year_that_a_record_can_have_or_says_that_it_has_none),
	    cmocka_unit_test(a_year_that_no_record_can_have_is_none),
	    cmocka_unit_test(of_what_says_nothing_about_that_master_no_year_is_taken),
	    cmocka_unit_test(what_is_broken_is_a_failure_of_the_provider),
	    cmocka_unit_test(an_identity_names_somebody_fit_to_be_shown),
	    cmocka_unit_test(what_is_left_is_a_number_or_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

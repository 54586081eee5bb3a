#include "base/jget.h"

#include "base/err.h"
#include "base/mem.h"
#include "support/test.h"

#include <string.h>

static json_t *parse(const char *body)
{
	json_t *root = jget_parse(body, strlen(body), NULL);
	assert_non_null(root);
	return root;
}

static void a_body_is_parsed_whole(void **state)
{
	(void)state;
	struct err err = {0};
	json_auto_t *object = jget_parse("{\"a\":[1,2]} \n", 13, &err);
	json_auto_t *array = jget_parse("[]", 2, &err);
	assert_true(json_is_object(object));
	assert_true(json_is_array(array));
	assert_int_equal(err.code, ERR_NONE);
}

static void a_body_that_is_no_json_is_an_error_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		size_t size_bytes;
		const char *place;
	} cases[] = {
	    {"", 0, "empty"},
	    {"<html>", 6, "byte 1"},
	    {"{\"title\":\"Night", 15, "byte 15"},
	    {"{\"a\":1} x", 9, "byte 9"},
	    {"{\"a\":1", 6, "byte 6"},
	    {"12", 2, "byte 2"},
	    {"{\"a\":99999999999999999999}", 26, "byte"},
	    {"{\"a\":1e999}", 11, "byte"},
	    {"{\"a\":\"\\u0000\"}", 14, "byte"},
	    {"{\"a\":\"x\0y\"}", 11, "byte"},
	    {"{\"a\":\"\xff\"}", 9, "byte"},
	    {"{\"a\":NaN}", 9, "byte"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		assert_null(jget_parse(cases[i].body, cases[i].size_bytes, &err));
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, cases[i].place));
	}
	assert_null(jget_parse("", 0, NULL));
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	enum { DEPTH = 100000 };
	autofree char *body = xcalloc(DEPTH, 1);
	memset(body, '[', DEPTH);
	struct err err = {0};
	assert_null(jget_parse(body, DEPTH, &err));
	assert_int_equal(err.code, ERR_REMOTE);
}

/* A token in a body that was cut must not come into a message, and so into the log. */
static void an_error_does_not_quote_the_body(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "{\"access_token\":\"s3cret",
	    "{\"access_token\":\"s3cret\" oops",
	    "{\"access_token\":s3cret}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct err err = {0};
		assert_null(jget_parse(bodies[i], strlen(bodies[i]), &err));
		assert_null(strstr(err.msg, "s3cr"));
	}
}

static void texts_are_read_and_nothing_else(void **state)
{
	(void)state;
	json_auto_t *root = parse("{\"text\":\"x\",\"empty\":\"\",\"null\":null,\"number\":1,"
	                          "\"array\":[],\"object\":{},\"true\":true}");
	static const char *const others[] = {"empty",  "null", "number", "array",
	                                     "object", "true", "absent"};
	assert_string_equal(jget_str(root, "text"), "x");
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_null(jget_str(root, others[i]));
	}
}

static void integers_may_stand_in_strings(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		int64_t number;
	} cases[] = {
	    {"12", 12},
	    {"-3", -3},
	    {"0", 0},
	    {"9223372036854775807", INT64_MAX},
	    {"\"2\"", 2},
	    {"\"-2\"", -2},
	    {"\"9223372036854775808\"", -77},
	    {"\"2 LP\"", -77},
	    {"\"\"", -77},
	    {"1.5", -77},
	    {"2.0", -77},
	    {"true", -77},
	    {"null", -77},
	    {"[1]", -77},
	    {"{}", -77},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *body = xasprintf("{\"n\":%s}", cases[i].value);
		json_auto_t *root = parse(body);
		assert_true(jget_int(root, "n", -77) == cases[i].number);
		assert_true(jget_int(root, "absent", INT64_MIN) == INT64_MIN);
	}
}

static void booleans_have_a_fallback(void **state)
{
	(void)state;
	json_auto_t *root = parse("{\"yes\":true,\"no\":false,\"one\":1,\"text\":\"true\"}");
	assert_true(jget_bool(root, "yes", false));
	assert_false(jget_bool(root, "no", true));
	assert_true(jget_bool(root, "one", true));
	assert_false(jget_bool(root, "one", false));
	assert_false(jget_bool(root, "text", false));
	assert_true(jget_bool(root, "absent", true));
}

static void containers_are_told_apart(void **state)
{
	(void)state;
	json_auto_t *root =
	    parse("{\"object\":{\"a\":1},\"array\":[1],\"text\":\"x\",\"null\":null}");
	assert_int_equal(jget_int(jget_object(root, "object"), "a", 0), 1);
	assert_int_equal(json_array_size(jget_array(root, "array")), 1);
	static const char *const others[] = {"text", "null", "absent"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_null(jget_object(root, others[i]));
		assert_null(jget_array(root, others[i]));
	}
	assert_null(jget_object(root, "array"));
	assert_null(jget_array(root, "object"));
}

static void everything_is_absent_from_what_is_no_object(void **state)
{
	(void)state;
	json_auto_t *array = parse("[1]");
	const json_t *roots[] = {NULL, array};
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		assert_null(jget_str(roots[i], "a"));
		assert_int_equal(jget_int(roots[i], "a", 5), 5);
		assert_true(jget_bool(roots[i], "a", true));
		assert_null(jget_object(roots[i], "a"));
		assert_null(jget_array(roots[i], "a"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_body_is_parsed_whole),
	    cmocka_unit_test(a_body_that_is_no_json_is_an_error_with_its_place),
	    cmocka_unit_test(deep_nesting_is_refused),
	    cmocka_unit_test(an_error_does_not_quote_the_body),
	    cmocka_unit_test(texts_are_read_and_nothing_else),
	    cmocka_unit_test(integers_may_stand_in_strings),
	    cmocka_unit_test(booleans_have_a_fallback),
	    cmocka_unit_test(containers_are_told_apart),
	    cmocka_unit_test(everything_is_absent_from_what_is_no_object),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

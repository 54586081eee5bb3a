#include "base/buf.h"
#include "base/mem.h"
#include "web/etag.h"
#include "web/params.h"
#include "web/problem.h"
#include "web/router.h"
#include "web/stats.h"
#include "web/uri.h"
#include "web/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void escapes_are_decoded_or_refused(void **state)
{
	static const struct {
		const char *text;
		bool plus;
		const char *decoded; /* NULL: refused */
	} cases[] = {
	    {"", false, ""},
	    {"abc", false, "abc"},
	    {"a%20b", false, "a b"},
	    {"a+b", false, "a+b"},
	    {"a+b", true, "a b"},
	    {"a%2Bb", true, "a+b"},
	    {"%2f%2F", false, "//"},
	    {"%c3%A9", false, "\xc3\xa9"},
	    {"\xc3\xa9", false, "\xc3\xa9"},
	    {"%25%32%35", false, "%25"},
	    {"%", false, NULL},
	    {"%4", false, NULL},
	    {"%zz", false, NULL},
	    {"%4g", false, NULL},
	    {"a%", false, NULL},
	    {"%00", false, NULL},
	    {"%ff", false, NULL},
	    {"%c3", false, NULL},
	    {"%c3%28", false, NULL},
	    {"%c0%80", false, NULL},
	    {"%ed%a0%80", false, NULL},
	    {"\xff", false, NULL},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[64];
		size_t length = strlen(cases[i].text);
		bool decoded = uri_decode(cases[i].text, length, cases[i].plus, out, &length);
		if (decoded != (cases[i].decoded != NULL)) {
			fail_msg("'%s'", cases[i].text);
		}
		if (decoded) {
			assert_string_equal(out, cases[i].decoded);
			assert_int_equal(length, strlen(out));
		}
	}
}

static void encoding_leaves_only_unreserved_characters(void **state)
{
	autobuf out = {0};
	(void)state;
	uri_encode(&out, "aZ9-._~ +&=/\"<>%\xc3\xa9");
	assert_string_equal(out.bytes, "aZ9-._~%20%2B%26%3D%2F%22%3C%3E%25%C3%A9");
}

static const char *const colours[] = {"red", "green", NULL};
static const struct param params[] = {
    {.name = "page", .type = PARAM_INT, .min = 1, .max = 100, .fallback = "1"},
    {.name = "full", .type = PARAM_BOOL},
    {.name = "text", .type = PARAM_TEXT, .min = 0, .max = 3},
    {.name = "colour", .type = PARAM_CHOICE, .choices = colours, .fallback = "green"},
    {.name = NULL},
};
enum { PAGE, FULL, TEXT, COLOUR };

static json_t *parse(const char *query, struct param_value *values)
{
	static char store[512];
	assert_true(params_defaults(params, values));
	assert_true(PARAMS_STORE_SIZE(strlen(query)) <= sizeof(store));
	return params_parse(params, query, strlen(query), store, values);
}

static void one_parameter_is_set_and_the_others_stay(void **state)
{
	(void)state;
	static const struct {
		const char *query, *value, *link;
	} cases[] = {
	    {"", "2", "/a?page=2"},
	    {"page=1", "2", "/a?page=2"},
	    {"page=1&b=c&page=3", "2", "/a?b=c&page=2"},
	    {"b=%C3%A9+x&c", "2", "/a?b=%C3%A9%20x&c&page=2"},
	    {"%70age=1&b=\xC3\xA9<>", "2", "/a?b=%C3%A9%3C%3E&page=2"},
	    {"b=1&page=1", NULL, "/a?b=1"},
	    {"page=1", NULL, "/a"},
	    {"%FF=1&b=%", "2", "/a?b&page=2"},
	    {"b=1", "x&y", "/a?b=1&page=x%26y"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *link = uri_with("/a", cases[i].query, "page", cases[i].value);
		assert_string_equal(link, cases[i].link);
	}
}

static void good_parameters_are_converted(void **state)
{
	struct param_value values[ROUTE_MAX_PARAMS];
	(void)state;
	assert_null(parse("", values));
	assert_int_equal(values[PAGE].number, 1);
	assert_false(values[PAGE].is_given);
	assert_false(values[FULL].number);
	assert_null(values[TEXT].text);
	assert_string_equal(values[COLOUR].text, "green");
	assert_int_equal(values[COLOUR].number, 1);

	assert_null(parse("&&page=42&colour=red&full=true&text=%c3%a9+b&", values));
	assert_int_equal(values[PAGE].number, 42);
	assert_true(values[PAGE].is_given);
	assert_true(values[FULL].number);
	assert_string_equal(values[TEXT].text, "\xc3\xa9 b");
	assert_int_equal(values[COLOUR].number, 0);

	assert_null(parse("%70age=7&text=", values));
	assert_int_equal(values[PAGE].number, 7);
	assert_string_equal(values[TEXT].text, "");
}

static void bad_parameters_are_named(void **state)
{
	static const struct {
		const char *query, *parameter, *detail;
	} cases[] = {
	    {"page=0", "page", "must be an integer from 1 to 100"},
	    {"page=101", "page", "must be an integer from 1 to 100"},
	    {"page=", "page", "must be an integer from 1 to 100"},
	    {"page", "page", "must be an integer from 1 to 100"},
	    {"page=1x", "page", "must be an integer from 1 to 100"},
	    {"page=1.0", "page", "must be an integer from 1 to 100"},
	    {"page=%201", "page", "must be an integer from 1 to 100"},
	    {"page=99999999999999999999", "page", "must be an integer from 1 to 100"},
	    {"page=1&page=1", "page", "is given more than once"},
	    {"full=yes", "full", "must be true or false"},
	    {"full", "full", "must be true or false"},
	    {"text=abcd", "text", "must have at least 0 and at most 3 characters"},
	    {"text=%ff", "text", "is not percent-encoded UTF-8"},
	    {"text=%4", "text", "is not percent-encoded UTF-8"},
	    {"text=%00", "text", "is not percent-encoded UTF-8"},
	    {"colour=blue", "colour", "must be one of red, green"},
	    {"colour=", "colour", "must be one of red, green"},
	    {"Page=1", "Page", "is not a parameter here"},
	    {"unknown=1", "unknown", "is not a parameter here"},
	    {"=1", "", "is not a parameter here"},
	    {"%ff=1", "%ff", "is not a parameter here"},
	    {"\xff=1", "?", "is not a parameter here"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct param_value values[ROUTE_MAX_PARAMS];
		json_auto_t *errors = parse(cases[i].query, values);
		if (json_array_size(errors) != 1) {
			fail_msg("'%s'", cases[i].query);
		}
		json_t *error = json_array_get(errors, 0);
		assert_string_equal(json_string_value(json_object_get(error, "parameter")),
		                    cases[i].parameter);
		assert_string_equal(json_string_value(json_object_get(error, "detail")),
		                    cases[i].detail);
	}
}

static void all_bad_parameters_are_named_at_once_but_not_without_end(void **state)
{
	struct param_value values[ROUTE_MAX_PARAMS];
	(void)state;
	json_auto_t *three = parse("page=0&full=no&a=1&colour=red", values);
	assert_int_equal(json_array_size(three), 3);
	json_auto_t *capped = parse("a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t", values);
	assert_int_equal(json_array_size(capped), 16);
}

static void a_default_that_does_not_fit_is_noticed(void **state)
{
	static const struct param wrong[] = {
	    {.name = "page", .type = PARAM_INT, .min = 1, .max = 9, .fallback = "10"},
	    {.name = NULL},
	};
	struct param_value values[ROUTE_MAX_PARAMS];
	(void)state;
	assert_false(params_defaults(wrong, values));
	assert_true(params_defaults(NULL, values));
}

static void handle(void *data, struct request *request)
{
	(void)data;
	(void)request;
}

static const struct route routes[] = {
    {.method = "GET", .path = "/", .handle = handle},
    {.method = "GET", .path = "/albums", .handle = handle},
    {.method = "GET", .path = "/albums/{id}", .handle = handle},
    {.method = "POST", .path = "/albums/{id}", .handle = handle, .flags = ROUTE_CHANGES},
    {.method = "GET", .path = "/albums/stats", .handle = handle},
    {.method = "POST", .path = "/albums/{id}/parts/{part}", .handle = handle},
};
#define NONE ARRAY_LEN(routes)

static void paths_find_their_row(void **state)
{
	static const struct {
		const char *method, *path;
		size_t route;
		bool has_path;
		long long id;
	} cases[] = {
	    {"GET", "/", 0, true, 0},
	    {"HEAD", "/", 0, true, 0},
	    {"POST", "/", NONE, true, 0},
	    {"GET", "/albums", 1, true, 0},
	    {"GET", "/%61lbums", 1, true, 0},
	    {"GET", "/albums/", NONE, false, 0},
	    {"GET", "/Albums", NONE, false, 0},
	    {"GET", "//albums", NONE, false, 0},
	    {"GET", "/albums/7", 2, true, 7},
	    {"POST", "/albums/9223372036854775807", 3, true, 9223372036854775807},
	    {"HEAD", "/albums/7", 2, true, 7},
	    {"PUT", "/albums/7", NONE, true, 0},
	    {"GETS", "/albums/7", NONE, true, 0},
	    {"get", "/albums/7", NONE, true, 0},
	    {"GET", "/albums/0", NONE, false, 0},
	    {"GET", "/albums/-1", NONE, false, 0},
	    {"GET", "/albums/1.5", NONE, false, 0},
	    {"GET", "/albums/9223372036854775808", NONE, false, 0},
	    {"GET", "/albums/seven", NONE, false, 0},
	    {"GET", "/albums/7%2F", NONE, false, 0},
	    {"GET", "/albums%2F7", NONE, false, 0},
	    {"GET", "/albums/stats", 4, true, 0},
	    {"POST", "/albums/3/parts/4", 5, true, 3},
	    {"GET", "/albums/../albums", NONE, false, 0},
	    {"GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n", NONE, false, 0},
	    {"GET",
	     "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	     NONE, false, 0},
	};
	struct router *router = router_create(routes, ARRAY_LEN(routes));
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct router_match match;
		assert_true(router_match(router, cases[i].method, strlen(cases[i].method),
		                         cases[i].path, strlen(cases[i].path), &match));
		if (match.route != cases[i].route || match.has_path != cases[i].has_path ||
		    match.captures[0] != cases[i].id) {
			fail_msg("%s %s: row %zu", cases[i].method, cases[i].path, match.route);
		}
	}
	struct router_match match;
	assert_false(router_match(router, "GET", 3, "/albums/%", 9, &match));
	assert_false(router_match(router, "GET", 3, "/%ff", 4, &match));
	router_destroy(router);
}

static void allowed_methods_are_those_of_the_path(void **state)
{
	static const struct {
		const char *path, *allow;
	} cases[] = {
	    {"/albums", "GET, HEAD, OPTIONS"},
	    {"/albums/1", "GET, HEAD, POST, OPTIONS"},
	    {"/albums/1/parts/2", "POST, OPTIONS"},
	    {NULL, "GET, HEAD, POST, OPTIONS"},
	};
	struct router *router = router_create(routes, ARRAY_LEN(routes));
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char allow[ROUTER_ALLOW_SIZE];
		const char *path = cases[i].path;
		router_allow(router, path, path ? strlen(path) : 0, allow);
		assert_string_equal(allow, cases[i].allow);
	}
	router_destroy(router);
}

static void heads_are_counted_line_by_line(void **state)
{
	static const struct {
		const char *text;
		bool is_whole;
		unsigned hosts, lengths, codings;
		bool is_folded;
	} cases[] = {
	    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, 1, 0, 0, false},
	    {"GET / HTTP/1.1\nHost: a\n\n", true, 1, 0, 0, false},
	    {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", true, 1, 0, 0, false},
	    {"GET / HTTP/1.1\r\n\r\nHost: a\r\n\r\n", true, 0, 0, 0, false},
	    {"GET / HTTP/1.1\r\nHost: a\r\nhOST:b\r\n\r\n", true, 2, 0, 0, false},
	    {"GET / HTTP/1.1\r\nHosts: a\r\nX-Host: a\r\nHost\r\n\r\n", true, 0, 0, 0, false},
	    {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", true, 0, 2, 0,
	     false},
	    {"POST / HTTP/1.1\r\nTransfer-Encoding: x\r\ncontent-length: 1\r\n\r\n", true, 0, 1, 1,
	     false},
	    {"POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n", true, 0, 0, 1, true},
	    {"GET / HTTP/1.1\r\nA: b\r\n\tHost: c\r\n\r\n", true, 0, 0, 0, true},
	    {"GET / HTTP/1.1\r\nHost: a\r\n", false, 0, 0, 0, false},
	    {"GET / HTTP/1.1", false, 0, 0, 0, false},
	    {"", false, 0, 0, 0, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct wire_head head;
		bool whole = wire_scan(cases[i].text, strlen(cases[i].text), &head);
		if (whole != cases[i].is_whole) {
			fail_msg("'%s'", cases[i].text);
		}
		if (whole &&
		    (head.hosts != cases[i].hosts || head.content_lengths != cases[i].lengths ||
		     head.transfer_encodings != cases[i].codings ||
		     head.is_folded != cases[i].is_folded)) {
			fail_msg("'%s'", cases[i].text);
		}
	}
}

static void tags_are_compared_weakly(void **state)
{
	static const struct {
		const char *if_none_match, *etag;
		bool is_named;
	} cases[] = {
	    {NULL, "\"a\"", false},
	    {"", "\"a\"", false},
	    {"\"a\"", "\"a\"", true},
	    {"W/\"a\"", "\"a\"", true},
	    {"\"a\"", "W/\"a\"", true},
	    {"*", "\"a\"", true},
	    {"\"b\", W/\"a\" , \"c\"", "\"a\"", true},
	    {"\"b\",\"c\"", "\"a\"", false},
	    {"\"aa\"", "\"a\"", false},
	    {"\"a", "\"a\"", false},
	    {"a", "\"a\"", false},
	    {"\"b, \"a\"", "\"a\"", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (etag_is_named(cases[i].if_none_match, cases[i].etag) != cases[i].is_named) {
			fail_msg("%s", cases[i].if_none_match);
		}
	}
}

static void problems_are_json_whatever_they_quote(void **state)
{
	(void)state;
	autofree char *text = problem_render(409, "bad \xff \"quote\"\n",
	                                     json_pack("{s:i, s:i}", "run_id", 7, "status", 1));
	json_auto_t *problem = json_loads(text, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(problem, "type")), "about:blank");
	assert_string_equal(json_string_value(json_object_get(problem, "title")), "Conflict");
	assert_string_equal(json_string_value(json_object_get(problem, "detail")),
	                    "bad ? \"quote\"?");
	assert_int_equal(json_integer_value(json_object_get(problem, "status")), 409);
	assert_int_equal(json_integer_value(json_object_get(problem, "run_id")), 7);
}

static void figures_fall_into_their_buckets(void **state)
{
	struct stats stats = {0};
	(void)state;
	stats_add(&stats, 200, 0);
	stats_add(&stats, 404, 50);
	stats_add(&stats, 503, 51);
	stats_add(&stats, 204, 3000000);
	assert_int_equal(stats.count, 4);
	assert_int_equal(stats.total_us, 3000101);
	assert_int_equal(stats.buckets[0], 2);
	assert_int_equal(stats.buckets[1], 1);
	assert_int_equal(stats.buckets[STATS_BUCKETS - 1], 1);
	assert_int_equal(stats.by_class[1], 2);
	assert_int_equal(stats.by_class[3], 1);
	assert_int_equal(stats.by_class[4], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_are_decoded_or_refused),
	    cmocka_unit_test(encoding_leaves_only_unreserved_characters),
	    cmocka_unit_test(one_parameter_is_set_and_the_others_stay),
	    cmocka_unit_test(good_parameters_are_converted),
	    cmocka_unit_test(bad_parameters_are_named),
	    cmocka_unit_test(all_bad_parameters_are_named_at_once_but_not_without_end),
	    cmocka_unit_test(a_default_that_does_not_fit_is_noticed),
	    cmocka_unit_test(paths_find_their_row),
	    cmocka_unit_test(allowed_methods_are_those_of_the_path),
	    cmocka_unit_test(heads_are_counted_line_by_line),
	    cmocka_unit_test(tags_are_compared_weakly),
	    cmocka_unit_test(problems_are_json_whatever_they_quote),
	    cmocka_unit_test(figures_fall_into_their_buckets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "net/retry.h"

#include "base/mem.h"
#include "base/text.h"
#include "support/test.h"

#include <string.h>

#define WEEK_MS (7LL * 24 * 3600 * 1000)
/* Sat, 07 Feb 2026 10:37:52 GMT */
#define NOW_MS 1770460672000LL
#define JSON "application/json"

static struct retry_verdict judge(int status, const char *type, const char *retry_after,
                                  const char *body)
{
	struct retry_answer answer = {
	    .status = status,
	    .content_type = type,
	    .retry_after = retry_after,
	    .body = body,
	    .body_size_bytes = strlen(body),
	};
	struct retry_verdict verdict;
	memset(&verdict, 0xAA, sizeof(verdict));
	retry_judge(&answer, NOW_MS, &verdict);
	return verdict;
}

static enum err_code expected_code(int status)
{
	switch (status) {
	case 401:
		return ERR_AUTH;
	case 403:
		return ERR_FORBIDDEN;
	case 404:
		return ERR_NOT_FOUND;
	case 408:
	case 425:
	case 429:
		return ERR_TRANSIENT;
	default:
		break;
	}
	if (status < 200) {
		return ERR_REMOTE;
	}
	return status < 300   ? ERR_NONE
	       : status < 400 ? ERR_REMOTE
	       : status < 500 ? ERR_INVALID
	                      : ERR_TRANSIENT;
}

static void every_status_has_its_meaning(void **state)
{
	(void)state;
	for (int status = 100; status <= 999; status++) {
		struct retry_verdict verdict = judge(status, JSON, NULL, "{}");
		if (verdict.code != expected_code(status)) {
			fail_msg("%d is judged %d", status, (int)verdict.code);
		}
		assert_int_equal(verdict.told_to_wait, status == 429);
		assert_int_equal(verdict.wait_ms, -1);
		assert_string_equal(verdict.message, "");
	}
}

static void a_403_of_a_proxy_passes_and_one_of_the_api_does_not(void **state)
{
	(void)state;
	static const struct {
		const char *type;
		enum err_code code;
	} cases[] = {
	    {"text/html", ERR_TRANSIENT},
	    {"text/html; charset=UTF-8", ERR_TRANSIENT},
	    {"TEXT/HTML", ERR_TRANSIENT},
	    {"text/plain", ERR_FORBIDDEN},
	    {"application/json", ERR_FORBIDDEN},
	    {"", ERR_FORBIDDEN},
	    {NULL, ERR_FORBIDDEN},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct retry_verdict verdict = judge(403, cases[i].type, NULL, "<p>no</p>");
		assert_int_equal(verdict.code, cases[i].code);
	}
}

static void what_the_upstream_says_is_read_from_its_shape(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *type, *body, *message;
	} cases[] = {
	    /* Discogs */
	    {404, JSON, "{\"message\":\"Release not found.\"}", "Release not found."},
	    {500, JSON, "{\"message\":\"Query time exceeded.\"}", "Query time exceeded."},
	    /* Spotify */
	    {400, JSON, "{\"error\":{\"status\":400,\"message\":\"Invalid limit\"}}",
	     "Invalid limit"},
	    {401, "application/json; charset=utf-8",
	     "{\"error\":{\"status\":401,\"message\":\"The access token expired\"}}",
	     "The access token expired"},
	    /* its accounts (OAuth) */
	    {400, JSON, "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client\"}",
	     "Invalid client"},
	    {400, JSON, "{\"error\":\"invalid_client\"}", "invalid_client"},
	    /* Infomaniak */
	    {401, JSON,
	     "{\"result\":\"error\",\"error\":{\"code\":\"not_authorized\",\"description\":"
	     "\"Authorization required\"}}",
	     "Authorization required"},
	    {401, JSON,
	     "{\"error\":{\"message\":\"Invalid Authentication\",\"type\":\"x\",\"code\":null}}",
	     "Invalid Authentication"},
	    {400, "application/problem+json", "{\"message\":\"with a suffix\"}", "with a suffix"},
	    {400, "APPLICATION/JSON", "{\"message\":\"in capitals\"}", "in capitals"},
	    /* plain text, as Spotify's Premium check */
	    {403, "text/plain", "Active premium subscription required",
	     "Active premium subscription required"},
	    {403, "text/plain; charset=utf-8", "a\nb\x1b", "a?b?"},
	    /* nothing useful */
	    {502, "text/html", "<html><h1>Bad gateway</h1></html>", ""},
	    {502, NULL, "Bad gateway", ""},
	    {502, NULL, "{\"message\":\"of no type\"}", ""},
	    {500, JSON, "", ""},
	    {500, "text/plain", "", ""},
	    {500, JSON, "{\"message\":\"cut", ""},
	    {500, JSON, "not JSON", ""},
	    {500, JSON, "[]", ""},
	    {500, JSON, "{\"message\":42}", ""},
	    {500, JSON, "{\"message\":null,\"error\":null}", ""},
	    {500, JSON, "{\"error\":{}}", ""},
	    {500, JSON, "{\"error\":[\"x\"]}", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct retry_verdict verdict =
		    judge(cases[i].status, cases[i].type, NULL, cases[i].body);
		assert_string_equal(verdict.message, cases[i].message);
	}
}

static void a_success_has_no_message(void **state)
{
	(void)state;
	struct retry_verdict verdict = judge(200, JSON, "60", "{\"message\":\"hello\"}");
	assert_int_equal(verdict.code, ERR_NONE);
	assert_string_equal(verdict.message, "");
	assert_int_equal(verdict.wait_ms, -1);
}

static void a_long_message_is_cut_between_characters(void **state)
{
	(void)state;
	char body[1000];
	for (size_t i = 0; i + 2 < sizeof(body); i += 2) {
		memcpy(body + i, "é", 3);
	}
	struct retry_verdict verdict = judge(403, "text/plain", NULL, body);
	assert_int_equal(strlen(verdict.message), sizeof(verdict.message) - 2);
	char clean[sizeof(verdict.message)];
	text_clean(clean, sizeof(clean), verdict.message);
	assert_string_equal(clean, verdict.message);
	assert_null(strchr(verdict.message, '?'));
}

static void refused_credentials_of_an_oauth_client_are_no_bad_request(void **state)
{
	(void)state;
	assert_int_equal(judge(400, JSON, NULL, "{\"error\":\"invalid_client\"}").code, ERR_AUTH);
	assert_int_equal(judge(400, JSON, NULL, "{\"error\":\"invalid_grant\"}").code, ERR_INVALID);
	assert_int_equal(judge(500, JSON, NULL, "{\"error\":\"invalid_client\"}").code,
	                 ERR_TRANSIENT);
}

static void a_rate_limit_says_how_long_to_wait(void **state)
{
	(void)state;
	static const struct {
		const char *retry_after, *body;
		int64_t wait_ms;
	} cases[] = {
	    {NULL, "{\"message\":\"You are making requests too quickly.\"}", -1},
	    {"30", "{}", 30000},
	    {"Sat, 07 Feb 2026 10:38:52 GMT", "{}", 61000},
	    {"soon", "{}", -1},
	    {"", "{}", -1},
	    {"-5", "{}", 0},
	    {"86236", "{\"error\":{\"message\":\"x\",\"reason\":\"QUOTA_EXCEEDED\"}}", 86236000},
	    {NULL, "{\"error\":{\"message\":\"x\",\"reason\":\"QUOTA_EXCEEDED\"}}", 3600000},
	    {"soon", "{\"error\":{\"message\":\"x\",\"reason\":\"QUOTA_EXCEEDED\"}}", 3600000},
	    {NULL, "{\"error\":{\"message\":\"x\",\"reason\":\"OTHER\"}}", -1},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct retry_verdict verdict =
		    judge(429, JSON, cases[i].retry_after, cases[i].body);
		assert_true(verdict.told_to_wait);
		assert_int_equal(verdict.code, ERR_TRANSIENT);
		assert_int_equal(verdict.wait_ms, cases[i].wait_ms);
	}
	assert_int_equal(judge(429, "text/html", "7", "<p>slow down</p>").wait_ms, 7000);
}

static void a_503_may_say_until_when(void **state)
{
	(void)state;
	static const struct {
		const char *retry_after;
		bool told_to_wait;
	} cases[] = {{"7", true},     {"86400", true}, {"Sat, 07 Feb 2026 10:38:52 GMT", true},
	             {"0", false},    {"-7", false},   {"Sat, 07 Feb 2026 10:00:00 GMT", false},
	             {"soon", false}, {"", false},     {NULL, false}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct retry_verdict verdict = judge(503, JSON, cases[i].retry_after, "{}");
		assert_int_equal(verdict.code, ERR_TRANSIENT);
		assert_int_equal(verdict.told_to_wait, cases[i].told_to_wait);
	}
	assert_int_equal(judge(503, JSON, "7", "{}").wait_ms, 7000);
	assert_false(judge(500, JSON, "7", "{}").told_to_wait);
}

static void retry_after_is_seconds_or_a_date(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_time;
		int64_t wait_ms;
	} cases[] = {
	    {"0", true, 0},
	    {"1", true, 1000},
	    {"007", true, 7000},
	    {"86236", true, 86236000},
	    {"604800", true, WEEK_MS},
	    {"604801", true, WEEK_MS}, /* absurd */
	    {"9223372036854775", true, WEEK_MS},
	    {"9223372036854776", true, WEEK_MS},
	    {"9223372036854775807", true, WEEK_MS},
	    {"9223372036854775808", true, WEEK_MS},
	    {"999999999999999999999999999999", true, WEEK_MS},
	    {"-1", true, 0},
	    {"-86400", true, 0},
	    {"-9223372036854775808", true, 0},
	    {"-999999999999999999999999999999", true, 0},
	    {"Sat, 07 Feb 2026 10:37:53 GMT", true, 2000},
	    {"Sat, 07 Feb 2026 11:37:52 GMT", true, 3601000},
	    {"Saturday, 07-Feb-26 11:37:52 GMT", true, 3601000}, /* the two older forms */
	    {"Sat Feb  7 11:37:52 2026", true, 3601000},
	    {"Sat, 07 Feb 2026 10:37:52 GMT", true, 1000}, /* a part of it may be left */
	    {"Sat, 07 Feb 2026 10:37:51 GMT", true, 0},
	    {"Sat, 07 Feb 2026 10:37:00 GMT", true, 0}, /* past */
	    {"Thu, 01 Jan 1970 00:00:00 GMT", true, 0},
	    {"Fri, 31 Dec 2088 23:59:59 GMT", true, WEEK_MS},
	    {"Sat, 07 Feb 922337203 10:37:52 GMT", true, WEEK_MS}, /* no milliseconds for it */
	    {"", false, 0},
	    {NULL, false, 0},
	    {"soon", false, 0},
	    {"a minute", false, 0},
	    {"60s", false, 0},
	    {"60 seconds", false, 0},
	    {"1.5", false, 0},
	    {"+5", false, 0},
	    {"5, 6", false, 0},
	    {"0x10", false, 0},
	    {"-", false, 0},
	    {"Sat, 99 Feb 2026 10:37:52 GMT", false, 0},
	    {"\xff\xfe", false, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t wait_ms = -77;
		bool is_time = retry_after_parse(cases[i].text, NOW_MS, &wait_ms);
		if (is_time != cases[i].is_time || (is_time && wait_ms != cases[i].wait_ms)) {
			fail_msg("'%s' gives %d, %lld ms", cases[i].text, is_time,
			         (long long)wait_ms);
		}
	}
}

static void waits_double_up_to_the_longest(void **state)
{
	(void)state;
	const struct retry_policy policy = {.first_wait_ms = 1000, .longest_wait_ms = 15000};
	static const int64_t longest[] = {1000, 2000, 4000, 8000, 15000, 15000, 15000};
	for (unsigned i = 0; i < ARRAY_LEN(longest); i++) {
		int64_t half = longest[i] / 2;
		assert_int_equal(retry_backoff_ms(&policy, i + 1, 0), half);
		assert_int_equal(retry_backoff_ms(&policy, i + 1, (uint32_t)half), longest[i]);
	}
	assert_int_equal(retry_backoff_ms(&policy, 4000000000u, 0), 7500);
}

static void jitter_stays_between_half_the_wait_and_all_of_it(void **state)
{
	(void)state;
	const struct retry_policy policy = {.first_wait_ms = 1000, .longest_wait_ms = 15000};
	bool varies = false;
	for (uint32_t random = 0; random < 4294000000u; random += 999983) {
		int64_t wait_ms = retry_backoff_ms(&policy, 2, random);
		assert_true(wait_ms >= 1000 && wait_ms <= 2000);
		varies |= wait_ms != 1000;
	}
	assert_true(varies);
}

static void a_policy_may_wait_for_nothing(void **state)
{
	(void)state;
	const struct retry_policy none = {0};
	assert_int_equal(retry_backoff_ms(&none, 1, 12345), 0);
	const struct retry_policy tiny = {.first_wait_ms = 1, .longest_wait_ms = 1};
	assert_int_equal(retry_backoff_ms(&tiny, 3, 12345), 0);
	const struct retry_policy capped = {.first_wait_ms = 5000, .longest_wait_ms = 1000};
	assert_int_equal(retry_backoff_ms(&capped, 1, 500), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_status_has_its_meaning),
	    cmocka_unit_test(a_403_of_a_proxy_passes_and_one_of_the_api_does_not),
	    cmocka_unit_test(what_the_upstream_says_is_read_from_its_shape),
	    cmocka_unit_test(a_success_has_no_message),
	    cmocka_unit_test(a_long_message_is_cut_between_characters),
	    cmocka_unit_test(refused_credentials_of_an_oauth_client_are_no_bad_request),
	    cmocka_unit_test(a_rate_limit_says_how_long_to_wait),
	    cmocka_unit_test(a_503_may_say_until_when),
	    cmocka_unit_test(retry_after_is_seconds_or_a_date),
	    cmocka_unit_test(waits_double_up_to_the_longest),
	    cmocka_unit_test(jitter_stays_between_half_the_wait_and_all_of_it),
	    cmocka_unit_test(a_policy_may_wait_for_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

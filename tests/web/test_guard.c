#include "web/guard.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void hosts_are_taken_apart_or_refused(void **state)
{
	static const struct {
		const char *text;
		const char *name; /* NULL: refused */
		int port;
	} cases[] = {
	    {"localhost", "localhost", 0},
	    {"LocalHost:8000", "localhost", 8000},
	    {"127.0.0.1", "127.0.0.1", 0},
	    {"127.0.0.1:1", "127.0.0.1", 1},
	    {"[::1]", "[::1]", 0},
	    {"[::1]:65535", "[::1]", 65535},
	    {"[0:0:0:0:0:0:0:1]:80", "[::1]", 80},
	    {"[FE80::ABCD]", "[fe80::abcd]", 0},
	    {"127.0.0.1.evil.com", "127.0.0.1.evil.com", 0},
	    {"my_nas.local", "my_nas.local", 0},
	    {"localhost.", "localhost.", 0},
	    {"", NULL, 0},
	    {":8000", NULL, 0},
	    {"localhost:", NULL, 0},
	    {"localhost:0", NULL, 0},
	    {"localhost:65536", NULL, 0},
	    {"localhost:080000", NULL, 0},
	    {"localhost:80a", NULL, 0},
	    {"localhost:-1", NULL, 0},
	    {"localhost:80:80", NULL, 0},
	    {"::1", NULL, 0},
	    {"[::1", NULL, 0},
	    {"[::1]x", NULL, 0},
	    {"[::1]x:80", NULL, 0},
	    {"[::1%eth0]", NULL, 0},
	    {"[localhost]", NULL, 0},
	    {"[127.0.0.1]", NULL, 0},
	    {"[]", NULL, 0},
	    {"user@localhost", NULL, 0},
	    {"user:password@localhost", NULL, 0},
	    {"localhost/evil", NULL, 0},
	    {"local host", NULL, 0},
	    {" localhost", NULL, 0},
	    {"localhost,evil.com", NULL, 0},
	    {"%6cocalhost", NULL, 0},
	    {"localh\xc3\xb6st", NULL, 0},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct guard_host host;
		bool taken = guard_parse_host(cases[i].text, strlen(cases[i].text), &host);
		if (taken != (cases[i].name != NULL)) {
			fail_msg("'%s'", cases[i].text);
		}
		if (taken) {
			assert_string_equal(host.name, cases[i].name);
			assert_int_equal(host.port, cases[i].port);
		}
	}
}

static void a_nul_in_a_host_is_refused(void **state)
{
	struct guard_host host;
	(void)state;
	assert_false(guard_parse_host("localhost\0.evil.com", 19, &host));
	assert_false(guard_parse_host("[::1\0]", 6, &host));
}

static void a_host_of_300_bytes_is_refused(void **state)
{
	char name[300];
	struct guard_host host;
	(void)state;
	memset(name, 'a', sizeof(name));
	assert_false(guard_parse_host(name, sizeof(name), &host));
	assert_true(guard_parse_host(name, GUARD_NAME_SIZE - 1, &host));
	assert_false(guard_parse_host(name, GUARD_NAME_SIZE, &host));
}

static struct guard_host parse(const char *text)
{
	struct guard_host host;
	assert_true(guard_parse_host(text, strlen(text), &host));
	return host;
}

static void only_whole_names_are_allowed(void **state)
{
	static const char *const allowed_texts[] = {"localhost", "127.0.0.1", "[::1]",
	                                            "nas.local:8443", "music.example:443"};
	struct guard_host allowed[ARRAY_LEN(allowed_texts)];
	static const struct {
		const char *host;
		bool is_allowed;
	} cases[] = {
	    {"localhost", true},
	    {"LOCALHOST:9999", true},
	    {"127.0.0.1:8000", true},
	    {"[::1]:8000", true},
	    {"[0::1]:8000", true},
	    {"nas.local:8443", true},
	    {"nas.local:8444", false},
	    {"nas.local", false},
	    {"music.example", true},
	    {"music.example:443", true},
	    {"music.example:80", false},
	    {"127.0.0.1.evil.com", false},
	    {"evil.127.0.0.1", false},
	    {"127.0.0.11", false},
	    {"127.0.0.2", false},
	    {"0177.0.0.1", false},
	    {"2130706433", false},
	    {"localhost.evil.com", false},
	    {"localhost.", false},
	    {"ocalhost", false},
	    {"[::2]", false},
	    {"[::ffff:127.0.0.1]", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
		allowed[i] = parse(allowed_texts[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct guard_host host = parse(cases[i].host);
		if (guard_host_is_allowed(&host, allowed, ARRAY_LEN(allowed)) !=
		    cases[i].is_allowed) {
			fail_msg("%s", cases[i].host);
		}
	}
	struct guard_host host = parse("localhost");
	assert_false(guard_host_is_allowed(&host, NULL, 0));
}

static void an_origin_is_own_where_the_request_went(void **state)
{
	static const struct {
		const char *origin, *host;
		bool is_own;
	} cases[] = {
	    {"http://127.0.0.1:8000", "127.0.0.1:8000", true},
	    {"http://LOCALHOST:8000", "localhost:8000", true},
	    {"http://[::1]:8000", "[::1]:8000", true},
	    {"http://localhost", "localhost", true},
	    {"http://localhost", "localhost:80", true},
	    {"http://localhost:80", "localhost", true},
	    {"https://music.example", "music.example", true},
	    {"https://music.example", "music.example:443", true},
	    {"https://music.example:443", "music.example", true},
	    {"https://music.example", "music.example:80", false},
	    {"http://localhost:3000", "localhost:8000", false},
	    {"http://localhost", "localhost:8000", false},
	    {"http://127.0.0.1:8000", "localhost:8000", false},
	    {"http://127.0.0.1.evil.com:8000", "127.0.0.1:8000", false},
	    {"http://evil.com", "127.0.0.1:8000", false},
	    {"null", "127.0.0.1:8000", false},
	    {"", "127.0.0.1:8000", false},
	    {"http://", "127.0.0.1:8000", false},
	    {"127.0.0.1:8000", "127.0.0.1:8000", false},
	    {"ftp://127.0.0.1:8000", "127.0.0.1:8000", false},
	    {"http://127.0.0.1:8000/", "127.0.0.1:8000", false},
	    {"http://127.0.0.1:8000/x", "127.0.0.1:8000", false},
	    {"http://127.0.0.1:8000@evil.com", "127.0.0.1:8000", false},
	    {"http://evil.com http://127.0.0.1:8000", "127.0.0.1:8000", false},
	    {"HTTP://127.0.0.1:8000", "127.0.0.1:8000", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct guard_host host = parse(cases[i].host);
		if (guard_origin_is_own(cases[i].origin, strlen(cases[i].origin), &host) !=
		    cases[i].is_own) {
			fail_msg("%s at %s", cases[i].origin, cases[i].host);
		}
	}
}

static void a_site_is_own_or_none(void **state)
{
	static const struct {
		const char *site;
		bool is_own;
	} cases[] = {
	    {"same-origin", true}, {"none", true},   {"same-site", false},  {"cross-site", false},
	    {"", false},           {"none ", false}, {"same-origi", false}, {"same-origin,", false},
	    {"None", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(guard_site_is_own(cases[i].site, strlen(cases[i].site)),
		                 cases[i].is_own);
	}
}

static void only_the_whole_token_is_right(void **state)
{
	static const struct {
		const char *authorization;
		bool is_right;
	} cases[] = {
	    {"Bearer secret", true},   {"bearer secret", true},
	    {"BEARER secret", true},   {"Bearer secre", false},
	    {"Bearer secrets", false}, {"Bearer secretsecret", false},
	    {"Bearer Secret", false},  {"Bearer ", false},
	    {"Bearer", false},         {"", false},
	    {"secret", false},         {"Basic secret", false},
	    {"Bearer  secret", false}, {"Bearersecret", false},
	    {"Bearer secret ", false}, {"Bearer secret,x", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = cases[i].authorization;
		if (guard_token_is_right(text, strlen(text), "secret") != cases[i].is_right) {
			fail_msg("'%s'", text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hosts_are_taken_apart_or_refused),
	    cmocka_unit_test(a_nul_in_a_host_is_refused),
	    cmocka_unit_test(a_host_of_300_bytes_is_refused),
	    cmocka_unit_test(only_whole_names_are_allowed),
	    cmocka_unit_test(an_origin_is_own_where_the_request_went),
	    cmocka_unit_test(a_site_is_own_or_none),
	    cmocka_unit_test(only_the_whole_token_is_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

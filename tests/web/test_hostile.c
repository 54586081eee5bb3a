/* What clients get who break the rules: doubtful framing, other names, other sites, no token. */
#include "site.h"

#include "base/mem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#define AUTHORIZED "Authorization: Bearer " SITE_TOKEN "\r\n"

static int setup(void **state)
{
	*state = site_open(NULL);
	return 0;
}

static int teardown(void **state)
{
	site_close(*state);
	return 0;
}

/* The next answer is a problem of that status; `closes`: and the connection ends with it. */
static void expect_problem(struct client *client, int status, bool closes)
{
	const struct answer *answer = client_read(client, false);
	if (answer->status != status) {
		fail_msg("%d and not %d: %s%s", answer->status, status, answer->head.bytes,
		         answer->body.bytes);
	}
	assert_string_equal(client_header(client, "content-type"), "application/problem+json");
	assert_string_equal(client_header(client, "x-content-type-options"), "nosniff");
	json_auto_t *problem = json_loads(answer->body.bytes, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(problem, "status")), status);
	if (closes) {
		assert_string_equal(client_header(client, "connection"), "close");
		assert_true(client_is_closed(client));
	}
}

static void sees_plain(struct site *site)
{
	struct client *client = site_ask(site, "GET", "/plain", "");
	client_close(client);
}

static void doubtful_framing_is_refused_and_the_connection_closed(void **state)
{
#define POST "POST /change HTTP/1.1\r\nHost: localhost\r\n" AUTHORIZED
	static const struct {
		const char *text;
		int status;
	} cases[] = {
	    {POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: identity\r\n\r\n", 400},
	    {POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
	    {POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400},
	    {POST "Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello", 400},
	    {POST "Content-Length: 5, 5\r\n\r\nhello", 400},
	    {POST "Content-Length: +5\r\n\r\nhello", 400},
	    {POST "Content-Length: -5\r\n\r\nhello", 400},
	    {POST "Content-Length: 0x5\r\n\r\nhello", 400},
	    {POST "Content-Length: 5 \r\n\r\nhello", 400},
	    {POST "Content-Length: \r\n\r\nhello", 400},
	    {POST "Content-Length: 99999999999999999999999\r\n\r\nhello", 400},
	    {POST "X: y\r\n z\r\nContent-Length: 5\r\n\r\nhello", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n;x\r\nhello\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n", 400},
	    {POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n", 400},
	    /* h2o takes these for well-formed: nobody gets away with any chunks */
	    {POST "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", 411},
	    {POST "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n", 411},
	    {POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411},
	    {POST "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", 417},
	};
#undef POST
	static const char smuggled[] = "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct site *site = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client *client = site_client(site);
		autobuf all = {0};
		buf_puts(&all, cases[i].text);
		buf_puts(&all, smuggled);
		client_send_bytes(client, all.bytes, all.length);
		expect_problem(client, cases[i].status, true);
		client_close(client);
	}
	assert_int_equal(site->calls, 0);
	sees_plain(site);
}

/* These never become a request for h2o, which answers them by itself. */
static void what_is_no_http_draws_a_400(void **state)
{
	static const char *const texts[] = {
	    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
	    "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
	    "GET / HTTP/0.9\r\n\r\n",
	    "GET /\r\n\r\n",
	    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	    "GET /plain HTTP/1.1\r\nHost : localhost\r\n\r\n",
	    "GET /plain HTTP/1.1\r\nHost: local\rhost\r\n\r\n",
	    "GET /plain HTTP/1.1\r\n: localhost\r\n\r\n",
	    "GET /plain HTTP/1.1\r\nHo st: localhost\r\n\r\n",
	    "GET /plain\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
	    "GET  /plain HTTP/1.1\r\nHost: localhost\r\n\r\n",
	};
	struct site *site = *state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct client *client = site_client(site);
		client_send(client, "%s", texts[i]);
		assert_int_equal(client_read(client, false)->status, 400);
		assert_string_equal(client_header(client, "connection"), "close");
		assert_true(client_is_closed(client));
		client_close(client);
	}
	assert_int_equal(site->calls, 0);
	sees_plain(site);
}

static void http_2_is_not_spoken(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/plain",
	           "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
	           "HTTP2-Settings: AAMAAABkAAQAAP__\r\n");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->status, 200);
	assert_memory_equal(answer->head.bytes, "HTTP/1.1 200", 12);
	assert_string_equal(client_header(client, "upgrade"), "");
	assert_memory_equal(answer->body.bytes, "{\"hello\"", 8);
	client_close(client);
}

static void a_host_must_be_one_and_allowed(void **state)
{
	static const struct {
		const char *hosts;
		int status;
	} cases[] = {
	    {"Host: localhost\r\n", 200},
	    {"Host: LOCALHOST:1234\r\n", 200},
	    {"Host: 127.0.0.1\r\n", 200},
	    {"Host: [::1]:8000\r\n", 200},
	    {"Host:localhost\r\n", 200},
	    {"", 400},
	    {"Host:\r\n", 400},
	    {"Host: localhost\r\nHost: localhost\r\n", 400},
	    {"Host: evil.com\r\nhost: localhost\r\n", 400},
	    {"Host: localhost, evil.com\r\n", 400},
	    {"Host: http://localhost\r\n", 400},
	    {"Host: localhost/\r\n", 400},
	    {"Host: user@localhost\r\n", 400},
	    {"Host: 127.0.0.1.evil.com\r\n", 421},
	    {"Host: evil.com\r\n", 421},
	    {"Host: localhost.evil.com:80\r\n", 421},
	    {"Host: 127.0.0.1.\r\n", 421},
	    {"X-Forwarded-Host: localhost\r\nHost: evil.com\r\n", 421},
	};
	struct site *site = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client *client = site_client(site);
		client_send(client, "GET /plain HTTP/1.1\r\n%s\r\n", cases[i].hosts);
		if (cases[i].status == 200) {
			assert_int_equal(client_read(client, false)->status, 200);
		} else {
			expect_problem(client, cases[i].status, true);
		}
		client_close(client);
	}
	struct client *client = site_client(site);
	client_send(client, "GET /plain HTTP/1.0\r\n\r\n");
	assert_int_equal(client_read(client, false)->status, 400);
	client_close(client);
}

static void a_target_is_a_path_or_this_server(void **state)
{
	static const struct {
		const char *target;
		int status;
	} cases[] = {
	    {"http://localhost/plain", 200},
	    {"http://localhost/plain?x=1", 422},
	    {"http://evil.com/plain", 400},
	    {"http://localhostevil.com/plain", 400},
	    {"http://localhost", 400},
	    {"http://localhost:80/plain", 400},
	    {"https://localhost/plain", 400},
	    {"plain", 400},
	    {"*", 400},
	    {"?x=1", 400},
	    {"/%", 400},
	    {"/%zz", 400},
	    {"/%ff", 400},
	    {"/plain%00", 400},
	    {"/\xff\xfe", 400},
	    {"/pl%61in", 200},
	    {"/plain#x", 404},
	    {"/plain;x=1", 404},
	    {"/plain%3fx=1", 404},
	    {"/%2e%2e/%2e%2e/etc/passwd", 404},
	};
	struct site *site = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client *client = site_client(site);
		client_send(client, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", cases[i].target);
		if (client_read(client, false)->status != cases[i].status) {
			fail_msg("%s", cases[i].target);
		}
		client_close(client);
	}
	struct client *client = site_client(site);
	client_send(client, "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n");
	expect_problem(client, 400, true);
	client_close(client);
}

static void a_method_is_a_token(void **state)
{
	static const struct {
		const char *method;
		int status;
	} cases[] = {
	    {"", 400},        {"G@T", 400},      {"GET,", 400},
	    {"\"GET\"", 400}, {"G(T)", 400},     {"get", 405},
	    {"TRACE", 405},   {"M-SEARCH", 405}, {"!#$%&'*+-.^_`|~09azAZ", 405},
	};
	struct site *site = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client *client = site_client(site);
		client_send(client, "%s /plain HTTP/1.1\r\nHost: localhost\r\n\r\n",
		            cases[i].method);
		expect_problem(client, cases[i].status, cases[i].status == 400);
		client_close(client);
	}
	assert_int_equal(site->calls, 0);
}

static void changes_need_the_token(void **state)
{
	static const struct {
		const char *header;
		bool is_right;
	} cases[] = {
	    {AUTHORIZED, true},
	    {"Authorization: bearer " SITE_TOKEN "\r\n", true},
	    {"", false},
	    {"Authorization: Bearer wrong\r\n", false},
	    {"Authorization: Bearer\r\n", false},
	    {"Authorization: Basic " SITE_TOKEN "\r\n", false},
	    {"Authorization: Bearer wrong\r\n" AUTHORIZED, false},
	    {AUTHORIZED AUTHORIZED, false},
	    {"X-Authorization: Bearer " SITE_TOKEN "\r\n", false},
	};
	struct site *site = *state;
	struct client *client = site_client(site);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		client_ask(client, "POST", "/change", cases[i].header);
		if (cases[i].is_right) {
			assert_int_equal(client_read(client, false)->status, 202);
		} else {
			expect_problem(client, 401, false);
			assert_memory_equal(client_header(client, "www-authenticate"), "Bearer", 6);
		}
	}
	client_ask(client, "GET", "/change", "");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void pages_of_other_sites_may_look_but_not_change(void **state)
{
	static const struct {
		const char *headers;
		bool is_own;
	} cases[] = {
	    {"", true},
	    {"Origin: http://localhost:8000\r\n", true},
	    {"Origin: http://localhost:8000\r\nSec-Fetch-Site: same-origin\r\n", true},
	    {"Sec-Fetch-Site: none\r\n", true},
	    {"Origin: http://evil.com\r\n", false},
	    {"Origin: null\r\n", false},
	    {"Origin: \r\n", false},
	    {"Origin: http://localhost\r\n", false},
	    {"Origin: http://localhost:3000\r\n", false},
	    {"Origin: http://localhost:8000\r\nOrigin: http://evil.com\r\n", false},
	    {"Sec-Fetch-Site: cross-site\r\n", false},
	    {"Sec-Fetch-Site: same-site\r\n", false},
	    {"Origin: http://localhost:8000\r\nSec-Fetch-Site: cross-site\r\n", false},
	    {"Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n", false},
	};
	struct site *site = *state;
	struct client *client = site_client(site);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		client_send(client, "POST /change HTTP/1.1\r\nHost: localhost:8000\r\n%s%s\r\n",
		            AUTHORIZED, cases[i].headers);
		if (cases[i].is_own) {
			assert_int_equal(client_read(client, false)->status, 202);
		} else {
			expect_problem(client, 403, false);
		}
		client_send(client, "GET /plain HTTP/1.1\r\nHost: localhost:8000\r\n%s\r\n",
		            cases[i].headers);
		const struct answer *answer = client_read(client, false);
		assert_int_equal(answer->status, 200);
		assert_null(strcasestr(answer->head.bytes, "access-control"));
	}
	client_close(client);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(doubtful_framing_is_refused_and_the_connection_closed),
	    WITH_SITE(what_is_no_http_draws_a_400),
	    WITH_SITE(http_2_is_not_spoken),
	    WITH_SITE(a_host_must_be_one_and_allowed),
	    WITH_SITE(a_target_is_a_path_or_this_server),
	    WITH_SITE(a_method_is_a_token),
	    WITH_SITE(changes_need_the_token),
	    WITH_SITE(pages_of_other_sites_may_look_but_not_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

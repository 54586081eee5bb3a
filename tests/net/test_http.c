/* Requests and answers, as both sides mean them. */
#include "net/http.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "wire.h"

#include <stdio.h>
#include <string.h>

static void a_request_goes_out_as_it_is_described(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	static const char *const headers[] = {"Accept: application/json",
	                                      "Authorization: Discogs token=fake"};
	struct http_request request = wire_request(wire, "/users/ada?page=2&q=%C3%A9");
	request.headers = headers;
	request.header_count = ARRAY_LEN(headers);
	peer_reply(wire->peer, 200, "", "{}");
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	static const char line[] = "GET /users/ada?page=2&q=%C3%A9 HTTP/1.1\r\n";
	assert_memory_equal(peer_last_request(wire->peer), line, strlen(line));
	assert_true(wire_was_sent(wire, "User-Agent: sillon-test/1.0"));
	assert_true(wire_was_sent(wire, "Accept: application/json"));
	assert_true(wire_was_sent(wire, "Authorization: Discogs token=fake"));
	assert_null(strstr(peer_last_request(wire->peer), "Content-Length"));
	exchange_finish(&exchange);
}

static void a_body_makes_it_a_post(void **state)
{
	struct wire *wire = *state;
	static const struct {
		const char *body;
		size_t size_bytes;
		const char *length_line;
	} cases[] = {
	    {"grant_type=client_credentials", 29, "Content-Length: 29"},
	    {"a\0b", 3, "Content-Length: 3"},
	    {"", 0, "Content-Length: 0"},
	};
	peer_reply(wire->peer, 200, "", "{}");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/token");
		request.body = cases[i].body;
		request.body_size_bytes = cases[i].size_bytes;
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		const char *sent = peer_last_request(wire->peer);
		assert_memory_equal(sent, "POST /token ", 12);
		assert_true(wire_was_sent(wire, cases[i].length_line));
		assert_memory_equal(strstr(sent, "\r\n\r\n") + 4, cases[i].body,
		                    cases[i].size_bytes);
		exchange_finish(&exchange);
	}
}

static void a_post_does_not_turn_the_next_request_into_one(void **state)
{
	struct wire *wire = *state;
	struct exchange first = {0}, second = {0};
	peer_reply(wire->peer, 200, "", "{}");
	struct http_request request = wire_request(wire, "/");
	request.body = "x";
	request.body_size_bytes = 1;
	request.basic = "ada:secret";
	exchange_start(&first, wire, &request);
	run_until(wire->loop, &first.is_done);
	exchange_get(&second, wire); /* with the same handle, of the same connection */
	assert_memory_equal(peer_last_request(wire->peer), "GET / ", 6);
	assert_null(strstr(peer_last_request(wire->peer), "Authorization"));
	exchange_finish(&first);
	exchange_finish(&second);
}

static void basic_credentials_are_encoded(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	request.basic = "ada:fake:secret"; /* only the first colon divides */
	peer_reply(wire->peer, 200, "", "");
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	assert_true(wire_was_sent(wire, "Authorization: Basic YWRhOmZha2U6c2VjcmV0"));
	exchange_finish(&exchange);
}

static void every_status_is_an_answer(void **state)
{
	struct wire *wire = *state;
	static const int statuses[] = {200, 201, 204, 301, 304, 400, 401, 403, 404,
	                               408, 422, 429, 500, 502, 503, 599, 999};
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		bool is_bare = statuses[i] == 204 || statuses[i] == 304;
		struct exchange exchange = {0};
		peer_reply(wire->peer, statuses[i], "", is_bare ? "" : "text");
		exchange_get(&exchange, wire);
		assert_int_equal(exchange.status, statuses[i]);
		assert_int_equal(exchange.body.length, is_bare ? 0 : 4);
		exchange_finish(&exchange);
	}
	assert_int_equal(peer_requests(wire->peer), ARRAY_LEN(statuses)); /* asked once each */
}

static void an_answer_without_a_body_has_an_empty_one(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	peer_reply(wire->peer, 200, "", "");
	exchange_get(&exchange, wire);
	assert_int_equal(exchange.status, 200);
	assert_int_equal(exchange.body.length, 0);
	exchange_finish(&exchange);
}

static unsigned headers_seen;

static void on_headers(void *data, const struct http_response *response, const struct err *err)
{
	assert_null(err);
	assert_string_equal(http_header(response, "Content-Type"), "text/plain; charset=utf-8");
	assert_string_equal(http_header(response, "content-TYPE"), "text/plain; charset=utf-8");
	assert_string_equal(http_header(response, "X-Ratelimit-Remaining"), "12");
	assert_string_equal(http_header(response, "Twice"), "first");
	assert_null(http_header(response, "Retry-After"));
	assert_null(http_header(response, "Content"));
	headers_seen++;
	*(bool *)data = true;
}

static void headers_are_found_by_name_in_any_case(void **state)
{
	struct wire *wire = *state;
	bool is_done = false;
	struct http_request request = wire_request(wire, "/");
	peer_reply(wire->peer, 200,
	           "content-type:  text/plain; charset=utf-8  \r\nx-ratelimit-remaining: 12\r\n"
	           "Twice: first\r\nTwice: second\r\n",
	           "x");
	headers_seen = 0;
	http_start(wire->http, &request, on_headers, &is_done);
	run_until(wire->loop, &is_done);
	assert_int_equal(headers_seen, 1);
}

static void bodies_come_in_any_wrapping(void **state)
{
	struct wire *wire = *state;
	static const char chunked[] =
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "1\r\nN\r\n3;x=y\r\nigh\r\n0000000007\r\nt Ferry\r\n0\r\nTrailer: z\r\n\r\n";
	static const unsigned char zipped[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00,
	                                       0x02, 0x03, 0xf3, 0xcb, 0x4c, 0xcf, 0x28, 0x51,
	                                       0x70, 0x4b, 0x2d, 0x2a, 0xaa, 0x04, 0x00, 0xd8,
	                                       0xce, 0x22, 0x5e, 0x0b, 0x00, 0x00, 0x00};
	static const char endless[] = "HTTP/1.1 200 OK\r\n\r\nNight Ferry"; /* until it is closed */
	static const char informed[] = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
				       "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nNight Ferry";
	peer_send(wire->peer, chunked, strlen(chunked), false);
	wire_reply_bytes(wire, "Content-Encoding: gzip\r\n", zipped, sizeof(zipped));
	peer_send(wire->peer, endless, strlen(endless), true);
	peer_send(wire->peer, informed, strlen(informed), false);
	for (unsigned i = 0; i < 4; i++) {
		struct exchange exchange = {0};
		exchange_get(&exchange, wire);
		assert_int_equal(exchange.status, 200);
		assert_string_equal(exchange.body.bytes, "Night Ferry");
		exchange_finish(&exchange);
	}
}

static void a_body_may_hold_any_bytes(void **state)
{
	struct wire *wire = *state;
	unsigned char bytes[256];
	for (unsigned i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (unsigned char)i;
	}
	struct exchange exchange = {0};
	wire_reply_bytes(wire, "", bytes, sizeof(bytes));
	exchange_get(&exchange, wire);
	assert_int_equal(exchange.body.length, sizeof(bytes));
	assert_memory_equal(exchange.body.bytes, bytes, sizeof(bytes));
	exchange_finish(&exchange);
}

static void a_body_of_a_megabyte_arrives_whole(void **state)
{
	struct wire *wire = *state;
	enum { SIZE = 1024 * 1024 };
	autofree char *bytes = xcalloc(SIZE, 1);
	for (size_t i = 0; i < SIZE; i++) {
		bytes[i] = (char)('a' + i % 26);
	}
	struct exchange exchange = {0};
	wire_reply_bytes(wire, "", bytes, SIZE);
	exchange_get(&exchange, wire);
	assert_int_equal(exchange.body.length, SIZE);
	assert_memory_equal(exchange.body.bytes, bytes, SIZE);
	exchange_finish(&exchange);
}

static void a_large_body_is_sent_as_the_peer_takes_it(void **state)
{
	struct wire *wire = *state;
	enum { SIZE = 8 * 1024 * 1024 };                  /* more than the sockets hold */
	static const char *const headers[] = {"Expect:"}; /* the peer knows no 100 */
	struct exchange exchange = {0};
	autofree char *body = xcalloc(SIZE + 1, 1);
	memset(body, 'x', SIZE);
	struct http_request request = wire_request(wire, "/");
	request.headers = headers;
	request.header_count = 1;
	request.body = body;
	request.body_size_bytes = SIZE;
	peer_reply(wire->peer, 200, "", "");
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	assert_int_equal(exchange.status, 200);
	assert_string_equal(strstr(peer_last_request(wire->peer), "\r\n\r\n") + 4, body);
	exchange_finish(&exchange);
}

static void redirects_are_answers_and_are_not_followed(void **state)
{
	struct wire *wire = *state;
	struct peer *elsewhere = peer_open(wire->loop);
	static const int statuses[] = {301, 302, 303, 307, 308};
	peer_reply(elsewhere, 200, "", "caught");
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		static const char *const headers[] = {"Authorization: Bearer fake"};
		request.headers = headers;
		request.header_count = 1;
		request.basic = "ada:fake";
		autofree char *location = xasprintf("Location: %s/\r\n", peer_url(elsewhere));
		peer_reply(wire->peer, statuses[i], location, "moved");
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		assert_int_equal(exchange.status, statuses[i]);
		assert_string_equal(exchange.body.bytes, "moved");
		assert_int_equal(strlen(exchange.location), strlen(peer_url(elsewhere)) + 1);
		exchange_finish(&exchange);
	}
	assert_int_equal(peer_requests(elsewhere), 0);
	assert_int_equal(peer_connections(elsewhere), 0);
	peer_close(elsewhere);
}

static void one_connection_serves_one_call_after_another(void **state)
{
	struct wire *wire = *state;
	peer_reply(wire->peer, 200, "", "{}");
	for (unsigned i = 0; i < 20; i++) {
		struct exchange exchange = {0};
		exchange_get(&exchange, wire);
		assert_int_equal(exchange.status, 200);
		exchange_finish(&exchange);
	}
	assert_int_equal(peer_requests(wire->peer), 20);
	assert_int_equal(peer_connections(wire->peer), 1);
}

static void a_connection_that_was_closed_meanwhile_is_replaced(void **state)
{
	struct wire *wire = *state;
	struct exchange first = {0}, second = {0};
	static const char last[] = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
	peer_send(wire->peer, last, strlen(last), true);
	exchange_get(&first, wire);
	exchange_get(&second, wire);
	assert_int_equal(second.status, 200);
	assert_int_equal(peer_connections(wire->peer), 2);
	exchange_finish(&first);
	exchange_finish(&second);
}

static void many_calls_run_at_once(void **state)
{
	struct wire *wire = *state;
	enum { COUNT = 100 }; /* more than handles are kept for the next calls */
	struct exchange *exchanges = xcalloc(COUNT, sizeof(*exchanges));
	peer_reply(wire->peer, 200, "", "{}");
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < COUNT; i++) {
			struct http_request request = wire_request(wire, "/");
			exchange_start(&exchanges[i], wire, &request);
		}
		for (unsigned i = 0; i < COUNT; i++) {
			run_until(wire->loop, &exchanges[i].is_done);
			assert_int_equal(exchanges[i].status, 200);
			assert_int_equal(exchanges[i].done_count, 1);
			exchange_finish(&exchanges[i]);
		}
	}
	assert_int_equal(peer_requests(wire->peer), 2 * COUNT);
	free(exchanges);
}

/* Nobody listens at 127.0.0.2, and what goes there must not be handed to a proxy in plain. */
static void no_proxy_sees_what_stays_on_this_machine(void **state)
{
	struct wire *wire = *state;
	static const char *const variables[] = {"http_proxy", "https_proxy", "ALL_PROXY"};
	static const char *const urls[] = {"http://127.0.0.2:1/", "https://127.0.0.2:1/",
	                                   "http://[::ffff:127.0.0.2]:1/"};
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		setenv(variables[i], peer_url(wire->peer), 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		request.url = urls[i];
		peer_reply(wire->peer, 200, "", "");
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		assert_int_equal(exchange.status, 0);
		assert_int_equal(peer_requests(wire->peer), 0);
		exchange_finish(&exchange);
	}
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		unsetenv(variables[i]);
	}
}

static void credentials_are_safe_over_https_or_on_this_machine(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool is_safe;
	} cases[] = {
	    {"https://api.discogs.com", true},
	    {"https://api.discogs.com:8443/x?y", true},
	    {"HTTPS://api.discogs.com", true},
	    {"http://localhost:8000", true},
	    {"http://127.0.0.1", true},
	    {"http://127.0.0.1:9/x", true},
	    {"http://127.1.2.3", true},
	    {"http://[::1]:80/", true},
	    {"HTTP://127.0.0.1", true},
	    {"http://api.discogs.com", false},
	    {"http://127.evil.example", false},
	    {"http://127.0.0.1.evil.example", false},
	    {"http://127.0.0.1@evil.example", false},
	    {"https://someone@api.discogs.com", false},
	    {"https://someone:fake-password@api.discogs.com", false},
	    {"https://:fake-password@api.discogs.com", false},
	    {"http://someone@127.0.0.1", false},
	    {"https://evil.example\\@api.discogs.com", false},
	    {"http://127.0.0.1\\.evil.example", false},
	    {"http://[::ffff:127.0.0.1]:80", true},
	    {"http://127.1.evil.example", false},
	    {"http://127.0.0.1%2eevil.example", false},
	    {"http://0x7f.evil.example", false},
	    {"http://127.0.0.1:80@evil.example/", false},
	    {"http://evil.example/127.0.0.1", false},
	    {"http://evil.example#@127.0.0.1", false},
	    {"http://evil.example?@127.0.0.1", false},
	    {"http://localhost.evil.example", false},
	    {"http://[::1].evil.example", false},
	    {"http://[::2]", false},
	    {"http://128.0.0.1", false},
	    {"http://0.0.0.0", false},
	    {"http://10.0.0.1", false},
	    {"ftp://127.0.0.1", false},
	    {"file:///etc/hostname", false},
	    {"127.0.0.1", false},
	    {"//127.0.0.1", false},
	    {"https://", false},
	    {"", false},
	    {"http://127.0.0.1 .evil.example", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (http_url_is_safe(cases[i].url) != cases[i].is_safe) {
			fail_msg("%s", cases[i].url);
		}
	}
}

static void everything_but_unreserved_characters_is_escaped(void **state)
{
	(void)state;
	static const struct {
		const char *text, *escaped;
	} cases[] = {
	    {"", ""},
	    {"AZaz09-._~", "AZaz09-._~"},
	    {"Night Ferry", "Night%20Ferry"},
	    {"a&b=c?d#e/f+g%h", "a%26b%3Dc%3Fd%23e%2Ff%2Bg%25h"},
	    {"é\"'", "%C3%A9%22%27"},
	    {"\n", "%0A"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *escaped = http_escape(cases[i].text);
		assert_string_equal(escaped, cases[i].escaped);
	}
}

static void a_client_may_be_null_when_destroyed(void **state)
{
	(void)state;
	http_destroy(NULL);
	http_cancel(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, wire_setup, wire_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_request_goes_out_as_it_is_described),
	    TEST(a_body_makes_it_a_post),
	    TEST(a_post_does_not_turn_the_next_request_into_one),
	    TEST(basic_credentials_are_encoded),
	    TEST(every_status_is_an_answer),
	    TEST(an_answer_without_a_body_has_an_empty_one),
	    TEST(headers_are_found_by_name_in_any_case),
	    TEST(bodies_come_in_any_wrapping),
	    TEST(a_body_may_hold_any_bytes),
	    TEST(a_body_of_a_megabyte_arrives_whole),
	    TEST(a_large_body_is_sent_as_the_peer_takes_it),
	    TEST(redirects_are_answers_and_are_not_followed),
	    TEST(no_proxy_sees_what_stays_on_this_machine),
	    TEST(one_connection_serves_one_call_after_another),
	    TEST(a_connection_that_was_closed_meanwhile_is_replaced),
	    TEST(many_calls_run_at_once),
	    cmocka_unit_test(credentials_are_safe_over_https_or_on_this_machine),
	    cmocka_unit_test(everything_but_unreserved_characters_is_escaped),
	    cmocka_unit_test(a_client_may_be_null_when_destroyed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

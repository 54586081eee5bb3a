/* What a peer, a network and an impatient caller do to a request. */
#include "net/http.h"

#include "base/mem.h"
#include "loop/listener.h"
#include "loop/loop.h"
#include "support/dies.h"
#include "support/leap.h"
#include "support/test.h"
#include "tls_peer.h"
#include "wire.h"

#include <netdb.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The name server answers nobody before the test lets it, but says at once that nowhere.invalid
 * does not exist. */
static sem_t name_answers;
static atomic_uint names_asked, names_answered;
static atomic_bool gave_up;

/* In place of libc's, for curl's resolver threads. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
	(void)service, (void)hints, (void)out;
	if (strcmp(name, "nowhere.invalid") == 0) {
		return EAI_NONAME;
	}
	/* Not clock_gettime(), which is leaped with. */
	const struct timespec until = {.tv_sec = time(NULL) + PATIENCE_MS / 1000};
	names_asked++;
	if (sem_timedwait(&name_answers, &until) != 0) {
		gave_up = true;
	}
	names_answered++;
	return EAI_AGAIN;
}

static void assert_failed(const struct exchange *exchange, const char *message)
{
	assert_int_equal(exchange->done_count, 1);
	assert_int_equal(exchange->status, 0);
	assert_int_equal(exchange->err.code, ERR_TRANSIENT);
	if (!strstr(exchange->err.msg, message)) {
		fail_msg("'%s' does not say '%s'", exchange->err.msg, message);
	}
}

static void assert_works(struct wire *wire)
{
	struct exchange exchange = {0};
	exchange_get(&exchange, wire);
	assert_int_equal(exchange.status, 200);
	exchange_finish(&exchange);
}

static void answers_that_are_none_are_failures(void **state)
{
	struct wire *wire = *state;
	static const struct {
		const char *bytes, *message;
	} cases[] = {
	    {"", "Empty reply"},
	    {"HTTP/1.1 200", ""},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"cut", "transfer closed"},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cu", ""},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n", ""},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", ""},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", ""},
	    {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", ""},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: gzip\r\n\r\nnone", ""},
	    {"\x16\x03\x01 garbage\r\n\r\n", ""},
	    {"SSH-2.0-OpenSSH_9.2\r\n", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct exchange exchange = {0};
		peer_send(wire->peer, cases[i].bytes, strlen(cases[i].bytes), true);
		exchange_get(&exchange, wire);
		assert_failed(&exchange, cases[i].message);
		exchange_finish(&exchange);
	}
	peer_reply(wire->peer, 200, "", "{}");
	assert_works(wire);
}

static void a_peer_that_is_not_there_is_a_failure(void **state)
{
	struct wire *wire = *state;
	struct listener *gone = listener_open(wire->loop, "127.0.0.1:0", NULL, NULL, NULL);
	struct http_request request = wire_request(wire, "/");
	snprintf(wire->url, sizeof(wire->url), "http://%s/", listener_address(gone));
	listener_close(gone);
	struct exchange exchange = {0};
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	assert_failed(&exchange, "connect");
	exchange_finish(&exchange);
}

static void a_peer_without_tls_is_a_failure(void **state)
{
	struct wire *wire = *state;
	static const char *const schemes[] = {"https", "HTTPS"};
	peer_send(wire->peer, "plain text\r\n\r\n", 14, true);
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		autofree char *url =
		    xasprintf("%s%s", schemes[i], peer_url(wire->peer) + strlen("http"));
		request.url = url;
		unsigned connections = peer_connections(wire->peer);
		exchange_start(&exchange, wire, &request);
		while (!exchange.is_done && peer_connections(wire->peer) == connections) {
			loop_turn(wire->loop);
		}
		assert_int_equal(peer_connections(wire->peer), connections + 1); /* it tried */
		exchange_cancel(&exchange);
		exchange_finish(&exchange);
	}
}

static void a_certificate_that_nobody_vouches_for_is_a_failure(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct tls_peer *peer = tls_peer_open();
	struct http_request request = wire_request(wire, "/");
	request.url = tls_peer_url(peer);
	request.basic = "ada:fake";
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	assert_failed(&exchange, "certificate");
	assert_false(tls_peer_close(peer)); /* nothing was sent to it */
	exchange_finish(&exchange);
}

static void only_http_is_spoken(void **state)
{
	struct wire *wire = *state;
	static const char *const urls[] = {"file:///etc/hostname", "ftp://127.0.0.1/",
	                                   "gopher://x/", "", "http://"};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		request.url = urls[i];
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		assert_failed(&exchange, "");
		exchange_finish(&exchange);
	}
}

static void a_peer_that_says_nothing_is_given_up_in_time(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	request.timeout_ms = 60000;
	peer_stall(wire->peer);
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, peer_is_stalling(wire->peer));
	leap(30000);
	catch_up(wire->loop);
	assert_int_equal(exchange.done_count, 0);
	leap(31000);
	run_until(wire->loop, &exchange.is_done);
	assert_failed(&exchange, "timed out");
	exchange_finish(&exchange);
}

static void a_body_that_stops_is_given_up_in_time(void **state)
{
	struct wire *wire = *state;
	static const char part[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome";
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	request.timeout_ms = 60000;
	peer_send(wire->peer, part, strlen(part), false);
	exchange_start(&exchange, wire, &request);
	wire_wait_for_requests(wire, 1);
	leap(61000);
	run_until(wire->loop, &exchange.is_done);
	assert_failed(&exchange, "timed out");
	exchange_finish(&exchange);
}

static void the_last_call_to_time_out_is_told_too(void **state)
{
	struct wire *wire = *state;
	struct exchange exchanges[3] = {{0}};
	peer_stall(wire->peer);
	for (unsigned i = 0; i < 3; i++) {
		struct http_request request = wire_request(wire, "/");
		request.timeout_ms = 20000 * (i + 1);
		exchange_start(&exchanges[i], wire, &request);
	}
	wire_wait_for_requests(wire, 3);
	for (unsigned i = 0; i < 3; i++) {
		leap(20000);
		run_until(wire->loop, &exchanges[i].is_done);
		assert_failed(&exchanges[i], "timed out");
		exchange_finish(&exchanges[i]);
	}
}

static void a_body_is_cut_off_where_it_exceeds_its_cap(void **state)
{
	struct wire *wire = *state;
	static const char endless[] = "HTTP/1.1 200 OK\r\n\r\n123456789";
	static const char chunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				      "8\r\n12345678\r\n1\r\n9\r\n0\r\n\r\n";
	peer_reply(wire->peer, 200, "", "12345678");
	peer_reply(wire->peer, 200, "", "123456789");
	peer_send(wire->peer, endless, strlen(endless), true);
	peer_send(wire->peer, chunked, strlen(chunked), false);
	for (unsigned i = 0; i < 4; i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		request.max_body_bytes = 8;
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		if (i == 0) {
			assert_string_equal(exchange.body.bytes, "12345678");
		} else {
			assert_failed(&exchange, "exceeds 8 bytes");
		}
		exchange_finish(&exchange);
	}
	peer_reply(wire->peer, 200, "", "{}");
	assert_works(wire);
}

static void a_small_body_that_unpacks_to_a_large_one_is_cut_off(void **state)
{
	struct wire *wire = *state;
	/* 65,536 zeros */
	static const unsigned char bomb[96] = {
	    0x1f, 0x8b, 0x08,        0,    0,    0,    0,    0,    0x02, 0x03, 0xed,
	    0xc1, 0x01, 0x01,        0,    0,    0,    0x80, 0x90, 0xfe, 0xaf, 0xee,
	    0x08, 0x0a, [87] = 0x6a, 0xeb, 0x8e, 0x97, 0xd7, 0,    0,    0x01, 0};
	static const struct {
		size_t cap;
		bool passes;
	} cases[] = {{65536, true}, {65535, false}, {1000, false}};
	wire_reply_bytes(wire, "Content-Encoding: gzip\r\n", bomb, sizeof(bomb));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct exchange exchange = {0};
		struct http_request request = wire_request(wire, "/");
		request.max_body_bytes = cases[i].cap;
		exchange_start(&exchange, wire, &request);
		run_until(wire->loop, &exchange.is_done);
		if (cases[i].passes) {
			assert_int_equal(exchange.body.length, 65536);
		} else {
			assert_failed(&exchange, "exceeds");
		}
		exchange_finish(&exchange);
	}
}

static void headers_without_end_are_cut_off(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	autobuf answer = {0};
	buf_puts(&answer, "HTTP/1.1 200 OK\r\n");
	for (unsigned i = 0; i < 20; i++) {
		buf_printf(&answer, "X-Much-%u: %090000u\r\n", i, i);
	}
	buf_puts(&answer, "Content-Length: 0\r\n\r\n");
	peer_send(wire->peer, answer.bytes, answer.length, false);
	exchange_get(&exchange, wire);
	assert_failed(&exchange, "header");
	exchange_finish(&exchange);
}

static void a_call_can_be_cancelled_before_it_starts(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	exchange_start(&exchange, wire, &request);
	exchange_cancel(&exchange);
	catch_up(wire->loop);
	assert_int_equal(exchange.done_count, 0);
	assert_int_equal(peer_requests(wire->peer), 0);
}

static void a_call_can_be_cancelled_while_it_connects(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	peer_reply(wire->peer, 200, "", "{}");
	exchange_start(&exchange, wire, &request);
	loop_turn(wire->loop);
	exchange_cancel(&exchange);
	catch_up(wire->loop);
	assert_int_equal(exchange.done_count, 0);
	assert_works(wire);
}

static void a_call_can_be_cancelled_while_it_waits_for_an_answer(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	peer_stall(wire->peer);
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, peer_is_stalling(wire->peer));
	exchange_cancel(&exchange);
	catch_up(wire->loop);
	assert_int_equal(exchange.done_count, 0);
	peer_reply(wire->peer, 200, "", "{}");
	assert_works(wire);
	assert_int_equal(peer_connections(wire->peer), 2); /* the first one cannot be used again */
}

static void a_call_can_be_cancelled_in_the_middle_of_a_body(void **state)
{
	struct wire *wire = *state;
	static const char part[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome";
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	peer_send(wire->peer, part, strlen(part), false);
	exchange_start(&exchange, wire, &request);
	wire_wait_for_requests(wire, 1);
	catch_up(wire->loop);
	exchange_cancel(&exchange);
	catch_up(wire->loop);
	assert_int_equal(exchange.done_count, 0);
	peer_reply(wire->peer, 200, "", "{}");
	assert_works(wire);
}

/* The first of two calls to end cancels the other and starts a third. */
struct rivals {
	struct wire *wire;
	struct http_call *calls[2];
	unsigned done_count;
	struct exchange next;
};

static void on_rival_done(void *data, const struct http_response *response, const struct err *err)
{
	struct rivals *rivals = data;
	assert_true(!response && err);
	http_cancel(rivals->calls[1]); /* the first has the shorter time, so this one lives */
	rivals->done_count++;
	struct http_request request = wire_request(rivals->wire, "/next");
	exchange_start(&rivals->next, rivals->wire, &request);
}

static void an_ending_call_may_cancel_another_that_has_ended_too(void **state)
{
	struct wire *wire = *state;
	struct rivals rivals = {.wire = wire};
	peer_stall(wire->peer);
	peer_stall(wire->peer);
	peer_reply(wire->peer, 200, "", "{}");
	for (unsigned i = 0; i < 2; i++) {
		struct http_request request = wire_request(wire, "/");
		request.timeout_ms = 60000 + i;
		rivals.calls[i] = http_start(wire->http, &request, on_rival_done, &rivals);
	}
	wire_wait_for_requests(wire, 2);
	leap(70000); /* both are over when the loop looks */
	run_until(wire->loop, &rivals.next.is_done);
	assert_int_equal(rivals.done_count, 1);
	assert_int_equal(rivals.next.status, 200);
	exchange_finish(&rivals.next);
}

static void a_name_that_is_not_answered_for_holds_nothing_up(void **state)
{
	struct wire *wire = *state;
	struct exchange cancelled = {0}, late = {0};
	sem_init(&name_answers, 0, 0);
	names_asked = names_answered = 0;
	gave_up = false;
	struct http_request request = wire_request(wire, "/");
	request.url = "http://cancelled.invalid/";
	exchange_start(&cancelled, wire, &request);
	request.url = "http://late.invalid/";
	request.timeout_ms = 60000;
	exchange_start(&late, wire, &request);
	while (names_asked < 2) {
		loop_turn(wire->loop);
	}
	exchange_cancel(&cancelled);
	leap(61000);
	run_until(wire->loop, &late.is_done);
	assert_failed(&late, "");
	assert_false(gave_up); /* neither waited for the name server */
	sem_post(&name_answers);
	sem_post(&name_answers);
	while (names_answered < 2) {
		sched_yield();
	}
	peer_reply(wire->peer, 200, "", "{}");
	assert_works(wire);
}

static void a_name_that_does_not_exist_is_a_failure(void **state)
{
	struct wire *wire = *state;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	request.url = "http://nowhere.invalid/";
	exchange_start(&exchange, wire, &request);
	run_until(wire->loop, &exchange.is_done);
	assert_failed(&exchange, "nowhere.invalid");
	exchange_finish(&exchange);
}

static void destroy_with_a_call_under_way(void *data)
{
	struct wire *wire = data;
	struct exchange exchange = {0};
	struct http_request request = wire_request(wire, "/");
	exchange_start(&exchange, wire, &request);
	http_destroy(wire->http);
}

static void destroying_a_client_with_calls_ends_the_process(void **state)
{
	assert_true(is_asserted(destroy_with_a_call_under_way, *state));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, wire_setup, wire_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(answers_that_are_none_are_failures),
	    TEST(a_peer_that_is_not_there_is_a_failure),
	    TEST(a_peer_without_tls_is_a_failure),
	    TEST(a_certificate_that_nobody_vouches_for_is_a_failure),
	    TEST(only_http_is_spoken),
	    TEST(a_peer_that_says_nothing_is_given_up_in_time),
	    TEST(a_body_that_stops_is_given_up_in_time),
	    TEST(the_last_call_to_time_out_is_told_too),
	    TEST(a_body_is_cut_off_where_it_exceeds_its_cap),
	    TEST(a_small_body_that_unpacks_to_a_large_one_is_cut_off),
	    TEST(headers_without_end_are_cut_off),
	    TEST(a_call_can_be_cancelled_before_it_starts),
	    TEST(a_call_can_be_cancelled_while_it_connects),
	    TEST(a_call_can_be_cancelled_while_it_waits_for_an_answer),
	    TEST(a_call_can_be_cancelled_in_the_middle_of_a_body),
	    TEST(an_ending_call_may_cancel_another_that_has_ended_too),
	    TEST(a_name_that_is_not_answered_for_holds_nothing_up),
	    TEST(a_name_that_does_not_exist_is_a_failure),
	    TEST(destroying_a_client_with_calls_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Replies of unknown length: never more than a piece ahead of the client, and told when it leaves.
 */
#include "site.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "web/blob.h"
#include "web/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
	const struct server_limits limits = {.send_ms =
	                                         400}; /* looks for who left four times in it */
	*state = site_open(&limits);
	return 0;
}

static int teardown(void **state)
{
	site_close(*state);
	return 0;
}

static void all_pieces_arrive_in_order(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	site->stream_pieces = 500; /* 32 MB */
	client_ask(client, "GET", "/stream", "");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->status, 200);
	assert_false(answer->is_cut);
	assert_int_equal(answer->body.length, 500 * 65536);
	assert_int_equal(strspn(answer->body.bytes, "x"), answer->body.length);
	assert_string_equal(client_header(client, "transfer-encoding"), "chunked");
	assert_int_equal(site->stream_gone, 0);
	client_ask(client, "GET", "/plain", "");
	assert_int_equal(client_read(client, false)->status, 200);
	client_close(client);
}

static void an_empty_stream_is_an_empty_body(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	site->stream_pieces = 0;
	client_ask(client, "GET", "/stream", "");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->body.length, 0);
	assert_false(answer->is_cut);
	client_close(client);
}

static void a_failed_stream_is_seen_to_be_cut(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	site->stream_pieces = 3;
	site->stream_fails = true;
	client_ask(client, "GET", "/stream", "");
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->status, 200);
	assert_true(answer->is_cut);
	assert_int_equal(site->stream_gone, 0);
	client_close(client);
}

static void a_slow_reader_is_sent_no_more_than_it_reads(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site), *other = site_client(site);
	bool never = false;
	client_pause(client, true);
	client_ask(client, "GET", "/stream", "");
	/* The kernel buffers some megabytes; then nothing more is asked for. */
	unsigned before;
	do {
		before = site->pulled;
		loop_run_until(site->loop, &never, 50);
	} while (site->pulled != before);
	assert_in_range(site->pulled, 1, 200);
	client_ask(other, "GET", "/plain", "");
	assert_int_equal(client_read(other, false)->status, 200);

	site->has_pulled = false;
	client_pause(client, false);
	site_wait(site, &site->has_pulled);
	site->stream_pieces = site->pulled;
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->body.length, site->pulled * 65536);
	assert_false(answer->is_cut);
	client_close(client);
	client_close(other);
}

static void a_source_may_answer_later(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/lazy", "");
	site_wait(site, &site->has_pulled);
	for (unsigned i = 1; i <= 3; i++) {
		site->has_pulled = false;
		stream_send(site->lazy, blob_copy("piece ", 6));
		client_expect(client, "piece ");
		site_wait(site, &site->has_pulled);
		assert_int_equal(site->pulled, i + 1);
	}
	stream_end(site->lazy);
	client_expect(client, "0\r\n\r\n");
	client_close(client);
}

static void an_end_waits_for_the_piece_before_it(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	size_t length = (size_t)16 << 20;
	client_ask(client, "GET", "/lazy", "");
	site_wait(site, &site->has_pulled);
	char *bytes = xcalloc(1, length);
	stream_send(site->lazy, blob_take(bytes, length));
	stream_end(site->lazy);
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->body.length, length);
	assert_false(answer->is_cut);
	assert_int_equal(site->pulled, 1);
	client_close(client);
}

static void a_source_is_told_when_the_client_leaves_while_reading(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/stream", "");
	client_expect(client, "xxxx");
	client_close(client);
	site_wait(site, &site->has_stream_gone);
	assert_int_equal(site->stream_gone, 1);
}

static void a_source_that_was_asked_learns_of_it_when_it_answers(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/lazy", "");
	site_wait(site, &site->has_pulled);
	client_reset(client);
	while (!site->has_stream_gone) {
		site->has_pulled = false;
		stream_send(site->lazy, blob_copy("piece", 5));
		bool *either = &site->has_pulled;
		loop_run_until(site->loop, either, 100);
	}
	assert_int_equal(site->stream_gone, 1);
}

static void a_half_closed_client_reads_its_stream(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	site->stream_pieces = 100;
	client_ask(client, "GET", "/stream", "");
	client_half_close(client);
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->body.length, 100 * 65536);
	assert_false(answer->is_cut);
	client_close(client);
}

static void a_reader_that_stops_is_cut_off(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_pause(client, true);
	client_ask(client, "GET", "/stream", "");
	site_wait(site, &site->has_stream_gone);
	assert_int_equal(server_figures(site->server).stuck, 1);
	client_close(client);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(all_pieces_arrive_in_order),
	    WITH_SITE(an_empty_stream_is_an_empty_body),
	    WITH_SITE(a_failed_stream_is_seen_to_be_cut),
	    WITH_SITE(a_slow_reader_is_sent_no_more_than_it_reads),
	    WITH_SITE(a_source_may_answer_later),
	    WITH_SITE(an_end_waits_for_the_piece_before_it),
	    WITH_SITE(a_source_is_told_when_the_client_leaves_while_reading),
	    WITH_SITE(a_source_that_was_asked_learns_of_it_when_it_answers),
	    WITH_SITE(a_half_closed_client_reads_its_stream),
	    WITH_SITE(a_reader_that_stops_is_cut_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

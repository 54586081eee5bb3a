/* The end of a server: nothing new, what is under way finishes or is cut off in time. */
#include "site.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "web/blob.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static struct site *open_site(unsigned drain_ms)
{
	const struct server_limits limits = {.drain_ms = drain_ms};
	return site_open(&limits);
}

static bool can_connect(int port)
{
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected = connect(fd, (struct sockaddr *)&where, sizeof(where)) == 0;
	close(fd);
	return connected;
}

static void an_unused_server_closes(void **state)
{
	(void)state;
	site_close(open_site(0));
}

static void idle_connections_are_closed_at_once(void **state)
{
	struct site *site = open_site(60000);
	struct client *fresh = site_client(site), *kept = site_ask(site, "GET", "/plain", "");
	(void)state;
	site_start_closing(site);
	site_wait(site, &site->is_closed);
	assert_true(client_is_closed(fresh));
	assert_true(client_is_closed(kept));
	client_close(fresh);
	client_close(kept);
	site_close(site);
}

static void a_request_under_way_is_answered(void **state)
{
	struct site *site = open_site(60000);
	struct client *client = site_client(site);
	(void)state;
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	int port = site->port;
	site_start_closing(site);
	bool never = false;
	loop_run_until(site->loop, &never, 20);
	assert_false(site->is_closed);
	assert_false(can_connect(port));
	reply_text(site->held[0], 200, "text/plain", "in time");
	assert_string_equal(client_read(client, false)->body.bytes, "in time");
	assert_string_equal(client_header(client, "connection"), "close");
	assert_true(client_is_closed(client));
	client_close(client);
	site_close(site);
}

static void a_request_half_received_is_answered(void **state)
{
	struct site *site = open_site(60000);
	struct client *client = site_client(site);
	(void)state;
	client_send(client, "GET /plain HTTP/1.1\r\nHo");
	bool never = false;
	loop_run_until(site->loop, &never, 20);
	site_start_closing(site);
	client_send(client, "st: localhost\r\n\r\n");
	assert_int_equal(client_read(client, false)->status, 200);
	assert_string_equal(client_header(client, "connection"), "close");
	assert_true(client_is_closed(client));
	client_close(client);
	site_close(site);
}

static void a_stream_under_way_is_finished(void **state)
{
	struct site *site = open_site(60000);
	struct client *client = site_client(site);
	(void)state;
	site->stream_pieces = 200;
	client_ask(client, "GET", "/stream", "");
	client_pause(client, true);
	site_wait(site, &site->has_pulled);
	site_start_closing(site);
	client_pause(client, false);
	const struct answer *answer = client_read(client, false);
	assert_int_equal(answer->body.length, 200 * 65536);
	assert_false(answer->is_cut);
	client_close(client);
	site_close(site);
}

static void what_takes_too_long_is_cut_off(void **state)
{
	struct site *site = open_site(50);
	struct client *later = site_client(site), *lazy = site_client(site),
		      *slow = site_client(site), *half = site_client(site),
		      *big = site_client(site);
	(void)state;
	client_ask(later, "GET", "/later", "");
	client_ask(lazy, "GET", "/lazy", "");
	client_pause(slow, true);
	client_ask(slow, "GET", "/stream", "");
	client_send(half, "GET /pl");
	client_pause(big, true);
	client_ask(big, "GET", "/big", "");
	site_wait(site, &site->has_held);
	site_wait(site, &site->has_pulled);
	site_start_closing(site);
	site_wait(site, &site->is_closed);
	assert_int_equal(site->gone_count, 1);
	assert_int_equal(site->stream_gone, 2);
	assert_int_equal(client_read(later, false)->status, 503);
	assert_true(client_is_closed(half));
	/* The handler does not know, and need not: its server is gone, its request is not. */
	assert_null(request_header(site->held[0], "host"));
	autofree char *link = request_link(site->held[0], "page", "2");
	assert_string_equal(link, "/later?page=2");
	reply_json(site->held[0], 200, json_object());
	client_close(later);
	client_close(lazy);
	client_close(slow);
	client_close(half);
	client_close(big);
	site_close(site);
}

/* A handler that replies when it is told that its client has gone. */
static void reply_now(void *data)
{
	reply_problem(data, 503, "gone");
}

static void a_reply_from_inside_the_notice_is_fine(void **state)
{
	struct site *site = open_site(50);
	struct client *client = site_client(site);
	(void)state;
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	request_on_gone(site->held[0], reply_now, site->held[0]);
	site_start_closing(site);
	site_wait(site, &site->is_closed);
	client_close(client);
	site_close(site);

	site = open_site(0);
	client = site_client(site);
	client_ask(client, "GET", "/later", "");
	site_wait(site, &site->has_held);
	request_on_gone(site->held[0], reply_now, site->held[0]);
	client_half_close(client);
	assert_int_equal(client_read(client, false)->status, 503);
	client_close(client);
	site_close(site);
}

static void a_refused_client_is_not_waited_for(void **state)
{
	struct site *site = open_site(100);
	struct client *client = site_client(site);
	(void)state;
	client_ask(client, "POST", "/change", "Content-Length: 1000000\r\n");
	assert_int_equal(client_read(client, false)->status, 413);
	site_start_closing(site);
	site_wait(site, &site->is_closed);
	client_close(client);
	site_close(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_unused_server_closes),
	    cmocka_unit_test(idle_connections_are_closed_at_once),
	    cmocka_unit_test(a_request_under_way_is_answered),
	    cmocka_unit_test(a_request_half_received_is_answered),
	    cmocka_unit_test(a_stream_under_way_is_finished),
	    cmocka_unit_test(what_takes_too_long_is_cut_off),
	    cmocka_unit_test(a_reply_from_inside_the_notice_is_fine),
	    cmocka_unit_test(a_refused_client_is_not_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Event streams: the newest state, not too often, to as many as there are. */
#include "site.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "web/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
	const struct server_limits limits = {.send_ms = 400};
	*state = site_open(&limits);
	return 0;
}

static int teardown(void **state)
{
	site_close(*state);
	return 0;
}

static struct client *subscribe(struct site *site)
{
	struct client *client = site_client(site);
	client_ask(client, "GET", "/events", "");
	client_expect(client, "data: second line\n\n");
	return client;
}

static void change(struct site *site, unsigned state)
{
	site->state = state;
	events_changed(site->events);
}

static void expect_state(struct client *client, unsigned state)
{
	char text[64];
	snprintf(text, sizeof(text), "event: progress\ndata: {\"state\":%u}\ndata: second line\n\n",
	         state);
	client_expect(client, text);
}

static bool nobody_watches(struct site *site)
{
	return events_count(site->events) == 0;
}

static void the_first_event_comes_at_once(void **state)
{
	struct site *site = *state;
	site->state = 7;
	struct client *client = site_client(site);
	client_ask(client, "GET", "/events", "");
	client_expect(client, "HTTP/1.1 200 OK\r\n");
	client_expect(client, "X-Accel-Buffering: no\r\n");
	client_expect(client, "Content-Type: text/event-stream\r\n");
	expect_state(client, 7);
	assert_int_equal(events_count(site->events), 1);
	client_close(client);
	site_wait_until(site, nobody_watches);
}

static void changes_made_together_are_told_once(void **state)
{
	struct site *site = *state;
	site_set_events(site, 50, 0);
	struct client *client = subscribe(site);
	unsigned rendered = site->rendered;
	for (unsigned i = 1; i <= 1000; i++) {
		change(site, i);
	}
	expect_state(client, 1000);
	assert_int_equal(site->rendered, rendered + 1);
	client_close(client);
}

static size_t count(const char *text, const char *part)
{
	size_t found = 0;
	for (const char *at = text; (at = strstr(at, part)); at++) {
		found++;
	}
	return found;
}

static void messages_keep_their_distance(void **state)
{
	struct site *site = *state;
	site_set_events(site, 100, 0);
	struct client *client = subscribe(site);
	int64_t start_ms = loop_now_ms(site->loop);
	bool never = false;
	unsigned state_now = 0;
	while (loop_now_ms(site->loop) - start_ms < 550) {
		change(site, ++state_now);
		loop_run_until(site->loop, &never, 5);
	}
	int64_t took_ms = loop_now_ms(site->loop) - start_ms;
	size_t messages = count(client_seen(client), "event: progress");
	assert_in_range(messages, 2, took_ms / 100 + 1);
	expect_state(client, state_now); /* the last one is not forgotten */
	assert_true(site->rendered < state_now);
	client_close(client);
}

static void nothing_is_written_out_when_nobody_watches(void **state)
{
	struct site *site = *state;
	bool never = false;
	for (unsigned i = 1; i <= 100; i++) {
		change(site, i);
	}
	loop_run_until(site->loop, &never, 20);
	assert_int_equal(site->rendered, 0);
	struct client *client = site_client(site);
	client_ask(client, "GET", "/events", "");
	expect_state(client, 100);
	client_close(client);
}

static void a_comment_comes_when_nothing_changes(void **state)
{
	struct site *site = *state;
	site_set_events(site, 50, 30);
	struct client *one = subscribe(site), *two = subscribe(site);
	for (int i = 0; i < 3; i++) {
		client_expect(one, "\r\n:\n\n\r\n");
		client_expect(two, "\r\n:\n\n\r\n");
	}
	client_close(one);
	client_close(two);
	site_wait_until(site, nobody_watches);
}

/* What it has not read is one message and what the kernel holds; it gets the newest, not all. */
static void a_client_that_does_not_read_misses_the_middle(void **state)
{
	struct site *site = *state;
	site_set_events(site, 1, 0);
	struct client *asleep = subscribe(site), *awake = subscribe(site);
	client_pause(asleep, true);
	for (unsigned i = 1; i <= 200; i++) {
		change(site, i);
		expect_state(awake, i);
	}
	client_pause(asleep, false);
	expect_state(asleep, 200);
	client_close(asleep);
	client_close(awake);
}

static void one_more_than_the_cap_is_a_503(void **state)
{
	const struct server_limits limits = {.streams = 2};
	struct site *site = site_open(&limits);
	(void)state;
	struct client *one = subscribe(site), *two = subscribe(site);
	struct client *three = site_client(site);
	client_ask(three, "GET", "/events", "");
	client_expect(three, "HTTP/1.1 503");
	client_expect(three, "something already.\"}");
	client_ask(three, "GET", "/events", "");
	assert_int_equal(client_read(three, false)->status, 503);
	assert_string_equal(client_header(three, "retry-after"), "15");
	assert_string_equal(client_header(three, "content-type"), "application/problem+json");
	assert_int_equal(events_count(site->events), 2);
	client_ask(three, "GET", "/plain", "");
	assert_int_equal(client_read(three, false)->status, 200);
	client_close(one);
	client_close(two);
	site_wait_until(site, nobody_watches);
	struct client *four = subscribe(site);
	client_close(three);
	client_close(four);
	site_close(site);
}

static void head_does_not_subscribe(void **state)
{
	struct site *site = *state;
	struct client *client = site_client(site);
	client_ask(client, "HEAD", "/events", "");
	client_read(client, true);
	assert_string_equal(client_header(client, "content-type"), "text/event-stream");
	assert_int_equal(events_count(site->events), 0);
	client_close(client);
}

static void a_half_closed_watcher_is_let_go(void **state)
{
	struct site *site = *state;
	struct client *client = subscribe(site);
	client_half_close(client);
	site_wait_until(site, nobody_watches);
	client_expect(client, "0\r\n\r\n");
	client_close(client);
	client = subscribe(site);
	client_reset(client);
	site_wait_until(site, nobody_watches);
}

static void the_hub_may_end_before_the_server(void **state)
{
	struct site *site = *state;
	site_set_events(site, 1, 0);
	struct client *idle = subscribe(site), *sending = subscribe(site);
	change(site, 1);
	expect_state(idle, 1);
	events_destroy(site->events);
	site->events = NULL;
	client_expect(idle, "0\r\n\r\n");
	client_expect(sending, "0\r\n\r\n");
	client_ask(idle, "GET", "/plain", "");
	assert_int_equal(client_read(idle, false)->status, 200);
	client_close(idle);
	client_close(sending);
}

static void a_server_that_closes_ends_the_streams(void **state)
{
	struct client *clients[8];
	struct site *site = site_open(NULL);
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		clients[i] = subscribe(site);
	}
	change(site, 1);
	site_start_closing(site);
	assert_int_equal(events_count(site->events), 0);
	site_wait(site, &site->is_closed);
	for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
		client_expect(clients[i], "0\r\n\r\n");
		assert_true(client_is_closed(clients[i]));
		client_close(clients[i]);
	}
	site_close(site);
}

static bool five_hundred_watch(struct site *site)
{
	return events_count(site->events) == 500;
}

static void others_are_served_while_five_hundred_watch(void **state)
{
	struct site *site = *state;
	struct client *watchers[500];
	site_set_events(site, 20, 0);
	for (size_t i = 0; i < ARRAY_LEN(watchers); i++) {
		watchers[i] = site_client(site);
		client_ask(watchers[i], "GET", "/events", "");
		client_pause(watchers[i], i % 2);
	}
	site_wait_until(site, five_hundred_watch);
	struct client *client = site_client(site);
	for (unsigned i = 1; i <= 100; i++) {
		change(site, i);
		client_ask(client, "GET", "/plain", "");
		assert_int_equal(client_read(client, false)->status, 200);
	}
	for (size_t i = 0; i < ARRAY_LEN(watchers); i++) {
		client_pause(watchers[i], false);
		expect_state(watchers[i], 100);
		client_close(watchers[i]);
	}
	client_close(client);
}

int main(void)
{
#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_SITE(the_first_event_comes_at_once),
	    WITH_SITE(changes_made_together_are_told_once),
	    WITH_SITE(messages_keep_their_distance),
	    WITH_SITE(nothing_is_written_out_when_nobody_watches),
	    WITH_SITE(a_comment_comes_when_nothing_changes),
	    WITH_SITE(a_client_that_does_not_read_misses_the_middle),
	    cmocka_unit_test(one_more_than_the_cap_is_a_503),
	    WITH_SITE(head_does_not_subscribe),
	    WITH_SITE(a_half_closed_watcher_is_let_go),
	    WITH_SITE(the_hub_may_end_before_the_server),
	    cmocka_unit_test(a_server_that_closes_ends_the_streams),
	    WITH_SITE(others_are_served_while_five_hundred_watch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Who may read the catalogue, who waits, who is sent away. */
#include "api/gate.h"
#include "web/site.h"

#include "base/mem.h"
#include "web/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define AT_ONCE 2
#define LINE 100

struct fixture {
	struct site *site;
	struct gate *gate;
	struct client *clients[SITE_MAX_HELD];
	size_t client_count;
	struct pass *passes[SITE_MAX_HELD];
	size_t pass_count;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	const struct server_limits limits = {.send_ms =
	                                         400}; /* looks for who left four times in it */
	f->site = site_open(&limits);
	f->gate = gate_create();
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	gate_destroy(f->gate);
	for (size_t i = 0; i < f->client_count; i++) {
		client_close(f->clients[i]);
	}
	site_close(f->site);
	free(f);
	return 0;
}

static void on_enter(void *data, struct pass *pass)
{
	struct fixture *f = data;
	f->passes[f->pass_count++] = pass;
}

/* A client whose request has come: the newest of site->held. */
static struct client *come(struct fixture *f)
{
	struct client *client = site_client(f->site);
	f->clients[f->client_count++] = client;
	f->site->has_held = false;
	client_ask(client, "GET", "/later", "");
	site_wait(f->site, &f->site->has_held);
	return client;
}

static struct client *enter(struct fixture *f)
{
	struct client *client = come(f);
	gate_enter(f->gate, f->site->held[f->site->held_count - 1], on_enter, f);
	return client;
}

static void enter_many(struct fixture *f, size_t count)
{
	while (count--) {
		enter(f);
	}
}

/* Closes its end, and waits until that was seen: so was that of one who closed later. */
static void half_close(struct fixture *f, struct client *client)
{
	struct client *later = come(f);
	struct request *request = f->site->held[f->site->held_count - 1];
	f->site->has_gone = false;
	client_half_close(client);
	client_half_close(later);
	site_wait(f->site, &f->site->has_gone);
	reply_empty(request, 204);
}

/* The oldest who is inside. */
static void leave(struct fixture *f, int status)
{
	struct pass *first = f->passes[0];
	f->pass_count--;
	memmove(f->passes, f->passes + 1, f->pass_count * sizeof(first));
	reply_empty(gate_leave(first), status);
}

static void leave_all(struct fixture *f)
{
	while (f->pass_count) {
		leave(f, 204);
	}
}

static void a_few_are_let_in_and_the_others_follow_in_order(void **state)
{
	struct fixture *f = *state;
	enter_many(f, 5);
	assert_int_equal(f->pass_count, AT_ONCE);
	for (size_t i = 0; i < 5; i++) {
		assert_ptr_equal(gate_request(f->passes[0]), f->site->held[i]);
		leave(f, 204);
		assert_int_equal(client_read(f->clients[i], false)->status, 204);
	}
	assert_int_equal(f->pass_count, 0);
}

static void a_long_line_is_not_joined(void **state)
{
	struct fixture *f = *state;
	enter_many(f, AT_ONCE + LINE);
	struct client *refused = enter(f);
	assert_int_equal(client_read(refused, false)->status, 503);
	assert_string_equal(client_header(refused, "retry-after"), "1");
	leave(f, 204);
	enter(f); /* there is room for one */
	leave_all(f);
	for (size_t i = 0; i < f->client_count; i++) {
		if (f->clients[i] != refused) {
			assert_int_equal(client_read(f->clients[i], false)->status, 204);
		}
	}
}

static void whoever_closed_its_end_goes_behind_the_others(void **state)
{
	struct fixture *f = *state;
	enter_many(f, AT_ONCE);
	struct client *half = enter(f);
	enter_many(f, 3);
	half_close(f, half);
	for (size_t i = 0; i < 3; i++) {
		leave(f, 204);
		assert_ptr_equal(gate_request(f->passes[f->pass_count - 1]), f->site->held[3 + i]);
	}
	leave_all(f);
	assert_int_equal(client_read(half, false)->status, 204); /* and is answered all the same */
}

static void whoever_closed_its_end_makes_room_in_a_full_line(void **state)
{
	struct fixture *f = *state;
	enter_many(f, AT_ONCE);
	struct client *half = enter(f);
	enter_many(f, LINE - 1);
	half_close(f, half);
	struct client *last = enter(f);
	assert_int_equal(client_read(half, false)->status, 503);
	leave_all(f);
	assert_int_equal(client_read(last, false)->status, 204);
}

static void who_passes_by_is_in_nobodys_way(void **state)
{
	struct fixture *f = *state;
	struct client *client = come(f);
	struct pass *pass = gate_pass_by(f->gate, f->site->held[0]);
	enter_many(f, AT_ONCE);
	assert_int_equal(f->pass_count, AT_ONCE);
	enter(f);
	assert_true(gate_is_open(pass));
	reply_empty(gate_leave(pass), 202);
	assert_int_equal(client_read(client, false)->status, 202);
	assert_int_equal(f->pass_count, AT_ONCE);
	leave_all(f);
}

static void who_is_inside_may_leave_after_the_end(void **state)
{
	struct fixture *f = *state;
	enter_many(f, AT_ONCE);
	struct client *waiting = enter(f);
	come(f);
	struct pass *pass = gate_pass_by(f->gate, f->site->held[3]);
	gate_destroy(f->gate);
	f->gate = NULL;
	assert_int_equal(client_read(waiting, false)->status, 503);
	leave_all(f);
	assert_false(gate_is_open(pass));
	reply_empty(gate_leave(pass), 204);
}

int main(void)
{
#define WITH_GATE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH_GATE(a_few_are_let_in_and_the_others_follow_in_order),
	    WITH_GATE(a_long_line_is_not_joined),
	    WITH_GATE(whoever_closed_its_end_goes_behind_the_others),
	    WITH_GATE(whoever_closed_its_end_makes_room_in_a_full_line),
	    WITH_GATE(who_passes_by_is_in_nobodys_way),
	    WITH_GATE(who_is_inside_may_leave_after_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

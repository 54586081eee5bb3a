/* /readyz: whether the database answers. */
#include "api/gate.h"
#include "api/internal.h"
#include "base/mem.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"
#include "web/reply.h"
#include "web/site.h"

#include <stdio.h>
#include <string.h>

struct fixture {
	struct site *site;
	struct store *store;
	bool store_is_closed;
	struct api api;
	struct client *clients[SITE_MAX_HELD];
	size_t client_count;
	struct pass *inside[SITE_MAX_HELD];
	size_t inside_count;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	folder_create();
	f->site = site_open(&(struct server_limits){0});
	f->store = store_open(f->site->loop, folder_path("health.db"), NULL, NULL);
	f->api.options.store = f->store;
	f->api.gate = gate_create();
	list_init(&f->api.visits);
	*state = f;
	return f->store ? 0 : -1;
}

static void on_closed(void *data)
{
	*(bool *)data = true;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	while (f->inside_count) {
		reply_empty(gate_leave(f->inside[--f->inside_count]), 204);
	}
	gate_destroy(f->api.gate);
	for (size_t i = 0; i < f->client_count; i++) {
		client_close(f->clients[i]);
	}
	store_close(f->store, on_closed, &f->store_is_closed);
	site_wait(f->site, &f->store_is_closed);
	site_close(f->site);
	folder_remove();
	free(f);
	return 0;
}

/* A client whose request has come. */
static struct request *come(struct fixture *f)
{
	struct client *client = site_client(f->site);
	f->clients[f->client_count++] = client;
	f->site->has_held = false;
	client_ask(client, "GET", "/later", "");
	site_wait(f->site, &f->site->has_held);
	return f->site->held[f->site->held_count - 1];
}

static const struct answer *answer_of(struct fixture *f, size_t client)
{
	return client_read(f->clients[client], false);
}

static void on_enter(void *data, struct pass *pass)
{
	struct fixture *f = data;
	f->inside[f->inside_count++] = pass;
}

static void it_says_so(void **state)
{
	struct fixture *f = *state;
	api_readyz(&f->api, come(f));
	const struct answer *answer = answer_of(f, 0);
	assert_int_equal(answer->status, 200);
	assert_string_equal(answer->body.bytes, "{\"status\":\"ready\"}");
}

static void who_reads_much_does_not_keep_it_waiting(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < 4; i++) {
		gate_enter(f->api.gate, come(f), on_enter, f);
	}
	assert_true(f->inside_count < 4);
	api_readyz(&f->api, come(f));
	assert_int_equal(answer_of(f, 4)->status, 200);
}

static void those_who_ask_together_share_one_look(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < 5; i++) {
		come(f);
	}
	const struct store_call *first = NULL;
	for (size_t i = 0; i < 5; i++) {
		api_readyz(&f->api, f->site->held[i]);
		first = first ? first : f->api.ping;
		assert_non_null(first);
		assert_ptr_equal(f->api.ping, first);
	}
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(answer_of(f, i)->status, 200);
	}
	assert_null(f->api.ping);
}

static void a_file_that_is_gone_is_said(void **state)
{
	struct fixture *f = *state;
	autofree char *from = xstrdup(folder_path("health.db"));
	autofree char *to = xstrdup(folder_path("moved.db"));
	assert_int_equal(rename(from, to), 0);
	api_readyz(&f->api, come(f));
	const struct answer *answer = answer_of(f, 0);
	assert_int_equal(answer->status, 503);
	assert_non_null(strstr(answer->body.bytes, "moved or deleted"));
	assert_int_equal(rename(to, from), 0);
}

static void who_still_waits_at_the_end_is_answered(void **state)
{
	struct fixture *f = *state;
	api_readyz(&f->api, come(f));
	api_health_close(&f->api);
	assert_int_equal(answer_of(f, 0)->status, 503);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(it_says_so, setup, teardown),
	    cmocka_unit_test_setup_teardown(who_reads_much_does_not_keep_it_waiting, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(those_who_ask_together_share_one_look, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_file_that_is_gone_is_said, setup, teardown),
	    cmocka_unit_test_setup_teardown(who_still_waits_at_the_end_is_answered, setup,
	                                    teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

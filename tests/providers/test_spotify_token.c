#include "providers/spotify_token.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "net/upstream.h"
#include "providers/outside.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/peer.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define WAITERS 20

struct waiter {
	struct flight_wait wait;
	struct ending ending;
	char token[64];
};

struct fixture {
	struct outside *outside;
	struct spotify_token *token;
	struct waiter waiters[WAITERS];
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->outside = outside_create();
	f->token = spotify_token_create(f->outside->accounts, "fake-client", "fake-client-secret");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	spotify_token_destroy(f->token);
	outside_destroy(f->outside);
	free(f);
	return 0;
}

static void grant(struct fixture *f, const char *token, int lifetime_s)
{
	autofree char *body =
	    xasprintf("{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}",
	              token, lifetime_s);
	peer_reply(f->outside->accounts_peer, 200, JSON_TYPE, body);
}

static void on_token(void *data, const void *result, const struct err *err)
{
	struct waiter *waiter = data;
	ending_note(&waiter->ending, err);
	assert_int_equal(result == NULL, err != NULL);
	if (result) {
		snprintf(waiter->token, sizeof(waiter->token), "%s", (const char *)result);
	}
}

static const char *get(struct fixture *f, struct waiter *waiter)
{
	*waiter = (struct waiter){.ending = {.done = false}};
	return spotify_token_get(f->token, &waiter->wait, on_token, waiter);
}

/* The token, fetched where it has to be. */
static const char *obtain(struct fixture *f)
{
	struct waiter *waiter = &f->waiters[0];
	const char *token = get(f, waiter);
	if (token) {
		return token;
	}
	run_until(f->outside->loop, &waiter->ending.done);
	return waiter->token;
}

static unsigned fetches(const struct fixture *f)
{
	return peer_requests(f->outside->accounts_peer);
}

static void it_is_asked_for_with_client_credentials(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	assert_string_equal(obtain(f), "fake-1");
	const char *request = peer_last_request(f->outside->accounts_peer);
	assert_string_equal(request_line(request), "POST /api/token HTTP/1.1");
	assert_string_equal(header_of(request, "Content-Type"),
	                    "application/x-www-form-urlencoded");
	/* base64("fake-client:fake-client-secret") */
	assert_string_equal(header_of(request, "Authorization"),
	                    "Basic ZmFrZS1jbGllbnQ6ZmFrZS1jbGllbnQtc2VjcmV0");
	assert_string_equal(header_of(request, "User-Agent"), OUTSIDE_AGENT);
	assert_string_equal(body_of(request), "grant_type=client_credentials");
}

static void it_is_never_told_from_inside_the_call(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	assert_null(get(f, &f->waiters[0]));
	assert_false(f->waiters[0].ending.done);
	run_until(f->outside->loop, &f->waiters[0].ending.done);
	assert_int_equal(f->waiters[0].ending.count, 1);
	assert_false(f->waiters[0].ending.failed);
}

static void one_fetch_serves_all_who_wait(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	for (size_t i = 0; i < WAITERS; i++) {
		assert_null(get(f, &f->waiters[i]));
	}
	for (size_t i = 0; i < WAITERS; i++) {
		run_until(f->outside->loop, &f->waiters[i].ending.done);
		assert_string_equal(f->waiters[i].token, "fake-1");
		assert_int_equal(f->waiters[i].ending.count, 1);
	}
	assert_int_equal(fetches(f), 1);
	assert_string_equal(get(f, &f->waiters[0]), "fake-1"); /* at once, from now on */
	assert_int_equal(fetches(f), 1);
}

static void it_is_renewed_a_minute_before_it_expires(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	grant(f, "fake-2", 3600);
	obtain(f);
	leap((3600 - 60 - 10) * 1000);
	assert_string_equal(obtain(f), "fake-1");
	assert_int_equal(fetches(f), 1);
	leap(10 * 1000);
	assert_string_equal(obtain(f), "fake-2");
	assert_int_equal(fetches(f), 2);
}

static void a_short_lived_one_is_used_for_most_of_its_life(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 40);
	grant(f, "fake-2", 40);
	obtain(f);
	leap(25 * 1000);
	assert_string_equal(obtain(f), "fake-1");
	leap(5 * 1000);
	assert_string_equal(obtain(f), "fake-2");
}

static void a_rejected_one_is_forgotten(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	grant(f, "fake-2", 3600);
	obtain(f);
	spotify_token_reject(f->token, "fake-1");
	assert_string_equal(obtain(f), "fake-2");
	/* Somebody who comes late with the older one takes nothing away. */
	spotify_token_reject(f->token, "fake-1");
	assert_string_equal(obtain(f), "fake-2");
	assert_int_equal(fetches(f), 2);
}

static void wrong_credentials_fail_all_who_wait(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->accounts_peer, 400, JSON_TYPE,
	           "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client\"}");
	for (size_t i = 0; i < 3; i++) {
		get(f, &f->waiters[i]);
	}
	for (size_t i = 0; i < 3; i++) {
		run_until(f->outside->loop, &f->waiters[i].ending.done);
		assert_true(f->waiters[i].ending.failed);
		assert_int_equal(f->waiters[i].ending.err.code, ERR_AUTH);
		assert_non_null(strstr(f->waiters[i].ending.err.msg, "Invalid client"));
		assert_null(strstr(f->waiters[i].ending.err.msg, "secret"));
	}
	assert_int_equal(fetches(f), 1); /* asking again cannot help */
}

static void a_failed_fetch_is_tried_anew_by_the_next_who_asks(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->accounts_peer, 400, JSON_TYPE, "{\"error\":\"invalid_client\"}");
	grant(f, "fake-1", 3600);
	obtain(f);
	assert_true(f->waiters[0].ending.failed);
	assert_string_equal(obtain(f), "fake-1");
	assert_false(f->waiters[0].ending.failed);
}

static void a_failed_renewal_does_not_bring_the_old_one_back(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	peer_reply(f->outside->accounts_peer, 400, JSON_TYPE, "{\"error\":\"invalid_client\"}");
	obtain(f);
	leap(3550 * 1000);
	obtain(f);
	assert_true(f->waiters[0].ending.failed);
	assert_null(get(f, &f->waiters[1]));
	run_until(f->outside->loop, &f->waiters[1].ending.done);
	assert_true(f->waiters[1].ending.failed);
}

static void an_unusable_answer_is_asked_for_again(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->accounts_peer, 200, JSON_TYPE, "{\"access_token\":\"\"}");
	peer_reply(f->outside->accounts_peer, 503, HTML_TYPE, "<html></html>");
	grant(f, "fake-1", 3600);
	assert_string_equal(obtain(f), "fake-1");
	assert_int_equal(fetches(f), 3);
}

static void who_leaves_is_not_told_and_the_others_are(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	for (size_t i = 0; i < 3; i++) {
		get(f, &f->waiters[i]);
	}
	flight_leave(&f->waiters[1].wait);
	run_until(f->outside->loop, &f->waiters[2].ending.done);
	assert_true(f->waiters[0].ending.done);
	assert_false(f->waiters[1].ending.done);
}

static void a_fetch_goes_on_when_all_have_left(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-1", 3600);
	get(f, &f->waiters[0]);
	flight_leave(&f->waiters[0].wait);
	get(f, &f->waiters[1]); /* joins the fetch that is under way */
	run_until(f->outside->loop, &f->waiters[1].ending.done);
	assert_string_equal(f->waiters[1].token, "fake-1");
	assert_int_equal(fetches(f), 1);
	assert_false(f->waiters[0].ending.done);
}

static void it_can_be_destroyed_while_a_fetch_that_nobody_waits_for_stalls(void **state)
{
	struct fixture *f = *state;
	peer_stall(f->outside->accounts_peer);
	get(f, &f->waiters[0]);
	run_until(f->outside->loop, peer_is_stalling(f->outside->accounts_peer));
	flight_leave(&f->waiters[0].wait);
	spotify_token_destroy(f->token);
	f->token = NULL; /* nothing to destroy is fine too */
	outside_settle(f->outside);
	assert_false(f->waiters[0].ending.done);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(it_is_asked_for_with_client_credentials),
	    TEST(it_is_never_told_from_inside_the_call),
	    TEST(one_fetch_serves_all_who_wait),
	    TEST(it_is_renewed_a_minute_before_it_expires),
	    TEST(a_short_lived_one_is_used_for_most_of_its_life),
	    TEST(a_rejected_one_is_forgotten),
	    TEST(wrong_credentials_fail_all_who_wait),
	    TEST(a_failed_fetch_is_tried_anew_by_the_next_who_asks),
	    TEST(a_failed_renewal_does_not_bring_the_old_one_back),
	    TEST(an_unusable_answer_is_asked_for_again),
	    TEST(who_leaves_is_not_told_and_the_others_are),
	    TEST(a_fetch_goes_on_when_all_have_left),
	    TEST(it_can_be_destroyed_while_a_fetch_that_nobody_waits_for_stalls),
	};
	return cmocka_run_group_tests_name("spotify_token", tests, NULL, NULL);
}

#include "providers/spotify.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "net/upstream.h"
#include "providers/outside.h"
#include "support/fixture.h"
#include "support/peer.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define ARTIST_ID "2bD1kq7VYlZr0sQ9oP3xHe"

struct asked {
	struct ending ending;
	struct role_call *call;
	struct candidates *candidates;
};

struct fixture {
	struct outside *outside;
	struct spotify *spotify;
	struct listening_role role;
	struct asked asked, other;
};

static struct fixture *fixture_create(void)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->outside = outside_create();
	f->spotify = spotify_create(&(struct spotify_options){
	    .api = f->outside->upstream,
	    .accounts = f->outside->accounts,
	    .client_id = "fake-client",
	    .client_secret = "fake-client-secret",
	});
	f->role = spotify_role(f->spotify);
	return f;
}

static void fixture_destroy(struct fixture *f)
{
	candidates_destroy(f->asked.candidates);
	candidates_destroy(f->other.candidates);
	spotify_destroy(f->spotify);
	outside_destroy(f->outside);
	free(f);
}

static int setup(void **state)
{
	*state = fixture_create();
	return 0;
}

static int teardown(void **state)
{
	fixture_destroy(*state);
	return 0;
}

static void grant(struct fixture *f, const char *token)
{
	autofree char *body = xasprintf(
	    "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600}", token);
	peer_reply(f->outside->accounts_peer, 200, JSON_TYPE, body);
}

static void answer(struct fixture *f, int status, const char *body)
{
	peer_reply(f->outside->peer, status, JSON_TYPE, body);
}

static void answer_search(struct fixture *f)
{
	autofree char *body = data_read("spotify_search.json");
	answer(f, 200, body);
}

static void answer_expired(struct fixture *f)
{
	answer(f, 401, "{\"error\":{\"status\":401,\"message\":\"The access token expired\"}}");
}

static void on_candidates(void *data, struct candidates *candidates, const struct err *err)
{
	struct asked *asked = data;
	asked->call = NULL;
	asked->candidates = candidates;
	ending_note(&asked->ending, err);
	assert_int_equal(candidates == NULL, err != NULL);
}

static void ask_albums(struct fixture *f, struct asked *asked, const char *query)
{
	asked->call = f->role.search_albums(f->role.self, query, on_candidates, asked);
	assert_false(asked->ending.done);
}

static void run(struct fixture *f, struct asked *asked)
{
	run_until(f->outside->loop, &asked->ending.done);
	assert_int_equal(asked->ending.count, 1);
}

static void failed_with(struct fixture *f, enum err_code code)
{
	run(f, &f->asked);
	assert_true(f->asked.ending.failed);
	assert_int_equal(f->asked.ending.err.code, code);
	assert_null(strstr(f->asked.ending.err.msg, "fake"));
}

/* --- requests ----------------------------------------------------------------------------- */

static void a_search_for_albums_asks_for_ten_with_the_token(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer_search(f);
	ask_albums(f, &f->asked, "album:Night Ferry & artist:\"Hafen\" é/?#%+");
	run(f, &f->asked);
	assert_false(f->asked.ending.failed);
	assert_int_equal(f->asked.candidates->album_count, 2);
	const char *request = peer_last_request(f->outside->peer);
	assert_string_equal(request_line(request),
	                    "GET /v1/search?q=album%3ANight%20Ferry%20%26%20artist%3A%22Hafen%22"
	                    "%20%C3%A9%2F%3F%23%25%2B&type=album&limit=10 HTTP/1.1");
	assert_string_equal(header_of(request, "Authorization"), "Bearer fake-token");
	assert_string_equal(header_of(request, "User-Agent"), OUTSIDE_AGENT);
}

static void a_search_for_artists_asks_for_their_albums_too(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer_search(f);
	f->asked.call =
	    f->role.search_artists(f->role.self, "artist:Harbour", on_candidates, &f->asked);
	run(f, &f->asked);
	assert_int_equal(f->asked.candidates->artist_count, 2);
	assert_int_equal(f->asked.candidates->album_count, 2);
	assert_string_equal(
	    request_line(peer_last_request(f->outside->peer)),
	    "GET /v1/search?q=artist%3AHarbour&type=artist%2Calbum&limit=10 HTTP/1.1");
}

static void one_artist_is_asked_for_by_id(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer(f, 200, "{\"id\":\"" ARTIST_ID "\",\"name\":\"Harbour\",\"images\":[]}");
	f->asked.call = f->role.get_artist(f->role.self, ARTIST_ID, on_candidates, &f->asked);
	run(f, &f->asked);
	assert_string_equal(f->asked.candidates->artists[0].id, ARTIST_ID);
	assert_string_equal(request_line(peer_last_request(f->outside->peer)),
	                    "GET /v1/artists/" ARTIST_ID " HTTP/1.1");
}

static void an_id_cannot_lead_to_another_path(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer(f, 400, "{\"error\":{\"status\":400,\"message\":\"Invalid base62 id\"}}");
	f->asked.call = f->role.get_artist(f->role.self, "../me?x=", on_candidates, &f->asked);
	failed_with(f, ERR_INVALID);
	assert_string_equal(request_line(peer_last_request(f->outside->peer)),
	                    "GET /v1/artists/..%2Fme%3Fx%3D HTTP/1.1");
}

static void many_calls_share_one_token(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	ask_albums(f, &f->other, "two");
	run(f, &f->asked);
	run(f, &f->other);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 1);
	assert_int_equal(peer_requests(f->outside->peer), 2);
}

/* --- refusals ----------------------------------------------------------------------------- */

static void an_expired_token_is_renewed_once_and_the_call_repeated(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token-1");
	grant(f, "fake-token-2");
	answer_expired(f);
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	run(f, &f->asked);
	assert_false(f->asked.ending.failed);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 2);
	assert_int_equal(peer_requests(f->outside->peer), 2);
	assert_string_equal(header_of(peer_last_request(f->outside->peer), "Authorization"),
	                    "Bearer fake-token-2");
	assert_int_equal(f->role.status(f->role.self).state, PROVIDER_OK);
}

static void a_token_rejected_twice_ends_the_call(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token-1");
	grant(f, "fake-token-2");
	answer_expired(f);
	ask_albums(f, &f->asked, "one");
	failed_with(f, ERR_AUTH);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 2);
	assert_int_equal(peer_requests(f->outside->peer), 2);
}

static void calls_rejected_together_renew_the_token_once(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token-1");
	grant(f, "fake-token-2");
	answer_expired(f);
	answer_expired(f);
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	ask_albums(f, &f->other, "two");
	run(f, &f->asked);
	run(f, &f->other);
	assert_false(f->asked.ending.failed);
	assert_false(f->other.ending.failed);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 2);
	assert_int_equal(peer_requests(f->outside->peer), 4);
}

static void wrong_credentials_end_the_call(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->accounts_peer, 400, JSON_TYPE,
	           "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client\"}");
	ask_albums(f, &f->asked, "one");
	failed_with(f, ERR_AUTH);
	assert_int_equal(peer_requests(f->outside->peer), 0);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 1);
}

static void refusals_are_told_by_their_code(void **state)
{
	static const struct {
		int status;
		const char *type, *body;
		enum err_code code;
		const char *message;
	} cases[] = {
	    {400, JSON_TYPE, "{\"error\":{\"status\":400,\"message\":\"Invalid limit\"}}",
	     ERR_INVALID, "Invalid limit"},
	    {403, "Content-Type: text/plain; charset=utf-8\r\n",
	     "Active premium subscription required.", ERR_FORBIDDEN, "Active premium"},
	    {404, JSON_TYPE, "{\"error\":{\"status\":404,\"message\":\"Not found.\"}}",
	     ERR_NOT_FOUND, "Not found"},
	    {200, JSON_TYPE, "{\"albums\":null}", ERR_REMOTE, "search answer"},
	    {200, JSON_TYPE, "", ERR_REMOTE, "search answer"},
	    {502, HTML_TYPE, "<html>Bad gateway</html>", ERR_TRANSIENT, "502"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		grant(f, "fake-token");
		peer_reply(f->outside->peer, cases[i].status, cases[i].type, cases[i].body);
		ask_albums(f, &f->asked, "one");
		failed_with(f, cases[i].code);
		assert_non_null(strstr(f->asked.ending.err.msg, cases[i].message));
		bool again = cases[i].code == ERR_REMOTE || cases[i].code == ERR_TRANSIENT;
		assert_int_equal(peer_requests(f->outside->peer), again ? 1 + OUTSIDE_RETRIES : 1);
		fixture_destroy(f);
	}
}

static void a_failure_that_passes_is_not_told(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer(f, 500, "");
	answer(f, 200, "{\"albums\":{\"items\":[");
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	run(f, &f->asked);
	assert_false(f->asked.ending.failed);
	assert_int_equal(peer_requests(f->outside->peer), 3);
}

static void a_quota_blocks_all_calls_until_it_ends(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	peer_reply(f->outside->peer, 429, JSON_TYPE "Retry-After: 86236\r\n",
	           "{\"error\":{\"status\":429,\"message\":\"Too many requests\","
	           "\"reason\":\"QUOTA_EXCEEDED\"}}");
	ask_albums(f, &f->asked, "one");
	failed_with(f, ERR_BLOCKED);
	struct provider_status status = f->role.status(f->role.self);
	assert_int_equal(status.state, PROVIDER_BLOCKED);
	assert_in_range(status.resumes_in_ms, 86000000, 86236000);
	assert_non_null(strstr(status.reason, "Too many requests"));
	ask_albums(f, &f->other, "two");
	run(f, &f->other);
	assert_int_equal(f->other.ending.err.code, ERR_BLOCKED);
	assert_int_equal(peer_requests(f->outside->peer), 1);
}

/* --- status ------------------------------------------------------------------------------- */

static void its_two_hosts_make_one_status(void **state)
{
	struct fixture *f = *state;
	struct provider_status status = f->role.status(f->role.self);
	assert_int_equal(status.state, PROVIDER_OK);
	assert_int_equal(status.requests, 0);
	assert_int_equal(status.resumes_in_ms, -1);
	assert_string_equal(status.reason, "");
	grant(f, "fake-token");
	answer(f, 500, "");
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	run(f, &f->asked);
	status = f->role.status(f->role.self);
	assert_int_equal(status.requests, 3); /* a token, two searches */
	assert_int_equal(status.retries, 1);
	upstream_block_until(f->outside->accounts, INT64_MAX / 2, "the accounts are closed");
	status = f->role.status(f->role.self);
	assert_int_equal(status.state, PROVIDER_BLOCKED);
	assert_string_equal(status.reason, "the accounts are closed");
}

static void its_pace_is_that_of_the_searches(void **state)
{
	struct fixture *f = *state;
	struct upstream *api = upstream_create(
	    f->outside->loop, f->outside->http,
	    &(struct upstream_options){.name = "spotify",
	                               .base_url = peer_url(f->outside->peer),
	                               .user_agent = OUTSIDE_AGENT,
	                               .limits = {.in_flight = 1, .per_minute = 90, .burst = 1}});
	struct spotify *spotify =
	    spotify_create(&(struct spotify_options){.api = api,
	                                             .accounts = f->outside->accounts,
	                                             .client_id = "fake-client",
	                                             .client_secret = "fake-client-secret"});
	struct listening_role role = spotify_role(spotify);
	assert_int_equal(role.status(spotify).requests_per_minute, 90);
	upstream_block_until(f->outside->accounts, INT64_MAX / 2, "the accounts are closed");
	assert_int_equal(role.status(spotify).requests_per_minute, 90);
	spotify_destroy(spotify);
	upstream_destroy(api);
}

/* --- cancelling --------------------------------------------------------------------------- */

/* Fresh each time: cancelled after that many turns of the loop. False once the call ended first. */
static bool cancelled_after(int turns, void (*script)(struct fixture *f))
{
	struct fixture *f = fixture_create();
	script(f);
	ask_albums(f, &f->asked, "one");
	for (int i = 0; i < turns && !f->asked.ending.done; i++) {
		loop_turn(f->outside->loop);
	}
	bool cancelled = !f->asked.ending.done;
	if (cancelled) {
		role_cancel(f->asked.call);
		outside_settle(f->outside);
		assert_false(f->asked.ending.done);
	}
	fixture_destroy(f);
	return cancelled;
}

static void script_all_well(struct fixture *f)
{
	grant(f, "fake-token");
	answer_search(f);
}

static void script_renewal_and_retry(struct fixture *f)
{
	grant(f, "fake-token-1");
	grant(f, "fake-token-2");
	answer_expired(f);
	answer(f, 500, "");
	answer_search(f);
}

static void a_call_cancelled_after_any_turn_of_the_loop_is_never_told(void **state)
{
	(void)state;
	void (*const scripts[])(struct fixture *) = {script_all_well, script_renewal_and_retry};
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		int turns = 0;
		while (cancelled_after(turns, scripts[i])) {
			turns++;
		}
		assert_in_range(turns, 5, 500);
	}
}

static void a_call_cancelled_before_the_loop_turns_asks_nothing(void **state)
{
	struct fixture *f = *state;
	ask_albums(f, &f->asked, "one");
	role_cancel(f->asked.call);
	spotify_destroy(f->spotify); /* nobody waits for the token any more */
	f->spotify = NULL;
	outside_settle(f->outside);
	assert_false(f->asked.ending.done);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 0);
	assert_int_equal(peer_requests(f->outside->peer), 0);
}

static void a_call_can_be_cancelled_while_its_token_stalls(void **state)
{
	struct fixture *f = *state;
	peer_stall(f->outside->accounts_peer);
	ask_albums(f, &f->asked, "one");
	run_until(f->outside->loop, peer_is_stalling(f->outside->accounts_peer));
	role_cancel(f->asked.call);
	outside_settle(f->outside);
	assert_false(f->asked.ending.done);
}

static void a_call_can_be_cancelled_while_its_answer_stalls(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	peer_stall(f->outside->peer);
	ask_albums(f, &f->asked, "one");
	run_until(f->outside->loop, peer_is_stalling(f->outside->peer));
	role_cancel(f->asked.call);
	outside_settle(f->outside);
	assert_false(f->asked.ending.done);
}

static void a_call_can_be_cancelled_while_its_second_token_stalls(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	peer_stall(f->outside->accounts_peer);
	answer_expired(f);
	ask_albums(f, &f->asked, "one");
	run_until(f->outside->loop, peer_is_stalling(f->outside->accounts_peer));
	role_cancel(f->asked.call);
	outside_settle(f->outside);
	assert_false(f->asked.ending.done);
}

static void a_cancelled_call_leaves_the_others_alone(void **state)
{
	struct fixture *f = *state;
	grant(f, "fake-token");
	answer_search(f);
	ask_albums(f, &f->asked, "one");
	ask_albums(f, &f->other, "two");
	role_cancel(f->asked.call);
	run(f, &f->other);
	assert_false(f->other.ending.failed);
	assert_false(f->asked.ending.done);
	assert_int_equal(peer_requests(f->outside->accounts_peer), 1);
	assert_int_equal(peer_requests(f->outside->peer), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_search_for_albums_asks_for_ten_with_the_token),
	    TEST(a_search_for_artists_asks_for_their_albums_too),
	    TEST(one_artist_is_asked_for_by_id),
	    TEST(an_id_cannot_lead_to_another_path),
	    TEST(many_calls_share_one_token),
	    TEST(an_expired_token_is_renewed_once_and_the_call_repeated),
	    TEST(a_token_rejected_twice_ends_the_call),
	    TEST(calls_rejected_together_renew_the_token_once),
	    TEST(wrong_credentials_end_the_call),
	    cmocka_unit_test(refusals_are_told_by_their_code),
	    TEST(a_failure_that_passes_is_not_told),
	    TEST(a_quota_blocks_all_calls_until_it_ends),
	    TEST(its_two_hosts_make_one_status),
	    TEST(its_pace_is_that_of_the_searches),
	    cmocka_unit_test(a_call_cancelled_after_any_turn_of_the_loop_is_never_told),
	    TEST(a_call_cancelled_before_the_loop_turns_asks_nothing),
	    TEST(a_call_can_be_cancelled_while_its_token_stalls),
	    TEST(a_call_can_be_cancelled_while_its_answer_stalls),
	    TEST(a_call_can_be_cancelled_while_its_second_token_stalls),
	    TEST(a_cancelled_call_leaves_the_others_alone),
	};
	return cmocka_run_group_tests_name("spotify", tests, NULL, NULL);
}

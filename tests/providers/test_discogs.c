#include "providers/discogs.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "net/upstream.h"
#include "providers/discogs_page.h"
#include "providers/outside.h"
#include "support/fixture.h"
#include "support/peer.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#define TOKEN "fake-discogs-token"
#define PATH "/users/a%20collector%2F1/collection/folders/0/releases"

struct fixture {
	struct outside *outside;
	struct discogs *discogs;
	struct collection_role role;
	struct ending ending;
	struct role_call *call;
	struct collection_page page; /* the receiver's */
	char username[64];
	int year;
};

static struct fixture *fixture_create(void)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->outside = outside_create();
	f->discogs = discogs_create(f->outside->upstream, "a collector/1", TOKEN);
	f->role = discogs_role(f->discogs);
	return f;
}

static void fixture_destroy(struct fixture *f)
{
	discogs_page_finish(&f->page);
	discogs_destroy(f->discogs);
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

static void on_page(void *data, struct collection_page *page, const struct err *err)
{
	struct fixture *f = data;
	f->call = NULL;
	ending_note(&f->ending, err);
	assert_int_equal(page == NULL, err != NULL);
	if (page) {
		f->page = *page;
	}
}

static void fetch(struct fixture *f, unsigned page, bool newest_first)
{
	f->call = f->role.fetch_page(f->role.self, page, newest_first, on_page, f);
	assert_false(f->ending.done);
}

static void run(struct fixture *f)
{
	run_until(f->outside->loop, &f->ending.done);
	assert_int_equal(f->ending.count, 1);
	assert_null(strstr(f->ending.err.msg, "fake"));
}

static void answer_page(struct fixture *f, const char *headers)
{
	autofree char *body = data_read("discogs_page.json"); /* page 2 of 3 */
	autofree char *all = xasprintf(JSON_TYPE "%s", headers);
	peer_reply(f->outside->peer, 200, all, body);
}

/* --- pages -------------------------------------------------------------------------------- */

static void a_page_is_asked_for_by_date_added_with_the_token_in_a_header(void **state)
{
	struct fixture *f = *state;
	answer_page(f, "");
	fetch(f, 2, false);
	run(f);
	assert_false(f->ending.failed);
	assert_int_equal(f->page.page, 2);
	assert_int_equal(f->page.album_count, 3);
	const char *request = peer_last_request(f->outside->peer);
	assert_string_equal(request_line(request),
	                    "GET " PATH "?page=2&per_page=100&sort=added&sort_order=asc HTTP/1.1");
	assert_string_equal(header_of(request, "Authorization"), "Discogs token=" TOKEN);
	assert_string_equal(header_of(request, "User-Agent"), OUTSIDE_AGENT);
	assert_string_equal(header_of(request, "Accept"), "application/json");
	assert_string_equal(body_of(request), "");
}

static void the_token_is_nowhere_else(void **state)
{
	struct fixture *f = *state;
	answer_page(f, "");
	fetch(f, 2, true);
	run(f);
	const char *request = peer_last_request(f->outside->peer);
	assert_null(strstr(request_line(request), TOKEN));
	const char *first = strstr(request, TOKEN);
	assert_non_null(first);
	assert_null(strstr(first + 1, TOKEN));
}

static void the_newest_can_come_first(void **state)
{
	struct fixture *f = *state;
	answer_page(f, "");
	fetch(f, 2, true);
	run(f);
	assert_string_equal(request_line(peer_last_request(f->outside->peer)),
	                    "GET " PATH "?page=2&per_page=100&sort=added&sort_order=desc HTTP/1.1");
}

static void another_page_than_the_one_asked_for_is_not_taken(void **state)
{
	struct fixture *f = *state;
	answer_page(f, "");
	fetch(f, 1, false);
	run(f);
	assert_true(f->ending.failed);
	assert_int_equal(f->ending.err.code, ERR_REMOTE);
	assert_non_null(strstr(f->ending.err.msg, "asked for page 1, got page 2"));
	assert_int_equal(peer_requests(f->outside->peer), 1 + OUTSIDE_RETRIES);
}

static void another_page_may_be_followed_by_the_right_one(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 200, JSON_TYPE,
	           "{\"pagination\":{\"page\":1,\"pages\":3,\"items\":236},\"releases\":["
	           "{\"id\":7,\"basic_information\":{\"title\":\"Night Ferry\"}}]}");
	answer_page(f, "");
	fetch(f, 2, false);
	run(f);
	assert_false(f->ending.failed);
	assert_int_equal(f->page.page, 2);
	assert_int_equal(f->page.album_count, 3);
}

static void refusals_are_told_by_their_code(void **state)
{
	static const struct {
		int status;
		const char *type, *body;
		enum err_code code;
		const char *message;
		bool again;
	} cases[] = {
	    {401, JSON_TYPE, "{\"message\":\"You must authenticate to access this resource.\"}",
	     ERR_AUTH, "You must authenticate", false},
	    {403, JSON_TYPE, "{\"message\":\"You are not allowed to view this resource.\"}",
	     ERR_FORBIDDEN, "not allowed", false},
	    {403, HTML_TYPE, "<html>challenge</html>", ERR_TRANSIENT, "403", true},
	    {404, JSON_TYPE, "{\"message\":\"User does not exist or may have been deleted.\"}",
	     ERR_NOT_FOUND, "User does not exist", false},
	    {422, JSON_TYPE, "{\"message\":\"Unprocessable\"}", ERR_INVALID, "Unprocessable",
	     false},
	    {500, JSON_TYPE, "{\"message\":\"Query time exceeded.\"}", ERR_TRANSIENT,
	     "Query time exceeded", true},
	    {502, HTML_TYPE, "<html>bad gateway</html>", ERR_TRANSIENT, "502", true},
	    {200, JSON_TYPE, "", ERR_REMOTE, "the body is empty", true},
	    {200, JSON_TYPE, "{\"pagination\":{", ERR_REMOTE, "no valid JSON", true},
	    {200, HTML_TYPE, "<html>challenge</html>", ERR_REMOTE, "no valid JSON", true},
	    {200, JSON_TYPE, "{\"message\":\"Odd.\"}", ERR_REMOTE, "no rows", true},
	    {302, "Location: http://127.0.0.1:1/elsewhere\r\n", "", ERR_REMOTE, "302", false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		peer_reply(f->outside->peer, cases[i].status, cases[i].type, cases[i].body);
		fetch(f, 1, false);
		run(f);
		assert_true(f->ending.failed);
		assert_int_equal(f->ending.err.code, cases[i].code);
		if (!strstr(f->ending.err.msg, cases[i].message)) {
			fail_msg("%d: %s", cases[i].status, f->ending.err.msg);
		}
		assert_int_equal(peer_requests(f->outside->peer),
		                 cases[i].again ? 1 + OUTSIDE_RETRIES : 1);
		fixture_destroy(f);
	}
}

static void a_cut_body_is_asked_for_again(void **state)
{
	struct fixture *f = *state;
	static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
				  "Content-Length: 5000\r\n\r\n{\"pagination\":{\"page\":2,";
	peer_send(f->outside->peer, cut, strlen(cut), true);
	answer_page(f, "");
	fetch(f, 2, false);
	run(f);
	assert_false(f->ending.failed);
	assert_int_equal(peer_requests(f->outside->peer), 2);
}

static void a_body_past_all_reason_is_cut_off(void **state)
{
	struct fixture *f = *state;
	autobuf body = {0};
	while (body.length <= 1000000) {
		buf_puts(&body, "          ");
	}
	peer_reply(f->outside->peer, 200, JSON_TYPE, body.bytes);
	fetch(f, 2, false);
	run(f);
	assert_true(f->ending.failed);
	assert_int_equal(f->ending.err.code, ERR_TRANSIENT);
	assert_non_null(strstr(f->ending.err.msg, "exceeds 1000000 bytes"));
}

/* --- rate headers ------------------------------------------------------------------------- */

static void few_requests_left_slow_it_down(void **state)
{
	static const struct {
		const char *headers;
		enum provider_state state;
	} cases[] = {
	    {"", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining: 59\r\n", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining: 5\r\n", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining: 4\r\n", PROVIDER_THROTTLED},
	    {"x-discogs-ratelimit-remaining: 0\r\n", PROVIDER_THROTTLED},
	    {"X-Discogs-Ratelimit-Remaining: -1\r\n", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining: none\r\n", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining: 99999999999999999999\r\n", PROVIDER_OK},
	    {"X-Discogs-Ratelimit-Remaining:\r\n", PROVIDER_OK},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		answer_page(f, cases[i].headers);
		fetch(f, 2, false);
		run(f);
		struct provider_status status = f->role.status(f->role.self);
		if (status.state != cases[i].state) {
			fail_msg("%s: %s", cases[i].headers, provider_state_name(status.state));
		}
		assert_int_equal(status.resumes_in_ms > 0, status.state == PROVIDER_THROTTLED);
		fixture_destroy(f);
	}
}

static void its_status_tells_what_was_asked(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 500, JSON_TYPE, "{\"message\":\"Odd.\"}");
	answer_page(f, "");
	fetch(f, 2, false);
	run(f);
	struct provider_status status = f->role.status(f->role.self);
	assert_int_equal(status.requests, 2);
	assert_int_equal(status.retries, 1);
	assert_int_equal(status.requests_per_minute, 0);
	assert_int_equal(status.resumes_in_ms, -1);
	assert_string_equal(status.reason, "");
}

static void refused_credentials_make_it_unavailable_after_a_while(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 401, JSON_TYPE,
	           "{\"message\":\"You must authenticate to access this resource.\"}");
	for (int i = 0; i < 10; i++) {
		f->ending = (struct ending){.done = false};
		fetch(f, 1, false);
		run(f);
	}
	assert_int_equal(f->ending.err.code, ERR_BLOCKED);
	struct provider_status status = f->role.status(f->role.self);
	assert_int_equal(status.state, PROVIDER_UNAVAILABLE);
	assert_non_null(strstr(status.reason, "You must authenticate"));
	assert_in_range(peer_requests(f->outside->peer), 1, 9);
}

/* --- who am I ----------------------------------------------------------------------------- */

/* --- masters ------------------------------------------------------------------------------ */

static void on_year(void *data, int year, const struct err *err)
{
	struct fixture *f = data;
	f->call = NULL;
	f->year = year;
	ending_note(&f->ending, err);
}

static void fetch_year(struct fixture *f)
{
	f->year = -1;
	f->call = f->role.fetch_master_year(f->role.self, 4711, on_year, f);
	run(f);
}

static void a_masters_year_is_asked_for_with_the_token(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 200, JSON_TYPE,
	           "{\"id\":4711,\"main_release\":12,\"title\":\"Night Ferry\",\"year\":1977}");
	fetch_year(f);
	assert_false(f->ending.failed);
	assert_int_equal(f->year, 1977);
	const char *request = peer_last_request(f->outside->peer);
	assert_string_equal(request_line(request), "GET /masters/4711 HTTP/1.1");
	assert_string_equal(header_of(request, "Authorization"), "Discogs token=" TOKEN);
}

static void a_year_that_discogs_does_not_know_is_0(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"id\":4711,\"year\":0}");
	fetch_year(f);
	assert_false(f->ending.failed);
	assert_int_equal(f->year, 0);
}

/* The 404 may be the server's: that there is no year must not be learnt from it. */
static void a_master_that_is_not_found_is_told_as_such(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 404, JSON_TYPE, "{\"message\":\"Master Release not found.\"}");
	fetch_year(f);
	assert_true(f->ending.failed);
	assert_int_equal(f->ending.err.code, ERR_NOT_FOUND);
}

static void what_is_no_master_leaves_the_year_open(void **state)
{
	static const struct {
		int status;
		const char *body;
	} answers[] = {
	    {200, ""},
	    {200, "[]"},
	    {200, "{\"year\":19"},
	    {200, "<html>"},
	    {200, "{\"id\":4711,\"year\":[1977]}"},
	    {500, "{}"},
	    {403, "{}"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct fixture *f = fixture_create();
		peer_reply(f->outside->peer, answers[i].status, JSON_TYPE, answers[i].body);
		fetch_year(f);
		assert_true(f->ending.failed);
		bool again = answers[i].status != 403;
		assert_int_equal(peer_requests(f->outside->peer), again ? 1 + OUTSIDE_RETRIES : 1);
		fixture_destroy(f);
	}
}

/* As many as would open the circuit, were they failures of Discogs. */
static void an_odd_master_is_asked_for_once_and_keeps_nobody_from_the_others(void **state)
{
	static const char *const bodies[] = {
	    "{\"id\":4711}",
	    "{\"id\":4711,\"year\":null}",
	    "{\"year\":1977}",
	    "{\"id\":4711,\"year\":197}",
	    "{\"id\":12,\"year\":1977}", /* as of a master that was merged into 12 */
	};
	struct fixture *f = *state;
	for (unsigned i = 0; i < 3 * ARRAY_LEN(bodies); i++) {
		peer_reply(f->outside->peer, 200, JSON_TYPE, bodies[i % ARRAY_LEN(bodies)]);
		f->ending = (struct ending){.done = false};
		fetch_year(f);
		assert_true(f->ending.failed);
		assert_int_equal(f->ending.err.code, ERR_NOT_FOUND);
		assert_int_equal(peer_requests(f->outside->peer), i + 1);
		assert_int_equal(f->role.status(f->role.self).resumes_in_ms, -1);
	}
}

/* --- who it is ---------------------------------------------------------------------------- */

static void on_identity(void *data, const char *username, const struct err *err)
{
	struct fixture *f = data;
	f->call = NULL;
	ending_note(&f->ending, err);
	assert_int_equal(username == NULL, err != NULL);
	snprintf(f->username, sizeof(f->username), "%s", username ? username : "");
}

static void the_identity_names_the_account(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 200, JSON_TYPE,
	           "{\"id\":1,\"username\":\"collector\",\"consumer_name\":\"collector\","
	           "\"resource_url\":\"https://api.discogs.com/users/collector\"}");
	f->call = discogs_identify(f->discogs, on_identity, f);
	run(f);
	assert_string_equal(f->username, "collector");
	const char *request = peer_last_request(f->outside->peer);
	assert_string_equal(request_line(request), "GET /oauth/identity HTTP/1.1");
	assert_string_equal(header_of(request, "Authorization"), "Discogs token=" TOKEN);
}

static void control_characters_do_not_get_into_the_accounts_name(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"username\":\"col\\nlec\\u001btor\"}");
	f->call = discogs_identify(f->discogs, on_identity, f);
	run(f);
	assert_string_equal(f->username, "col?lec?tor");
}

static void an_identity_without_a_name_is_refused(void **state)
{
	static const struct {
		int status;
		const char *body, *message;
		enum err_code code;
	} cases[] = {
	    {200, "{\"id\":1}", "no username", ERR_REMOTE},
	    {200, "{\"username\":\"\"}", "no username", ERR_REMOTE},
	    {200, "{\"username\":7}", "no username", ERR_REMOTE},
	    {200, "{\"username\":\"coll", "no valid JSON", ERR_REMOTE},
	    {401, "{\"message\":\"You must authenticate to access this resource.\"}",
	     "You must authenticate", ERR_AUTH},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		peer_reply(f->outside->peer, cases[i].status, JSON_TYPE, cases[i].body);
		f->call = discogs_identify(f->discogs, on_identity, f);
		run(f);
		assert_int_equal(f->ending.err.code, cases[i].code);
		assert_non_null(strstr(f->ending.err.msg, cases[i].message));
		fixture_destroy(f);
	}
}

/* --- cancelling --------------------------------------------------------------------------- */

static void start_page(struct fixture *f)
{
	peer_reply(f->outside->peer, 500, JSON_TYPE, "");
	peer_reply(f->outside->peer, 200, JSON_TYPE,
	           "{\"pagination\":{\"page\":1,\"pages\":3,\"items\":236},\"releases\":["
	           "{\"id\":7,\"basic_information\":{\"title\":\"Night Ferry\"}}]}");
	answer_page(f, "");
	fetch(f, 2, false);
}

static void start_master(struct fixture *f)
{
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"id\":4711,\"year\":1977}");
	f->call = f->role.fetch_master_year(f->role.self, 4711, on_year, f);
}

static void start_identity(struct fixture *f)
{
	peer_reply(f->outside->peer, 500, JSON_TYPE, "");
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"username\":\"collector\"}");
	f->call = discogs_identify(f->discogs, on_identity, f);
}

static bool cancelled_after(int turns, void (*start)(struct fixture *f))
{
	struct fixture *f = fixture_create();
	start(f);
	for (int i = 0; i < turns && !f->ending.done; i++) {
		loop_turn(f->outside->loop);
	}
	bool cancelled = !f->ending.done;
	if (cancelled) {
		role_cancel(f->call);
		outside_settle(f->outside);
		assert_false(f->ending.done);
	}
	fixture_destroy(f);
	return cancelled;
}

static void a_call_cancelled_after_any_turn_of_the_loop_is_never_told(void **state)
{
	(void)state;
	void (*const starts[])(struct fixture *) = {start_page, start_master, start_identity};
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		int turns = 0;
		while (cancelled_after(turns, starts[i])) {
			turns++;
		}
		assert_in_range(turns, 4, 500);
	}
}

static void a_call_can_be_cancelled_while_its_answer_stalls(void **state)
{
	struct fixture *f = *state;
	peer_stall(f->outside->peer);
	fetch(f, 1, false);
	run_until(f->outside->loop, peer_is_stalling(f->outside->peer));
	role_cancel(f->call);
	outside_settle(f->outside);
	assert_false(f->ending.done);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_page_is_asked_for_by_date_added_with_the_token_in_a_header),
	    TEST(the_token_is_nowhere_else),
	    TEST(the_newest_can_come_first),
	    TEST(another_page_than_the_one_asked_for_is_not_taken),
	    TEST(another_page_may_be_followed_by_the_right_one),
	    cmocka_unit_test(refusals_are_told_by_their_code),
	    TEST(a_cut_body_is_asked_for_again),
	    TEST(a_body_past_all_reason_is_cut_off),
	    cmocka_unit_test(few_requests_left_slow_it_down),
	    TEST(its_status_tells_what_was_asked),
	    TEST(refused_credentials_make_it_unavailable_after_a_while),
	    TEST(a_masters_year_is_asked_for_with_the_token),
	    TEST(a_year_that_discogs_does_not_know_is_0),
	    TEST(a_master_that_is_not_found_is_told_as_such),
	    cmocka_unit_test(what_is_no_master_leaves_the_year_open),
	    TEST(an_odd_master_is_asked_for_once_and_keeps_nobody_from_the_others),
	    TEST(the_identity_names_the_account),
	    TEST(control_characters_do_not_get_into_the_accounts_name),
	    cmocka_unit_test(an_identity_without_a_name_is_refused),
	    cmocka_unit_test(a_call_cancelled_after_any_turn_of_the_loop_is_never_told),
	    TEST(a_call_can_be_cancelled_while_its_answer_stalls),
	};
	return cmocka_run_group_tests_name("discogs", tests, NULL, NULL);
}

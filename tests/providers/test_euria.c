#include "providers/euria.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "model/album.h"
#include "net/upstream.h"
#include "providers/euria_prompt.h"
#include "providers/outside.h"
#include "support/fixture.h"
#include "support/peer.h"
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define TOKEN "fake-euria-token"
#define MODEL "some/model-14B"
#define GOOD "Un disque nocturne, entre dub et folk, où les voix restent en retrait."
#define REFUSAL "Je suis désolé, mais je ne dispose pas d'informations sur cet album."

struct fixture {
	struct outside *outside;
	struct euria *euria;
	struct writing_role role;
	struct album *album;
	struct ending ending;
	struct role_call *call;
	bool has_facet, listed;
	struct text_facet facet; /* its texts are the copies below */
	char text[500], model[100], language[10], reason[300];
};

static struct fixture *fixture_create(void)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->outside = outside_create();
	f->euria = euria_create(&(struct euria_options){.upstream = f->outside->upstream,
	                                                .token = TOKEN,
	                                                .model = MODEL,
	                                                .language = "fr",
	                                                .albums_per_request = 4});
	f->role = euria_role(f->euria);
	f->album = album_create();
	f->album->title = "Night Ferry";
	return f;
}

static void fixture_destroy(struct fixture *f)
{
	album_destroy(f->album);
	euria_destroy(f->euria);
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

static void answer_text(struct fixture *f, const char *content, const char *finish_reason)
{
	json_auto_t *body =
	    json_pack("{s:[{s:{s:s, s:s?}, s:s?}], s:n}", "choices", "message", "role", "assistant",
	              "content", content, "finish_reason", finish_reason, "usage");
	autofree char *text = json_dumps(body, 0);
	peer_reply(f->outside->peer, 200, JSON_TYPE, text);
}

static void keep(char *out, size_t size_bytes, const char *text)
{
	snprintf(out, size_bytes, "%s", text ? text : "");
}

static void on_description(void *data, const struct text_facet *facet, const struct err *err)
{
	struct fixture *f = data;
	f->call = NULL;
	ending_note(&f->ending, err);
	assert_int_equal(facet == NULL, err != NULL);
	f->has_facet = facet != NULL;
	if (facet) {
		f->facet = *facet;
		keep(f->text, sizeof(f->text), facet->text);
		keep(f->model, sizeof(f->model), facet->model);
		keep(f->language, sizeof(f->language), facet->language);
		keep(f->reason, sizeof(f->reason), facet->reason);
	}
}

static void describe(struct fixture *f)
{
	f->call = f->role.describe(f->role.self, f->album, on_description, f);
	assert_false(f->ending.done);
}

static void run(struct fixture *f)
{
	run_until(f->outside->loop, &f->ending.done);
	assert_int_equal(f->ending.count, 1);
	assert_null(strstr(f->ending.err.msg, "fake"));
}

/* The request for the album alone; free() it. */
static char *request_for(struct fixture *f, bool strict)
{
	struct arena *arena = arena_create();
	struct album_facts facts;
	album_facts_read(arena, f->album, &facts);
	char *body =
	    euria_prompt(&(struct euria_question){.model = MODEL,
	                                          .language = "fr",
	                                          .strict = strict,
	                                          .albums = (const struct album_facts *[]){&facts},
	                                          .count = 1});
	arena_destroy(arena);
	return body;
}

/* What the model was asked last; free() it. */
static char *last_prompt(struct fixture *f)
{
	json_auto_t *body = json_loads(body_of(peer_last_request(f->outside->peer)), 0, NULL);
	assert_non_null(body);
	const json_t *message = json_array_get(json_object_get(body, "messages"), 0);
	return xstrdup(json_string_value(json_object_get(message, "content")));
}

/* --- descriptions ------------------------------------------------------------------------- */

static void a_good_answer_is_a_description(void **state)
{
	struct fixture *f = *state;
	answer_text(f, "\n" GOOD "\n", "stop");
	describe(f);
	run(f);
	assert_true(f->has_facet);
	assert_int_equal(f->facet.outcome, OUTCOME_FOUND);
	assert_string_equal(f->text, GOOD);
	assert_string_equal(f->model, MODEL);
	assert_string_equal(f->language, "fr");
	assert_null(f->facet.reason);
	assert_int_equal(f->facet.prompt_version, EURIA_PROMPT_VERSION);
	assert_int_equal(peer_requests(f->outside->peer), 1);
}

static void the_request_carries_the_prompt_and_the_token_in_a_header_alone(void **state)
{
	struct fixture *f = *state;
	answer_text(f, GOOD, "stop");
	describe(f);
	run(f);
	const char *request = peer_last_request(f->outside->peer);
	assert_string_equal(request_line(request), "POST /chat/completions HTTP/1.1");
	assert_string_equal(header_of(request, "Authorization"), "Bearer " TOKEN);
	assert_string_equal(header_of(request, "Content-Type"), "application/json");
	assert_string_equal(header_of(request, "User-Agent"), OUTSIDE_AGENT);
	assert_null(strstr(body_of(request), TOKEN));
	autofree char *expected = request_for(f, false);
	assert_string_equal(body_of(request), expected);
}

static void an_answer_that_is_none_is_asked_for_once_more_and_more_strictly(void **state)
{
	struct fixture *f = *state;
	answer_text(f, REFUSAL, "stop");
	answer_text(f, GOOD, "stop");
	describe(f);
	run(f);
	assert_int_equal(f->facet.outcome, OUTCOME_FOUND);
	assert_string_equal(f->text, GOOD);
	assert_int_equal(peer_requests(f->outside->peer), 2);
	autofree char *prompt = last_prompt(f);
	assert_non_null(strstr(prompt, "Ta réponse précédente"));
	autofree char *expected = request_for(f, true);
	assert_string_equal(body_of(peer_last_request(f->outside->peer)), expected);
}

static void after_two_bad_answers_the_description_is_absent_with_the_reason(void **state)
{
	static const struct {
		const char *content, *finish_reason, *reason;
	} cases[] = {
	    {REFUSAL, "stop", "refusal"},
	    {NULL, "stop", "empty"},
	    {"", NULL, "empty"},
	    {GOOD, "length", "cut off"},
	    {"Aucune information disponible", "stop", "placeholder"},
	    {"Un disque.", "stop", "too short"},
	    {"## Night Ferry\n\n" GOOD, "stop", "marked up"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		answer_text(f, cases[i].content, cases[i].finish_reason);
		describe(f);
		run(f);
		assert_true(f->has_facet);
		assert_int_equal(f->facet.outcome, OUTCOME_ABSENT);
		assert_null(f->facet.text);
		if (!strstr(f->reason, cases[i].reason)) {
			fail_msg("\"%s\", not %s", f->reason, cases[i].reason);
		}
		assert_string_equal(f->model, MODEL);
		assert_int_equal(peer_requests(f->outside->peer), 2);
		fixture_destroy(f);
	}
}

static void the_reason_is_that_of_the_second_answer(void **state)
{
	struct fixture *f = *state;
	answer_text(f, REFUSAL, "stop");
	answer_text(f, "Un disque.", "stop");
	describe(f);
	run(f);
	assert_non_null(strstr(f->reason, "too short"));
}

static void refusals_of_the_service_are_errors_and_no_absences(void **state)
{
	static const struct {
		int status;
		const char *type, *body;
		enum err_code code;
		const char *message;
		unsigned requests;
	} cases[] = {
	    {400, JSON_TYPE, "{\"error\":{\"message\":\"bad parameter\"}}", ERR_INVALID,
	     "bad parameter", 1},
	    {401, JSON_TYPE,
	     "{\"result\":\"error\",\"error\":{\"code\":\"not_authorized\","
	     "\"description\":\"Authorization required\"}}",
	     ERR_AUTH, "Authorization required", 1},
	    {401, JSON_TYPE, "{\"error\":{\"message\":\"Invalid Authentication\"}}", ERR_AUTH,
	     "Invalid Authentication", 1},
	    {422, JSON_TYPE,
	     "{\"result\":\"error\",\"error\":{\"code\":\"validation_failed\","
	     "\"description\":\"Validation failed\"}}",
	     ERR_INVALID, "Validation failed", 1},
	    {500, "Content-Type: text/plain\r\n", "oops", ERR_TRANSIENT, "oops",
	     1 + OUTSIDE_RETRIES},
	    {200, JSON_TYPE, "{\"result\":\"error\",\"error\":{\"code\":\"x\"}}", ERR_REMOTE,
	     "no message", 1 + OUTSIDE_RETRIES},
	    {200, JSON_TYPE, "", ERR_REMOTE, "empty", 1 + OUTSIDE_RETRIES},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		peer_reply(f->outside->peer, cases[i].status, cases[i].type, cases[i].body);
		describe(f);
		run(f);
		assert_false(f->has_facet);
		assert_int_equal(f->ending.err.code, cases[i].code);
		assert_non_null(strstr(f->ending.err.msg, cases[i].message));
		assert_int_equal(peer_requests(f->outside->peer), cases[i].requests);
		fixture_destroy(f);
	}
}

static void an_error_on_the_second_try_is_an_error(void **state)
{
	struct fixture *f = *state;
	answer_text(f, REFUSAL, "stop");
	peer_reply(f->outside->peer, 401, JSON_TYPE, "{\"error\":{\"message\":\"Expired\"}}");
	describe(f);
	run(f);
	assert_false(f->has_facet);
	assert_int_equal(f->ending.err.code, ERR_AUTH);
}

static void a_passing_failure_costs_no_strictness(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 503, HTML_TYPE, "<html></html>");
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"choices\":[]}");
	answer_text(f, GOOD, "stop");
	describe(f);
	run(f);
	assert_int_equal(f->facet.outcome, OUTCOME_FOUND);
	autofree char *expected = request_for(f, false);
	assert_string_equal(body_of(peer_last_request(f->outside->peer)), expected);
}

static void its_status_is_its_hosts(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(f->role.status(f->role.self).state, PROVIDER_OK);
	upstream_block_until(f->outside->upstream, INT64_MAX / 2, "closed");
	struct provider_status status = f->role.status(f->role.self);
	assert_int_equal(status.state, PROVIDER_BLOCKED);
	assert_string_equal(status.reason, "closed");
	describe(f);
	run(f);
	assert_int_equal(f->ending.err.code, ERR_BLOCKED);
	assert_int_equal(peer_requests(f->outside->peer), 0);
}

/* --- models ------------------------------------------------------------------------------- */

static void on_models(void *data, bool model_listed, const struct err *err)
{
	struct fixture *f = data;
	f->call = NULL;
	ending_note(&f->ending, err);
	f->listed = model_listed;
}

static void the_list_of_models_tells_whether_ours_is_there(void **state)
{
	static const struct {
		const char *body;
		bool failed, listed;
	} cases[] = {
	    {"{\"object\":\"list\",\"data\":[{\"id\":\"other/model\",\"object\":\"model\"},"
	     "{\"id\":\"" MODEL "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"x\"},"
	     "{\"id\":\"third\"}]}",
	     false, true},
	    {"{\"data\":[{\"id\":\"other/model\"},{\"id\":7},{\"name\":\"" MODEL "\"},null]}",
	     false, false},
	    {"{\"data\":[{\"id\":\"" MODEL "-Instruct\"}]}", false, false},
	    {"{\"data\":[]}", false, false},
	    {"{\"data\":null}", true, false},
	    {"[]", true, false},
	    {"{\"data\":[{\"id\":\"" MODEL "\"}", true, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create();
		peer_reply(f->outside->peer, 200, JSON_TYPE, cases[i].body);
		f->call = euria_list_models(f->euria, on_models, f);
		run(f);
		assert_int_equal(f->ending.failed, cases[i].failed);
		assert_int_equal(f->listed, cases[i].listed);
		assert_int_equal(f->ending.err.code, cases[i].failed ? ERR_REMOTE : ERR_NONE);
		const char *request = peer_last_request(f->outside->peer);
		assert_string_equal(request_line(request), "GET /models HTTP/1.1");
		assert_string_equal(header_of(request, "Authorization"), "Bearer " TOKEN);
		fixture_destroy(f);
	}
}

/* --- cancelling --------------------------------------------------------------------------- */

static void start_description(struct fixture *f)
{
	peer_reply(f->outside->peer, 500, JSON_TYPE, "");
	answer_text(f, REFUSAL, "stop");
	answer_text(f, GOOD, "stop");
	describe(f);
}

static void start_models(struct fixture *f)
{
	peer_reply(f->outside->peer, 500, JSON_TYPE, "");
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"data\":[]}");
	f->call = euria_list_models(f->euria, on_models, f);
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
	void (*const starts[])(struct fixture *) = {start_description, start_models};
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		int turns = 0;
		while (cancelled_after(turns, starts[i])) {
			turns++;
		}
		assert_in_range(turns, 4, 500);
	}
}

static void a_call_can_be_cancelled_while_its_second_answer_stalls(void **state)
{
	struct fixture *f = *state;
	answer_text(f, REFUSAL, "stop");
	peer_stall(f->outside->peer);
	describe(f);
	run_until(f->outside->loop, peer_is_stalling(f->outside->peer));
	role_cancel(f->call);
	outside_settle(f->outside);
	assert_false(f->ending.done);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_good_answer_is_a_description),
	    TEST(the_request_carries_the_prompt_and_the_token_in_a_header_alone),
	    TEST(an_answer_that_is_none_is_asked_for_once_more_and_more_strictly),
	    cmocka_unit_test(after_two_bad_answers_the_description_is_absent_with_the_reason),
	    TEST(the_reason_is_that_of_the_second_answer),
	    cmocka_unit_test(refusals_of_the_service_are_errors_and_no_absences),
	    TEST(an_error_on_the_second_try_is_an_error),
	    TEST(a_passing_failure_costs_no_strictness),
	    TEST(its_status_is_its_hosts),
	    cmocka_unit_test(the_list_of_models_tells_whether_ours_is_there),
	    cmocka_unit_test(a_call_cancelled_after_any_turn_of_the_loop_is_never_told),
	    TEST(a_call_can_be_cancelled_while_its_second_answer_stalls),
	};
	return cmocka_run_group_tests_name("euria", tests, NULL, NULL);
}

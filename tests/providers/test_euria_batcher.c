#include "providers/euria_batcher.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "model/album.h"
#include "net/upstream.h"
#include "providers/outside.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/peer.h"
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define MODEL "some/model-14B"
#define ALBUMS 6
#define HALF_AN_HOUR_MS (30 * 60 * 1000)
#define TEXT(number)                                                                               \
	"Un disque nocturne, entre dub et folk, où la voix numéro " number " reste en retrait."
#define REFUSAL "Je suis désolé, mais je ne dispose pas d'informations sur cet album."
#define INVENTED "Ce disque nocturne, entre dub et folk, a été enregistré en 1977 à la campagne."
#define NAMED "Un disque nocturne, entre dub et folk, où la basse de Zephirin Quellebrume domine."

struct fixture;
struct asker {
	struct fixture *f;
	struct album *album;
	struct role_call *call; /* NULL once it has ended */
	struct ending ending;
	enum outcome outcome;
	char text[300], reason[200], unverified[200];
	struct asker *cancels; /* as soon as this one is told */
};

struct fixture {
	struct outside *outside;
	struct euria_batcher *batcher;
	struct asker askers[ALBUMS];
	unsigned ended;
	bool all_ended;
	unsigned expected; /* endings */
};

static struct fixture *fixture_create(unsigned albums_per_request)
{
	static const char *const titles[ALBUMS] = {"Night Ferry", "Day Ferry",   "Tide Tables",
	                                           "Quay",        "Salt Choirs", "Lanterns"};
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->outside = outside_create();
	assert_true(log_open(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, folder_path("log"), NULL));
	f->batcher = euria_batcher_create(&(struct euria_batcher_options){
	    .upstream = f->outside->upstream,
	    .authorization = "Authorization: Bearer fake",
	    .model = MODEL,
	    .language = "fr",
	    .albums_per_request = albums_per_request,
	});
	for (size_t i = 0; i < ALBUMS; i++) {
		f->askers[i].f = f;
		f->askers[i].album = album_create();
		f->askers[i].album->title = titles[i];
	}
	return f;
}

static void fixture_destroy(struct fixture *f)
{
	outside_settle(f->outside);
	for (size_t i = 0; i < ALBUMS; i++) {
		album_destroy(f->askers[i].album);
	}
	euria_batcher_destroy(f->batcher);
	log_open(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, NULL, NULL);
	outside_destroy(f->outside);
	free(f);
}

static int setup(void **state)
{
	folder_create();
	*state = fixture_create(4);
	return 0;
}

static int teardown(void **state)
{
	fixture_destroy(*state);
	folder_remove();
	return 0;
}

/* --- calls -------------------------------------------------------------------------------- */

static void cancel(struct asker *asker)
{
	role_cancel(asker->call);
	asker->call = NULL;
}

static void on_description(void *data, const struct text_facet *facet, const struct err *err)
{
	struct asker *asker = data;
	struct fixture *f = asker->f;
	asker->call = NULL;
	ending_note(&asker->ending, err);
	assert_int_equal(asker->ending.count, 1);
	assert_int_equal(facet == NULL, err != NULL);
	if (facet) {
		asker->outcome = facet->outcome;
		snprintf(asker->text, sizeof(asker->text), "%s", facet->text ? facet->text : "");
		snprintf(asker->reason, sizeof(asker->reason), "%s",
		         facet->reason ? facet->reason : "");
		for (size_t i = 0; i < facet->unverified_count; i++) {
			strcat(asker->unverified, i ? "|" : "");
			strcat(asker->unverified, facet->unverified[i]);
		}
	}
	if (asker->cancels) {
		cancel(asker->cancels);
	}
	f->ended++;
	f->all_ended = f->ended == f->expected;
}

static void describe(struct fixture *f, size_t index)
{
	struct asker *asker = &f->askers[index];
	asker->call = euria_batcher_describe(f->batcher, asker->album, on_description, asker);
	assert_false(asker->ending.done); /* never from inside */
	f->expected++;
	f->all_ended = false;
}

static void describe_first(struct fixture *f, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		describe(f, i);
	}
}

static void finish(struct fixture *f)
{
	run_until(f->outside->loop, &f->all_ended);
}

static void assert_found(struct fixture *f, size_t index, const char *text)
{
	const struct asker *asker = &f->askers[index];
	if (asker->ending.failed) {
		fail_msg("%s", asker->ending.err.msg);
	}
	assert_string_equal(asker->text, text);
	assert_int_equal(asker->outcome, OUTCOME_FOUND);
}

/* --- the peer ----------------------------------------------------------------------------- */

static void answer(struct fixture *f, const char *content, const char *finish_reason)
{
	json_auto_t *body =
	    json_pack("{s:[{s:{s:s, s:s}, s:s}]}", "choices", "message", "role", "assistant",
	              "content", content, "finish_reason", finish_reason);
	autofree char *text = json_dumps(body, 0);
	peer_reply(f->outside->peer, 200, JSON_TYPE, text);
}

/* Notices 1, 2, … in JSON; a NULL is left out. */
static void answer_notices(struct fixture *f, const char *const *texts, size_t count)
{
	json_auto_t *root = json_pack("{s:[]}", "notices");
	json_t *list = json_object_get(root, "notices");
	for (size_t i = 0; i < count; i++) {
		if (texts[i]) {
			json_array_append_new(
			    list, json_pack("{s:i, s:s}", "id", (int)i + 1, "text", texts[i]));
		}
	}
	autofree char *content = json_dumps(root, 0);
	answer(f, content, "stop");
}

/* "Night Ferry|Quay", with a "!" behind what was asked for strictly: the last request's albums. */
static const char *last_asked(struct fixture *f)
{
	static char asked[300];
	json_auto_t *body = json_loads(body_of(peer_last_request(f->outside->peer)), 0, NULL);
	const json_t *message = json_array_get(json_object_get(body, "messages"), 0);
	const char *content = json_string_value(json_object_get(message, "content"));
	json_auto_t *data = json_loads(strpbrk(content, "[{"), 0, NULL);
	asked[0] = '\0';
	for (size_t i = 0; i < json_array_size(data); i++) {
		strcat(asked, i ? "|" : "");
		strcat(asked, json_string_value(json_object_get(json_array_get(data, i), "title")));
	}
	if (json_is_object(data)) {
		strcat(asked, json_string_value(json_object_get(data, "title")));
		strcat(asked, strstr(content, "Ta réponse précédente") ? "!" : "");
	}
	assert_int_equal(json_object_get(body, "response_format") != NULL, json_is_array(data));
	return asked;
}

static unsigned requests(struct fixture *f)
{
	return peer_requests(f->outside->peer);
}

static unsigned logged(const char *text)
{
	uint64_t size_bytes;
	autofree char *log = file_read(folder_path("log"), &size_bytes);
	unsigned count = 0;
	for (const char *at = log; (at = strstr(at, text)); at += strlen(text)) {
		count++;
	}
	return count;
}

/* --- together ----------------------------------------------------------------------------- */

static void albums_that_wait_together_share_a_request(void **state)
{
	struct fixture *f = *state;
	answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2"), TEXT("3")}, 3);
	describe_first(f, 3);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_found(f, 1, TEXT("2"));
	assert_found(f, 2, TEXT("3"));
	assert_int_equal(requests(f), 1);
	assert_string_equal(last_asked(f), "Night Ferry|Day Ferry|Tide Tables");
}

static void an_album_that_waits_alone_goes_out_alone(void **state)
{
	struct fixture *f = *state;
	answer(f, TEXT("1"), "stop");
	describe(f, 0);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_string_equal(last_asked(f), "Night Ferry");
}

static void no_more_share_a_request_than_allowed(void **state)
{
	struct fixture *f = *state;
	const char *const texts[] = {TEXT("1"), TEXT("2"), TEXT("3"), TEXT("4")};
	answer_notices(f, texts, 4);
	describe_first(f, ALBUMS);
	finish(f); /* the second request has two albums, and gets two notices of the four */
	assert_int_equal(requests(f), 2);
	for (size_t i = 0; i < ALBUMS; i++) {
		assert_found(f, i, texts[i % 4]);
	}
}

static void each_goes_alone_where_one_a_request_is_configured(void **state)
{
	(void)state;
	struct fixture *f = fixture_create(1);
	answer(f, TEXT("1"), "stop");
	describe_first(f, 3);
	finish(f);
	assert_int_equal(requests(f), 3);
	assert_string_equal(last_asked(f), "Tide Tables");
	fixture_destroy(f);
}

/* --- one bad notice among good ones ------------------------------------------------------- */

static void a_bad_notice_is_asked_for_once_more_alone(void **state)
{
	static const char *const bad[] = {REFUSAL, INVENTED, "", "Un disque.", NULL};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fixture *f = fixture_create(4);
		answer_notices(f, (const char *const[]){TEXT("1"), bad[i], TEXT("3")}, 3);
		answer(f, TEXT("2"), "stop");
		describe_first(f, 3);
		finish(f);
		assert_found(f, 0, TEXT("1"));
		assert_found(f, 1, TEXT("2"));
		assert_found(f, 2, TEXT("3"));
		assert_int_equal(requests(f), 2);
		bool was_there = bad[i] && *bad[i];
		assert_string_equal(last_asked(f), was_there ? "Day Ferry!" : "Day Ferry");
		fixture_destroy(f);
	}
}

static void after_two_bad_notices_it_is_absent_with_the_reason(void **state)
{
	struct fixture *f = *state;
	answer_notices(f, (const char *const[]){TEXT("1"), REFUSAL}, 2);
	answer(f, INVENTED, "stop");
	describe_first(f, 2);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_int_equal(f->askers[1].outcome, OUTCOME_ABSENT);
	assert_non_null(strstr(f->askers[1].reason, "1977"));
	assert_int_equal(requests(f), 2);
}

static void a_missing_notice_that_stays_missing_is_absent(void **state)
{
	struct fixture *f = *state;
	answer_notices(f, (const char *const[]){TEXT("1"), NULL}, 2);
	answer(f, "", "stop");
	describe_first(f, 2);
	finish(f);
	assert_int_equal(f->askers[1].outcome, OUTCOME_ABSENT);
	assert_non_null(strstr(f->askers[1].reason, "empty"));
}

static void a_name_beyond_the_facts_is_stored_as_unverified_after_a_second_try(void **state)
{
	struct fixture *f = *state;
	answer(f, NAMED, "stop");
	describe(f, 0);
	finish(f);
	assert_int_equal(requests(f), 2);
	assert_string_equal(last_asked(f), "Night Ferry!");
	assert_found(f, 0, NAMED);
	assert_string_equal(f->askers[0].unverified, "Zephirin Quellebrume");
}

static void a_second_try_without_the_name_is_preferred(void **state)
{
	struct fixture *f = *state;
	answer(f, NAMED, "stop");
	answer(f, TEXT("1"), "stop");
	describe(f, 0);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_string_equal(f->askers[0].unverified, "");
}

static void a_text_with_a_doubtful_name_is_better_than_none(void **state)
{
	struct fixture *f = *state;
	answer(f, NAMED, "stop");
	answer(f, REFUSAL, "stop");
	describe(f, 0);
	finish(f);
	assert_found(f, 0, NAMED);
	assert_string_equal(f->askers[0].unverified, "Zephirin Quellebrume");
	assert_string_equal(f->askers[0].reason, "");
}

/* --- models that do not do what they are asked -------------------------------------------- */

static void a_model_that_ignores_the_schema_is_asked_one_by_one_from_then_on(void **state)
{
	struct fixture *f = *state;
	answer(f, "1. Un disque.\n2. Un autre disque.", "stop");
	answer(f, TEXT("1"), "stop");
	describe_first(f, 3);
	finish(f);
	assert_int_equal(requests(f), 4);
	describe(f, 3);
	describe(f, 4);
	finish(f);
	assert_int_equal(requests(f), 6);
	for (size_t i = 0; i < 5; i++) {
		assert_found(f, i, TEXT("1"));
	}
	assert_int_equal(logged("one album a request from now on"), 1);
	assert_int_equal(logged(MODEL), 1);
}

static void a_model_that_fills_the_schema_with_nothing_is_asked_one_by_one(void **state)
{
	struct fixture *f = *state;
	answer(f, "{\"notices\":[]}", "stop");
	answer(f, TEXT("1"), "stop");
	describe_first(f, 2);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_found(f, 1, TEXT("1"));
	assert_int_equal(logged("from now on"), 1);
}

static void such_an_answer_is_nobodys_first_try(void **state)
{
	struct fixture *f = *state;
	answer(f, "no JSON", "stop");
	answer(f, REFUSAL, "stop"); /* the first album's first try … */
	answer(f, TEXT("2"), "stop");
	describe_first(f, 2);
	finish(f);
	assert_found(f, 0, TEXT("2")); /* … and its second */
	assert_found(f, 1, TEXT("2"));
	assert_int_equal(requests(f), 4);
}

static void a_service_that_refuses_the_schema_is_asked_one_by_one(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 400, JSON_TYPE,
	           "{\"error\":{\"message\":\"response_format is not supported\"}}");
	answer(f, TEXT("1"), "stop");
	describe_first(f, 2);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_found(f, 1, TEXT("1"));
	assert_int_equal(requests(f), 3);
	assert_int_equal(logged("response_format is not supported"), 1);
}

static void an_answer_that_was_cut_is_asked_for_one_by_one_this_time(void **state)
{
	struct fixture *f = *state;
	answer(f, "{\"notices\":[{\"id\":1,\"text\":\"Un dis", "length");
	answer(f, TEXT("1"), "stop");
	answer(f, TEXT("2"), "stop");
	answer_notices(f, (const char *const[]){TEXT("3"), TEXT("4")}, 2);
	describe_first(f, 2);
	finish(f);
	describe(f, 2);
	describe(f, 3);
	finish(f);
	assert_int_equal(requests(f), 4);
	assert_found(f, 3, TEXT("4"));
	assert_int_equal(logged("from now on"), 0);
}

/* --- errors ------------------------------------------------------------------------------- */

static void an_error_is_told_to_all_that_went_out_together(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 401, JSON_TYPE, "{\"error\":{\"message\":\"Expired\"}}");
	describe_first(f, 3);
	finish(f);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(f->askers[i].ending.err.code, ERR_AUTH);
	}
	assert_int_equal(requests(f), 1);
}

static void all_who_wait_hear_that_the_provider_is_blocked(void **state)
{
	struct fixture *f = *state;
	upstream_block_until(f->outside->upstream, INT64_MAX / 2, "closed");
	describe_first(f, ALBUMS);
	finish(f);
	for (size_t i = 0; i < ALBUMS; i++) {
		assert_int_equal(f->askers[i].ending.err.code, ERR_BLOCKED);
	}
	assert_int_equal(requests(f), 0);
}

static void a_refused_second_try_leaves_the_first_text(void **state)
{
	struct fixture *f = *state;
	answer(f, NAMED, "stop");
	peer_reply(f->outside->peer, 400, JSON_TYPE, "{\"error\":{\"message\":\"no\"}}");
	describe(f, 0);
	finish(f);
	assert_found(f, 0, NAMED);
	assert_string_equal(f->askers[0].unverified, "Zephirin Quellebrume");
}

static void passing_failures_are_tried_again_together(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 503, HTML_TYPE, "<html></html>");
	peer_reply(f->outside->peer, 200, JSON_TYPE, "{\"choices\":[]}");
	answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2")}, 2);
	describe_first(f, 2);
	finish(f);
	assert_found(f, 1, TEXT("2"));
	assert_int_equal(requests(f), 3);
	assert_string_equal(last_asked(f), "Night Ferry|Day Ferry");
}

static void what_fails_together_for_good_is_asked_for_one_by_one(void **state)
{
	struct fixture *f = *state;
	for (unsigned i = 0; i <= OUTSIDE_RETRIES; i++) {
		peer_reply(f->outside->peer, 503, HTML_TYPE, "<html></html>");
	}
	answer(f, TEXT("1"), "stop");
	describe_first(f, 2);
	finish(f);
	assert_found(f, 0, TEXT("1"));
	assert_found(f, 1, TEXT("1"));
	assert_int_equal(requests(f), 1 + OUTSIDE_RETRIES + 2);
	assert_int_equal(logged("from now on"), 0);
}

/* As a gateway does that gives up on long answers: the circuit opens before anybody is asked alone.
 */
static void while_those_together_fail_fewer_share_a_request(void **state)
{
	(void)state;
	struct fixture *f = fixture_create(4);
	peer_reply(f->outside->peer, 504, HTML_TYPE, "<html></html>");
	describe_first(f, ALBUMS);
	finish(f);
	unsigned before = requests(f);
	size_t most = 4;
	for (unsigned round = 0; round < 4 && most > 1; round++) {
		leap(HALF_AN_HOUR_MS); /* the circuit lets one through */
		for (size_t i = 0; i < ALBUMS; i++) {
			f->askers[i].ending = (struct ending){.done = false};
		}
		f->ended = f->expected = 0;
		describe_first(f, ALBUMS);
		finish(f);
		const char *asked = last_asked(f);
		most = 1;
		for (const char *at = asked; (at = strchr(at, '|')); at++) {
			most++;
		}
	}
	assert_true(requests(f) > before);
	assert_int_equal(most, 1);
	fixture_destroy(f);
}

static void what_fails_alone_too_is_an_error(void **state)
{
	struct fixture *f = *state;
	peer_reply(f->outside->peer, 503, HTML_TYPE, "<html></html>");
	describe_first(f, 2);
	finish(f);
	for (size_t i = 0; i < 2; i++) {
		const struct ending *ending = &f->askers[i].ending;
		assert_true(ending->failed);
		assert_true(ending->err.code == ERR_TRANSIENT || ending->err.code == ERR_BLOCKED);
	}
}

/* --- cancelling --------------------------------------------------------------------------- */

static void who_cancels_while_waiting_does_not_go_out(void **state)
{
	struct fixture *f = *state;
	answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2")}, 2);
	describe_first(f, 3);
	cancel(&f->askers[1]);
	f->expected--;
	finish(f);
	assert_string_equal(last_asked(f), "Night Ferry|Tide Tables");
	assert_found(f, 2, TEXT("2"));
	assert_int_equal(f->askers[1].ending.count, 0);
}

static void where_all_cancel_nothing_goes_out(void **state)
{
	struct fixture *f = *state;
	describe_first(f, 2);
	cancel(&f->askers[0]);
	cancel(&f->askers[1]);
	outside_settle(f->outside);
	assert_int_equal(requests(f), 0);
	answer(f, TEXT("3"), "stop");
	describe(f, 2);
	f->expected = 1;
	finish(f);
	assert_found(f, 2, TEXT("3"));
}

static void who_cancels_on_the_way_leaves_the_others_theirs(void **state)
{
	struct fixture *f = *state;
	answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2"), TEXT("3")}, 3);
	describe_first(f, 3);
	while (requests(f) == 0) {
		loop_turn(f->outside->loop);
	}
	cancel(&f->askers[0]);
	f->expected--;
	finish(f);
	assert_found(f, 1, TEXT("2"));
	assert_found(f, 2, TEXT("3"));
	assert_int_equal(f->askers[0].ending.count, 0);
}

static void the_request_is_given_up_with_the_last_of_its_albums(void **state)
{
	struct fixture *f = *state;
	peer_stall(f->outside->peer);
	describe_first(f, 2);
	run_until(f->outside->loop, peer_is_stalling(f->outside->peer));
	cancel(&f->askers[0]);
	cancel(&f->askers[1]);
	outside_settle(f->outside); /* fails where a request is left */
	assert_int_equal(f->ended, 0);
}

static void one_who_is_told_may_cancel_another(void **state)
{
	static const struct {
		int status;
		const char *content;
	} cases[] = {{200, NULL}, {401, "{}"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture *f = fixture_create(4);
		if (cases[i].content) {
			peer_reply(f->outside->peer, cases[i].status, JSON_TYPE, cases[i].content);
		} else {
			answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2"), TEXT("3")},
			               3);
		}
		describe_first(f, 3);
		f->askers[0].cancels = &f->askers[2];
		f->askers[1].cancels = &f->askers[2];
		f->expected = 2;
		finish(f);
		outside_settle(f->outside);
		assert_int_equal(f->askers[2].ending.count, 0);
		assert_int_equal(f->ended, 2);
		fixture_destroy(f);
	}
}

static void the_last_who_waits_may_be_cancelled_by_the_first_who_is_told(void **state)
{
	(void)state;
	struct fixture *f = fixture_create(2);
	answer_notices(f, (const char *const[]){TEXT("1"), TEXT("2")}, 2);
	describe_first(f, 2);
	f->askers[0].cancels = &f->askers[1];
	f->expected = 1;
	finish(f);
	outside_settle(f->outside);
	assert_int_equal(f->ended, 1);
	fixture_destroy(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(albums_that_wait_together_share_a_request),
	    TEST(an_album_that_waits_alone_goes_out_alone),
	    TEST(no_more_share_a_request_than_allowed),
	    TEST(each_goes_alone_where_one_a_request_is_configured),
	    TEST(a_bad_notice_is_asked_for_once_more_alone),
	    TEST(after_two_bad_notices_it_is_absent_with_the_reason),
	    TEST(a_missing_notice_that_stays_missing_is_absent),
	    TEST(a_name_beyond_the_facts_is_stored_as_unverified_after_a_second_try),
	    TEST(a_second_try_without_the_name_is_preferred),
	    TEST(a_text_with_a_doubtful_name_is_better_than_none),
	    TEST(a_model_that_ignores_the_schema_is_asked_one_by_one_from_then_on),
	    TEST(a_model_that_fills_the_schema_with_nothing_is_asked_one_by_one),
	    TEST(such_an_answer_is_nobodys_first_try),
	    TEST(a_service_that_refuses_the_schema_is_asked_one_by_one),
	    TEST(an_answer_that_was_cut_is_asked_for_one_by_one_this_time),
	    TEST(an_error_is_told_to_all_that_went_out_together),
	    TEST(all_who_wait_hear_that_the_provider_is_blocked),
	    TEST(a_refused_second_try_leaves_the_first_text),
	    TEST(passing_failures_are_tried_again_together),
	    TEST(what_fails_together_for_good_is_asked_for_one_by_one),
	    TEST(while_those_together_fail_fewer_share_a_request),
	    TEST(what_fails_alone_too_is_an_error),
	    TEST(who_cancels_while_waiting_does_not_go_out),
	    TEST(where_all_cancel_nothing_goes_out),
	    TEST(who_cancels_on_the_way_leaves_the_others_theirs),
	    TEST(the_request_is_given_up_with_the_last_of_its_albums),
	    TEST(one_who_is_told_may_cancel_another),
	    TEST(the_last_who_waits_may_be_cancelled_by_the_first_who_is_told),
	};
	return cmocka_run_group_tests_name("euria_batcher", tests, NULL, NULL);
}

#include "sync/desk.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/fixture.h"
#include "support/roles.h"
#include "support/test.h"
#include "sync/deps.h"

#include <stdio.h>
#include <string.h>

/* As many answers as desk.c keeps. */
#define KEPT 512

struct bench {
	struct loop *loop;
	struct roles *roles;
	struct sync_deps deps;
	struct desk *desk;
};

struct asker {
	struct flight_wait wait;
	bool told;
	unsigned tellings;
	const struct candidates *candidates;
	enum err_code code;
};

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	bench->loop = loop_create();
	bench->roles = roles_create(bench->loop);
	bench->deps = roles_deps(bench->roles, NULL);
	bench->desk = desk_create(&bench->deps.listening);
	roles_add_artist(bench->roles, "a1", "Harbour", "https://img.example/a1.jpg");
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	desk_destroy(bench->desk);
	roles_destroy(bench->roles);
	finish_loop(bench->loop);
	free(bench);
	return 0;
}

static const struct credit harbour = {.discogs_id = 1, .name = "Harbour", .raw_name = "Harbour"};
static const struct credit odile = {.discogs_id = 2, .name = "Odile", .raw_name = "Odile (2)"};

static void on_told(void *data, const void *result, const struct err *err)
{
	struct asker *asker = data;
	asker->told = true;
	asker->tellings++;
	asker->candidates = result;
	asker->code = err ? err->code : ERR_NONE;
	assert_int_equal(result != NULL, err == NULL);
}

static void ask(struct desk_entry *entry, const struct credit *credit, struct asker *asker)
{
	*asker = (struct asker){0};
	desk_ask(entry, credit, &asker->wait, on_told, asker);
	assert_false(asker->told);
}

static struct role_desk *searches(struct bench *bench)
{
	return &bench->roles->desks[ROLE_SEARCH_ARTISTS];
}

static void one_search_answers_all_who_ask(void **state)
{
	struct bench *bench = *state;
	struct asker askers[5];
	struct desk_entry *entry = NULL;
	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		entry = desk_hold(bench->desk, &harbour);
		ask(entry, &harbour, &askers[i]);
	}
	run_until(bench->loop, &askers[4].told);
	assert_int_equal(searches(bench)->calls, 1);
	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		assert_int_equal(askers[i].tellings, 1);
		assert_ptr_equal(askers[i].candidates, entry->candidates);
		desk_release(entry);
	}
	assert_int_equal(entry->candidates->artist_count, 1);
	assert_int_equal(entry->holders, 0);
}

static void an_answer_is_kept_for_those_who_come_later(void **state)
{
	struct bench *bench = *state;
	struct asker asker;
	struct desk_entry *entry = desk_hold(bench->desk, &harbour);
	assert_null(entry->candidates);
	ask(entry, &harbour, &asker);
	run_until(bench->loop, &asker.told);
	entry->face_found = true;
	desk_release(entry);
	struct desk_entry *again = desk_hold(bench->desk, &harbour);
	assert_ptr_equal(again, entry);
	assert_non_null(again->candidates);
	assert_true(again->face_found);
	desk_release(again);
}

static void each_artist_has_an_entry_of_its_own(void **state)
{
	struct bench *bench = *state;
	struct asker first, second;
	struct desk_entry *one = desk_hold(bench->desk, &harbour);
	struct desk_entry *other = desk_hold(bench->desk, &odile);
	assert_ptr_not_equal(one, other);
	ask(one, &harbour, &first);
	ask(other, &odile, &second);
	run_until(bench->loop, &second.told);
	assert_int_equal(searches(bench)->calls, 2);
	assert_int_equal(second.candidates->artist_count, 0);
	desk_release(one);
	desk_release(other);
}

static void an_artist_without_an_id_goes_by_its_raw_name(void **state)
{
	struct bench *bench = *state;
	const struct credit nameless = {.name = "1", .raw_name = "1"};
	const struct credit same = {.name = "One", .raw_name = "1"};
	const struct credit other = {.name = "1", .raw_name = "1 (2)"};
	struct desk_entry *entries[] = {
	    desk_hold(bench->desk, &harbour), /* whose id is 1 */
	    desk_hold(bench->desk, &nameless),
	    desk_hold(bench->desk, &same),
	    desk_hold(bench->desk, &other),
	};
	assert_ptr_not_equal(entries[0], entries[1]);
	assert_ptr_equal(entries[1], entries[2]);
	assert_ptr_not_equal(entries[1], entries[3]);
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		desk_release(entries[i]);
	}
}

static void what_the_catalogue_knows_of_an_artist_is_kept(void **state)
{
	struct bench *bench = *state;
	struct credit credit = harbour;
	struct desk_entry *entry = desk_hold(bench->desk, &credit);
	assert_null(entry->spotify_id);
	desk_release(entry);
	credit.spotify_id = "a1";
	entry = desk_hold(bench->desk, &credit);
	assert_string_equal(entry->spotify_id, "a1");
	desk_release(entry);
	credit.spotify_id = "a2"; /* the first to be certain stays */
	entry = desk_hold(bench->desk, &credit);
	assert_string_equal(entry->spotify_id, "a1");
	desk_release(entry);
}

static void an_error_lands_on_all_and_is_not_kept(void **state)
{
	struct bench *bench = *state;
	struct asker one, other;
	struct desk_entry *entry = desk_hold(bench->desk, &harbour);
	searches(bench)->fail = ERR_TRANSIENT;
	ask(entry, &harbour, &one);
	ask(entry, &harbour, &other);
	run_until(bench->loop, &other.told);
	assert_int_equal(one.code, ERR_TRANSIENT);
	assert_int_equal(other.code, ERR_TRANSIENT);
	assert_null(entry->candidates);
	/* The next one to ask has it searched anew. */
	searches(bench)->fail = ERR_NONE;
	ask(entry, &harbour, &one);
	run_until(bench->loop, &one.told);
	assert_int_equal(one.code, ERR_NONE);
	assert_int_equal(searches(bench)->calls, 2);
	desk_release(entry);
}

struct again {
	struct asker asker;
	struct desk_entry *entry;
};

static void ask_again(void *data, const void *result, const struct err *err)
{
	struct again *again = data;
	assert_null(result);
	assert_non_null(err);
	ask(again->entry, &harbour, &again->asker);
}

static void who_asks_while_an_error_is_told_has_it_searched_anew(void **state)
{
	struct bench *bench = *state;
	struct again again = {.entry = desk_hold(bench->desk, &harbour)};
	struct flight_wait wait = {.fn = NULL};
	searches(bench)->fail = ERR_TRANSIENT;
	searches(bench)->fail_at = 1;
	desk_ask(again.entry, &harbour, &wait, ask_again, &again);
	run_until(bench->loop, &again.asker.told);
	assert_int_equal(again.asker.code, ERR_NONE);
	assert_int_equal(searches(bench)->calls, 2);
	desk_release(again.entry);
}

static void the_search_ends_where_nobody_waits_for_it_any_more(void **state)
{
	struct bench *bench = *state;
	struct asker one, other;
	struct desk_entry *entry = desk_hold(bench->desk, &harbour);
	searches(bench)->stall = true;
	ask(entry, &harbour, &one);
	ask(entry, &harbour, &other);
	desk_leave(entry, &one.wait);
	desk_leave(entry, &one.wait); /* idle is fine */
	assert_int_equal(searches(bench)->cancelled, 0);
	desk_leave(entry, &other.wait);
	assert_int_equal(searches(bench)->cancelled, 1);
	assert_false(one.told || other.told);
	/* And begins again for the next. */
	searches(bench)->stall = false;
	ask(entry, &harbour, &one);
	run_until(bench->loop, &one.told);
	assert_int_equal(searches(bench)->calls, 2);
	desk_release(entry);
}

static void one_who_leaves_takes_nothing_from_the_others(void **state)
{
	struct bench *bench = *state;
	struct asker one, other;
	struct desk_entry *entry = desk_hold(bench->desk, &harbour);
	ask(entry, &harbour, &one);
	ask(entry, &harbour, &other);
	desk_leave(entry, &one.wait);
	run_until(bench->loop, &other.told);
	assert_false(one.told);
	assert_int_equal(searches(bench)->cancelled, 0);
	desk_release(entry);
}

/* Holds the artists from `first` on, and lets them go. */
static void visit(struct bench *bench, int64_t first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct credit credit = {
		    .discogs_id = first + (int64_t)i, .name = "x", .raw_name = "x"};
		desk_release(desk_hold(bench->desk, &credit));
	}
}

/* Whether the desk still knows what was noted on the artist's entry. */
static bool is_kept(struct bench *bench, const struct credit *credit)
{
	struct desk_entry *entry = desk_hold(bench->desk, credit);
	bool kept = entry->face_found;
	entry->face_found = true;
	desk_release(entry);
	return kept;
}

static void so_many_answers_are_kept_and_the_least_used_makes_way(void **state)
{
	struct bench *bench = *state;
	assert_false(is_kept(bench, &harbour));
	visit(bench, 100, KEPT - 1);
	assert_true(is_kept(bench, &harbour));
	visit(bench, 100000, KEPT - 1);
	assert_true(is_kept(bench, &harbour)); /* it was used in between */
	visit(bench, 200000, KEPT);
	assert_false(is_kept(bench, &harbour));
}

static void an_entry_that_is_held_stays_however_many_come(void **state)
{
	struct bench *bench = *state;
	struct desk_entry *entry = desk_hold(bench->desk, &harbour);
	entry->face_found = true;
	visit(bench, 100, 3 * KEPT);
	assert_true(is_kept(bench, &harbour));
	desk_release(entry);
}

static void releasing_nothing_is_fine(void **state)
{
	(void)state;
	desk_release(NULL);
	desk_destroy(NULL);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    DESK_TEST(one_search_answers_all_who_ask),
	    DESK_TEST(an_answer_is_kept_for_those_who_come_later),
	    DESK_TEST(each_artist_has_an_entry_of_its_own),
	    DESK_TEST(an_artist_without_an_id_goes_by_its_raw_name),
	    DESK_TEST(what_the_catalogue_knows_of_an_artist_is_kept),
	    DESK_TEST(an_error_lands_on_all_and_is_not_kept),
	    DESK_TEST(who_asks_while_an_error_is_told_has_it_searched_anew),
	    DESK_TEST(the_search_ends_where_nobody_waits_for_it_any_more),
	    DESK_TEST(one_who_leaves_takes_nothing_from_the_others),
	    DESK_TEST(so_many_answers_are_kept_and_the_least_used_makes_way),
	    DESK_TEST(an_entry_that_is_held_stays_however_many_come),
	    DESK_TEST(releasing_nothing_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

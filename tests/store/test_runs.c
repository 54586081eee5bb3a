#include "store/runs.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/leap.h"
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	*state = shelf_create();
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* "id kind outcome, id kind outcome": newest first. */
struct listed {
	struct ending ending;
	char text[1000];
	int64_t started_ms, ended_ms; /* of the first */
	json_t *options, *counters;
};

static void on_runs(void *data, const struct run_row *rows, size_t count, const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	assert_int_equal(rows == NULL, err != NULL);
	for (size_t i = 0; rows && i < count; i++) {
		used += (size_t)snprintf(listed->text + used, sizeof(listed->text) - used,
		                         "%s%lld %s %s", i ? ", " : "", (long long)rows[i].id,
		                         rows[i].kind, rows[i].outcome);
	}
	if (rows && count > 0) {
		listed->started_ms = rows[0].started_ms;
		listed->ended_ms = rows[0].ended_ms;
		listed->options = json_incref(rows[0].options);
		listed->counters = rows[0].counters ? json_incref(rows[0].counters) : NULL;
	}
	ending_note(&listed->ending, err);
}

static void list(struct shelf *shelf, const char *kind, size_t limit, struct listed *out)
{
	*out = (struct listed){.text = ""};
	store_list_runs(shelf->store, kind, limit, on_runs, out);
	shelf_wait_well(shelf, &out->ending);
}

static void listed_finish(struct listed *listed)
{
	json_decref(listed->options);
	json_decref(listed->counters);
}

static void assert_listed(struct shelf *shelf, const char *kind, const char *expected)
{
	struct listed listed;
	list(shelf, kind, 10, &listed);
	assert_string_equal(listed.text, expected);
	listed_finish(&listed);
}

struct begun {
	struct ending ending;
	int64_t run_id;
};

static void on_begun(void *data, int64_t run_id, const struct err *err)
{
	struct begun *begun = data;
	begun->run_id = run_id;
	ending_note(&begun->ending, err);
}

/* --- runs --------------------------------------------------------------------------------- */

static void a_run_is_running_until_its_end_is_written(void **state)
{
	struct shelf *shelf = *state;
	json_auto_t *options = json_pack("{s:i, s:b}", "limit", 5, "full", 1);
	json_auto_t *counters = json_pack("{s:i}", "imported", 40);
	struct begun begun = {.run_id = 0};
	struct ending ended = {.done = false};
	struct listed listed;
	int64_t before_ms = clock_wall_ms();
	store_begin_run(shelf->store, "sync", options, on_begun, &begun);
	shelf_wait_well(shelf, &begun.ending);
	assert_int_equal(begun.run_id, 1);
	list(shelf, "sync", 10, &listed);
	assert_string_equal(listed.text, "1 sync running");
	assert_in_range(listed.started_ms, before_ms, clock_wall_ms());
	assert_int_equal(listed.ended_ms, 0);
	assert_true(json_equal(listed.options, options));
	assert_null(listed.counters);
	listed_finish(&listed);

	store_end_run(shelf->store,
	              &(struct run_end){.run_id = begun.run_id,
	                                .outcome = "completed",
	                                .whole = true,
	                                .counters = counters},
	              ending_note, &ended);
	shelf_wait_well(shelf, &ended);
	list(shelf, "sync", 10, &listed);
	assert_string_equal(listed.text, "1 sync completed");
	assert_true(listed.ended_ms >= listed.started_ms);
	assert_true(json_equal(listed.counters, counters));
	listed_finish(&listed);
	autofree char *end = plain_text(shelf, "SELECT run_id, outcome, whole FROM run_ends");
	assert_string_equal(end, "1|completed|1\n");
}

static void runs_are_listed_by_kind_newest_first(void **state)
{
	struct shelf *shelf = *state;
	static const struct {
		const char *kind, *outcome;
	} runs[] = {{"sync", "completed"}, {"enrich", "error"}, {"sync", "cancelled"},
	            {"sync", "error"},     {"enrich", NULL},    {"sync", NULL}};
	/* The enrichment's end could not be written: it is over once the next run begins. */
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		int64_t id = shelf_begin_run(shelf, runs[i].kind);
		if (runs[i].outcome) {
			shelf_end_run(shelf, id, runs[i].outcome, false);
		}
	}
	assert_listed(shelf, "sync",
	              "6 sync running, 4 sync error, 3 sync cancelled, 1 sync completed");
	assert_listed(shelf, "enrich", "5 enrich interrupted, 2 enrich error");
	struct listed listed;
	list(shelf, "sync", 2, &listed);
	assert_string_equal(listed.text, "6 sync running, 4 sync error");
	listed_finish(&listed);
	assert_listed(shelf, "nothing", "");
}

static void a_run_ends_once(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = shelf_begin_run(shelf, "sync");
	shelf_end_run(shelf, id, "completed", true);
	json_auto_t *counters = json_object();
	const struct run_end ends[] = {
	    {.run_id = id, .outcome = "error", .counters = counters},
	    {.run_id = 999, .outcome = "completed", .counters = counters},
	};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct ending ending = {.done = false};
		store_end_run(shelf->store, &ends[i], ending_note, &ending);
		shelf_wait(shelf, &ending);
		assert_int_equal(ending.err.code, ERR_STORAGE);
	}
	assert_listed(shelf, "sync", "1 sync completed");
}

static void runs_that_make_no_sense_are_refused(void **state)
{
	struct shelf *shelf = *state;
	json_auto_t *options = json_object();
	struct begun odd = {.run_id = 0}, bare = {.run_id = 0};
	store_begin_run(shelf->store, "holiday", options, on_begun, &odd);
	shelf_wait(shelf, &odd.ending);
	assert_int_equal(odd.ending.err.code, ERR_STORAGE);
	store_begin_run(shelf->store, "sync", NULL, on_begun, &bare);
	shelf_wait(shelf, &bare.ending);
	assert_int_equal(bare.ending.err.code, ERR_STORAGE);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM runs"), 0);
}

/* --- what a start must know --------------------------------------------------------------- */

static struct store_resume resume(struct shelf *shelf)
{
	struct store_resume resume;
	struct err err = {.msg = ""};
	memset(&resume, 0xAA, sizeof(resume)); /* all of it must be set */
	if (!store_resume(shelf->store, &resume, &err)) {
		fail_msg("%s", err.msg);
	}
	return resume;
}

static void an_empty_catalogue_has_nothing_to_resume(void **state)
{
	struct shelf *shelf = *state;
	struct store_resume found = resume(shelf);
	assert_false(found.collection_whole);
	assert_int_equal(found.block_count, 0);
}

static void runs_that_were_cut_short_are_interrupted(void **state)
{
	struct shelf *shelf = *state;
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "completed", true);
	shelf_begin_run(shelf, "sync");
	shelf_begin_run(shelf, "enrich");
	shelf_close(shelf);
	shelf_open(shelf);
	resume(shelf);
	assert_listed(shelf, "sync", "2 sync interrupted, 1 sync completed");
	assert_listed(shelf, "enrich", "3 enrich interrupted");
	autofree char *before = plain_dump(shelf);
	resume(shelf); /* only once */
	autofree char *after = plain_dump(shelf);
	assert_string_equal(before, after);
}

static void the_last_sync_tells_whether_the_collection_is_whole(void **state)
{
	struct shelf *shelf = *state;
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "completed", true);
	assert_true(resume(shelf).collection_whole);
	shelf_end_run(shelf, shelf_begin_run(shelf, "enrich"), "completed", false);
	assert_true(resume(shelf).collection_whole); /* that one was no sync */
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "completed", false);
	assert_false(resume(shelf).collection_whole);
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "completed", true);
	assert_true(resume(shelf).collection_whole);
	shelf_begin_run(shelf, "sync"); /* cut short */
	assert_false(resume(shelf).collection_whole);
}

static void add_block(struct shelf *shelf, const char *provider, int64_t until_ms,
                      const char *reason)
{
	struct ending ending = {.done = false};
	store_add_block(shelf->store, provider, until_ms, reason, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

static void blocks_that_have_not_passed_are_remembered(void **state)
{
	struct shelf *shelf = *state;
	int64_t now_ms = clock_wall_ms(), later_ms = now_ms + 86400000;
	add_block(shelf, "spotify", later_ms, "older");
	add_block(shelf, "discogs", now_ms - 1, "passed");
	add_block(shelf, "spotify", later_ms + 5, "quota");
	add_block(shelf, "euria", later_ms, "closed");
	shelf_close(shelf);
	shelf_open(shelf);
	struct store_resume found = resume(shelf);
	assert_int_equal(found.block_count, 2);
	bool spotify_first = strcmp(found.blocks[0].provider, "spotify") == 0;
	const struct block_row *spotify = &found.blocks[spotify_first ? 0 : 1];
	const struct block_row *euria = &found.blocks[spotify_first ? 1 : 0];
	assert_string_equal(spotify->provider, "spotify");
	assert_int_equal(spotify->until_ms, later_ms + 5);
	assert_string_equal(spotify->reason, "quota");
	assert_string_equal(euria->provider, "euria");
	assert_string_equal(euria->reason, "closed");
}

static void the_newest_block_of_a_provider_counts_though_it_be_shorter(void **state)
{
	struct shelf *shelf = *state;
	int64_t now_ms = clock_wall_ms();
	add_block(shelf, "spotify", now_ms + 86400000, "a day");
	add_block(shelf, "spotify", now_ms - 1000, "over");
	assert_int_equal(resume(shelf).block_count, 0);
}

static void what_a_block_put_off_is_owed_once_it_has_ended(void **state)
{
	struct shelf *shelf = *state;
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "completed", true);
	assert_false(resume(shelf).is_owed);
	add_block(shelf, "spotify", clock_wall_ms() + 3600000, "quota");
	struct store_resume blocked = resume(shelf);
	assert_false(blocked.is_owed);
	assert_int_equal(blocked.block_count, 1);
	leap_wall(3600001);
	struct store_resume ended = resume(shelf);
	assert_true(ended.is_owed);
	assert_int_equal(ended.block_count, 0);
	/* A run that ends after the block has done what was owed. */
	leap_wall(1000);
	shelf_end_run(shelf, shelf_begin_run(shelf, "enrich"), "completed", true);
	assert_false(resume(shelf).is_owed);
}

static void a_run_that_was_cut_short_is_owed_what_its_block_put_off(void **state)
{
	struct shelf *shelf = *state;
	shelf_begin_run(shelf, "sync"); /* the first ever, and it never ended */
	add_block(shelf, "spotify", clock_wall_ms() + 3600000, "quota");
	leap_wall(3600001);
	assert_true(resume(shelf).is_owed);
}

static void a_walk_is_owed_where_discogs_stopped_the_last_sync(void **state)
{
	struct shelf *shelf = *state;
	int64_t run_id = shelf_begin_run(shelf, "sync");
	add_block(shelf, "discogs", clock_wall_ms() + 3600000, "quota");
	shelf_end_run(shelf, run_id, "error", false);
	assert_true(resume(shelf).walk_is_owed);
	/* Nothing that came after it but another sync pays for it. */
	shelf_end_run(shelf, shelf_begin_run(shelf, "enrich"), "completed", false);
	assert_true(resume(shelf).walk_is_owed);
	leap_wall(3600001);
	shelf_end_run(shelf, shelf_begin_run(shelf, "sync"), "error", false);
	assert_false(resume(shelf).walk_is_owed);
}

static void a_walk_of_the_services_own_that_was_cut_short_is_still_owed(void **state)
{
	struct shelf *shelf = *state;
	struct begun begun = {.run_id = 0};
	json_auto_t *options = json_pack("{s:i, s:b}", "limit", 0, "automatic", 1);
	store_begin_run(shelf->store, "sync", options, on_begun, &begun);
	shelf_wait_well(shelf, &begun.ending);
	assert_true(resume(shelf).walk_is_owed); /* ended as interrupted by that */
}

static void no_walk_is_owed_for_a_block_of_somebody_else(void **state)
{
	struct shelf *shelf = *state;
	int64_t run_id = shelf_begin_run(shelf, "sync");
	add_block(shelf, "spotify", clock_wall_ms() + 3600000, "quota");
	shelf_end_run(shelf, run_id, "error", false);
	assert_false(resume(shelf).walk_is_owed);
}

static void no_walk_is_owed_that_was_cancelled(void **state)
{
	struct shelf *shelf = *state;
	int64_t run_id = shelf_begin_run(shelf, "sync");
	add_block(shelf, "discogs", clock_wall_ms() + 3600000, "quota");
	shelf_end_run(shelf, run_id, "cancelled", false);
	assert_false(resume(shelf).walk_is_owed);
}

static void long_reasons_and_many_providers_are_cut(void **state)
{
	struct shelf *shelf = *state;
	char reason[500], name[24];
	memset(reason, 'x', sizeof(reason));
	reason[sizeof(reason) - 1] = '\0';
	for (int i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), "provider-%d", i);
		add_block(shelf, name, INT64_MAX, reason);
	}
	struct store_resume found = resume(shelf);
	assert_int_equal(found.block_count, ARRAY_LEN(found.blocks));
	assert_int_equal(strlen(found.blocks[0].reason), sizeof(found.blocks[0].reason) - 1);
}

static void a_block_without_its_reason_is_refused(void **state)
{
	struct shelf *shelf = *state;
	struct ending ending = {.done = false};
	store_add_block(shelf->store, "spotify", 1, NULL, ending_note, &ending);
	shelf_wait(shelf, &ending);
	assert_int_equal(ending.err.code, ERR_STORAGE);
}

static void a_table_that_cannot_be_read_is_an_error(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = {.text = ""};
	plain_do(shelf, "ALTER TABLE run_ends RENAME COLUMN counters TO figures");
	store_list_runs(shelf->store, "sync", 10, on_runs, &listed);
	shelf_wait(shelf, &listed.ending);
	assert_int_equal(listed.ending.err.code, ERR_STORAGE);
	plain_do(shelf, "ALTER TABLE provider_blocks RENAME TO walls");
	struct store_resume found;
	struct err err = {.code = ERR_NONE};
	assert_false(store_resume(shelf->store, &found, &err));
	assert_int_equal(err.code, ERR_STORAGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_run_is_running_until_its_end_is_written),
	    TEST(runs_are_listed_by_kind_newest_first),
	    TEST(a_run_ends_once),
	    TEST(runs_that_make_no_sense_are_refused),
	    TEST(an_empty_catalogue_has_nothing_to_resume),
	    TEST(runs_that_were_cut_short_are_interrupted),
	    TEST(the_last_sync_tells_whether_the_collection_is_whole),
	    TEST(blocks_that_have_not_passed_are_remembered),
	    TEST(the_newest_block_of_a_provider_counts_though_it_be_shorter),
	    TEST(what_a_block_put_off_is_owed_once_it_has_ended),
	    TEST(a_run_that_was_cut_short_is_owed_what_its_block_put_off),
	    TEST(a_walk_is_owed_where_discogs_stopped_the_last_sync),
	    TEST(a_walk_of_the_services_own_that_was_cut_short_is_still_owed),
	    TEST(no_walk_is_owed_for_a_block_of_somebody_else),
	    TEST(no_walk_is_owed_that_was_cancelled),
	    TEST(long_reasons_and_many_providers_are_cut),
	    TEST(a_block_without_its_reason_is_refused),
	    TEST(a_table_that_cannot_be_read_is_an_error),
	};
	return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}

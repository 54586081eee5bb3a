#include "sync/year_desk.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/store.h"
#include "support/test.h"
#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
	struct world *world;
	struct year_desk *years;
	unsigned failures;
	struct err err;
};

/* One who waits for a year. */
struct asker {
	struct flight_wait wait;
	bool told;
	unsigned tellings;
	int year; /* -1 with an error */
	enum err_code code;
};

static void on_advanced(void *data)
{
	(void)data;
}

static void on_failed(void *data, const struct err *err)
{
	struct bench *bench = data;
	bench->failures++;
	bench->err = *err;
}

static void open_desk(struct bench *bench)
{
	const struct year_desk_events events = {
	    .advanced = on_advanced, .failed = on_failed, .data = bench};
	bench->years =
	    year_desk_create(&bench->world->deps, world_begin_run(bench->world), &events);
}

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	open_desk(bench);
	for (int64_t id = 1; id <= 9; id++) {
		struct role_row *row = roles_add_row(bench->world->roles, id, "A");
		row->master_id = id;
		row->master_year = 1970 + (int)id;
	}
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	world_end_years(world, bench->years);
	free(bench);
	return world_teardown((void **)&world);
}

static struct role_desk *desk(struct bench *bench)
{
	return &bench->world->roles->desks[ROLE_MASTER_YEAR];
}

static void on_year(void *data, const void *result, const struct err *err)
{
	struct asker *asker = data;
	asker->told = true;
	asker->tellings++;
	assert_int_equal(result != NULL, err == NULL);
	asker->year = result ? *(const int *)result : -1;
	asker->code = err ? err->code : ERR_NONE;
}

static void ask(struct bench *bench, struct asker *asker, int64_t master_id)
{
	*asker = (struct asker){.year = -2};
	year_desk_ask(bench->years, master_id, &asker->wait, on_year, asker);
	assert_false(asker->told); /* never from inside */
}

static void settle(struct bench *bench)
{
	world_settle(bench->world);
}

/* "1:1971 2:1972": what is written. */
static void assert_written(const char *expected)
{
	char text[300];
	catalogue_text("SELECT group_concat(master_id || ':' || coalesce(year, '?'), ' ')"
	               " FROM (SELECT * FROM master_years ORDER BY master_id)",
	               text, sizeof(text));
	assert_string_equal(text, expected);
}

/* --- asked for ---------------------------------------------------------------------------- */

static void a_year_is_asked_for_written_and_told(void **state)
{
	struct bench *bench = *state;
	struct asker asker;
	ask(bench, &asker, 3);
	assert_false(year_desk_is_idle(bench->years));
	run_until(bench->world->loop, &asker.told);
	assert_int_equal(asker.year, 1973);
	assert_written("3:1973");
	assert_int_equal(year_desk_found(bench->years), 0); /* it was waited for */
	settle(bench);
	assert_true(year_desk_is_idle(bench->years));
	assert_int_equal(asker.tellings, 1);
}

static void all_who_want_a_year_cause_one_call(void **state)
{
	struct bench *bench = *state;
	struct asker first, second, third;
	ask(bench, &first, 3);
	ask(bench, &second, 3);
	run_until(bench->world->loop, &first.told);
	ask(bench, &third, 3); /* later: it is known */
	run_until(bench->world->loop, &third.told);
	assert_int_equal(second.year, 1973);
	assert_int_equal(third.year, 1973);
	assert_int_equal(desk(bench)->calls, 1);
}

static void two_are_asked_for_at_a_time_and_first_those_that_somebody_waits_for(void **state)
{
	struct bench *bench = *state;
	struct asker asker, moved;
	desk(bench)->stall = true;
	for (int64_t id = 1; id <= 5; id++) {
		year_desk_note(bench->years, id);
	}
	run_until(bench->world->loop, &desk(bench)->stalled);
	settle(bench);
	assert_int_equal(desk(bench)->in_flight, 2);
	ask(bench, &asker, 9);
	ask(bench, &moved, 5); /* was noted */
	desk(bench)->most_in_flight = 0;
	roles_release(bench->world->roles, ROLE_MASTER_YEAR);
	desk(bench)->stall = true;
	settle(bench);
	const char *last = desk(bench)->last; /* 9 and 5 in any order, before 3 and 4 */
	assert_int_equal(desk(bench)->calls, 4);
	assert_true(strcmp(last, "5") == 0 || strcmp(last, "9") == 0);
	roles_release(bench->world->roles, ROLE_MASTER_YEAR);
	run_until(bench->world->loop, &moved.told);
	run_until(bench->world->loop, &asker.told);
	assert_int_equal(asker.year, 1979);
	assert_int_equal(moved.year, 1975);
	settle(bench);
	assert_written("1:1971 2:1972 3:1973 4:1974 5:1975 9:1979");
	assert_int_equal(desk(bench)->most_in_flight, 2);
	assert_int_equal(desk(bench)->calls, 6);
}

static void a_year_that_is_not_said_is_an_answer(void **state)
{
	struct bench *bench = *state;
	struct asker asker;
	bench->world->roles->rows[2].master_year = 0;
	ask(bench, &asker, 3);
	run_until(bench->world->loop, &asker.told);
	assert_int_equal(asker.year, 0);
	assert_written("3:?");
	assert_int_equal(year_desk_found(bench->years), 0);
}

/* An odd answer today may be a sound one tomorrow: nothing is learnt from it. */
static void of_a_master_that_says_nothing_no_year_is_told_and_none_written(void **state)
{
	struct bench *bench = *state;
	struct asker asker;
	bench->world->roles->rows[2].master_year = -1;
	ask(bench, &asker, 3);
	run_until(bench->world->loop, &asker.told);
	assert_int_equal(asker.year, 0);
	assert_int_equal(asker.code, ERR_NONE);
	assert_written("");
	assert_int_equal(desk(bench)->calls, 1);
	assert_int_equal(bench->failures, 0);
}

static void who_stops_waiting_is_not_told(void **state)
{
	struct bench *bench = *state;
	struct asker leaver, stayer;
	ask(bench, &leaver, 3);
	ask(bench, &stayer, 3);
	flight_leave(&leaver.wait);
	run_until(bench->world->loop, &stayer.told);
	settle(bench);
	assert_int_equal(leaver.tellings, 0);
}

/* --- what fails --------------------------------------------------------------------------- */

static void a_year_that_cannot_be_had_is_asked_for_again_by_the_next(void **state)
{
	struct bench *bench = *state;
	struct asker first, second;
	desk(bench)->fail = ERR_REMOTE;
	desk(bench)->fail_at = 1;
	ask(bench, &first, 3);
	run_until(bench->world->loop, &first.told);
	assert_int_equal(first.code, ERR_REMOTE);
	assert_written("");
	ask(bench, &second, 3);
	run_until(bench->world->loop, &second.told);
	assert_int_equal(second.year, 1973);
	assert_int_equal(bench->failures, 0); /* no matter of the run's */
}

static void a_provider_that_is_blocked_is_not_asked_for_the_rest(void **state)
{
	struct bench *bench = *state;
	desk(bench)->fail = ERR_BLOCKED;
	for (int64_t id = 1; id <= 9; id++) {
		year_desk_note(bench->years, id);
	}
	settle(bench);
	assert_in_range(desk(bench)->calls, 1, 2);
	assert_true(year_desk_is_idle(bench->years));
}

static void an_answer_that_is_no_good_leaves_the_rest_to_be_asked_for(void **state)
{
	struct bench *bench = *state;
	desk(bench)->fail = ERR_REMOTE;
	desk(bench)->fail_at = 1;
	for (int64_t id = 1; id <= 4; id++) {
		year_desk_note(bench->years, id);
	}
	settle(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 3);
	assert_int_equal(year_desk_found(bench->years), 3);
}

static void a_failure_that_may_pass_leaves_the_rest_to_be_asked_for(void **state)
{
	struct bench *bench = *state;
	desk(bench)->fail = ERR_TRANSIENT;
	desk(bench)->fail_at = 1;
	for (int64_t id = 1; id <= 4; id++) {
		year_desk_note(bench->years, id);
	}
	settle(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 3);
}

static void what_an_earlier_run_has_asked_for_is_told_from_the_catalogue(void **state)
{
	struct bench *bench = *state;
	struct asker known, unsaid;
	catalogue_exec("INSERT INTO master_years (master_id, year, created_ms)"
	               " VALUES (3, 1969, 1), (4, NULL, 1)");
	ask(bench, &known, 3);
	ask(bench, &unsaid, 4);
	year_desk_note(bench->years, 3);
	run_until(bench->world->loop, &unsaid.told);
	run_until(bench->world->loop, &known.told);
	assert_int_equal(known.year, 1969);
	assert_int_equal(unsaid.year, 0);
	settle(bench);
	assert_int_equal(desk(bench)->calls, 0);
	assert_int_equal(year_desk_found(bench->years), 0);
}

static void a_year_that_cannot_be_written_is_told_as_a_failure(void **state)
{
	struct bench *bench = *state;
	struct asker asker;
	catalogue_refuse("master_years");
	ask(bench, &asker, 3);
	run_until(bench->world->loop, &asker.told);
	assert_int_equal(asker.code, ERR_STORAGE);
	assert_int_equal(bench->failures, 1);
	assert_int_equal(bench->err.code, ERR_STORAGE);
}

/* --- years that are only shown ------------------------------------------------------------ */

static void after_all_else_so_many_are_still_asked_for(void **state)
{
	struct bench *bench = *state;
	desk(bench)->stall = true;
	for (int64_t id = 1; id <= 9; id++) {
		year_desk_note(bench->years, id);
	}
	run_until(bench->world->loop, &desk(bench)->stalled);
	settle(bench);
	year_desk_wind_up(bench->years, 3);
	roles_release(bench->world->roles, ROLE_MASTER_YEAR);
	settle(bench);
	assert_int_equal(desk(bench)->calls, 2 + 3);
	assert_true(year_desk_is_idle(bench->years));
}

static void only_so_many_are_kept(void **state)
{
	struct bench *bench = *state;
	desk(bench)->stall = true;
	for (int64_t id = 1; id <= 600; id++) {
		year_desk_note(bench->years, id);
	}
	desk(bench)->stall = false;
	settle(bench);
	assert_int_equal(desk(bench)->calls, 512);
}

static void nothing_is_noted_where_nobody_can_be_asked(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.collection.self = NULL;
	assert_false(year_desk_can_be_asked(bench->years));
	year_desk_note(bench->years, 3);
	year_desk_note_open(bench->years, MASTERS_OPEN, 0);
	settle(bench);
	assert_int_equal(desk(bench)->calls, 0);
	assert_true(year_desk_is_idle(bench->years));
}

/* Albums of nine masters, decided and without a year. */
static void fill_catalogue(struct bench *bench)
{
	int64_t run_id = catalogue_number("SELECT max(id) FROM runs");
	for (size_t i = 0; i < bench->world->roles->row_count; i++) {
		album_destroy(world_import(bench->world, run_id, &bench->world->roles->rows[i]));
	}
	catalogue_exec(
	    "INSERT INTO album_links (album_id, verdict, reasons, candidates, created_ms)"
	    " SELECT id, 'absent', '[]', '[]', 1 FROM albums");
}

static void what_the_catalogue_has_open_is_asked_for(void **state)
{
	struct bench *bench = *state;
	fill_catalogue(bench);
	year_desk_note_open(bench->years, MASTERS_OPEN, 0);
	year_desk_wind_up(bench->years, SIZE_MAX);
	settle(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 9);
	assert_true(year_desk_is_idle(bench->years));
	year_desk_note_open(bench->years, MASTERS_OPEN, 0); /* nothing is left */
	settle(bench);
	assert_int_equal(desk(bench)->calls, 9);
}

static void only_the_years_that_decide_can_be_asked_for(void **state)
{
	struct bench *bench = *state;
	fill_catalogue(bench);
	catalogue_exec(
	    "INSERT INTO album_links (album_id, verdict, reasons, candidates, created_ms)"
	    " SELECT id, 'ambiguous', '[]', '[]', 2 FROM albums WHERE id IN (3, 5)");
	year_desk_note_open(bench->years, MASTERS_DECISIVE, 0);
	settle(bench);
	assert_written("3:1973 5:1975");
}

static void of_what_is_open_no_more_than_the_limit_is_asked_for(void **state)
{
	struct bench *bench = *state;
	fill_catalogue(bench);
	year_desk_note_open(bench->years, MASTERS_OPEN, 4);
	year_desk_wind_up(bench->years, SIZE_MAX);
	settle(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 4);
	assert_int_equal(desk(bench)->calls, 4);
	assert_true(year_desk_is_idle(bench->years));
}

static void begin_next_run(struct bench *bench)
{
	world_end_years(bench->world, bench->years);
	open_desk(bench);
}

/* Most masters say nothing of their year, in no run, and are more than a run asks for. */
static void masters_without_an_answer_do_not_keep_the_others_from_being_asked_for(void **state)
{
	struct bench *bench = *state;
	for (size_t i = 0; i < 6; i++) {
		bench->world->roles->rows[i].master_year = -1;
	}
	fill_catalogue(bench);
	for (unsigned run = 0; run < 20; run++) {
		begin_next_run(bench);
		year_desk_note_open(bench->years, MASTERS_OPEN, 3);
		settle(bench);
		assert_true(desk(bench)->calls <= (run + 1) * 3);
	}
	assert_written("7:1977 8:1978 9:1979");
}

/* The same where it is the end of the run that bounds them. */
static void nor_do_they_where_a_run_winds_up(void **state)
{
	struct bench *bench = *state;
	for (size_t i = 0; i < 6; i++) {
		bench->world->roles->rows[i].master_year = -1;
	}
	fill_catalogue(bench);
	for (unsigned run = 0; run < 20; run++) {
		begin_next_run(bench);
		year_desk_note_open(bench->years, MASTERS_OPEN, 0);
		year_desk_wind_up(bench->years, 3);
		settle(bench);
		assert_true(desk(bench)->calls <= (run + 1) * 3);
	}
	assert_written("7:1977 8:1978 9:1979");
}

static void a_catalogue_that_cannot_be_read_is_told_as_a_failure(void **state)
{
	struct bench *bench = *state;
	catalogue_exec("ALTER TABLE master_years RENAME COLUMN year TO jaar");
	catalogue_exec("ALTER TABLE master_years RENAME COLUMN master_id TO meester");
	year_desk_note_open(bench->years, MASTERS_OPEN, 0);
	settle(bench);
	assert_int_equal(bench->failures, 1);
	assert_true(year_desk_is_idle(bench->years));
}

static void stopped_it_asks_no_more(void **state)
{
	struct bench *bench = *state;
	desk(bench)->stall = true;
	for (int64_t id = 1; id <= 9; id++) {
		year_desk_note(bench->years, id);
	}
	run_until(bench->world->loop, &desk(bench)->stalled);
	settle(bench);
	year_desk_stop(bench->years);
	assert_int_equal(desk(bench)->cancelled, 2);
	assert_true(year_desk_is_idle(bench->years));
	year_desk_note(bench->years, 1);
	settle(bench);
	assert_int_equal(desk(bench)->calls, 2);
	year_desk_destroy(NULL);
}

int main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    DESK_TEST(a_year_is_asked_for_written_and_told),
	    DESK_TEST(all_who_want_a_year_cause_one_call),
	    DESK_TEST(two_are_asked_for_at_a_time_and_first_those_that_somebody_waits_for),
	    DESK_TEST(a_year_that_is_not_said_is_an_answer),
	    DESK_TEST(of_a_master_that_says_nothing_no_year_is_told_and_none_written),
	    DESK_TEST(who_stops_waiting_is_not_told),
	    DESK_TEST(a_year_that_cannot_be_had_is_asked_for_again_by_the_next),
	    DESK_TEST(a_provider_that_is_blocked_is_not_asked_for_the_rest),
	    DESK_TEST(an_answer_that_is_no_good_leaves_the_rest_to_be_asked_for),
	    DESK_TEST(a_failure_that_may_pass_leaves_the_rest_to_be_asked_for),
	    DESK_TEST(what_an_earlier_run_has_asked_for_is_told_from_the_catalogue),
	    DESK_TEST(a_year_that_cannot_be_written_is_told_as_a_failure),
	    DESK_TEST(after_all_else_so_many_are_still_asked_for),
	    DESK_TEST(only_so_many_are_kept),
	    DESK_TEST(nothing_is_noted_where_nobody_can_be_asked),
	    DESK_TEST(what_the_catalogue_has_open_is_asked_for),
	    DESK_TEST(only_the_years_that_decide_can_be_asked_for),
	    DESK_TEST(of_what_is_open_no_more_than_the_limit_is_asked_for),
	    DESK_TEST(masters_without_an_answer_do_not_keep_the_others_from_being_asked_for),
	    DESK_TEST(nor_do_they_where_a_run_winds_up),
	    DESK_TEST(a_catalogue_that_cannot_be_read_is_told_as_a_failure),
	    DESK_TEST(stopped_it_asks_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "sync/progress.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "support/test.h"

#include <string.h>

static void count_call(void *data)
{
	(*(unsigned *)data)++;
}

static void a_new_run_empties_everything_but_the_listener(void **state)
{
	(void)state;
	unsigned changes = 0;
	struct progress progress = {.revision = 41,
	                            .run_id = 3,
	                            .count.total = 9,
	                            .current_album = "Old",
	                            .finished_ms = 1,
	                            .finished_mono_ms = 1,
	                            .pending_euria = 4,
	                            .last_error.is_set = true,
	                            .forecast.is_set = true,
	                            .changed = count_call,
	                            .changed_data = &changes};
	progress_begin(&progress, 17);
	assert_int_equal(progress.revision, 42);
	assert_int_equal(changes, 1);
	assert_int_equal(progress.status, RUN_STARTING);
	assert_int_equal(progress.run_id, 17);
	assert_int_equal(progress.count.total, 0);
	assert_string_equal(progress.current_album, "");
	assert_true(progress.started_ms > 0 && progress.started_mono_ms > 0);
	assert_int_equal(progress.finished_ms, 0);
	assert_int_equal(progress.pending_euria, 0);
	assert_false(progress.last_error.is_set || progress.forecast.is_set);
	progress_touch(&progress);
	assert_int_equal(progress.revision, 43);
	assert_int_equal(changes, 2);
}

static void an_end_is_stamped_and_told(void **state)
{
	(void)state;
	unsigned changes = 0;
	struct progress progress = {.changed = count_call, .changed_data = &changes};
	progress_begin(&progress, 1);
	assert_true(progress_is_active(&progress));
	progress.in_flight = 7;
	progress_end(&progress, RUN_CANCELLED);
	assert_int_equal(changes, 2);
	assert_int_equal(progress.status, RUN_CANCELLED);
	assert_int_equal(progress.in_flight, 0);
	assert_true(progress.finished_ms >= progress.started_ms);
	assert_true(progress.finished_mono_ms >= progress.started_mono_ms);
	assert_false(progress_is_active(&progress));
}

static void a_progress_without_a_listener_can_be_touched(void **state)
{
	(void)state;
	struct progress progress = {0};
	progress_touch(&progress);
	assert_int_equal(progress.revision, 1);
}

static void only_starting_and_running_are_active(void **state)
{
	(void)state;
	static const struct {
		enum run_status status;
		const char *name;
		bool active;
	} cases[] = {
	    {RUN_IDLE, "idle", false},      {RUN_STARTING, "starting", true},
	    {RUN_RUNNING, "running", true}, {RUN_COMPLETED, "completed", false},
	    {RUN_ERROR, "error", false},    {RUN_CANCELLED, "cancelled", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct progress progress = {.status = cases[i].status};
		assert_int_equal(progress_is_active(&progress), cases[i].active);
		assert_string_equal(run_status_name(cases[i].status), cases[i].name);
	}
}

static void an_error_is_kept_whole_and_clean(void **state)
{
	(void)state;
	struct progress progress = {0};
	struct err err;
	err_set(&err, ERR_REMOTE, "the answer is garbage");
	progress_set_error(&progress, 42, "T.V.\nSky", "spotify", &err);
	assert_true(progress.last_error.is_set);
	assert_int_equal(progress.last_error.discogs_id, 42);
	assert_string_equal(progress.last_error.album, "T.V.?Sky");
	assert_string_equal(progress.last_error.stage, "spotify");
	assert_string_equal(progress.last_error.message, "the answer is garbage");
	assert_int_equal(progress.revision, 1);
	/* The next one takes its place. */
	progress_set_error(&progress, 0, NULL, "discogs", &err);
	assert_string_equal(progress.last_error.album, "");
	assert_int_equal(progress.last_error.discogs_id, 0);
	char title[1000];
	memset(title, 'x', sizeof(title) - 1);
	title[sizeof(title) - 1] = '\0';
	progress_set_error(&progress, 1, title, "discogs", &err);
	assert_int_equal(strlen(progress.last_error.album), sizeof(progress.last_error.album) - 1);
}

static void the_percentage_is_of_what_is_decided(void **state)
{
	(void)state;
	static const struct {
		enum run_status status;
		int64_t synced, skipped, errors, total;
		double percent;
	} cases[] = {
	    {RUN_RUNNING, 0, 0, 0, 0, 0.0},     {RUN_COMPLETED, 0, 0, 0, 0, 100.0},
	    {RUN_ERROR, 0, 0, 0, 0, 0.0},       {RUN_RUNNING, 10, 10, 5, 100, 25.0},
	    {RUN_COMPLETED, 1, 2, 1, 4, 100.0}, {RUN_RUNNING, 9, 0, 0, 4, 100.0},
	    {RUN_RUNNING, 0, 0, 0, -1, 0.0},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct progress progress = {
		    .status = cases[i].status,
		    .count = {.synced = cases[i].synced,
		              .skipped = cases[i].skipped,
		              .errors = cases[i].errors,
		              .total = cases[i].total},
		};
		assert_true(progress_percent(&progress) == cases[i].percent);
		assert_int_equal(progress_current(&progress),
		                 cases[i].synced + cases[i].skipped + cases[i].errors);
	}
}

static void the_elapsed_time_stops_at_the_end(void **state)
{
	(void)state;
	struct progress progress = {0};
	assert_true(progress_elapsed_s(&progress) == 0.0);
	progress.started_mono_ms = 1000;
	progress.finished_mono_ms = 4200;
	assert_true(progress_elapsed_s(&progress) == 3.2);
	progress.finished_mono_ms = 0;
	progress.started_mono_ms = clock_mono_ms() - 60000;
	assert_true(progress_elapsed_s(&progress) >= 60.0);
}

static void the_time_left_follows_the_pace_of_what_took_time(void **state)
{
	(void)state;
	struct progress progress = {
	    .status = RUN_RUNNING,
	    .count = {.total = 100, .skipped = 40, .synced = 8, .errors = 2}};
	progress.started_mono_ms = clock_mono_ms() - 20000;
	/* Ten took 20 s, fifty are left; the skipped ones tell nothing. */
	double eta_s = progress_eta_s(&progress);
	assert_true(eta_s >= 100.0 && eta_s < 200.0);
	progress.count.synced = progress.count.errors = 0;
	assert_true(progress_eta_s(&progress) < 0);
	progress.count.synced = 70; /* more than there are */
	assert_true(progress_eta_s(&progress) < 0);
	progress.count.synced = 60;
	assert_true(progress_eta_s(&progress) == 0.0);
	progress.status = RUN_COMPLETED;
	assert_true(progress_eta_s(&progress) < 0);
}

static void the_counters_are_one_object(void **state)
{
	(void)state;
	static const struct progress progress = {
	    .count = {1, 2, 3, 4, 5, 6, 7, 8, 9},
	};
	static const char *const names[] = {"total",        "imported",     "synced",
	                                    "skipped",      "errors",       "artist_images",
	                                    "album_images", "spotify_urls", "descriptions"};
	json_auto_t *object = progress_counters_json(&progress);
	assert_int_equal(json_object_size(object), ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(json_integer_value(json_object_get(object, names[i])), i + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_run_empties_everything_but_the_listener),
	    cmocka_unit_test(an_end_is_stamped_and_told),
	    cmocka_unit_test(a_progress_without_a_listener_can_be_touched),
	    cmocka_unit_test(only_starting_and_running_are_active),
	    cmocka_unit_test(an_error_is_kept_whole_and_clean),
	    cmocka_unit_test(the_percentage_is_of_what_is_decided),
	    cmocka_unit_test(the_elapsed_time_stops_at_the_end),
	    cmocka_unit_test(the_time_left_follows_the_pace_of_what_took_time),
	    cmocka_unit_test(the_counters_are_one_object),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "sync/run.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "support/world.h"

#include <string.h>

struct bench {
	struct world *world;
	struct run *run;
	bool started, ended, whole;
	unsigned starts, ends;
	int64_t run_id;
	enum err_code code;
};

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	bench->world->roles->albums_by_artist = true;
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	free(bench);
	return world_teardown((void **)&world);
}

static void on_started(void *data, int64_t run_id, const struct err *err)
{
	struct bench *bench = data;
	bench->started = true;
	bench->starts++;
	bench->run_id = run_id;
	bench->code = err ? err->code : ERR_NONE;
}

static void on_ended(void *data, struct run_result result)
{
	struct bench *bench = data;
	assert_int_equal(bench->starts, 1);
	bench->run = NULL;
	bench->ended = true;
	bench->ends++;
	bench->whole = result.whole;
}

static void start(struct bench *bench, struct run_options options)
{
	const struct run_events events = {.started = on_started, .ended = on_ended, .data = bench};
	bench->started = bench->ended = false;
	bench->starts = bench->ends = 0;
	bench->run = run_start(&bench->world->deps, &bench->world->progress, &options, &events);
	assert_false(bench->started || bench->ended);
}

static void finish(struct bench *bench)
{
	run_until(bench->world->loop, &bench->ended);
	world_settle(bench->world);
	assert_int_equal(bench->ends, 1);
	assert_int_equal(bench->world->progress.in_flight, 0);
}

static void run(struct bench *bench, struct run_options options)
{
	start(bench, options);
	finish(bench);
}

static void sync(struct bench *bench)
{
	run(bench, (struct run_options){.kind = RUN_SYNC});
}

static const struct progress *progress_of(const struct bench *bench)
{
	return &bench->world->progress;
}

static const struct progress_counters *counters(const struct bench *bench)
{
	return &bench->world->progress.count;
}

static struct role_desk *desk_of(struct bench *bench, enum role role)
{
	return &bench->world->roles->desks[role];
}

static void assert_adds_up(struct bench *bench)
{
	const struct progress_counters *count = counters(bench);
	assert_int_equal(count->synced + count->skipped + count->errors, count->total);
	assert_int_equal(progress_current(progress_of(bench)), count->total);
	/* Every counter counts what was committed. */
	assert_int_equal(count->descriptions,
	                 catalogue_number("SELECT count(*) FROM album_descriptions"
	                                  " WHERE outcome = 'found' AND run_id ="
	                                  " (SELECT max(id) FROM runs)"));
	assert_int_equal(count->spotify_urls,
	                 catalogue_number("SELECT count(*) FROM album_links"
	                                  " WHERE verdict = 'verified' AND run_id ="
	                                  " (SELECT max(id) FROM runs)"));
	assert_int_equal(count->artist_images,
	                 catalogue_number("SELECT count(*) FROM artist_images"
	                                  " WHERE outcome = 'found' AND run_id ="
	                                  " (SELECT max(id) FROM runs)"));
	assert_int_equal(count->imported, catalogue_number("SELECT count(*) FROM albums"
	                                                   " WHERE run_id ="
	                                                   " (SELECT max(id) FROM runs)"));
}

static void assert_outcome(struct bench *bench, enum run_status status)
{
	char outcome[32];
	assert_int_equal(progress_of(bench)->status, status);
	assert_string_equal(catalogue_text("SELECT outcome FROM run_ends ORDER BY run_id DESC",
	                                   outcome, sizeof(outcome)),
	                    run_status_name(status));
	assert_int_equal(catalogue_number("SELECT count(*) FROM runs"),
	                 catalogue_number("SELECT count(*) FROM run_ends"));
}

/* `count` records that every provider knows. */
static void add_records(struct bench *bench, int64_t first_id, size_t count)
{
	roles_add_many(bench->world->roles, first_id, count);
	roles_add_faces(bench->world->roles, first_id, count);
}

static int64_t rows_of_the_catalogue(void)
{
	return catalogue_number("SELECT (SELECT count(*) FROM albums)"
	                        " + (SELECT count(*) FROM copies) + (SELECT count(*) FROM artists)"
	                        " + (SELECT count(*) FROM album_links)"
	                        " + (SELECT count(*) FROM album_descriptions)"
	                        " + (SELECT count(*) FROM artist_images)");
}

static void a_first_sync_imports_and_enriches_everything(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	sync(bench);
	assert_true(bench->whole);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(counters(bench)->imported, 250);
	assert_int_equal(counters(bench)->synced, 250);
	assert_int_equal(counters(bench)->descriptions, 250);
	assert_int_equal(counters(bench)->spotify_urls, 250);
	assert_int_equal(counters(bench)->artist_images, 250);
	assert_int_equal(counters(bench)->album_images, 250);
	assert_int_equal(counters(bench)->errors, 0);
	assert_adds_up(bench);
	assert_int_equal(progress_of(bench)->pending_spotify, 0);
	assert_int_equal(progress_of(bench)->pending_euria, 0);
	assert_false(progress_of(bench)->last_error.is_set);
	assert_true(progress_percent(progress_of(bench)) == 100.0);
	assert_int_equal(bench->run_id, progress_of(bench)->run_id);
	assert_int_equal(catalogue_number("SELECT whole FROM run_ends"), 1);
	assert_int_equal(
	    catalogue_number("SELECT json_extract(counters, '$.synced') FROM run_ends"), 250);
}

static void albums_are_enriched_at_the_same_time_and_no_more_than_configured(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.albums_in_flight = 5;
	add_records(bench, 1000, 60);
	desk_of(bench, ROLE_DESCRIBE)->stall = true;
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &desk_of(bench, ROLE_DESCRIBE)->stalled);
	world_settle(bench->world);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->in_flight, 5);
	assert_int_equal(progress_of(bench)->in_flight, 5);
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->most_in_flight, 5);
	assert_int_equal(counters(bench)->synced, 60);
}

static void a_second_sync_adds_no_row(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 150);
	sync(bench);
	int64_t rows = rows_of_the_catalogue();
	unsigned described = desk_of(bench, ROLE_DESCRIBE)->calls;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(rows_of_the_catalogue(), rows);
	assert_int_equal(counters(bench)->skipped, 150);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, described);
	assert_adds_up(bench);
}

static void a_catalogue_known_to_be_whole_is_walked_from_its_newest(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	sync(bench);
	add_records(bench, 2000, 10);
	desk_of(bench, ROLE_FETCH_PAGE)->calls = 0;
	run(bench, (struct run_options){.kind = RUN_SYNC, .known_whole = true});
	assert_true(bench->whole);
	assert_int_equal(counters(bench)->imported, 10);
	assert_int_equal(counters(bench)->total, 260);
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 2);
	assert_adds_up(bench);
	run(bench, (struct run_options){.kind = RUN_SYNC, .known_whole = true, .full = true});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 5);
	assert_adds_up(bench);
}

static void an_artist_of_many_albums_is_asked_once(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 40);
	for (size_t i = 0; i < 40; i++) {
		bench->world->roles->rows[i].artist_id = 1000;
		bench->world->roles->albums[i].artist_id = "artist1000";
	}
	sync(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
	assert_int_equal(counters(bench)->spotify_urls, 40);
	assert_adds_up(bench);
}

static void an_album_that_fails_is_an_error_and_the_rest_goes_on(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 30);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_INVALID;
	desk_of(bench, ROLE_DESCRIBE)->fail_at = 4;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_false(bench->whole);
	assert_int_equal(counters(bench)->errors, 1);
	assert_int_equal(counters(bench)->synced, 29);
	assert_adds_up(bench);
	assert_true(progress_of(bench)->last_error.is_set);
	assert_true(progress_of(bench)->last_error.discogs_id >= 1000);
	assert_string_equal(progress_of(bench)->last_error.stage, "euria");
	assert_string_equal(progress_of(bench)->last_error.message, "failed by the test");
	assert_int_equal(progress_of(bench)->pending_euria, 1);
}

static void a_blocked_provider_leaves_the_rest_complete_and_its_facets_pending(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 30);
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_BLOCKED;
	desk_of(bench, ROLE_SEARCH_ALBUMS)->fail = ERR_BLOCKED;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(counters(bench)->synced, 30);
	assert_int_equal(counters(bench)->descriptions, 30);
	assert_adds_up(bench);
	assert_int_equal(progress_of(bench)->pending_spotify, 60);
	assert_int_equal(progress_of(bench)->pending_euria, 0);
	assert_true(progress_of(bench)->last_error.is_set);
}

static void the_next_sync_goes_on_with_what_was_put_off(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 30);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_TRANSIENT;
	sync(bench);
	assert_int_equal(progress_of(bench)->pending_euria, 30);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_NONE;
	unsigned searched = desk_of(bench, ROLE_SEARCH_ARTISTS)->calls;
	add_records(bench, 2000, 5);
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(progress_of(bench)->pending_euria, 0);
	assert_int_equal(counters(bench)->descriptions, 35);
	assert_int_equal(counters(bench)->skipped, 30);
	assert_int_equal(counters(bench)->synced, 5);
	assert_adds_up(bench);
	/* What was decided is not asked again. */
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, searched + 5);
}

static void a_provider_held_back_is_not_asked_for_older_albums(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 10);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_TRANSIENT;
	sync(bench);
	unsigned described = desk_of(bench, ROLE_DESCRIBE)->calls;
	bench->world->roles->status[2] =
	    (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 60000};
	sync(bench);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, described);
	bench->world->roles->status[2] =
	    (struct provider_status){.state = PROVIDER_UNAVAILABLE, .resumes_in_ms = 30000};
	sync(bench);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, described);
	/* Its time has come: somebody must ask, or it stays unavailable for ever. */
	bench->world->roles->status[2].resumes_in_ms = 0;
	sync(bench);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, described + 10);
	assert_adds_up(bench);
}

static void a_limit_imports_so_many_and_leaves_older_albums_alone(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 50);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC, .limit = 20});
	assert_int_equal(counters(bench)->synced, 20);
	assert_int_equal(counters(bench)->total, 20);
	assert_false(bench->whole);
	assert_adds_up(bench);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_NONE;
	run(bench, (struct run_options){.kind = RUN_SYNC, .limit = 5});
	assert_int_equal(counters(bench)->synced, 5);
	assert_int_equal(counters(bench)->skipped, 20);
	assert_int_equal(counters(bench)->descriptions, 5);
	assert_adds_up(bench);
}

static void a_dry_run_asks_only_for_the_collection_and_writes_nothing(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 150);
	run(bench, (struct run_options){.kind = RUN_SYNC, .dry_run = true});
	assert_int_equal(bench->run_id, 0);
	assert_int_equal(progress_of(bench)->status, RUN_COMPLETED);
	assert_int_equal(catalogue_number("SELECT count(*) FROM runs"), 0);
	assert_int_equal(rows_of_the_catalogue(), 0);
	assert_int_equal(roles_calls(bench->world->roles), 2);
	assert_true(progress_of(bench)->forecast.is_set);
	assert_int_equal(progress_of(bench)->forecast.albums, 150);
	assert_int_equal(counters(bench)->imported, 0);
	assert_int_equal(counters(bench)->synced + counters(bench)->skipped,
	                 counters(bench)->total);
}

static void a_dry_run_can_be_cancelled_before_it_begins(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 150);
	start(bench, (struct run_options){.kind = RUN_SYNC, .dry_run = true});
	run_cancel(bench->run);
	finish(bench);
	assert_int_equal(progress_of(bench)->status, RUN_CANCELLED);
	assert_int_equal(roles_calls(bench->world->roles), 0);
}

static void an_empty_collection_completes(void **state)
{
	struct bench *bench = *state;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_true(bench->whole);
	assert_true(progress_percent(progress_of(bench)) == 100.0);
	assert_adds_up(bench);
}

static void without_spotify_and_euria_the_import_still_completes(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 30);
	bench->world->deps.listening.self = bench->world->deps.writing.self = NULL;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(counters(bench)->synced, 30);
	assert_int_equal(progress_of(bench)->pending_spotify, 60);
	assert_int_equal(progress_of(bench)->pending_euria, 30);
	assert_adds_up(bench);
}

static void more_new_albums_than_may_wait_are_walked_in_steps(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 700);
	desk_of(bench, ROLE_DESCRIBE)->stall = true;
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &desk_of(bench, ROLE_DESCRIBE)->stalled);
	world_settle(bench->world);
	world_settle(bench->world);
	/* No more pages than the albums that may wait, and one in hand. */
	assert_true(desk_of(bench, ROLE_FETCH_PAGE)->calls < 7);
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	finish(bench);
	assert_int_equal(counters(bench)->synced, 700);
	assert_adds_up(bench);
}

/* --- enrichment of what is there ------------------------------------------------------------- */

static void import_bare(struct bench *bench, size_t count)
{
	struct sync_deps deps = bench->world->deps;
	add_records(bench, 1000, count);
	bench->world->deps.listening.self = bench->world->deps.writing.self = NULL;
	sync(bench);
	bench->world->deps = deps;
}

static void an_enrichment_decides_what_is_undecided(void **state)
{
	struct bench *bench = *state;
	import_bare(bench, 250);
	unsigned pages = desk_of(bench, ROLE_FETCH_PAGE)->calls;
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, pages);
	assert_int_equal(counters(bench)->total, 250);
	assert_int_equal(counters(bench)->synced, 250);
	assert_int_equal(counters(bench)->descriptions, 250);
	assert_int_equal(progress_of(bench)->pending_spotify, 0);
	assert_adds_up(bench);
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	assert_int_equal(counters(bench)->total, 0);
	assert_outcome(bench, RUN_COMPLETED);
}

static void an_enrichment_with_a_limit_takes_so_many(void **state)
{
	struct bench *bench = *state;
	import_bare(bench, 150);
	run(bench, (struct run_options){.kind = RUN_ENRICH, .limit = 120});
	assert_int_equal(counters(bench)->synced, 120);
	assert_int_equal(counters(bench)->total, 120);
	assert_int_equal(progress_of(bench)->pending_euria, 30);
	assert_adds_up(bench);
}

static void an_old_absence_is_asked_again_by_the_owner_only(void **state)
{
	struct bench *bench = *state;
	import_bare(bench, 2);
	bench->world->deps.listening.self = NULL;
	catalogue_exec("INSERT INTO album_descriptions (album_id, outcome, reason, created_ms)"
	               " VALUES (1, 'absent', 'refused', 1000)");
	catalogue_exec("INSERT INTO album_descriptions (album_id, outcome, reason, created_ms)"
	               " VALUES (2, 'absent', 'refused', 4000000000000)"); /* not old at all */
	run(bench, (struct run_options){.kind = RUN_ENRICH, .automatic = true});
	assert_int_equal(counters(bench)->total, 0);
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	assert_int_equal(counters(bench)->total, 1);
	assert_int_equal(counters(bench)->descriptions, 1);
	assert_adds_up(bench);
}

/* --- trouble --------------------------------------------------------------------------------- */

/* Three albums of one artist: Spotify has two of that name, and none of the others. */
static void add_reissues(struct bench *bench)
{
	struct roles *roles = bench->world->roles;
	roles_add_artist(roles, "k1", "Killing Joke", NULL);
	roles_add_album(roles, "s2003", "Killing Joke", "k1");
	roles_add_album(roles, "s1980", "Killing Joke", "k1");
	roles->albums[0].year = 2003;
	roles->albums[1].year = 1980;
	static const char *const titles[] = {"Killing Joke", "Outtakes", "More Outtakes"};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		struct role_row *row = roles_add_row(roles, (int64_t)(i + 1), titles[i]);
		row->artist = "Killing Joke";
		row->artist_id = 8;
		row->year = 2010;
		row->master_id = 4711 + (int64_t)i;
		row->master_year = 1980;
	}
}

static void a_sync_learns_the_years_of_its_albums(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_adds_up(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 3);
	assert_int_equal(counters(bench)->spotify_urls, 1);
	unsigned calls = desk_of(bench, ROLE_MASTER_YEAR)->calls;
	sync(bench); /* nothing is left to learn */
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, calls);
}

static const char *verdict_of(int64_t album_id)
{
	static char verdict[20];
	autofree char *sql = xasprintf("SELECT verdict FROM album_links WHERE album_id = %lld"
	                               " ORDER BY id DESC",
	                               (long long)album_id);
	return catalogue_text(sql, verdict, sizeof(verdict));
}

static void years_that_decide_are_asked_for_again_by_the_next_sync(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_BLOCKED;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(counters(bench)->spotify_urls, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 0);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_NONE;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 1);
	assert_string_equal(verdict_of(1), "verified");
	assert_int_equal(progress_of(bench)->pending_spotify, 0);
	/* Counted as known, once. */
	assert_int_equal(counters(bench)->total, 3);
	assert_int_equal(counters(bench)->skipped, 3);
	assert_int_equal(counters(bench)->synced, 0);
}

static void years_that_discogs_refused_are_learnt_by_an_enrichment(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_BLOCKED;
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_BLOCKED;
	sync(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_NONE;
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 3);
	assert_string_equal(verdict_of(1), "verified");
	assert_int_equal(progress_of(bench)->pending_spotify, 0);
	/* Those without a description had their turn once. */
	assert_int_equal(counters(bench)->total, 3);
	assert_int_equal(counters(bench)->synced, 3);
}

static void years_that_a_run_still_waits_for_are_told_in_the_log(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_BLOCKED;
	sync(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_NONE;
	desk_of(bench, ROLE_MASTER_YEAR)->stall = true;
	assert_int_equal(world_logged("original years at most"), 0);
	start(bench, (struct run_options){.kind = RUN_ENRICH});
	run_until(bench->world->loop, &desk_of(bench, ROLE_MASTER_YEAR)->stalled);
	world_settle(bench->world);
	assert_int_equal(world_logged("250 more original years at most"), 1);
	roles_release(bench->world->roles, ROLE_MASTER_YEAR);
	finish(bench);
}

static void an_enrichment_with_a_limit_learns_so_many_years(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_BLOCKED;
	sync(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->fail = ERR_NONE;
	run(bench, (struct run_options){.kind = RUN_ENRICH, .limit = 2});
	assert_int_equal(catalogue_number("SELECT count(*) FROM master_years"), 2);
}

static void a_year_that_cannot_be_written_ends_the_run(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	catalogue_refuse("master_years");
	sync(bench);
	assert_outcome(bench, RUN_ERROR);
}

static void cancelled_while_a_year_is_asked_for_it_cancels_that(void **state)
{
	struct bench *bench = *state;
	add_reissues(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->stall = true;
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &desk_of(bench, ROLE_MASTER_YEAR)->stalled);
	world_settle(bench->world);
	run_cancel(bench->run);
	finish(bench);
	assert_outcome(bench, RUN_CANCELLED);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->in_flight, 0);
}

static void a_collection_that_cannot_be_had_is_an_error(void **state)
{
	struct bench *bench = *state;
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_AUTH;
	sync(bench);
	assert_outcome(bench, RUN_ERROR);
	assert_false(bench->whole);
	assert_string_equal(progress_of(bench)->last_error.stage, "discogs");
	assert_int_equal(counters(bench)->total, 0);
	assert_int_equal(world_logged("error sync: failed by the test"), 1);
}

static void a_page_lost_in_the_middle_is_counted_row_by_row(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_TRANSIENT;
	desk_of(bench, ROLE_FETCH_PAGE)->fail_at = 2;
	sync(bench);
	assert_outcome(bench, RUN_COMPLETED);
	assert_false(bench->whole);
	assert_int_equal(counters(bench)->synced, 150);
	assert_int_equal(counters(bench)->errors, 100);
	assert_adds_up(bench);
}

static void a_run_that_cannot_be_written_does_not_start(void **state)
{
	struct bench *bench = *state;
	catalogue_refuse("runs");
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &bench->started);
	world_settle(bench->world);
	assert_int_equal(bench->code, ERR_STORAGE);
	assert_int_equal(bench->run_id, 0);
	assert_int_equal(bench->ends, 0);
	assert_int_equal(roles_calls(bench->world->roles), 0);
}

static void albums_that_cannot_be_written_end_the_run(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	catalogue_refuse("albums");
	sync(bench);
	assert_outcome(bench, RUN_ERROR);
	assert_int_equal(counters(bench)->imported, 0);
	assert_int_equal(rows_of_the_catalogue(), 0);
}

static void a_facet_that_cannot_be_written_ends_the_run(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	catalogue_refuse("album_descriptions");
	sync(bench);
	assert_outcome(bench, RUN_ERROR);
	assert_true(counters(bench)->errors >= 1);
	assert_true(counters(bench)->errors < 100);
	assert_string_equal(progress_of(bench)->last_error.stage, "base");
	assert_int_equal(counters(bench)->descriptions, 0);
}

static void an_end_that_cannot_be_written_is_an_error(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 5);
	catalogue_refuse("run_ends");
	sync(bench);
	assert_int_equal(progress_of(bench)->status, RUN_ERROR);
	assert_int_equal(counters(bench)->synced, 5);
}

static void a_catalogue_that_cannot_be_listed_ends_an_enrichment(void **state)
{
	struct bench *bench = *state;
	import_bare(bench, 5);
	start(bench, (struct run_options){.kind = RUN_ENRICH});
	catalogue_exec("ALTER TABLE album_artists RENAME TO elsewhere");
	finish(bench);
	assert_int_equal(progress_of(bench)->status, RUN_ERROR);
	assert_int_equal(counters(bench)->synced, 0);
}

/* --- cancelled ------------------------------------------------------------------------------- */

static void assert_cancelled(struct bench *bench)
{
	unsigned calls = roles_calls(bench->world->roles);
	run_cancel(bench->run);
	run_cancel(bench->run);
	assert_false(bench->ended);
	finish(bench);
	assert_outcome(bench, RUN_CANCELLED);
	assert_int_equal(roles_calls(bench->world->roles), calls);
	assert_int_equal(roles_in_flight(bench->world->roles), 0);
	assert_true(progress_current(progress_of(bench)) <= counters(bench)->total);
	assert_int_equal(counters(bench)->imported,
	                 catalogue_number("SELECT count(*) FROM albums"));
}

static void cancelled_before_it_has_its_number_it_asks_nothing(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	start(bench, (struct run_options){.kind = RUN_SYNC});
	assert_cancelled(bench);
	assert_int_equal(roles_calls(bench->world->roles), 0);
}

static void cancelled_while_the_first_page_is_fetched_it_imports_nothing(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	desk_of(bench, ROLE_FETCH_PAGE)->stall = true;
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &desk_of(bench, ROLE_FETCH_PAGE)->stalled);
	assert_cancelled(bench);
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->cancelled, 1);
	assert_int_equal(counters(bench)->imported, 0);
}

static void cancelled_while_a_page_is_written_it_keeps_the_page(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	start(bench, (struct run_options){.kind = RUN_SYNC});
	/* The second page is asked for as the first one is dealt with. */
	while (desk_of(bench, ROLE_FETCH_PAGE)->calls < 2) {
		loop_turn(bench->world->loop);
	}
	assert_cancelled(bench);
	assert_int_equal(counters(bench)->imported, 100);
	assert_int_equal(counters(bench)->synced, 0);
}

static void cancelled_while_albums_are_enriched_it_cancels_their_calls(void **state)
{
	struct bench *bench = *state;
	static const enum role roles[] = {ROLE_SEARCH_ARTISTS, ROLE_SEARCH_ALBUMS, ROLE_DESCRIBE};
	bench->world->roles->albums_by_artist = false;
	add_records(bench, 1000, 100);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		struct role_desk *desk = desk_of(bench, roles[i]);
		desk->stall = true;
		start(bench, (struct run_options){.kind = i ? RUN_ENRICH : RUN_SYNC});
		run_until(bench->world->loop, &desk->stalled);
		world_settle(bench->world);
		unsigned calls = roles_calls(bench->world->roles);
		run_cancel(bench->run);
		finish(bench);
		assert_outcome(bench, RUN_CANCELLED);
		assert_int_equal(roles_calls(bench->world->roles), calls);
		assert_true(desk->cancelled > 0);
		assert_int_equal(counters(bench)->synced, 0);
		desk->stall = false;
	}
	/* What was cancelled is still to do. */
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(progress_of(bench)->pending_euria, 0);
	assert_int_equal(progress_of(bench)->pending_spotify, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_descriptions"), 100);
}

static void cancelled_at_any_turn_it_ends_once(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 120);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_TRANSIENT;
	desk_of(bench, ROLE_DESCRIBE)->fail_at = 3;
	/* Each run is given a few turns more than the one before, until one is not cancelled. */
	for (unsigned turns = 0;; turns++) {
		start(bench, (struct run_options){.kind = turns % 2 ? RUN_ENRICH : RUN_SYNC});
		for (unsigned i = 0; i < turns && !bench->ended; i++) {
			loop_turn(bench->world->loop);
		}
		if (bench->ended) {
			break;
		}
		run_cancel(bench->run);
		finish(bench);
		assert_int_equal(roles_in_flight(bench->world->roles), 0);
		/* Too late where the end is being written: then both say so. */
		assert_true(progress_of(bench)->status == RUN_CANCELLED ||
		            progress_of(bench)->status == RUN_COMPLETED);
		assert_outcome(bench, progress_of(bench)->status);
	}
	world_settle(bench->world);
	assert_int_equal(bench->ends, 1);
}

#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    RUN_TEST(a_first_sync_imports_and_enriches_everything),
	    RUN_TEST(albums_are_enriched_at_the_same_time_and_no_more_than_configured),
	    RUN_TEST(a_second_sync_adds_no_row),
	    RUN_TEST(a_catalogue_known_to_be_whole_is_walked_from_its_newest),
	    RUN_TEST(an_artist_of_many_albums_is_asked_once),
	    RUN_TEST(an_album_that_fails_is_an_error_and_the_rest_goes_on),
	    RUN_TEST(a_blocked_provider_leaves_the_rest_complete_and_its_facets_pending),
	    RUN_TEST(the_next_sync_goes_on_with_what_was_put_off),
	    RUN_TEST(a_provider_held_back_is_not_asked_for_older_albums),
	    RUN_TEST(a_limit_imports_so_many_and_leaves_older_albums_alone),
	    RUN_TEST(a_dry_run_asks_only_for_the_collection_and_writes_nothing),
	    RUN_TEST(a_dry_run_can_be_cancelled_before_it_begins),
	    RUN_TEST(an_empty_collection_completes),
	    RUN_TEST(without_spotify_and_euria_the_import_still_completes),
	    RUN_TEST(more_new_albums_than_may_wait_are_walked_in_steps),
	    RUN_TEST(an_enrichment_decides_what_is_undecided),
	    RUN_TEST(an_enrichment_with_a_limit_takes_so_many),
	    RUN_TEST(an_old_absence_is_asked_again_by_the_owner_only),
	    RUN_TEST(a_sync_learns_the_years_of_its_albums),
	    RUN_TEST(years_that_decide_are_asked_for_again_by_the_next_sync),
	    RUN_TEST(years_that_discogs_refused_are_learnt_by_an_enrichment),
	    RUN_TEST(years_that_a_run_still_waits_for_are_told_in_the_log),
	    RUN_TEST(an_enrichment_with_a_limit_learns_so_many_years),
	    RUN_TEST(a_year_that_cannot_be_written_ends_the_run),
	    RUN_TEST(cancelled_while_a_year_is_asked_for_it_cancels_that),
	    RUN_TEST(a_collection_that_cannot_be_had_is_an_error),
	    RUN_TEST(a_page_lost_in_the_middle_is_counted_row_by_row),
	    RUN_TEST(a_run_that_cannot_be_written_does_not_start),
	    RUN_TEST(albums_that_cannot_be_written_end_the_run),
	    RUN_TEST(a_facet_that_cannot_be_written_ends_the_run),
	    RUN_TEST(an_end_that_cannot_be_written_is_an_error),
	    RUN_TEST(a_catalogue_that_cannot_be_listed_ends_an_enrichment),
	    RUN_TEST(cancelled_before_it_has_its_number_it_asks_nothing),
	    RUN_TEST(cancelled_while_the_first_page_is_fetched_it_imports_nothing),
	    RUN_TEST(cancelled_while_a_page_is_written_it_keeps_the_page),
	    RUN_TEST(cancelled_while_albums_are_enriched_it_cancels_their_calls),
	    RUN_TEST(cancelled_at_any_turn_it_ends_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

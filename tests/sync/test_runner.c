#include "sync/runner.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "store/runs.h"
#include "support/leap.h"
#include "support/test.h"
#include "support/world.h"

#include <string.h>

struct bench {
	struct world *world;
	struct runner *runner;
	bool started; /* told, one way or the other */
	unsigned starts;
	int64_t run_id;
	enum err_code code;
	bool closed;
	bool idle; /* no run is going on: set as the progress changes */
	bool few;  /* a few albums are done, others are not */
	enum run_kind kind;
	unsigned changes;
};

static int setup_with(void **state, bool known_whole)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	bench->world->roles->albums_by_artist = true;
	bench->runner = runner_create(&bench->world->deps, known_whole);
	*state = bench;
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, false);
}

static int setup_whole(void **state)
{
	return setup_with(state, true);
}

static void on_closed(void *data)
{
	((struct bench *)data)->closed = true;
}

static void close_runner(struct bench *bench)
{
	runner_close(bench->runner, on_closed, bench);
	assert_false(bench->closed); /* never from inside */
	run_until(bench->world->loop, &bench->closed);
	bench->runner = NULL;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	if (bench->runner) {
		close_runner(bench);
	}
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

/* The watcher of a kind. */
static void on_changed(void *data)
{
	struct bench *bench = data;
	bench->changes++;
	const struct progress *progress = runner_progress(bench->runner, bench->kind);
	bench->idle = !progress_is_active(progress);
	bench->few = progress->count.synced >= 3;
}

static void watch(struct bench *bench, enum run_kind kind)
{
	bench->kind = kind;
	runner_watch(bench->runner, kind, on_changed, bench);
}

static bool try_start(struct bench *bench, struct run_options options, struct err *err)
{
	bench->started = bench->idle = false;
	return runner_start(bench->runner, &options, on_started, bench, err);
}

static void start(struct bench *bench, struct run_options options)
{
	struct err err = {.msg = ""};
	unsigned starts = bench->starts;
	assert_true(try_start(bench, options, &err));
	assert_false(bench->started);
	run_until(bench->world->loop, &bench->started);
	assert_int_equal(bench->starts, starts + 1);
}

static void run(struct bench *bench, struct run_options options)
{
	bench->kind = options.kind;
	start(bench, options);
	assert_int_equal(bench->code, ERR_NONE);
	run_until(bench->world->loop, &bench->idle);
	world_settle(bench->world);
}

static struct role_desk *desk_of(struct bench *bench, enum role role)
{
	return &bench->world->roles->desks[role];
}

static void add_records(struct bench *bench, int64_t first_id, size_t count)
{
	roles_add_many(bench->world->roles, first_id, count);
	roles_add_faces(bench->world->roles, first_id, count);
}

static void a_run_is_started_told_and_ended(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 20);
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	const struct progress *progress = runner_progress(bench->runner, RUN_SYNC);
	assert_int_equal(progress->status, RUN_COMPLETED);
	assert_int_equal(progress->run_id, bench->run_id);
	assert_int_equal(progress->count.synced, 20);
	assert_true(bench->changes > 20);
	assert_int_equal(runner_run_id(bench->runner), 0);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->status, RUN_IDLE);
}

static void one_run_goes_on_at_a_time(void **state)
{
	struct bench *bench = *state;
	struct err err;
	add_records(bench, 1000, 20);
	desk_of(bench, ROLE_DESCRIBE)->stall = true;
	watch(bench, RUN_SYNC);
	start(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(runner_run_id(bench->runner), bench->run_id);
	for (enum run_kind kind = RUN_SYNC; kind <= RUN_ENRICH; kind++) {
		assert_false(try_start(bench, (struct run_options){.kind = kind}, &err));
		assert_int_equal(err.code, ERR_CONFLICT);
		assert_string_equal(err.msg, "run 1 is going on");
		assert_false(bench->started);
	}
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	run_until(bench->world->loop, &bench->idle);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(bench->run_id, 2);
}

static void a_run_that_has_no_number_yet_is_not_given_the_last_ones(void **state)
{
	struct bench *bench = *state;
	struct err err;
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(bench->run_id, 1);
	assert_true(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	assert_false(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_int_equal(runner_run_id(bench->runner), 0);
	assert_string_equal(err.msg, "a run is going on");
	run_until(bench->world->loop, &bench->started);
	assert_int_equal(runner_run_id(bench->runner), 2);
}

static void what_is_not_configured_cannot_be_run(void **state)
{
	struct bench *bench = *state;
	struct sync_deps *deps = &bench->world->deps;
	struct err err;
	deps->collection.self = NULL;
	assert_false(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(err.msg, "discogs.token"));
	deps->listening.self = NULL;
	assert_true(try_start(bench, (struct run_options){.kind = RUN_ENRICH}, &err));
	run_until(bench->world->loop, &bench->started);
	close_runner(bench);
	deps->writing.self = NULL;
	bench->closed = false;
	bench->runner = runner_create(deps, false);
	assert_false(try_start(bench, (struct run_options){.kind = RUN_ENRICH}, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
}

static void a_run_that_cannot_be_written_leaves_the_runner_free(void **state)
{
	struct bench *bench = *state;
	catalogue_refuse("runs");
	start(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(bench->code, ERR_STORAGE);
	catalogue_exec("DROP TRIGGER refuse_runs");
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(bench->code, ERR_NONE);
}

static void only_what_runs_can_be_cancelled(void **state)
{
	struct bench *bench = *state;
	struct err err;
	assert_false(runner_cancel(bench->runner, RUN_SYNC, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	add_records(bench, 1000, 20);
	desk_of(bench, ROLE_DESCRIBE)->stall = true;
	watch(bench, RUN_SYNC);
	start(bench, (struct run_options){.kind = RUN_SYNC});
	assert_false(runner_cancel(bench->runner, RUN_ENRICH, &err));
	assert_true(runner_cancel(bench->runner, RUN_SYNC, &err));
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_CANCELLED);
}

static void a_whole_catalogue_makes_the_next_sync_a_short_one(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 3);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 4);
	/* A dry run tells nothing of the catalogue. */
	run(bench, (struct run_options){.kind = RUN_SYNC, .dry_run = true});
	assert_int_equal(bench->run_id, 0);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 6);
	/* Nor does an enrichment. */
	watch(bench, RUN_ENRICH);
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 7);
	/* A sync with a limit has not seen everything. */
	roles_add_many(bench->world->roles, 2000, 10);
	run(bench, (struct run_options){.kind = RUN_SYNC, .limit = 5});
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 11);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 260);
}

static void an_earlier_life_may_have_left_the_catalogue_whole(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 250);
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	/* Newest first, and every page has something new. */
	assert_int_equal(desk_of(bench, ROLE_FETCH_PAGE)->calls, 3);
	assert_string_equal(desk_of(bench, ROLE_FETCH_PAGE)->last, "3");
	char text[64];
	assert_string_equal(
	    catalogue_text("SELECT title FROM albums WHERE id = 1", text, sizeof(text)),
	    "Record 1249");
}

/* --- resumption ------------------------------------------------------------------------------ */

/* A sync whose descriptions were put off until that provider may be asked again. */
static void leave_work(struct bench *bench, int64_t resumes_in_ms)
{
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 10);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_BLOCKED;
	bench->world->roles->status[2] =
	    (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = resumes_in_ms};
	run(bench, (struct run_options){.kind = RUN_SYNC});
	describe->fail = ERR_NONE;
	describe->calls = 0;
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->pending_euria, 10);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->pending_euria, 10);
}

/* The provider may be asked again, and the alarm set for it is due. */
static void unblock(struct bench *bench)
{
	bench->world->roles->status[2] = (struct provider_status){.resumes_in_ms = -1};
	leap(5000);
}

static void what_was_put_off_goes_on_by_itself(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 0);
	unblock(bench);
	watch(bench, RUN_ENRICH);
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	const struct progress *progress = runner_progress(bench->runner, RUN_ENRICH);
	assert_int_equal(progress->status, RUN_COMPLETED);
	assert_int_equal(progress->count.descriptions, 10);
	assert_int_equal(progress->pending_euria, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM runs WHERE kind = 'enrich'"
	                                  " AND json_extract(options, '$.automatic')"),
	                 1);
	world_settle(bench->world);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->pending_euria, 0);
}

static void still_blocked_it_waits_anew(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 0);
	bench->world->roles->status[2].resumes_in_ms = 3600000;
	leap(5000);
	watch(bench, RUN_ENRICH);
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, 0);
	world_settle(bench->world);
	assert_int_equal(world_logged("resume: 10 facets put off"), 2);
}

static void the_first_provider_to_come_back_is_waited_for(void **state)
{
	struct bench *bench = *state;
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_BLOCKED;
	desk_of(bench, ROLE_SEARCH_ALBUMS)->fail = ERR_BLOCKED;
	bench->world->roles->status[1] =
	    (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 3600000};
	leave_work(bench, 0);
	unblock(bench);
	watch(bench, RUN_ENRICH);
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->count.descriptions, 10);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->pending_spotify, 20);
}

/* A sync that the collection's provider stopped after its first page. */
static void cut_walk_short(struct bench *bench, int64_t limit)
{
	add_records(bench, 1000, 150);
	watch(bench, RUN_SYNC);
	desk_of(bench, ROLE_FETCH_PAGE)->fail_at = 2;
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_BLOCKED;
	bench->world->roles->status[0] =
	    (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 0};
	run(bench, (struct run_options){.kind = RUN_SYNC, .limit = limit});
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_ERROR);
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_NONE;
	bench->world->roles->status[0] = (struct provider_status){.resumes_in_ms = -1};
}

static void a_walk_that_a_block_cut_short_is_made_again(void **state)
{
	struct bench *bench = *state;
	cut_walk_short(bench, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 100);
	assert_int_equal(world_logged("the collection not seen to its end"), 1);
	bench->idle = false;
	leap(5000);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_COMPLETED);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 150);
	world_settle(bench->world);
	assert_int_equal(catalogue_number("SELECT count(*) FROM runs"), 2);
}

static void a_walk_that_is_owed_stays_so_until_one_is_made(void **state)
{
	struct bench *bench = *state;
	cut_walk_short(bench, 0);
	desk_of(bench, ROLE_FETCH_PAGE)->fail_at = 0;
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_TRANSIENT;
	bench->idle = false;
	leap(5000);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_ERROR);
	world_settle(bench->world);
	assert_int_equal(world_logged("resume: tried again in 5 s"), 1);
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_NONE;
	leap(6000);
	world_settle(bench->world);
	bench->idle = false;
	leap(5000);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 150);
}

static void a_walk_with_a_limit_pays_for_no_other(void **state)
{
	struct bench *bench = *state;
	cut_walk_short(bench, 0);
	run(bench, (struct run_options){.kind = RUN_SYNC, .limit = 1});
	bench->idle = false;
	leap(5000);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 150);
}

static void a_walk_that_its_owner_cancels_is_owed_no_more(void **state)
{
	struct bench *bench = *state;
	struct err err;
	cut_walk_short(bench, 0);
	desk_of(bench, ROLE_FETCH_PAGE)->stall = true;
	leap(5000);
	run_until(bench->world->loop, &desk_of(bench, ROLE_FETCH_PAGE)->stalled);
	assert_true(runner_cancel(bench->runner, RUN_SYNC, &err));
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	world_settle(bench->world);
	assert_int_equal(world_logged("the collection not seen to its end"), 1);
}

static void a_walk_with_a_limit_is_not_made_again(void **state)
{
	struct bench *bench = *state;
	cut_walk_short(bench, 120);
	world_settle(bench->world);
	assert_int_equal(world_logged("the collection not seen to its end"), 0);
}

static void an_earlier_life_may_owe_a_walk(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 10);
	watch(bench, RUN_SYNC);
	runner_owe_walk(bench->runner);
	runner_resume_later(bench->runner, false);
	world_settle(bench->world);
	bench->idle = false;
	leap(5000);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 10);
}

static void nothing_is_scheduled_where_nothing_is_left(void **state)
{
	struct bench *bench = *state;
	add_records(bench, 1000, 3);
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(world_logged("resume:"), 0);
	/* No alarm is left: nothing keeps the loop from ending but the runner's own close. */
	close_runner(bench);
}

/* How many calls for a description there were, by that much later. */
static unsigned described_after(struct bench *bench, int64_t ms)
{
	leap(ms);
	world_settle(bench->world);
	while (progress_is_active(runner_progress(bench->runner, RUN_ENRICH))) {
		bench->idle = false;
		run_until(bench->world->loop, &bench->idle);
	}
	world_settle(bench->world);
	return desk_of(bench, ROLE_DESCRIBE)->calls;
}

static void a_few_failures_are_made_good_ever_later(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 3);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->pending_euria, 3);
	assert_int_equal(describe->calls, 3);
	watch(bench, RUN_ENRICH);
	assert_int_equal(described_after(bench, 50000), 3);
	assert_int_equal(described_after(bench, 12000), 6);
	assert_int_equal(described_after(bench, 110000), 6);
	assert_int_equal(described_after(bench, 12000), 9);
	describe->fail = ERR_NONE;
	assert_int_equal(described_after(bench, 242000), 12);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->pending_euria, 0);
	assert_int_equal(described_after(bench, 24 * 3600000), 12);
}

/* As a circuit does that the failures open: it may close again half a minute after each. */
static void a_provider_that_fails_each_time_is_asked_ever_later(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 1);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	bench->world->roles->status[2] =
	    (struct provider_status){.state = PROVIDER_UNAVAILABLE, .resumes_in_ms = 30000};
	run(bench, (struct run_options){.kind = RUN_SYNC});
	unsigned calls = describe->calls;
	watch(bench, RUN_ENRICH);
	bench->world->roles->status[2].resumes_in_ms = 0; /* half open */
	assert_int_equal(described_after(bench, 32000), calls + 1);
	assert_int_equal(described_after(bench, 110000), calls + 1);
	assert_int_equal(described_after(bench, 12000), calls + 2);
	assert_int_equal(described_after(bench, 230000), calls + 2);
	assert_int_equal(described_after(bench, 12000), calls + 3);
}

static void after_a_users_run_they_are_soon_tried_again(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 1);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	watch(bench, RUN_ENRICH);
	assert_int_equal(described_after(bench, 62000), 2);
	run(bench, (struct run_options){.kind = RUN_ENRICH});
	assert_int_equal(describe->calls, 3);
	assert_int_equal(described_after(bench, 62000), 4);
}

static void what_its_owner_cancels_is_not_made_good(void **state)
{
	struct bench *bench = *state;
	struct err err;
	add_records(bench, 1000, 200);
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_TRANSIENT;
	watch(bench, RUN_SYNC);
	start(bench, (struct run_options){.kind = RUN_SYNC});
	run_until(bench->world->loop, &bench->few);
	assert_true(runner_cancel(bench->runner, RUN_SYNC, &err));
	run_until(bench->world->loop, &bench->idle);
	world_settle(bench->world);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_CANCELLED);
	assert_int_equal(world_logged("resume:"), 0);
	close_runner(bench);
}

static void nor_is_what_was_to_be_made_good_before(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	struct err err;
	add_records(bench, 1000, 3);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(world_logged("resume:"), 1);
	describe->stall = true;
	start(bench, (struct run_options){.kind = RUN_SYNC});
	world_settle(bench->world);
	assert_true(runner_cancel(bench->runner, RUN_SYNC, &err));
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	run_until(bench->world->loop, &bench->idle);
	world_settle(bench->world);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_CANCELLED);
	assert_int_equal(world_logged("resume:"), 1);
}

static void a_dry_run_does_not_cost_what_is_to_be_made_good(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 3);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	run(bench, (struct run_options){.kind = RUN_SYNC, .dry_run = true});
	watch(bench, RUN_ENRICH);
	assert_int_equal(described_after(bench, 50000), 3);
	assert_int_equal(described_after(bench, 12000), 6);
}

static void a_run_that_failed_leaves_what_is_to_be_made_good(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 150);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	desk_of(bench, ROLE_FETCH_PAGE)->fail_at = 2;
	desk_of(bench, ROLE_FETCH_PAGE)->fail = ERR_AUTH;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_ERROR);
	assert_true(runner_progress(bench->runner, RUN_SYNC)->pending_euria > 0);
	assert_int_equal(world_logged("resume:"), 1);
}

static void what_an_earlier_life_left_is_made_good(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = desk_of(bench, ROLE_DESCRIBE);
	add_records(bench, 1000, 3);
	watch(bench, RUN_SYNC);
	describe->fail = ERR_TRANSIENT;
	run(bench, (struct run_options){.kind = RUN_SYNC});
	close_runner(bench);
	bench->closed = false;
	bench->runner = runner_create(&bench->world->deps, true);
	struct store_resume left;
	assert_true(store_resume(bench->world->store, &left, NULL));
	assert_true(left.euria_left);
	assert_false(left.spotify_left);
	runner_owe_facets(bench->runner, left.spotify_left, left.euria_left);
	runner_resume_later(bench->runner, false);
	watch(bench, RUN_ENRICH);
	world_settle(bench->world);
	describe->fail = ERR_NONE;
	assert_int_equal(described_after(bench, 62000), 6);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->pending_euria, 0);
}

static void work_of_an_earlier_life_is_counted_and_resumed(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 3600000);
	close_runner(bench);
	bench->closed = false;
	bench->runner = runner_create(&bench->world->deps, true);
	bench->world->roles->status[2].resumes_in_ms = 0;
	watch(bench, RUN_ENRICH);
	runner_resume_later(bench->runner, false);
	runner_resume_later(bench->runner, false);
	world_settle(bench->world);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->pending_euria, 10);
	unblock(bench);
	bench->idle = false;
	while (runner_progress(bench->runner, RUN_ENRICH)->status != RUN_COMPLETED) {
		bench->idle = false;
		run_until(bench->world->loop, &bench->idle);
	}
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, 10);
}

static void work_that_cannot_be_counted_is_left(void **state)
{
	struct bench *bench = *state;
	catalogue_exec("ALTER TABLE album_artists RENAME TO elsewhere");
	runner_resume_later(bench->runner, false);
	world_settle(bench->world);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->pending_euria, 0);
	assert_int_equal(runner_run_id(bench->runner), 0);
}

/* Waits until the service's own run is under way, with its calls stalled. */
static void start_automatic(struct bench *bench)
{
	leave_work(bench, 0);
	unblock(bench);
	desk_of(bench, ROLE_DESCRIBE)->stall = true;
	run_until(bench->world->loop, &desk_of(bench, ROLE_DESCRIBE)->stalled);
}

static void the_services_own_run_makes_way_for_a_users(void **state)
{
	struct bench *bench = *state;
	struct err err;
	start_automatic(bench);
	int64_t automatic_id = runner_run_id(bench->runner);
	assert_true(automatic_id > 0);
	bench->starts = 0;
	assert_true(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	/* One may wait, no more. */
	assert_false(runner_start(bench->runner, &(struct run_options){.kind = RUN_SYNC},
	                          on_started, bench, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	desk_of(bench, ROLE_DESCRIBE)->stall = false;
	run_until(bench->world->loop, &bench->started);
	assert_int_equal(bench->starts, 1);
	assert_int_equal(bench->code, ERR_NONE);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->status, RUN_CANCELLED);
	assert_true(bench->run_id > automatic_id);
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->status, RUN_COMPLETED);
	assert_int_equal(runner_progress(bench->runner, RUN_SYNC)->count.descriptions, 10);
}

static void a_users_run_waits_for_no_other_users(void **state)
{
	struct bench *bench = *state;
	struct err err;
	start_automatic(bench);
	assert_true(try_start(bench, (struct run_options){.kind = RUN_ENRICH}, &err));
	run_until(bench->world->loop, &bench->started);
	assert_false(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
}

static void a_waiting_start_is_told_where_the_services_own_could_not(void **state)
{
	struct bench *bench = *state;
	struct err err;
	catalogue_refuse("runs");
	assert_true(
	    try_start(bench, (struct run_options){.kind = RUN_ENRICH, .automatic = true}, &err));
	assert_true(runner_start(bench->runner, &(struct run_options){.kind = RUN_SYNC}, on_started,
	                         bench, &err));
	while (bench->starts < 2) {
		bench->started = false;
		run_until(bench->world->loop, &bench->started);
	}
	assert_int_equal(bench->code, ERR_STORAGE);
	/* And the runner is free again. */
	catalogue_exec("DROP TRIGGER refuse_runs");
	watch(bench, RUN_SYNC);
	run(bench, (struct run_options){.kind = RUN_SYNC});
}

static void a_run_of_the_services_own_that_cannot_start_is_logged(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 0);
	unblock(bench);
	catalogue_refuse("runs");
	/* The alarm starts it, and the runner is free again at once. */
	unsigned logged = 0;
	while (logged == 0) {
		loop_turn(bench->world->loop);
		logged = world_logged("refused by the test");
	}
	assert_int_equal(runner_run_id(bench->runner), 0);
}

/* Waits until the service has given up a start, so that it is to be tried again. */
static void wait_until_refused(struct bench *bench)
{
	while (world_logged("resume: tried again in") == 0) {
		loop_turn(bench->world->loop);
	}
}

static void resumed_after_all(struct bench *bench)
{
	catalogue_exec("DROP TRIGGER refuse_runs");
	/* The wait for the catalogue, and the margin once what is left was counted. */
	while (catalogue_number("SELECT count(*) FROM album_descriptions") < 10) {
		leap(5000);
		catch_up(bench->world->loop);
		world_settle(bench->world);
	}
}

static void a_resumption_that_cannot_be_written_is_tried_again(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 0);
	catalogue_refuse("runs");
	unblock(bench);
	wait_until_refused(bench);
	resumed_after_all(bench);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->status, RUN_COMPLETED);
	assert_int_equal(world_logged("resume: tried again in 5 s"), 1);
}

static void a_users_run_that_cannot_be_written_does_not_cost_the_resumption(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 3600000);
	catalogue_refuse("runs");
	start(bench, (struct run_options){.kind = RUN_SYNC});
	assert_int_equal(bench->code, ERR_STORAGE);
	bench->world->roles->status[2] = (struct provider_status){.resumes_in_ms = -1};
	wait_until_refused(bench);
	resumed_after_all(bench);
}

static void a_dry_run_does_not_cost_the_resumption(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 3600000);
	bench->world->roles->status[2] = (struct provider_status){.resumes_in_ms = -1};
	run(bench, (struct run_options){.kind = RUN_SYNC, .dry_run = true});
	leap(5000);
	watch(bench, RUN_ENRICH);
	bench->idle = false;
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(runner_progress(bench->runner, RUN_ENRICH)->count.descriptions, 10);
}

/* --- closing --------------------------------------------------------------------------------- */

static void an_idle_runner_closes(void **state)
{
	struct bench *bench = *state;
	close_runner(bench);
}

static void a_closing_runner_starts_nothing(void **state)
{
	struct bench *bench = *state;
	struct err err;
	runner_close(bench->runner, on_closed, bench);
	assert_false(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	run_until(bench->world->loop, &bench->closed);
	bench->runner = NULL;
}

static void closed_before_a_run_has_its_number_it_waits_for_it(void **state)
{
	struct bench *bench = *state;
	struct err err;
	add_records(bench, 1000, 20);
	assert_true(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	close_runner(bench);
	assert_int_equal(bench->starts, 1);
	assert_int_equal(roles_calls(bench->world->roles), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM run_ends"), 1);
}

static void closed_while_a_run_cannot_be_written_it_still_closes(void **state)
{
	struct bench *bench = *state;
	struct err err;
	catalogue_refuse("runs");
	assert_true(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	close_runner(bench);
	assert_int_equal(bench->starts, 1);
	assert_int_equal(bench->code, ERR_STORAGE);
}

static void closed_in_the_middle_of_a_run_it_waits_for_its_end(void **state)
{
	struct bench *bench = *state;
	static const enum role roles[] = {ROLE_FETCH_PAGE, ROLE_SEARCH_ARTISTS, ROLE_DESCRIBE};
	char outcome[32];
	add_records(bench, 1000, 20);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		struct role_desk *desk = desk_of(bench, roles[i]);
		desk->stall = true;
		start(bench, (struct run_options){.kind = RUN_SYNC});
		run_until(bench->world->loop, &desk->stalled);
		close_runner(bench);
		assert_string_equal(catalogue_text("SELECT outcome FROM run_ends"
		                                   " ORDER BY run_id DESC",
		                                   outcome, sizeof(outcome)),
		                    "cancelled");
		desk->stall = desk->stalled = bench->closed = false;
		bench->runner = runner_create(&bench->world->deps, false);
	}
}

static void closed_with_an_alarm_set_it_does_not_wait_for_it(void **state)
{
	struct bench *bench = *state;
	leave_work(bench, 3600000);
	close_runner(bench);
}

static void closed_while_work_is_counted_it_hears_no_more_of_it(void **state)
{
	struct bench *bench = *state;
	runner_resume_later(bench->runner, false);
	close_runner(bench);
}

static void closed_with_a_start_waiting_that_is_told(void **state)
{
	struct bench *bench = *state;
	struct err err;
	start_automatic(bench);
	assert_true(try_start(bench, (struct run_options){.kind = RUN_SYNC}, &err));
	bench->starts = 0;
	close_runner(bench);
	assert_int_equal(bench->starts, 1);
	assert_int_equal(bench->code, ERR_UNAVAILABLE);
}

static void close_from_inside(void *data, int64_t run_id, const struct err *err)
{
	struct bench *bench = data;
	on_started(bench, run_id, err);
	runner_close(bench->runner, on_closed, bench);
}

static void a_runner_can_be_closed_by_the_one_who_is_told_of_a_start(void **state)
{
	struct bench *bench = *state;
	const struct run_options options = {.kind = RUN_SYNC};
	for (unsigned refused = 0; refused < 2; refused++) {
		struct err err;
		if (refused) {
			catalogue_refuse("runs");
		}
		bench->starts = 0;
		assert_true(runner_start(bench->runner, &options, close_from_inside, bench, &err));
		run_until(bench->world->loop, &bench->closed);
		assert_int_equal(bench->starts, 1);
		bench->closed = false;
		bench->runner = runner_create(&bench->world->deps, false);
	}
}

#define RUNNER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    RUNNER_TEST(a_run_is_started_told_and_ended),
	    RUNNER_TEST(one_run_goes_on_at_a_time),
	    RUNNER_TEST(a_run_that_has_no_number_yet_is_not_given_the_last_ones),
	    RUNNER_TEST(what_is_not_configured_cannot_be_run),
	    RUNNER_TEST(a_run_that_cannot_be_written_leaves_the_runner_free),
	    RUNNER_TEST(only_what_runs_can_be_cancelled),
	    RUNNER_TEST(a_whole_catalogue_makes_the_next_sync_a_short_one),
	    cmocka_unit_test_setup_teardown(an_earlier_life_may_have_left_the_catalogue_whole,
	                                    setup_whole, teardown),
	    RUNNER_TEST(what_was_put_off_goes_on_by_itself),
	    RUNNER_TEST(still_blocked_it_waits_anew),
	    RUNNER_TEST(the_first_provider_to_come_back_is_waited_for),
	    RUNNER_TEST(a_walk_that_a_block_cut_short_is_made_again),
	    RUNNER_TEST(a_walk_that_is_owed_stays_so_until_one_is_made),
	    RUNNER_TEST(a_walk_with_a_limit_pays_for_no_other),
	    RUNNER_TEST(a_walk_that_its_owner_cancels_is_owed_no_more),
	    RUNNER_TEST(a_walk_with_a_limit_is_not_made_again),
	    RUNNER_TEST(an_earlier_life_may_owe_a_walk),
	    RUNNER_TEST(nothing_is_scheduled_where_nothing_is_left),
	    RUNNER_TEST(a_few_failures_are_made_good_ever_later),
	    RUNNER_TEST(a_provider_that_fails_each_time_is_asked_ever_later),
	    RUNNER_TEST(after_a_users_run_they_are_soon_tried_again),
	    RUNNER_TEST(what_its_owner_cancels_is_not_made_good),
	    RUNNER_TEST(nor_is_what_was_to_be_made_good_before),
	    RUNNER_TEST(a_dry_run_does_not_cost_what_is_to_be_made_good),
	    RUNNER_TEST(a_run_that_failed_leaves_what_is_to_be_made_good),
	    RUNNER_TEST(what_an_earlier_life_left_is_made_good),
	    RUNNER_TEST(work_of_an_earlier_life_is_counted_and_resumed),
	    RUNNER_TEST(work_that_cannot_be_counted_is_left),
	    RUNNER_TEST(the_services_own_run_makes_way_for_a_users),
	    RUNNER_TEST(a_users_run_waits_for_no_other_users),
	    RUNNER_TEST(a_waiting_start_is_told_where_the_services_own_could_not),
	    RUNNER_TEST(a_run_of_the_services_own_that_cannot_start_is_logged),
	    RUNNER_TEST(an_idle_runner_closes),
	    RUNNER_TEST(a_closing_runner_starts_nothing),
	    RUNNER_TEST(closed_before_a_run_has_its_number_it_waits_for_it),
	    RUNNER_TEST(closed_while_a_run_cannot_be_written_it_still_closes),
	    RUNNER_TEST(a_resumption_that_cannot_be_written_is_tried_again),
	    RUNNER_TEST(a_users_run_that_cannot_be_written_does_not_cost_the_resumption),
	    RUNNER_TEST(a_dry_run_does_not_cost_the_resumption),
	    RUNNER_TEST(closed_in_the_middle_of_a_run_it_waits_for_its_end),
	    RUNNER_TEST(closed_with_an_alarm_set_it_does_not_wait_for_it),
	    RUNNER_TEST(closed_while_work_is_counted_it_hears_no_more_of_it),
	    RUNNER_TEST(closed_with_a_start_waiting_that_is_told),
	    RUNNER_TEST(a_runner_can_be_closed_by_the_one_who_is_told_of_a_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

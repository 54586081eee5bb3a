/* A whole sync in which the database fails, once at each of many moments: the run ends, accounts
 * for every album, and the next one completes what it had to leave. */
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "support/sqlite_faults.h"
#include "support/test.h"
#include "support/world.h"
#include "sync/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ALBUMS 6
/* Of the occasions for a fault so many are met. */
#define FEW 12

struct bench {
	struct world *world;
	bool over, whole;
	enum err_code code; /* of the start */
};

static void on_started(void *data, int64_t run_id, const struct err *err)
{
	struct bench *bench = data;
	(void)run_id;
	bench->code = err ? err->code : ERR_NONE;
	bench->over = err != NULL;
}

static void on_ended(void *data, struct run_result result)
{
	struct bench *bench = data;
	bench->over = true;
	bench->whole = result.whole;
}

/* Ends with no fault under way. */
static void run_sync(struct bench *bench, enum fault fault, unsigned nth)
{
	const struct run_events events = {.started = on_started, .ended = on_ended, .data = bench};
	const struct run_options options = {.kind = RUN_SYNC, .known_whole = bench->whole};
	bench->over = bench->whole = false;
	faults_start(fault, nth);
	run_start(&bench->world->deps, &bench->world->progress, &options, &events);
	while (!bench->over) {
		run_until(bench->world->loop, &bench->over);
	}
}

/* A run that came to its end has decided each album or put it off; one that the database has ended
 * says so, and claims nothing that it did not do. */
static void assert_accounted(const struct bench *bench, const char *trial)
{
	const struct progress *progress = &bench->world->progress;
	const struct progress_counters *count = &progress->count;
	int64_t dealt_with = progress_current(progress);
	bool adds_up = progress->status == RUN_COMPLETED
	                   ? dealt_with == count->total
	                   : progress->status == RUN_ERROR && dealt_with <= count->total;
	if (bench->code == ERR_NONE && !adds_up) {
		fail_msg("%s: %s, %lld synced, %lld skipped, %lld errors of %lld", trial,
		         run_status_name(progress->status), (long long)count->synced,
		         (long long)count->skipped, (long long)count->errors,
		         (long long)count->total);
	}
}

static void assert_number(const char *sql, int64_t wanted, const char *trial)
{
	int64_t number = catalogue_number(sql);
	if (number != wanted) {
		fail_msg("%s: %lld instead of %lld: %s", trial, (long long)number,
		         (long long)wanted, sql);
	}
}

static void assert_sound(const char *trial)
{
	char text[64];
	if (strcmp(catalogue_text("PRAGMA integrity_check", text, sizeof(text)), "ok") != 0) {
		fail_msg("%s: %s", trial, text);
	}
	assert_number("SELECT count(*) FROM pragma_foreign_key_check", 0, trial);
	assert_number("SELECT count(*) FROM albums WHERE id NOT IN"
	              " (SELECT album_id FROM album_artists) OR id NOT IN"
	              " (SELECT album_id FROM copies) OR id NOT IN"
	              " (SELECT id FROM album_search_docsize)",
	              0, trial);
}

static void assert_complete(const char *trial)
{
	assert_number("SELECT count(*) FROM albums", ALBUMS, trial);
	assert_number("SELECT count(*) FROM copies", ALBUMS, trial);
	assert_number("SELECT count(*) FROM current_links WHERE verdict = 'verified'", ALBUMS,
	              trial);
	assert_number("SELECT count(*) FROM current_artist_images WHERE outcome = 'found'", ALBUMS,
	              trial);
	assert_number("SELECT count(*) FROM current_descriptions WHERE outcome = 'found'", ALBUMS,
	              trial);
	assert_number("SELECT count(*) FROM album_descriptions", ALBUMS, trial); /* none twice */
	assert_number("SELECT count(*) FROM album_links", ALBUMS, trial);
}

/* Returns how many occasions there were. */
static unsigned sync_under(enum fault fault, unsigned nth)
{
	struct bench bench = {.whole = false};
	char trial[80];
	snprintf(trial, sizeof(trial), "%s %u", fault_names[fault], nth);
	world_setup((void **)&bench.world);
	log_close(); /* it would be the world's own */
	log_open(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, "/dev/null", NULL);
	bench.world->roles->albums_by_artist = true;
	roles_add_many(bench.world->roles, 1000, ALBUMS);
	roles_add_faces(bench.world->roles, 1000, ALBUMS);
	run_sync(&bench, fault, nth);
	unsigned occasions = faults_stop();
	world_settle(bench.world);
	assert_accounted(&bench, trial);
	assert_sound(trial);
	run_sync(&bench, FAULT_CALL, 0);
	faults_stop();
	world_settle(bench.world);
	assert_int_equal(bench.code, ERR_NONE);
	assert_int_equal(bench.world->progress.status, RUN_COMPLETED);
	assert_accounted(&bench, trial);
	assert_sound(trial);
	assert_complete(trial);
	world_teardown((void **)&bench.world);
	return occasions;
}

static void the_next_run_completes_what_a_failure_left(void **state)
{
	static const enum fault faults[] = {FAULT_CALL, FAULT_CALL_TWICE, FAULT_MEMORY,
	                                    FAULT_IO,   FAULT_IO_FOREVER, FAULT_FULL};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		unsigned occasions = sync_under(faults[i], 0);
		unsigned stride = faults_stride(occasions, FEW);
		assert_true(occasions > FEW);
		for (unsigned nth = 1; nth <= occasions; nth += stride) {
			sync_under(faults[i], nth);
		}
	}
}

int main(void)
{
	setenv("TMPDIR", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", 1);
	faults_install();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_next_run_completes_what_a_failure_left),
	};
	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}

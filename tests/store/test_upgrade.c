/* Opening a file that is to become a catalogue, or one of the present version: while SQLite fails,
 * once at each occasion, and while another process does the same. */
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/sqlite_faults.h"
#include "support/test.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLACES_MAX 3000
/* Each call of ours fails once; of the other occasions, so many do. */
#define FEW 15

static struct shelf shelf; /* no store of its own until the end of each round */
static int64_t schema_size;

static int setup(void **state)
{
	(void)state;
	snprintf(shelf.path, sizeof(shelf.path), "%s/sillon.db", folder_create());
	shelf.loop = loop_create();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	finish_loop(shelf.loop);
	folder_remove();
	return 0;
}

static void for_each_trace(void (*fn)(const char *path))
{
	glob_t found;
	autofree char *pattern = xasprintf("%s*", shelf.path);
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			fn(found.gl_pathv[i]);
		}
	}
	globfree(&found);
}

static void remove_file(const char *path)
{
	unlink(path);
}

static void make_nothing(void)
{
	for_each_trace(remove_file);
}

static void make_version_1(void)
{
	struct err err = {.msg = ""};
	make_nothing();
	struct db *db = db_open(shelf.path, DB_WRITE, &err);
	assert_true(schema_migrate_to(db, 1, &err));
	assert_true(db_exec(db,
	                    "INSERT INTO albums (id, discogs_id, title, source, labels, formats,"
	                    " genres, styles, title_key, artist_key, added_ms, created_ms)"
	                    " VALUES (1, 7, 'Night Ferry', 'discogs', '[]', '[]', '[]', '[]',"
	                    " 'night ferry', '', 1, 1)",
	                    &err));
	db_close(db);
}

/* A copy that was kept is a sound catalogue of version 1, with its album. One whose start failed
 * gets its name by the next. */
static unsigned copies, unnamed;

static void check_copy(const char *path)
{
	struct shelf kept;
	snprintf(kept.path, sizeof(kept.path), "%s", path);
	unnamed += strstr(path, ".partial") != NULL;
	if (strstr(path, ".version-1.")) {
		copies++;
		autofree char *sound = plain_text(&kept, "PRAGMA integrity_check");
		assert_string_equal(sound, "ok\n");
		assert_int_equal(plain_number(&kept, "PRAGMA user_version"), 1);
		assert_int_equal(plain_number(&kept, "SELECT count(*) FROM albums"), 1);
	}
}

/* Either as it was or wholly of the present version, and then with a copy of what it was. */
static void assert_one_version(int before, bool failed, const char *trial)
{
	int64_t version = plain_number(&shelf, "PRAGMA user_version");
	int64_t size = plain_number(&shelf, "SELECT count(*) FROM sqlite_schema");
	autofree char *sound = plain_text(&shelf, "PRAGMA integrity_check");
	assert_string_equal(sound, "ok\n");
	copies = unnamed = 0;
	for_each_trace(check_copy);
	if (version == SCHEMA_VERSION) {
		assert_int_equal(size, schema_size);
		if (before > 0 && copies + (failed ? unnamed : 0) == 0) {
			fail_msg("%s: upgraded, and no copy was kept", trial);
		}
		return;
	}
	if (version != before || (before == 0 && size != 0) || copies > 0) {
		fail_msg("%s: version %lld, %lld tables, %u copies", trial, (long long)version,
		         (long long)size, copies);
	}
}

static void open_under(enum fault fault, unsigned nth, int before)
{
	struct err err = {.msg = ""};
	char trial[100];
	snprintf(trial, sizeof(trial), "version %d, %s %u", before, fault_names[fault], nth);
	faults_start(fault, nth);
	shelf.store = store_open(shelf.loop, shelf.path, NULL, &err);
	faults_stop();
	bool failed = !shelf.store;
	if (shelf.store) {
		shelf_close(&shelf);
	} else if (err.code != ERR_STORAGE || !strstr(err.msg, shelf.path)) {
		fail_msg("%s: code %d, %s", trial, err.code, err.msg);
	}
	assert_one_version(before, failed, trial);
	shelf_open(&shelf);
	shelf_close(&shelf);
	assert_int_equal(plain_number(&shelf, "PRAGMA user_version"), SCHEMA_VERSION);
	assert_int_equal(plain_number(&shelf, "SELECT count(*) FROM albums"), before ? 1 : 0);
	assert_one_version(before, false, trial);
}

static unsigned learn(enum fault fault, unsigned *occasions)
{
	if (fault == FAULT_MEMORY) {
		faults_start_places();
	} else {
		faults_start(fault, 0);
	}
	shelf_open(&shelf);
	unsigned count = faults_stop();
	shelf_close(&shelf);
	schema_size = plain_number(&shelf, "SELECT count(*) FROM sqlite_schema");
	if (fault == FAULT_MEMORY) {
		return faults_places(occasions, PLACES_MAX);
	}
	assert_true(count <= PLACES_MAX);
	for (unsigned i = 0; i < count; i++) {
		occasions[i] = i + 1;
	}
	return count;
}

static void open_under_all(void (*make)(void), int before)
{
	static unsigned occasions[PLACES_MAX];
	for (enum fault fault = 0; fault < FAULT_COUNT; fault++) {
		make();
		unsigned count = learn(fault, occasions);
		unsigned stride = fault == FAULT_CALL ? 1 : faults_stride(count, FEW);
		for (unsigned i = 0; i < count; i += stride) {
			make();
			open_under(fault, occasions[i], before);
		}
	}
}

static void a_fresh_file_becomes_a_catalogue_or_stays_empty(void **state)
{
	(void)state;
	open_under_all(make_nothing, 0);
}

static void an_older_file_is_upgraded_with_a_copy_or_stays_as_it_is(void **state)
{
	(void)state;
	open_under_all(make_version_1, 1);
}

/* --- another process ---------------------------------------------------------------------- */

static void upgrade_beforehand(void *data)
{
	struct err err = {.msg = ""};
	(void)data;
	struct db *db = db_open(shelf.path, DB_WRITE, &err);
	schema_migrate(db, &err);
	assert_string_equal(err.msg, "");
	db_close(db);
}

/* As a program of the next version would leave it. */
static void upgrade_further(void *data)
{
	upgrade_beforehand(data);
	plain_do(&shelf, "CREATE TABLE later (id INTEGER)");
	plain_do(&shelf, "PRAGMA user_version = 3");
}

static void a_file_that_another_process_upgraded_meanwhile_is_taken_as_it_is(void **state)
{
	void (*const makes[])(void) = {make_nothing, make_version_1};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(makes); i++) {
		makes[i]();
		faults_before_begin(upgrade_beforehand, NULL);
		shelf_open(&shelf);
		shelf_close(&shelf);
		assert_int_equal(plain_number(&shelf, "PRAGMA user_version"), SCHEMA_VERSION);
		assert_int_equal(plain_number(&shelf, "SELECT count(*) FROM sqlite_schema"),
		                 schema_size);
		assert_int_equal(plain_number(&shelf, "SELECT count(*) FROM albums"), (int)i);
	}
}

static void a_file_that_a_newer_program_upgraded_meanwhile_is_refused(void **state)
{
	void (*const makes[])(void) = {make_nothing, make_version_1};
	struct err err = {.msg = ""};
	(void)state;
	assert_int_equal(SCHEMA_VERSION, 2); /* or upgrade_further() makes no newer one */
	for (size_t i = 0; i < ARRAY_LEN(makes); i++) {
		makes[i]();
		faults_before_begin(upgrade_further, NULL);
		assert_null(store_open(shelf.loop, shelf.path, NULL, &err));
		assert_int_equal(err.code, ERR_STORAGE);
		assert_non_null(strstr(err.msg, "version 3"));
		assert_non_null(strstr(err.msg, "use the newer program"));
		assert_int_equal(plain_number(&shelf, "PRAGMA user_version"), 3);
		assert_int_equal(plain_number(&shelf, "SELECT count(*) FROM later"), 0);
		assert_int_equal(plain_number(&shelf, "SELECT count(*) FROM albums"), (int)i);
	}
}

int main(void)
{
	setenv("TMPDIR", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", 1);
	faults_install();
	log_open(LOG_LEVEL_WARN, LOG_FORMAT_TEXT, NULL, NULL); /* hundreds of upgrades */
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_fresh_file_becomes_a_catalogue_or_stays_empty),
	    TEST(an_older_file_is_upgraded_with_a_copy_or_stays_as_it_is),
	    TEST(a_file_that_another_process_upgraded_meanwhile_is_taken_as_it_is),
	    TEST(a_file_that_a_newer_program_upgraded_meanwhile_is_refused),
	};
	return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}

#include "store/schema.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/db.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* A file of its own beside the shelf's. */
static const char *other_path(void)
{
	static char path[200];
	snprintf(path, sizeof(path), "%s", folder_path("other.db"));
	return path;
}

static void write_file(const char *path, const char *bytes, size_t size_bytes)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
	fclose(file);
}

static void other_exec(const char *sql)
{
	sqlite3 *plain;
	assert_int_equal(sqlite3_open(other_path(), &plain), SQLITE_OK);
	assert_int_equal(sqlite3_exec(plain, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(plain);
}

static void copy_to_other(const struct shelf *shelf)
{
	uint64_t size_bytes;
	autofree char *bytes = file_read(shelf->path, &size_bytes);
	write_file(other_path(), bytes, size_bytes);
}

/* Refused with the file's name and that word, and not a byte of the file is another afterwards. */
static void refused_untouched(struct shelf *shelf, const char *why, const char *remedy)
{
	uint64_t before_bytes, after_bytes;
	autofree char *before = file_read(other_path(), &before_bytes);
	struct err err = {.msg = ""};
	struct store *store = store_open(shelf->loop, other_path(), NULL, &err);
	if (store) {
		fail_msg("opened, though %s", why);
	}
	assert_int_equal(err.code, ERR_STORAGE);
	if (!strstr(err.msg, other_path()) || !strstr(err.msg, why) || !strstr(err.msg, remedy)) {
		fail_msg("no file, \"%s\" or \"%s\" in: %s", why, remedy, err.msg);
	}
	autofree char *after = file_read(other_path(), &after_bytes);
	assert_int_equal(before_bytes, after_bytes);
	assert_memory_equal(before, after, before_bytes);
	const char *const traces[] = {"-wal", "-journal", "-shm"};
	for (size_t i = 0; i < ARRAY_LEN(traces); i++) {
		autofree char *trace = xasprintf("%s%s", other_path(), traces[i]);
		assert_int_equal(access(trace, F_OK), -1);
	}
}

/* --- our files ---------------------------------------------------------------------------- */

static void a_fresh_file_is_marked_as_ours(void **state)
{
	struct shelf *shelf = *state;
	assert_int_equal(plain_number(shelf, "PRAGMA application_id"), 0x53494C4E);
	assert_int_equal(plain_number(shelf, "PRAGMA user_version"), SCHEMA_VERSION);
	autofree char *mode = plain_text(shelf, "PRAGMA journal_mode");
	assert_string_equal(mode, "wal\n");
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 0);
}

static void every_table_is_strict_and_has_its_three_guards(void **state)
{
	struct shelf *shelf = *state;
	struct table_names tables;
	plain_tables(shelf, &tables);
	assert_int_equal(tables.count, 11);
	for (size_t i = 0; i < tables.count; i++) {
		autofree char *guards = xasprintf("SELECT count(*) FROM sqlite_schema"
		                                  " WHERE type = 'trigger' AND tbl_name = '%s'",
		                                  tables.names[i]);
		autofree char *strict = xasprintf("SELECT strict FROM pragma_table_list"
		                                  " WHERE schema = 'main' AND name = '%s'",
		                                  tables.names[i]);
		assert_int_equal(plain_number(shelf, guards), 3);
		assert_int_equal(plain_number(shelf, strict), 1);
	}
	table_names_finish(&tables);
}

static void a_file_opened_again_is_as_it_was(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){.release_id = 7, .title = "A", .artist = "B"});
	autofree char *schema = plain_text(shelf, "SELECT sql FROM sqlite_schema");
	autofree char *rows = plain_dump(shelf);
	shelf_close(shelf);
	uint64_t before_bytes, after_bytes;
	autofree char *before = file_read(shelf->path, &before_bytes);
	shelf_open(shelf);
	shelf_close(shelf);
	autofree char *after = file_read(shelf->path, &after_bytes);
	assert_int_equal(before_bytes, after_bytes);
	assert_memory_equal(before, after, before_bytes);
	autofree char *schema_again = plain_text(shelf, "SELECT sql FROM sqlite_schema");
	autofree char *rows_again = plain_dump(shelf);
	assert_string_equal(schema, schema_again);
	assert_string_equal(rows, rows_again);
}

static void a_file_opened_again_can_be_written_to(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){.release_id = 7, .title = "A", .artist = "B"});
	shelf_close(shelf);
	shelf_open(shelf);
	shelf_add(shelf, &(struct record){.release_id = 8, .title = "C", .artist = "B"});
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 2);
	assert_int_equal(
	    plain_number(shelf, "SELECT count(*) FROM album_search WHERE album_search MATCH 'c'"),
	    1);
}

static struct db *other_open(void)
{
	struct err err = {.msg = ""};
	struct db *db = db_open(other_path(), DB_WRITE, &err);
	assert_string_equal(err.msg, "");
	return db;
}

static int64_t number_in(struct db *db, const char *sql)
{
	struct err err = {.msg = ""};
	int64_t number = -1;
	db_read_int(db, sql, DB_NO_VALUES, &number, -1, &err);
	assert_string_equal(err.msg, "");
	return number;
}

static void an_empty_file_becomes_a_catalogue(void **state)
{
	struct err err;
	(void)state;
	write_file(other_path(), "", 0);
	struct db *db = other_open();
	assert_true(schema_migrate(db, &err));
	assert_int_equal(number_in(db, "PRAGMA user_version"), SCHEMA_VERSION);
	assert_true(schema_migrate(db, &err)); /* once more changes nothing */
	assert_int_equal(number_in(db, "PRAGMA user_version"), SCHEMA_VERSION);
	db_close(db);
}

static void a_schema_is_made_whole_or_not_at_all(void **state)
{
	struct err err;
	(void)state;
	struct db *db = other_open();
	assert_true(db_exec(db, "PRAGMA max_page_count = 20", &err));
	assert_false(schema_migrate(db, &err));
	assert_int_equal(err.code, ERR_STORAGE);
	assert_non_null(strstr(err.msg, "free some space"));
	assert_int_equal(number_in(db, "SELECT count(*) FROM sqlite_schema"), 0);
	assert_int_equal(number_in(db, "PRAGMA application_id"), 0);
	assert_true(db_exec(db, "PRAGMA max_page_count = 2000", &err));
	assert_true(schema_migrate(db, &err));
	assert_int_equal(number_in(db, "SELECT count(*) FROM albums"), 0);
	db_close(db);
}

/* --- older versions ----------------------------------------------------------------------- */

/* A catalogue of version 1 with an album that has a description. */
static void make_version_1(void)
{
	struct err err;
	struct db *db = other_open();
	assert_true(schema_migrate_to(db, 1, &err));
	assert_true(db_exec(db,
	                    "INSERT INTO albums (id, discogs_id, master_id, title, source, labels,"
	                    " formats, genres, styles, title_key, artist_key, added_ms, created_ms)"
	                    " VALUES (1, 7, 9, 'Night Ferry', 'discogs', '[]', '[]', '[]', '[]',"
	                    " 'night ferry', '', 1, 1);"
	                    "INSERT INTO album_descriptions (album_id, outcome, text, created_ms)"
	                    " VALUES (1, 'found', 'Un disque nocturne.', 1)",
	                    &err));
	db_close(db);
}

/* The one file beside other.db whose name goes on like that; "" where there is none. */
static const char *kept_copy(void)
{
	static char path[300];
	glob_t found;
	autofree char *pattern = xasprintf("%s.version-1.*", other_path());
	bool any = glob(pattern, 0, NULL, &found) == 0;
	snprintf(path, sizeof(path), "%s", any ? found.gl_pathv[0] : "");
	assert_true(!any || found.gl_pathc == 1);
	globfree(&found);
	return path;
}

static int64_t number_in_file(const char *path, const char *sql)
{
	struct err err = {.msg = ""};
	struct db *db = db_open(path, DB_READ, &err);
	assert_string_equal(err.msg, "");
	int64_t number = number_in(db, sql);
	db_close(db);
	return number;
}

/* As the service would. */
static void open_and_close_other(const struct shelf *shelf)
{
	struct shelf other = {.loop = shelf->loop};
	snprintf(other.path, sizeof(other.path), "%s", other_path());
	shelf_open(&other);
	shelf_close(&other);
}

static void an_older_file_becomes_the_present_version(void **state)
{
	struct shelf *shelf = *state;
	make_version_1();
	open_and_close_other(shelf);
	assert_int_equal(number_in_file(other_path(), "PRAGMA user_version"), SCHEMA_VERSION);
	assert_int_equal(number_in_file(other_path(), "SELECT count(*) FROM master_years"), 0);
	assert_int_equal(number_in_file(other_path(), "SELECT count(*) FROM album_descriptions"
	                                              " WHERE unverified IS NULL"),
	                 1);
	/* As a fresh one would be, guards included. */
	assert_int_equal(number_in_file(other_path(), "SELECT count(*) FROM sqlite_schema"),
	                 number_in_file(shelf->path, "SELECT count(*) FROM sqlite_schema"));
}

static void an_older_file_is_kept_as_it_was(void **state)
{
	struct shelf *shelf = *state;
	make_version_1();
	open_and_close_other(shelf);
	assert_int_equal(number_in_file(kept_copy(), "PRAGMA user_version"), 1);
	assert_int_equal(number_in_file(kept_copy(), "SELECT count(*) FROM albums"), 1);
	assert_int_equal(number_in_file(kept_copy(), "SELECT count(*) FROM sqlite_schema"
	                                             " WHERE name = 'master_years'"),
	                 0);
	char before[300];
	snprintf(before, sizeof(before), "%s", kept_copy());
	open_and_close_other(shelf); /* nothing to do */
	assert_string_equal(kept_copy(), before);
}

/* Killed after the upgrade's commit, before its copy had its name. */
static void a_copy_that_was_not_named_gets_its_name(void **state)
{
	struct shelf *shelf = *state;
	make_version_1();
	open_and_close_other(shelf);
	autofree char *partial = xasprintf("%s.partial", other_path());
	assert_int_equal(rename(kept_copy(), partial), 0);
	open_and_close_other(shelf);
	assert_int_equal(access(partial, F_OK), -1);
	assert_int_equal(number_in_file(kept_copy(), "PRAGMA user_version"), 1);
	assert_int_equal(number_in_file(kept_copy(), "SELECT count(*) FROM albums"), 1);
}

/* Killed in the middle of the copy. */
static void an_unfinished_copy_is_made_anew(void **state)
{
	struct shelf *shelf = *state;
	make_version_1();
	autofree char *partial = xasprintf("%s.partial", other_path());
	write_file(partial, "SQLite format 3", 16);
	open_and_close_other(shelf);
	assert_int_equal(access(partial, F_OK), -1);
	assert_int_equal(number_in_file(kept_copy(), "SELECT count(*) FROM albums"), 1);
}

static void an_upgrade_is_given_up_in_a_hurry(void **state)
{
	struct shelf *shelf = *state;
	struct err err = {.msg = ""};
	atomic_bool hurry = true;
	make_version_1();
	other_exec("INSERT INTO provider_blocks (provider, until_ms, reason, created_ms)"
	           " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	           " LIMIT 10000) SELECT 'discogs', i, 'many', 1 FROM n");
	assert_null(store_open(shelf->loop, other_path(), &hurry, &err));
	assert_int_equal(number_in_file(other_path(), "PRAGMA user_version"), 1);
	assert_string_equal(kept_copy(), "");
}

static void an_older_file_stays_as_it_is_where_the_upgrade_fails(void **state)
{
	struct err err = {.msg = ""};
	(void)state;
	make_version_1();
	struct db *db = other_open();
	assert_true(db_exec(db, "CREATE TABLE master_years (id INTEGER)", &err)); /* in the way */
	assert_false(schema_migrate(db, &err));
	assert_int_equal(number_in(db, "PRAGMA user_version"), 1);
	assert_int_equal(number_in(db,
	                           "SELECT count(*) FROM pragma_table_info('album_descriptions')"
	                           " WHERE name = 'unverified'"),
	                 0);
	assert_string_equal(kept_copy(), "");
	db_close(db);
}

static void an_older_file_that_cannot_be_copied_is_not_upgraded(void **state)
{
	struct err err = {.msg = ""};
	(void)state;
	make_version_1();
	struct db *db = other_open();
	struct rlimit before;
	getrlimit(RLIMIT_FSIZE, &before);
	const struct rlimit small = {.rlim_cur = 8192, .rlim_max = before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	bool migrated = schema_migrate(db, &err);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_DFL);
	assert_false(migrated);
	assert_non_null(strstr(err.msg, "cannot be copied before its upgrade"));
	assert_int_equal(number_in(db, "PRAGMA user_version"), 1);
	assert_string_equal(kept_copy(), "");
	db_close(db);
}

/* --- files that are not to be touched ----------------------------------------------------- */

static void a_newer_version_is_refused_and_not_touched(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){.release_id = 7, .title = "A", .artist = "B"});
	shelf_close(shelf);
	copy_to_other(shelf);
	other_exec("PRAGMA user_version = 3");
	refused_untouched(shelf, "version 3", "use the newer program");
}

static void another_programs_file_is_refused_and_not_touched(void **state)
{
	static const char *const programs[] = {
	    "CREATE TABLE letters (text TEXT); INSERT INTO letters VALUES ('dear reader')",
	    "PRAGMA journal_mode = WAL; CREATE TABLE letters (text TEXT)",
	    "PRAGMA application_id = 252006674", /* marked, and still empty */
	    "PRAGMA application_id = 252006674; CREATE TABLE albums (id INTEGER)",
	    "CREATE TABLE albums (id INTEGER); PRAGMA user_version = 1",
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		unlink(other_path());
		other_exec(programs[i]);
		refused_untouched(shelf, "another program", "store.database");
	}
}

static void a_file_that_is_no_database_is_refused_and_not_touched(void **state)
{
	struct shelf *shelf = *state;
	char letter[5000];
	for (size_t i = 0; i < sizeof(letter); i++) {
		letter[i] = "dear reader, "[i % 13];
	}
	write_file(other_path(), letter, sizeof(letter));
	refused_untouched(shelf, "not a database", "restore it from a backup");
}

static void a_corrupt_file_is_refused_and_not_touched(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t id = 1; id <= 20; id++) {
		shelf_add(shelf, &(struct record){.release_id = id, .title = "A", .artist = "B"});
	}
	shelf_close(shelf);
	uint64_t size_bytes;
	autofree char *bytes = file_read(shelf->path, &size_bytes);
	write_file(other_path(), bytes, size_bytes / 2); /* cut */
	refused_untouched(shelf, "malformed", "restore it from a backup");
	memset(bytes + 100, 0xFF, 3000); /* its table of contents */
	write_file(other_path(), bytes, size_bytes);
	refused_untouched(shelf, "malformed", "restore it from a backup");
}

/* Opened, they would be folded into a file or deleted. */
static void a_log_of_something_else_is_refused_and_not_touched(void **state)
{
	struct shelf *shelf = *state;
	struct err err = {.msg = ""};
	autofree char *log = xasprintf("%s-wal", other_path());
	write_file(log, "committed", 9);
	assert_null(store_open(shelf->loop, other_path(), NULL, &err));
	assert_non_null(strstr(err.msg, "put the file back"));
	write_file(other_path(), "", 0);
	assert_null(store_open(shelf->loop, other_path(), NULL, &err));
	uint64_t size_bytes;
	autofree char *bytes = file_read(log, &size_bytes);
	assert_string_equal(bytes, "committed");
}

static void what_is_no_file_is_refused(void **state)
{
	struct shelf *shelf = *state;
	struct err err = {.msg = ""};
	assert_null(store_open(shelf->loop, "/dev/null", NULL, &err));
	assert_non_null(strstr(err.msg, "is not a file; name a file"));
	assert_null(store_open(shelf->loop, "/", NULL, &err));
	assert_non_null(strstr(err.msg, "is a folder; name a file"));
}

static void a_path_that_cannot_be_opened_is_named(void **state)
{
	struct shelf *shelf = *state;
	struct err err;
	char path[200];
	snprintf(path, sizeof(path), "%s", folder_path("nowhere/sillon.db"));
	assert_null(store_open(shelf->loop, path, NULL, &err));
	assert_int_equal(err.code, ERR_STORAGE);
	assert_non_null(strstr(err.msg, path));
	assert_non_null(strstr(err.msg, "its folder"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_fresh_file_is_marked_as_ours),
	    TEST(every_table_is_strict_and_has_its_three_guards),
	    TEST(a_file_opened_again_is_as_it_was),
	    TEST(a_file_opened_again_can_be_written_to),
	    TEST(an_empty_file_becomes_a_catalogue),
	    TEST(a_schema_is_made_whole_or_not_at_all),
	    TEST(an_older_file_becomes_the_present_version),
	    TEST(an_older_file_is_kept_as_it_was),
	    TEST(a_copy_that_was_not_named_gets_its_name),
	    TEST(an_unfinished_copy_is_made_anew),
	    TEST(an_upgrade_is_given_up_in_a_hurry),
	    TEST(an_older_file_stays_as_it_is_where_the_upgrade_fails),
	    TEST(an_older_file_that_cannot_be_copied_is_not_upgraded),
	    TEST(a_newer_version_is_refused_and_not_touched),
	    TEST(another_programs_file_is_refused_and_not_touched),
	    TEST(a_file_that_is_no_database_is_refused_and_not_touched),
	    TEST(a_corrupt_file_is_refused_and_not_touched),
	    TEST(a_log_of_something_else_is_refused_and_not_touched),
	    TEST(what_is_no_file_is_refused),
	    TEST(a_path_that_cannot_be_opened_is_named),
	};
	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}

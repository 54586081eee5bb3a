#include "store/db.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "support/fixture.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 200

struct fixture {
	struct db *db;
	char path[PATH_SIZE];
};

/* folder_path() has one text for all. */
static void keep_path(char out[PATH_SIZE], const char *name)
{
	snprintf(out, PATH_SIZE, "%s", folder_path(name));
}

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct err err;
	folder_create();
	keep_path(f->path, "some.db");
	f->db = db_open(f->path, DB_WRITE, &err);
	assert_non_null(f->db);
	assert_true(db_exec(f->db,
	                    "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT NOT NULL)"
	                    " STRICT; CREATE TABLE u (t INTEGER REFERENCES t (id)) STRICT;",
	                    &err));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	db_close(f->db);
	folder_remove();
	free(f);
	return 0;
}

static void add(struct db *db, int64_t n, const char *s)
{
	struct err err = {.msg = ""};
	db_run(db, "INSERT INTO t (n, s) VALUES (?1, ?2)", DB_VALUES(db_int_or_null(n), db_text(s)),
	       &err);
	assert_string_equal(err.msg, "");
}

static int64_t number(struct db *db, const char *sql)
{
	struct err err = {.msg = ""};
	int64_t n;
	if (!db_read_int(db, sql, DB_NO_VALUES, &n, -1, &err)) {
		fail_msg("%s: %s", err.msg, sql);
	}
	return n;
}

/* The error is one of storage, names the file and says what to do. */
static void assert_names_file(const struct err *err, const char *path, const char *remedy)
{
	assert_int_equal(err->code, ERR_STORAGE);
	if (!strstr(err->msg, path) || !strstr(err->msg, remedy)) {
		fail_msg("no \"%s\" in: %s", remedy, err->msg);
	}
}

/* --- values ------------------------------------------------------------------------------- */

static void values_come_back_as_they_went_in(void **state)
{
	struct fixture *f = *state;
	struct err err;
	static const struct {
		int64_t n;
		const char *s;
	} cases[] = {{1, "one"}, {INT64_MAX, ""}, {INT64_MIN, "é ♥ '\";--"}, {-1, "a\nb"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		add(f->db, cases[i].n, cases[i].s);
		assert_int_equal(db_last_id(f->db), i + 1);
	}
	struct arena *arena = arena_create();
	struct db_rows rows = db_query(f->db, "SELECT n, s FROM t ORDER BY id", DB_NO_VALUES);
	size_t count = 0;
	while (db_next(&rows)) {
		assert_true(db_column_int(&rows, 0) == cases[count].n);
		assert_string_equal(db_column_text(&rows, 1), cases[count].s);
		assert_string_equal(db_column_copy(&rows, 1, arena), cases[count].s);
		count++;
	}
	assert_true(db_end(&rows, &err));
	assert_int_equal(count, ARRAY_LEN(cases));
	arena_destroy(arena);
}

static void null_reads_as_zero_and_no_text(void **state)
{
	struct fixture *f = *state;
	struct err err;
	add(f->db, 0, "none");
	assert_int_equal(number(f->db, "SELECT count(*) FROM t WHERE n IS NULL"), 1);
	struct arena *arena = arena_create();
	struct db_rows rows = db_query(f->db, "SELECT n, ?1, ?2, ?3 FROM t",
	                               DB_VALUES(db_text(NULL), db_int(0), db_int_or_null(7)));
	assert_true(db_next(&rows));
	assert_int_equal(db_column_int(&rows, 0), 0);
	assert_null(db_column_text(&rows, 0));
	assert_null(db_column_text(&rows, 1));
	assert_null(db_column_copy(&rows, 1, arena));
	assert_string_equal(db_column_text(&rows, 2), "0"); /* db_int's 0 is no NULL */
	assert_int_equal(db_column_int(&rows, 3), 7);
	assert_false(db_next(&rows));
	assert_false(db_next(&rows)); /* the end stays the end */
	assert_true(db_end(&rows, &err));
	arena_destroy(arena);
}

static void a_statement_is_used_again_with_fresh_values(void **state)
{
	struct fixture *f = *state;
	static const char sql[] = "SELECT coalesce(?1, 'none') || coalesce(?2, '')";
	struct err err;
	struct db_rows rows = db_query(f->db, sql, DB_VALUES(db_text("a"), db_text("b")));
	assert_true(db_next(&rows));
	assert_string_equal(db_column_text(&rows, 0), "ab");
	assert_true(db_end(&rows, &err)); /* before its last row */
	for (int i = 0; i < 500; i++) {   /* kept once, however often it is used */
		rows = db_query(f->db, sql, DB_NO_VALUES);
		assert_true(db_next(&rows));
		assert_string_equal(db_column_text(&rows, 0), "none");
		assert_true(db_end(&rows, &err));
	}
}

static void a_text_made_at_run_time_is_prepared_each_time(void **state)
{
	struct fixture *f = *state;
	struct err err;
	char sql[40];
	for (int i = 0; i < 500; i++) { /* more than are kept */
		snprintf(sql, sizeof(sql), "SELECT ?1 + %d", i);
		struct db_rows rows = db_query_once(f->db, sql, DB_VALUES(db_int(1)));
		assert_true(db_next(&rows));
		assert_int_equal(db_column_int(&rows, 0), i + 1);
		assert_true(db_end(&rows, &err));
	}
	struct db_rows rows = db_query_once(f->db, "SELECT x FROM nowhere", DB_NO_VALUES);
	assert_false(db_next(&rows));
	assert_false(db_end(&rows, &err));
	assert_names_file(&err, f->path, "no such table");
}

static void a_number_falls_back_where_there_is_no_row(void **state)
{
	struct fixture *f = *state;
	struct err err;
	int64_t n = 0;
	assert_true(db_read_int(f->db, "SELECT id FROM t", DB_NO_VALUES, &n, -7, &err));
	assert_int_equal(n, -7);
	add(f->db, 5, "five");
	assert_true(db_read_int(f->db, "SELECT n FROM t WHERE s = ?1", DB_VALUES(db_text("five")),
	                        &n, -7, &err));
	assert_int_equal(n, 5);
	assert_false(db_read_int(f->db, "SELECT id FROM nowhere", DB_NO_VALUES, &n, -7, &err));
}

/* --- settings ----------------------------------------------------------------------------- */

static void writing_is_durable_and_keeps_foreign_keys(void **state)
{
	struct fixture *f = *state;
	struct err err;
	assert_int_equal(number(f->db, "PRAGMA synchronous"), 2); /* FULL */
	assert_int_equal(number(f->db, "PRAGMA foreign_keys"), 1);
	assert_false(db_run(f->db, "INSERT INTO u VALUES (99)", DB_NO_VALUES, &err));
	assert_names_file(&err, f->path, "FOREIGN KEY");
	assert_int_equal(number(f->db, "SELECT count(*) FROM u"), 0);
}

static void a_reading_connection_cannot_write(void **state)
{
	struct fixture *f = *state;
	struct err err;
	add(f->db, 1, "one");
	struct db *reader = db_open(f->path, DB_READ, &err);
	assert_non_null(reader);
	assert_int_equal(number(reader, "SELECT count(*) FROM t"), 1);
	assert_false(db_run(reader, "INSERT INTO t (s) VALUES ('two')", DB_NO_VALUES, &err));
	assert_names_file(&err, f->path, "make the file and its folder writable");
	assert_false(db_exec(reader, "DROP TABLE u", &err));
	db_close(reader);
	assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 1);
}

static void several_statements_run_at_once(void **state)
{
	struct fixture *f = *state;
	struct err err;
	assert_true(
	    db_exec(f->db, "INSERT INTO t (s) VALUES ('a'); INSERT INTO t (s) VALUES ('b')", &err));
	assert_int_equal(number(f->db, "SELECT count(*) FROM t"), 2);
	assert_false(db_exec(f->db, "INSERT INTO t (s) VALUES ('c'); nonsense", &err));
	assert_names_file(&err, f->path, "nonsense");
}

/* --- errors ------------------------------------------------------------------------------- */

static void a_failing_statement_says_why_and_can_be_used_again(void **state)
{
	struct fixture *f = *state;
	static const char sql[] = "INSERT INTO t (id, s) VALUES (?1, ?2)";
	struct err err;
	assert_false(db_run(f->db, sql, DB_VALUES(db_int(1), db_text(NULL)), &err));
	assert_names_file(&err, f->path, "NOT NULL");
	assert_true(db_run(f->db, sql, DB_VALUES(db_int(1), db_text("one")), &err));
	assert_false(db_run(f->db, sql, DB_VALUES(db_int(1), db_text("one")), &err));
	assert_names_file(&err, f->path, "UNIQUE");
	assert_false(db_run(f->db, "SELEC", DB_NO_VALUES, NULL)); /* nobody wants to know */
}

static void a_file_that_cannot_be_opened_is_named_with_a_remedy(void **state)
{
	(void)state;
	struct err err;
	char path[PATH_SIZE];
	keep_path(path, "nowhere/some.db");
	assert_null(db_open(path, DB_WRITE, &err));
	assert_names_file(&err, path, "its folder");
	keep_path(path, "absent.db");
	assert_null(db_open(path, DB_READ, &err));
	assert_names_file(&err, path, "its folder");
	assert_int_equal(access(path, F_OK), -1); /* a reader creates nothing */
	keep_path(path, "a-folder");
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(db_open(path, DB_WRITE, &err));
	assert_names_file(&err, path, "its folder");
}

static void a_full_disk_is_named_with_a_remedy(void **state)
{
	struct fixture *f = *state;
	struct err err = {.msg = ""};
	assert_true(db_exec(f->db, "PRAGMA max_page_count = 8", &err));
	bool well = true;
	for (int i = 0; well && i < 100; i++) {
		well = db_run(f->db, "INSERT INTO t (s) VALUES (zeroblob(9000) || 'x')",
		              DB_NO_VALUES, &err);
	}
	assert_false(well);
	assert_names_file(&err, f->path, "free some space on that disk");
}

static void a_file_that_is_no_database_is_named_with_a_remedy(void **state)
{
	struct fixture *f = *state;
	struct err err = {.msg = ""};
	char path[PATH_SIZE];
	keep_path(path, "letter.txt");
	FILE *file = fopen(path, "w");
	for (int i = 0; i < 1000; i++) {
		fputs("this is a letter and no database\n", file);
	}
	fclose(file);
	struct db *db = db_open(path, DB_WRITE, &err);
	if (db) {
		int64_t n;
		assert_false(db_read_int(db, "PRAGMA user_version", DB_NO_VALUES, &n, 0, &err));
		db_close(db);
	}
	assert_names_file(&err, path, "restore it from a backup");
	(void)f;
}

static void a_lock_held_by_another_program_is_named_with_a_remedy(void **state)
{
	struct fixture *f = *state;
	struct err err;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db_sqlite(f->db), 0); /* it would be waited for */
	assert_false(db_run(f->db, "INSERT INTO t (s) VALUES ('x')", DB_NO_VALUES, &err));
	assert_names_file(&err, f->path, "another program holds it");
	sqlite3_close(other);
	add(f->db, 1, "one");
}

static void a_lock_is_hardly_waited_for_in_a_hurry(void **state)
{
	struct fixture *f = *state;
	struct err err;
	sqlite3 *other;
	atomic_bool hurry = true;
	db_hurry_with(f->db, &hurry);
	assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	int64_t began_ms = clock_mono_ms();
	for (int i = 0; i < 20; i++) { /* all of them together: far from the minute of each */
		assert_false(db_run(f->db, "INSERT INTO t (s) VALUES ('x')", DB_NO_VALUES, &err));
		assert_names_file(&err, f->path, "another program holds it");
	}
	assert_true(clock_mono_ms() - began_ms < 20000);
	sqlite3_close(other);
	add(f->db, 1, "one");
}

static void more_statements_than_are_kept_are_an_error_and_no_crash(void **state)
{
	struct fixture *f = *state;
	static char texts[200][32];
	struct err err = {.msg = ""};
	int64_t n;
	bool well = true;
	for (size_t i = 0; well && i < ARRAY_LEN(texts); i++) {
		snprintf(texts[i], sizeof(texts[i]), "SELECT %zu", i);
		well = db_read_int(f->db, texts[i], DB_NO_VALUES, &n, -1, &err);
	}
	assert_false(well);
	assert_int_equal(err.code, ERR_STORAGE);
}

static void closing_nothing_is_fine(void **state)
{
	(void)state;
	db_close(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(values_come_back_as_they_went_in),
	    TEST(null_reads_as_zero_and_no_text),
	    TEST(a_statement_is_used_again_with_fresh_values),
	    TEST(a_text_made_at_run_time_is_prepared_each_time),
	    TEST(a_number_falls_back_where_there_is_no_row),
	    TEST(writing_is_durable_and_keeps_foreign_keys),
	    TEST(a_reading_connection_cannot_write),
	    TEST(several_statements_run_at_once),
	    TEST(a_failing_statement_says_why_and_can_be_used_again),
	    TEST(a_file_that_cannot_be_opened_is_named_with_a_remedy),
	    TEST(a_full_disk_is_named_with_a_remedy),
	    TEST(a_file_that_is_no_database_is_named_with_a_remedy),
	    TEST(a_lock_held_by_another_program_is_named_with_a_remedy),
	    TEST(a_lock_is_hardly_waited_for_in_a_hurry),
	    TEST(more_statements_than_are_kept_are_an_error_and_no_crash),
	    cmocka_unit_test(closing_nothing_is_fine),
	};
	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}

/* The insert-only invariant, as a plain connection and the service's own see it. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/attacks.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/shelf.h"
#include "support/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	*state = attacks_shelf();
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* --- a plain connection ------------------------------------------------------------------- */

static void attempt_plainly(struct attempts *attempts, const char *table, const char *sql)
{
	char message[256];
	autofree char *refusal = xasprintf("sillon: rows of %s are never ", table);
	int code = plain_exec(attempts->shelf, sql, message);
	/* An id of no number is refused before the guard is asked. */
	if (code != SQLITE_MISMATCH && (code == SQLITE_OK || !strstr(message, refusal))) {
		fail_msg("%d \"%s\": %s", code, message, sql);
	}
	attempts->count++;
}

static void a_plain_connection_can_change_and_take_away_nothing(void **state)
{
	struct shelf *shelf = *state;
	autofree char *before = plain_dump(shelf);
	struct attempts attempts = {.shelf = shelf, .before = before};
	attack(&attempts, attempt_plainly);
	assert_in_range(attempts.count, 300, 10000);
}

static void a_plain_connection_can_insert(void **state)
{
	struct shelf *shelf = *state;
	plain_do(shelf, "INSERT INTO artists (name, raw_name, sort_key, created_ms)"
	                " VALUES ('Lantern', 'Lantern', 'lantern', 1)");
	plain_do(shelf, "INSERT INTO provider_blocks SELECT id + 1, provider, until_ms, reason,"
	                " created_ms FROM provider_blocks");
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM artists"), 2);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM provider_blocks"), 2);
}

static void the_search_index_forgets_nothing_through_its_own_table(void **state)
{
	struct shelf *shelf = *state;
	static const char *const attacks[] = {
	    "DELETE FROM album_search",
	    "DELETE FROM album_search WHERE rowid = 1",
	    "UPDATE album_search SET title = 'x'",
	    "REPLACE INTO album_search (rowid, title) VALUES (1, 'x')",
	};
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		plain_exec(shelf, attacks[i], NULL);
		assert_int_equal(plain_number(shelf, "SELECT count(*) FROM album_search"
		                                     " WHERE album_search MATCH 'ferry'"),
		                 1);
	}
}

/* --- the service itself ------------------------------------------------------------------- */

static void attempt_as_the_service(struct attempts *attempts, const char *table, const char *sql)
{
	struct err err = {.msg = ""};
	(void)table;
	if (db_exec(attempts->db, sql, &err)) {
		fail_msg("done: %s", sql);
	}
	assert_int_equal(err.code, ERR_STORAGE);
	/* Before the guards in the file are asked, which take care of INSERT OR REPLACE. */
	bool changes = text_starts(sql, "UPDATE") || text_starts(sql, "DELETE") ||
	               strstr(sql, "DO UPDATE") || text_starts(sql, "PRAGMA");
	if (changes && !strstr(err.msg, "not authorized")) {
		fail_msg("%s: %s", err.msg, sql);
	}
	attempts->count++;
}

static struct db *service_connection(const struct shelf *shelf)
{
	struct err err = {.msg = ""};
	struct db *db = db_open(shelf->path, DB_WRITE, &err);
	assert_string_equal(err.msg, "");
	schema_forbid_changes(db);
	return db;
}

static void the_service_itself_can_change_and_take_away_nothing(void **state)
{
	struct shelf *shelf = *state;
	autofree char *before = plain_dump(shelf);
	struct attempts attempts = {
	    .shelf = shelf, .db = service_connection(shelf), .before = before};
	attack(&attempts, attempt_as_the_service);
	assert_in_range(attempts.count, 300, 10000);
	db_close(attempts.db);
}

static void the_service_itself_cannot_touch_the_schema_or_its_settings(void **state)
{
	static const char *const attacks[] = {
	    "DROP TABLE albums",
	    "DROP TABLE album_search",
	    "DROP TRIGGER albums_never_deleted",
	    "DROP INDEX albums_title",
	    "DROP VIEW current_links",
	    "ALTER TABLE albums RENAME TO records",
	    "ALTER TABLE albums RENAME COLUMN title TO name",
	    "ALTER TABLE albums ADD COLUMN mood TEXT",
	    "ALTER TABLE albums DROP COLUMN country",
	    "ALTER TABLE albums DROP COLUMN year",
	    "CREATE TABLE moods (id INTEGER)",
	    "CREATE TEMP TABLE moods (id INTEGER)",
	    "CREATE TEMP TRIGGER t INSTEAD OF INSERT ON current_links BEGIN SELECT 1; END",
	    "CREATE TRIGGER t AFTER INSERT ON albums BEGIN DELETE FROM albums; END",
	    "CREATE VIEW moods AS SELECT 1",
	    "CREATE INDEX moods ON albums (support)",
	    "CREATE VIRTUAL TABLE moods USING fts5 (text)",
	    "ATTACH ':memory:' AS other",
	    "DETACH main",
	    "PRAGMA data_version = 7",
	    "UPDATE album_search_data SET block = x'00'",
	    "DELETE FROM album_search_idx",
	    "VACUUM",
	    "VACUUM INTO '/nowhere/copy.db'",
	    "REINDEX",
	    "ANALYZE",
	    "PRAGMA writable_schema = 1",
	    "PRAGMA journal_mode = DELETE",
	    "PRAGMA synchronous = OFF",
	    "PRAGMA foreign_keys = 0",
	    "PRAGMA ignore_check_constraints = 1",
	    "PRAGMA user_version = 7",
	    "PRAGMA application_id = 7",
	    "PRAGMA recursive_triggers = 0",
	    "UPDATE sqlite_schema SET sql = '' WHERE type = 'trigger'",
	    "DELETE FROM sqlite_schema WHERE type = 'trigger'",
	    "INSERT INTO sqlite_schema VALUES ('table', 't', 't', 0, 'CREATE TABLE t (i)')",
	};
	struct shelf *shelf = *state;
	autofree char *before = plain_text(shelf, "SELECT * FROM sqlite_schema");
	struct db *db = service_connection(shelf);
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		struct err err = {.msg = ""};
		if (db_exec(db, attacks[i], &err)) {
			fail_msg("done: %s", attacks[i]);
		}
		assert_int_equal(err.code, ERR_STORAGE);
	}
	db_close(db);
	autofree char *after = plain_text(shelf, "SELECT * FROM sqlite_schema");
	assert_string_equal(before, after);
	assert_int_equal(plain_number(shelf, "PRAGMA user_version"), SCHEMA_VERSION);
	assert_int_equal(plain_number(shelf, "PRAGMA application_id"), 0x53494C4E);
}

static void the_service_itself_can_read_insert_and_search(void **state)
{
	struct shelf *shelf = *state;
	struct db *db = service_connection(shelf);
	static const char *const statements[] = {
	    "BEGIN IMMEDIATE",
	    "SAVEPOINT write",
	    "INSERT INTO artists (name, raw_name, sort_key, created_ms) VALUES ('L', 'L', 'l', 1)",
	    "INSERT INTO album_search (rowid, title, credit, folded)"
	    " VALUES (99, 'Lantern', 'Lantern', 'lantern')",
	    "RELEASE write",
	    "COMMIT",
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
	    " SELECT max(i) FROM n",
	    "SELECT value FROM albums, json_each(genres)",
	    "SELECT rowid FROM album_search WHERE album_search MATCH 'lantern'",
	};
	for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
		struct err err = {.msg = ""};
		if (!db_exec(db, statements[i], &err)) {
			fail_msg("%s: %s", err.msg, statements[i]);
		}
	}
	db_close(db);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM artists"), 2);
}

static void the_stores_own_index_keeps_up_with_many_albums(void **state)
{
	struct shelf *shelf = *state;
	char title[32];
	/* Enough for fts5 to merge what it has written, with the changes that are its own. */
	for (int64_t id = 100; id < 400; id++) {
		snprintf(title, sizeof(title), "Record %lld", (long long)id);
		shelf_add(shelf, &(struct record){.release_id = id, .title = title, .artist = "B"});
	}
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM album_search"
	                                     " WHERE album_search MATCH 'record'"),
	                 300);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_plain_connection_can_change_and_take_away_nothing),
	    TEST(a_plain_connection_can_insert),
	    TEST(the_search_index_forgets_nothing_through_its_own_table),
	    TEST(the_service_itself_can_change_and_take_away_nothing),
	    TEST(the_service_itself_cannot_touch_the_schema_or_its_settings),
	    TEST(the_service_itself_can_read_insert_and_search),
	    TEST(the_stores_own_index_keeps_up_with_many_albums),
	};
	return cmocka_run_group_tests_name("guards", tests, NULL, NULL);
}

/* store/db.h - one SQLite connection: prepared statements kept, values bound, rows read.
 *
 * SQL texts are static strings: a statement is prepared once for each and found by its address.
 * One thread at a time. Errors are ERR_STORAGE and name the file. */
#ifndef STORE_DB_H
#define STORE_DB_H
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct db;

enum db_mode {
	DB_READ, /* read-only */
	DB_WRITE /* created if absent; synchronous=FULL, foreign keys; the file itself is not
	            touched */
};
struct db *db_open(const char *path, enum db_mode mode, struct err *err);
/* NULL is fine. */
void db_close(struct db *db);
sqlite3 *db_sqlite(struct db *db);

/* A lock that another program holds is waited for, a minute at most; once *hurry is set, for less
 * than a second in all. It is borrowed, and may be set by any thread or a signal handler. */
void db_hurry_with(struct db *db, const atomic_bool *hurry);
/* Whether statements that take long end as well, with an error, once *hurry is set. */
void db_interrupt_with_hurry(struct db *db, bool interrupt);
/* Closing leaves the write-ahead log alone, where it would fold it into the file and delete it. */
void db_leave_log(struct db *db, bool leave);

/* Several statements, no values, no rows: schema and transactions. */
bool db_exec(struct db *db, const char *sql, struct err *err);

/* What a statement's ?1, ?2, … stand for. Texts are borrowed while the statement runs. */
struct db_value {
	bool is_text, is_null;
	int64_t number;
	const char *text;
};
static inline struct db_value db_int(int64_t number)
{
	return (struct db_value){.number = number};
}
/* 0 is NULL: how the model says "unknown". */
static inline struct db_value db_int_or_null(int64_t number)
{
	return (struct db_value){.number = number, .is_null = number == 0};
}
/* NULL is NULL. */
static inline struct db_value db_text(const char *text)
{
	return (struct db_value){.is_text = true, .text = text, .is_null = text == NULL};
}
#define DB_VALUES(...)                                                                             \
	(const struct db_value[]){__VA_ARGS__},                                                    \
	    (sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
#define DB_NO_VALUES NULL, 0

/* A statement without rows. */
bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
            struct err *err);
/* The rowid of the last insert. */
int64_t db_last_id(struct db *db);

/* A statement with rows:
 *
 *   struct db_rows rows = db_query(db, SQL, DB_VALUES(db_int(id)));
 *   while (db_next(&rows)) { … db_column_int(&rows, 0) … }
 *   return db_end(&rows, err);
 *
 * db_end() tells whether all went well, and must always be reached. */
struct db_rows {
	struct db *db;
	sqlite3_stmt *statement; /* NULL where it could not be prepared */
	int status;
	bool once; /* finalized at the end */
};
struct db_rows db_query(struct db *db, const char *sql, const struct db_value *values,
                        size_t count);
/* For a text put together at run time: prepared anew each time. */
struct db_rows db_query_once(struct db *db, const char *sql, const struct db_value *values,
                             size_t count);
bool db_next(struct db_rows *rows);
bool db_end(struct db_rows *rows, struct err *err);

/* Columns count from 0; NULL reads as 0, NULL or an empty list. */
int64_t db_column_int(const struct db_rows *rows, int column);
/* Borrowed until the next db_next(). */
const char *db_column_text(const struct db_rows *rows, int column);
/* A copy in the arena. */
const char *db_column_copy(const struct db_rows *rows, int column, struct arena *arena);

/* One number; `fallback` where there is no row. False on an error. */
bool db_read_int(struct db *db, const char *sql, const struct db_value *values, size_t count,
                 int64_t *out, int64_t fallback, struct err *err);

#endif

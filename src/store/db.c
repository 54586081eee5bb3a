#include "store/db.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* Another process may hold the write lock: a backup, a shell. Waited for off the loop. */
#define BUSY_TIMEOUT_MS 60000
/* In all, once the service is to stop: a short lock shall not cost the last commit. */
#define BUSY_HURRIED_MS 800
#define BUSY_STEP_MAX_MS 50
/* Virtual machine steps between two looks at the hurry. */
#define STEPS_BETWEEN_LOOKS 1000
#define STATEMENTS_MAX 96

struct db {
	sqlite3 *sqlite;
	char *path;
	const atomic_bool *hurry; /* NULL: never */
	int64_t waiting_since_ms; /* for the lock that is being waited for */
	int64_t hurried_ms;       /* waited since the hurry began */
	struct {
		const char *sql; /* the key is its address */
		sqlite3_stmt *statement;
	} statements[STATEMENTS_MAX];
	size_t statement_count;
};

static const char *remedy_of(int code, int number)
{
	switch (code) {
	case SQLITE_FULL:
		return "free some space on that disk";
	case SQLITE_READONLY:
		return "make the file and its folder writable";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "restore it from a backup";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program holds it: end that program";
	case SQLITE_CANTOPEN:
		return number == EMFILE || number == ENFILE
		           ? file_remedy(number)
		           : "make sure that its folder exists and is writable";
	case SQLITE_IOERR:
		return file_remedy(number);
	case SQLITE_NOMEM:
		return "free some memory";
	default:
		return NULL;
	}
}

/* SQLite keeps the cause for itself where a commit fails; the last call that failed is known all
 * the same. It may have been a search for a file that need not be there. */
static int cause_of_failure(struct db *db, int code)
{
	int last = errno;
	if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) {
		return 0;
	}
	int number = sqlite3_system_errno(db->sqlite);
	return number ? number : last == ENOENT || last == EAGAIN || last == EINTR ? 0 : last;
}

static bool fail(struct db *db, struct err *err)
{
	int code = sqlite3_extended_errcode(db->sqlite) & 0xFF;
	int cause = cause_of_failure(db, code);
	const char *remedy = remedy_of(code, cause);
	return err_set(err, ERR_STORAGE, "database %s: %s%s%s%s%s%s", db->path,
	               sqlite3_errmsg(db->sqlite), cause ? " (" : "", cause ? strerror(cause) : "",
	               cause ? ")" : "", remedy ? "; " : "", remedy ? remedy : "");
}

static bool is_hurried(const struct db *db)
{
	return db->hurry && atomic_load(db->hurry);
}

static int on_busy(void *data, int count)
{
	struct db *db = data;
	int64_t now_ms = clock_mono_ms();
	if (count == 0) {
		db->waiting_since_ms = now_ms;
	}
	int64_t step_ms = count < 5 ? 1 << count : BUSY_STEP_MAX_MS;
	if (now_ms - db->waiting_since_ms >= BUSY_TIMEOUT_MS ||
	    (is_hurried(db) && db->hurried_ms >= BUSY_HURRIED_MS)) {
		return 0;
	}
	const struct timespec step = {.tv_nsec = step_ms * 1000000};
	nanosleep(&step, NULL);
	if (is_hurried(db)) {
		db->hurried_ms += clock_mono_ms() - now_ms;
	}
	return 1;
}

struct db *db_open(const char *path, enum db_mode mode, struct err *err)
{
	struct db *db = xcalloc(1, sizeof(*db));
	db->path = xstrdup(path);
	int flags =
	    mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(path, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		fail(db, err);
		db_close(db);
		return NULL;
	}
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_handler(db->sqlite, on_busy, db);
	const char *settings = mode == DB_READ ? "PRAGMA query_only = 1"
	                                       : "PRAGMA synchronous = FULL;"
	                                         "PRAGMA foreign_keys = 1;";
	if (!db_exec(db, settings, err)) {
		db_close(db);
		return NULL;
	}
	return db;
}

void db_close(struct db *db)
{
	if (!db) {
		return;
	}
	for (size_t i = 0; i < db->statement_count; i++) {
		sqlite3_finalize(db->statements[i].statement);
	}
	sqlite3_close(db->sqlite);
	free(db->path);
	free(db);
}

sqlite3 *db_sqlite(struct db *db)
{
	return db->sqlite;
}

void db_hurry_with(struct db *db, const atomic_bool *hurry)
{
	db->hurry = hurry;
}

static int on_steps(void *data)
{
	return is_hurried(data);
}

void db_interrupt_with_hurry(struct db *db, bool interrupt)
{
	sqlite3_progress_handler(db->sqlite, STEPS_BETWEEN_LOOKS, interrupt ? on_steps : NULL, db);
}

void db_leave_log(struct db *db, bool leave)
{
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)leave, NULL);
}

bool db_exec(struct db *db, const char *sql, struct err *err)
{
	errno = 0;
	return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, err);
}

static sqlite3_stmt *prepared(struct db *db, const char *sql)
{
	for (size_t i = 0; i < db->statement_count; i++) {
		if (db->statements[i].sql == sql) {
			return db->statements[i].statement;
		}
	}
	sqlite3_stmt *statement = NULL;
	if (db->statement_count == STATEMENTS_MAX ||
	    sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	        SQLITE_OK) {
		return NULL;
	}
	db->statements[db->statement_count].sql = sql;
	db->statements[db->statement_count++].statement = statement;
	return statement;
}

static int bind(sqlite3_stmt *statement, int place, const struct db_value *value)
{
	if (value->is_null) {
		return sqlite3_bind_null(statement, place);
	}
	if (value->is_text) {
		return sqlite3_bind_text(statement, place, value->text, -1, SQLITE_STATIC);
	}
	return sqlite3_bind_int64(statement, place, value->number);
}

/* What cannot be bound would be NULL in its statement: that one does not run. */
static void bind_all(struct db_rows *rows, const struct db_value *values, size_t count)
{
	for (size_t i = 0; rows->statement && rows->status == SQLITE_OK && i < count; i++) {
		rows->status = bind(rows->statement, (int)i + 1, &values[i]);
	}
}

struct db_rows db_query(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	struct db_rows rows = {.db = db, .statement = prepared(db, sql), .status = SQLITE_OK};
	bind_all(&rows, values, count);
	return rows;
}

struct db_rows db_query_once(struct db *db, const char *sql, const struct db_value *values,
                             size_t count)
{
	struct db_rows rows = {.db = db, .status = SQLITE_OK, .once = true};
	sqlite3_prepare_v2(db->sqlite, sql, -1, &rows.statement, NULL);
	bind_all(&rows, values, count);
	return rows;
}

static bool is_well(int status)
{
	return status == SQLITE_OK || status == SQLITE_ROW || status == SQLITE_DONE;
}

bool db_next(struct db_rows *rows)
{
	if (!rows->statement || !is_well(rows->status) || rows->status == SQLITE_DONE) {
		return false;
	}
	errno = 0;
	rows->status = sqlite3_step(rows->statement);
	return rows->status == SQLITE_ROW;
}

bool db_end(struct db_rows *rows, struct err *err)
{
	if (!rows->statement) {
		return fail(rows->db, err);
	}
	bool well = is_well(rows->status) || fail(rows->db, err);
	/* Reports a step that failed, and a text that there was no memory to read. */
	int code = sqlite3_reset(rows->statement);
	well = well && (code == SQLITE_OK || fail(rows->db, err));
	if (rows->once) {
		sqlite3_finalize(rows->statement);
	} else {
		sqlite3_clear_bindings(rows->statement);
	}
	return well;
}

bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
            struct err *err)
{
	struct db_rows rows = db_query(db, sql, values, count);
	while (db_next(&rows)) {
	}
	return db_end(&rows, err);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t db_column_int(const struct db_rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement, column);
}

const char *db_column_text(const struct db_rows *rows, int column)
{
	return (const char *)sqlite3_column_text(rows->statement, column);
}

const char *db_column_copy(const struct db_rows *rows, int column, struct arena *arena)
{
	return arena_strdup(arena, db_column_text(rows, column));
}

bool db_read_int(struct db *db, const char *sql, const struct db_value *values, size_t count,
                 int64_t *out, int64_t fallback, struct err *err)
{
	struct db_rows rows = db_query(db, sql, values, count);
	*out = db_next(&rows) ? db_column_int(&rows, 0) : fallback;
	return db_end(&rows, err);
}

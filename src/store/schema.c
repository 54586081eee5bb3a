#include "store/schema.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/db.h"
#include "store/schema_sql.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define SCHEMA_VERSION 1
/* "SILN": marks the file as ours (PRAGMA application_id). */
#define APPLICATION_ID 0x53494C4E

/* Each table with what makes a row of it unique. */
static const struct {
	const char *table, *taken;
} guarded[] = {
    {"runs", "EXISTS (SELECT 1 FROM runs WHERE id = NEW.id)"},
    {"run_ends", "EXISTS (SELECT 1 FROM run_ends WHERE run_id = NEW.run_id)"},
    {"provider_blocks", "EXISTS (SELECT 1 FROM provider_blocks WHERE id = NEW.id)"},
    {"artists", "EXISTS (SELECT 1 FROM artists WHERE id = NEW.id)"
                " OR EXISTS (SELECT 1 FROM artists WHERE discogs_id = NEW.discogs_id)"},
    {"albums", "EXISTS (SELECT 1 FROM albums WHERE id = NEW.id)"
               " OR EXISTS (SELECT 1 FROM albums WHERE discogs_id = NEW.discogs_id)"},
    {"album_artists", "EXISTS (SELECT 1 FROM album_artists"
                      " WHERE album_id = NEW.album_id AND position = NEW.position)"},
    {"copies", "EXISTS (SELECT 1 FROM copies WHERE id = NEW.id)"
               " OR EXISTS (SELECT 1 FROM copies WHERE instance_id = NEW.instance_id)"},
    {"album_links", "EXISTS (SELECT 1 FROM album_links WHERE id = NEW.id)"},
    {"album_descriptions", "EXISTS (SELECT 1 FROM album_descriptions WHERE id = NEW.id)"},
    {"artist_images", "EXISTS (SELECT 1 FROM artist_images WHERE id = NEW.id)"},
};

static bool pragma_int(struct db *db, const char *sql, int64_t *out, struct err *err)
{
	return db_read_int(db, sql, DB_NO_VALUES, out, 0, err);
}

/* The invariant is kept by the file itself, whoever opens it. INSERT OR REPLACE would take a row
 * away without asking the delete trigger, so an insert that meets an existing row is refused too.
 */
static bool create_guards(struct db *db, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(guarded); i++) {
		const char *table = guarded[i].table;
		autofree char *sql =
		    xasprintf("CREATE TRIGGER %s_never_updated BEFORE UPDATE ON %s BEGIN"
		              " SELECT raise(ABORT, 'sillon: rows of %s are never changed'); END;"
		              "CREATE TRIGGER %s_never_deleted BEFORE DELETE ON %s BEGIN"
		              " SELECT raise(ABORT, 'sillon: rows of %s are never deleted'); END;"
		              "CREATE TRIGGER %s_never_replaced BEFORE INSERT ON %s WHEN %s BEGIN"
		              " SELECT raise(ABORT, 'sillon: rows of %s are never replaced'); END;",
		              table, table, table, table, table, table, table, table,
		              guarded[i].taken, table);
		if (!db_exec(db, sql, err)) {
			return false;
		}
	}
	return true;
}

static bool create(struct db *db, struct err *err)
{
	char marks[96];
	snprintf(marks, sizeof(marks), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
	         APPLICATION_ID, SCHEMA_VERSION);
	bool well = db_exec(db, "BEGIN IMMEDIATE", err) && db_exec(db, schema_sql, err) &&
	            create_guards(db, err) && db_exec(db, marks, err) && db_exec(db, "COMMIT", err);
	if (!well) {
		db_exec(db, "ROLLBACK", NULL);
	}
	return well;
}

bool schema_migrate(struct db *db, struct err *err)
{
	int64_t application, version, tables;
	if (!pragma_int(db, "PRAGMA application_id", &application, err) ||
	    !pragma_int(db, "PRAGMA user_version", &version, err) ||
	    !pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
		return false;
	}
	const char *path = sqlite3_db_filename(db_sqlite(db), "main");
	bool fresh = tables == 0 && application == 0;
	if (!fresh && application != APPLICATION_ID) {
		return err_set(err, ERR_STORAGE,
		               "database %s belongs to another program: name another file in "
		               "store.database",
		               path);
	}
	if (version > SCHEMA_VERSION) {
		return err_set(err, ERR_STORAGE,
		               "database %s has version %lld, this program knows up to %d: use the "
		               "newer program, or restore an older backup",
		               path, (long long)version, SCHEMA_VERSION);
	}
	/* Written into the file, so not before it is known to be ours. */
	return db_exec(db, "PRAGMA journal_mode = WAL", err) && (!fresh || create(db, err));
}

/* What fts5 does behind album_search: it updates tables of its own as it merges them, asks whether
 * somebody else has, and declares its columns, which looks like an update of sqlite_master (that
 * itself stays refused, by defensive mode). */
static bool is_of_index(int action, const char *name, const char *value)
{
	return (action != SQLITE_PRAGMA && text_starts(name, "album_search_")) ||
	       (action == SQLITE_UPDATE && strcmp(name, "sqlite_master") == 0) ||
	       (action == SQLITE_PRAGMA && strcmp(name, "data_version") == 0 && !value);
}

static int authorize(void *data, int action, const char *one, const char *two, const char *database,
                     const char *trigger)
{
	(void)data, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_INSERT:
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
		return SQLITE_OK;
	case SQLITE_UPDATE: /* of a table, with its column */
	case SQLITE_DELETE:
	case SQLITE_PRAGMA: /* its name, with its value */
		return one && is_of_index(action, one, two) ? SQLITE_OK : SQLITE_DENY;
	default: /* schema changes, ATTACH */
		return SQLITE_DENY;
	}
}

void schema_forbid_changes(struct db *db)
{
	sqlite3_db_config(db_sqlite(db), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_set_authorizer(db_sqlite(db), authorize, NULL);
}

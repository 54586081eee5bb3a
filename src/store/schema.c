#include "store/schema.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/db.h"
#include "store/file.h"
#include "store/schema_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A fresh file goes through all of them, an older one through those that it lacks: there is one way
 * to make a table. */
static const char *const steps[SCHEMA_VERSION] = {schema_1_sql, schema_2_sql};

/* Each table with what makes a row of it unique, and the version that brought it. */
static const struct {
	int version;
	const char *table, *taken;
} guarded[] = {
    {1, "runs", "EXISTS (SELECT 1 FROM runs WHERE id = NEW.id)"},
    {1, "run_ends", "EXISTS (SELECT 1 FROM run_ends WHERE run_id = NEW.run_id)"},
    {1, "provider_blocks", "EXISTS (SELECT 1 FROM provider_blocks WHERE id = NEW.id)"},
    {1, "artists",
     "EXISTS (SELECT 1 FROM artists WHERE id = NEW.id)"
     " OR EXISTS (SELECT 1 FROM artists WHERE discogs_id = NEW.discogs_id)"},
    {1, "albums",
     "EXISTS (SELECT 1 FROM albums WHERE id = NEW.id)"
     " OR EXISTS (SELECT 1 FROM albums WHERE discogs_id = NEW.discogs_id)"},
    {1, "album_artists",
     "EXISTS (SELECT 1 FROM album_artists"
     " WHERE album_id = NEW.album_id AND position = NEW.position)"},
    {1, "copies",
     "EXISTS (SELECT 1 FROM copies WHERE id = NEW.id)"
     " OR EXISTS (SELECT 1 FROM copies WHERE instance_id = NEW.instance_id)"},
    {1, "album_links", "EXISTS (SELECT 1 FROM album_links WHERE id = NEW.id)"},
    {1, "album_descriptions", "EXISTS (SELECT 1 FROM album_descriptions WHERE id = NEW.id)"},
    {1, "artist_images", "EXISTS (SELECT 1 FROM artist_images WHERE id = NEW.id)"},
    {2, "master_years", "EXISTS (SELECT 1 FROM master_years WHERE master_id = NEW.master_id)"},
};

static bool pragma_int(struct db *db, const char *sql, int64_t *out, struct err *err)
{
	return db_read_int(db, sql, DB_NO_VALUES, out, 0, err);
}

/* The invariant is kept by the file itself, whoever opens it. INSERT OR REPLACE would take a row
 * away without asking the delete trigger, so an insert that meets an existing row is refused too.
 */
static bool create_guards(struct db *db, int version, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(guarded); i++) {
		const char *table = guarded[i].table;
		if (guarded[i].version != version) {
			continue;
		}
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

static bool refuse_version(const char *path, int64_t version, int known, struct err *err)
{
	return err_set(err, ERR_STORAGE,
	               "database %s has version %lld, this program knows up to %d: use the "
	               "newer program, or restore an older backup",
	               path, (long long)version, known);
}

bool schema_knows(const char *path, int64_t version, struct err *err)
{
	return version <= SCHEMA_VERSION || refuse_version(path, version, SCHEMA_VERSION, err);
}

/* A commit that cannot be flushed may be found in the log all the same, by the next to open it. One
 * that found the disk full was not written to its end. */
static bool commit(struct db *db, bool *unsure, struct err *err)
{
	bool well = db_exec(db, "COMMIT", err);
	*unsure = !well && (sqlite3_errcode(db_sqlite(db)) & 0xFF) != SQLITE_FULL;
	return well;
}

/* From the version that the file has by now, `from`: a program that knows no lock may have been
 * quicker. Where it fails it may be `unsure` whether it has. */
static bool climb(struct db *db, const char *path, int to, int64_t *from, bool *unsure,
                  struct err *err)
{
	*unsure = false;
	char marks[96];
	int64_t version = to;
	snprintf(marks, sizeof(marks), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
	         FILE_APPLICATION_ID, to);
	bool well = db_exec(db, "BEGIN IMMEDIATE", err) &&
	            pragma_int(db, "PRAGMA user_version", &version, err) &&
	            (version <= to || refuse_version(path, version, to, err));
	*from = version;
	while (well && version < to) {
		well = db_exec(db, steps[version++], err) && create_guards(db, (int)version, err);
	}
	well = well && db_exec(db, marks, err) && commit(db, unsure, err);
	if (!well) {
		db_exec(db, "ROLLBACK", NULL);
	}
	return well;
}

/* SQLite need not have it on the disk. */
static bool flush_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool well = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0) {
		close(fd);
	}
	return well;
}

/* A copy of the file as it is, at `partial`; what an earlier start left unfinished there goes. */
static bool back_up(struct db *db, const char *path, const char *partial, struct err *err)
{
	unlink(partial);
	bool copied = db_run(db, "VACUUM INTO ?1", DB_VALUES(db_text(partial)), err);
	if (copied && flush_file(partial)) {
		return true;
	}
	if (copied) {
		err_set(err, ERR_STORAGE, "%s: %s; check that disk", partial, strerror(errno));
	}
	unlink(partial);
	return err_wrap(err, "database %s cannot be copied before its upgrade", path);
}

static bool keep_copy(const char *path, const char *partial, int from, int to, struct err *err)
{
	autofree char *copy =
	    xasprintf("%s.version-%d.%lld", path, from, (long long)clock_wall_ms());
	if (rename(partial, copy) < 0) {
		return err_set(err, ERR_STORAGE, "database %s: its copy %s cannot be renamed: %s",
		               path, partial, strerror(errno));
	}
	log_info("store: %s was of version %d and is of version %d now; as it was it is kept in %s",
	         path, from, to, copy);
	return true;
}

/* The copy gets its own name once it is whole and the file is upgraded: none replaces an earlier
 * one. A start that fails leaves none behind, but where it cannot tell whether the file is
 * upgraded. */
static bool upgrade(struct db *db, const char *path, int from, int to, struct err *err)
{
	autofree char *partial = xasprintf("%s.partial", path);
	if (!back_up(db, path, partial, err)) {
		return false;
	}
	int64_t climbed_from;
	bool unsure;
	if (!climb(db, path, to, &climbed_from, &unsure, err)) {
		if (!unsure) {
			unlink(partial);
		}
		return false; /* what is unsure the next start finds out */
	}
	if (climbed_from == to) {
		unlink(partial); /* the other process has kept a copy, maybe this one */
		return true;
	}
	return keep_copy(path, partial, from, to, err);
}

/* A copy that is older than the file was whole when the file was upgraded; only its name was not
 * given to it, because that start was cut short. */
static bool finish_earlier_upgrade(const char *path, int version, struct err *err)
{
	autofree char *partial = xasprintf("%s.partial", path);
	struct file_header copy;
	bool left = file_read_header(partial, &copy, NULL) && !copy.is_empty &&
	            copy.application_id == FILE_APPLICATION_ID && copy.version < version;
	return !left || keep_copy(path, partial, (int)copy.version, version, err);
}

bool schema_migrate_to(struct db *db, int target, struct err *err)
{
	int64_t application, version, tables;
	if (!pragma_int(db, "PRAGMA application_id", &application, err) ||
	    !pragma_int(db, "PRAGMA user_version", &version, err) ||
	    !pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
		return false;
	}
	const char *path = sqlite3_db_filename(db_sqlite(db), "main");
	bool fresh = tables == 0 && application == 0;
	if (!fresh && application != FILE_APPLICATION_ID) {
		return err_set(err, ERR_STORAGE,
		               "database %s belongs to another program: name another file in "
		               "store.database",
		               path);
	}
	if (version > target || version < 0) {
		return refuse_version(path, version, target, err);
	}
	/* Written into the file, so not before it is known to be ours. */
	if (!db_exec(db, "PRAGMA journal_mode = WAL", err)) {
		return false;
	}
	if (!finish_earlier_upgrade(path, (int)version, err)) {
		return false;
	}
	if (version == target) {
		return true;
	}
	return fresh ? climb(db, path, target, &version, &(bool){false}, err)
	             : upgrade(db, path, (int)version, target, err);
}

bool schema_migrate(struct db *db, struct err *err)
{
	return schema_migrate_to(db, SCHEMA_VERSION, err);
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

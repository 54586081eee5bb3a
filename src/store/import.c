#include "store/import.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/facts.h"
#include "store/task.h"

#include <jansson.h>

struct import_task {
	struct store_call call;
	int64_t run_id, now_ms;
	struct import *imports;
	size_t count;
	void (*done)(void *data, const struct err *err);
	void *data;
};

struct lookup_task {
	struct store_call call;
	struct known_row *rows;
	size_t count;
	void (*done)(void *data, const struct err *err);
	void *data;
};

static bool find_album(struct db *db, int64_t discogs_id, int64_t *id, struct err *err)
{
	return db_read_int(db, "SELECT id FROM albums WHERE discogs_id = ?1",
	                   DB_VALUES(db_int(discogs_id)), id, 0, err);
}

static bool find_artist(struct db *db, const struct credit *credit, int64_t *id, struct err *err)
{
	if (credit->discogs_id) {
		return db_read_int(db, "SELECT id FROM artists WHERE discogs_id = ?1",
		                   DB_VALUES(db_int(credit->discogs_id)), id, 0, err);
	}
	return db_read_int(db, "SELECT id FROM artists WHERE raw_name = ?1 AND discogs_id IS NULL",
	                   DB_VALUES(db_text(credit->raw_name)), id, 0, err);
}

static bool insert_artist(struct import_task *task, struct db *db, struct credit *credit,
                          const char *sort_key, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO artists (discogs_id, name, raw_name, sort_key, created_ms)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)";
	if (!db_run(db, sql,
	            DB_VALUES(db_int_or_null(credit->discogs_id), db_text(credit->name),
	                      db_text(credit->raw_name), db_text(sort_key), db_int(task->now_ms)),
	            err)) {
		return false;
	}
	credit->artist_id = db_last_id(db);
	credit->is_new = true;
	return true;
}

static bool insert_credits(struct import_task *task, struct db *db, struct import *import,
                           struct err *err)
{
	static const char sql[] =
	    "INSERT INTO album_artists (album_id, position, artist_id, anv, join_phrase)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)";
	struct album *album = import->album;
	for (size_t i = 0; i < album->credit_count; i++) {
		struct credit *credit = &album->credits[i];
		if (!find_artist(db, credit, &credit->artist_id, err)) {
			return false;
		}
		bool known = credit->artist_id != 0;
		bool stored = known ? facts_read_face(db, album->arena, credit, err)
		                    : insert_artist(task, db, credit, import->artist_keys[i], err);
		if (!stored || !db_run(db, sql,
		                       DB_VALUES(db_int(album->id), db_int((int64_t)i),
		                                 db_int(credit->artist_id), db_text(credit->anv),
		                                 db_text(credit->join)),
		                       err)) {
			return false;
		}
	}
	return true;
}

static bool insert_copy(struct import_task *task, struct db *db, int64_t album_id,
                        const struct copy *copy, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO copies (album_id, instance_id, folder_id, rating, added_ms, run_id,"
	    " created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	int64_t known = 0;
	if (copy->instance_id &&
	    !db_read_int(db, "SELECT 1 FROM copies WHERE instance_id = ?1",
	                 DB_VALUES(db_int(copy->instance_id)), &known, 0, err)) {
		return false;
	}
	return known || db_run(db, sql,
	                       DB_VALUES(db_int(album_id), db_int_or_null(copy->instance_id),
	                                 db_int_or_null(copy->folder_id), db_int(copy->rating),
	                                 db_int_or_null(copy->added_ms),
	                                 db_int_or_null(task->run_id), db_int(task->now_ms)),
	                       err);
}

static bool insert_facts(struct import_task *task, struct db *db, struct import *import,
                         struct err *err)
{
	static const char sql[] =
	    "INSERT INTO albums (discogs_id, master_id, title, year, support, source, cover_url,"
	    " labels, formats, genres, styles, title_key, artist_key, added_ms, run_id, created_ms)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, 'discogs', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
	struct album *album = import->album;
	struct facts_json json = facts_to_json(album);
	int64_t added_ms = album->copy.added_ms ? album->copy.added_ms : task->now_ms;
	bool well = db_run(
	    db, sql,
	    DB_VALUES(db_int_or_null(album->discogs_id), db_int_or_null(album->master_id),
	              db_text(album->title), db_int_or_null(album->year), db_text(album->support),
	              db_text(album->cover_url), db_text(json.labels), db_text(json.formats),
	              db_text(json.genres), db_text(json.styles), db_text(import->keys.title_key),
	              db_text(import->keys.artist_key), db_int(added_ms),
	              db_int_or_null(task->run_id), db_int(task->now_ms)),
	    err);
	facts_json_finish(&json);
	album->id = well ? db_last_id(db) : 0;
	return well;
}

static bool insert_search(struct db *db, const struct import *import, struct err *err)
{
	const struct album *album = import->album;
	return db_run(
	    db, "INSERT INTO album_search (rowid, title, credit, folded) VALUES (?1, ?2, ?3, ?4)",
	    DB_VALUES(db_int(album->id), db_text(album->title), db_text(album_credit_text(album)),
	              db_text(import->keys.search)),
	    err);
}

static bool import_one(struct import_task *task, struct db *db, struct import *import,
                       struct err *err)
{
	struct album *album = import->album;
	int64_t known_id;
	if (!find_album(db, album->discogs_id, &known_id, err)) {
		return false;
	}
	import->existed = known_id != 0;
	if (known_id) {
		album->id = known_id;
		return insert_copy(task, db, known_id, &album->copy, err);
	}
	return insert_facts(task, db, import, err) && insert_credits(task, db, import, err) &&
	       insert_copy(task, db, album->id, &album->copy, err) &&
	       insert_search(db, import, err);
}

static bool run_import(struct store_call *call, struct db *db, struct err *err)
{
	struct import_task *task = (struct import_task *)call;
	for (size_t i = 0; i < task->count; i++) {
		if (!import_one(task, db, &task->imports[i], err)) {
			return false;
		}
	}
	return true;
}

static void finish_import(struct store_call *call, const struct err *err)
{
	struct import_task *task = (struct import_task *)call;
	task->done(task->data, err);
}

struct store_call *store_import(struct store *store, int64_t run_id, struct import *imports,
                                size_t count, void (*done)(void *data, const struct err *err),
                                void *data)
{
	struct import_task *task = task_create(sizeof(*task));
	task->call.run = run_import;
	task->call.finish = finish_import;
	task->run_id = run_id;
	task->now_ms = clock_wall_ms();
	task->imports = imports;
	task->count = count;
	task->done = done;
	task->data = data;
	return task_write(store, &task->call);
}

static bool run_lookup(struct store_call *call, struct db *db, struct err *err)
{
	struct lookup_task *task = (struct lookup_task *)call;
	for (size_t i = 0; i < task->count; i++) {
		struct known_row *row = &task->rows[i];
		int64_t id;
		if (!find_album(db, row->discogs_id, &id, err) ||
		    !db_read_int(db,
		                 "SELECT coalesce(run_id, 0) FROM copies WHERE instance_id = ?1",
		                 DB_VALUES(db_int(row->instance_id)), &row->copy_run_id, -1, err)) {
			return false;
		}
		row->release_known = id != 0;
	}
	return true;
}

static void finish_lookup(struct store_call *call, const struct err *err)
{
	struct lookup_task *task = (struct lookup_task *)call;
	task->done(task->data, err);
}

struct store_call *store_lookup(struct store *store, struct known_row *rows, size_t count,
                                void (*done)(void *data, const struct err *err), void *data)
{
	struct lookup_task *task = task_create(sizeof(*task));
	task->call.run = run_lookup;
	task->call.finish = finish_lookup;
	task->rows = rows;
	task->count = count;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

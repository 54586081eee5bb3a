#include "store/todo.h"

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/facts.h"
#include "store/task.h"

/* Whether a facet is to do: 1 where it has no row, or its newest one is to be looked at again.
 * `table` holds the facet's rows, `owner` is the id they belong to. */
#define TODO(table, column, owner, again)                                                          \
	"coalesce((SELECT " again " FROM " table " WHERE " column " = " owner                      \
	" ORDER BY id DESC LIMIT 1), 1)"
/* An absence is old enough. */
#define OLD "created_ms < ?3"
/* A master's year that came after the judgement may decide what was ambiguous. */
#define YEAR_CAME_MS                                                                               \
	"(SELECT created_ms FROM master_years WHERE master_id = a.master_id AND year IS NOT NULL)"
#define YEAR_CAME "verdict = 'ambiguous' AND created_ms < " YEAR_CAME_MS
#define UNSURE "verdict IN ('absent', 'ambiguous') AND " OLD " OR coalesce(" YEAR_CAME ", 0)"
#define TODO_LINK TODO("album_links", "album_id", "a.id", UNSURE)
#define REOPENED                                                                                   \
	"(SELECT " YEAR_CAME " FROM album_links WHERE album_id = a.id ORDER BY id DESC LIMIT 1)"
#define TODO_TEXT TODO("album_descriptions", "album_id", "a.id", "outcome = 'absent' AND " OLD)
#define TODO_IMAGE TODO("artist_images", "artist_id", "c.artist_id", "outcome = 'absent' AND " OLD)
#define TODO_FACES                                                                                 \
	"EXISTS (SELECT 1 FROM album_artists c WHERE c.album_id = a.id AND " TODO_IMAGE ")"
/* ?1: Spotify is wanted; ?2: Euria is. */
#define TODO_ANY "((?1 AND (" TODO_LINK " OR " TODO_FACES ")) OR (?2 AND " TODO_TEXT "))"

struct list_task {
	struct store_call call;
	struct todo_filter filter;
	int64_t after_id;
	struct album **albums;
	size_t limit, count;
	void (*done)(void *data, struct album **albums, size_t count, const struct err *err);
	void *data;
};

struct count_task {
	struct store_call call;
	struct todo_filter filter;
	struct todo_counts counts;
	void (*done)(void *data, const struct todo_counts *counts, const struct err *err);
	void *data;
};

/* An absence that is old enough counts as undecided for this walk. */
static bool reopen_faces(struct list_task *task, struct db *db, struct album *album,
                         struct err *err)
{
	static const char sql[] = "SELECT " TODO("artist_images", "artist_id", "?1",
	                                         "outcome = 'absent' AND " OLD) " WHERE ?2 = ?2";
	for (size_t i = 0; i < album->credit_count; i++) {
		int64_t todo = 0;
		if (task->filter.spotify &&
		    !db_read_int(db, sql,
		                 DB_VALUES(db_int(album->credits[i].artist_id), db_int(0),
		                           db_int(task->filter.absent_before_ms)),
		                 &todo, 0, err)) {
			return false;
		}
		album->credits[i].image_decided = !todo;
	}
	return true;
}

static bool run_list(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "SELECT " FACTS_COLUMNS ", ?1 AND " TODO_LINK ", ?2 AND " TODO_TEXT
	    " FROM albums a WHERE a.id > ?4 AND coalesce(a.run_id, 0) <> ?6"
	    " AND " TODO_ANY " AND (?7 = 0 OR " REOPENED ") ORDER BY a.id LIMIT ?5";
	struct list_task *task = (struct list_task *)call;
	const struct todo_filter *filter = &task->filter;
	struct db_rows rows =
	    db_query(db, sql,
	             DB_VALUES(db_int(filter->spotify), db_int(filter->euria),
	                       db_int(filter->absent_before_ms), db_int(task->after_id),
	                       db_int((int64_t)task->limit),
	                       db_int(filter->except_run_id ? filter->except_run_id : -1),
	                       db_int(filter->reopened_only)));
	bool well = true;
	while (well && db_next(&rows)) {
		struct album *album = facts_read(&rows);
		task->albums[task->count++] = album;
		album->link_decided = !db_column_int(&rows, FACTS_COLUMN_COUNT);
		album->description_decided = !db_column_int(&rows, FACTS_COLUMN_COUNT + 1);
		well = facts_read_credits(db, album, err) && reopen_faces(task, db, album, err);
	}
	return db_end(&rows, well ? err : NULL) && well;
}

static void finish_list(struct store_call *call, const struct err *err)
{
	struct list_task *task = (struct list_task *)call;
	size_t count = err ? 0 : task->count;
	if (!err) {
		task->count = 0; /* handed over */
	}
	task->done(task->data, err ? NULL : task->albums, count, err);
}

static void dispose_list(struct store_call *call)
{
	struct list_task *task = (struct list_task *)call;
	for (size_t i = 0; i < task->count; i++) {
		album_destroy(task->albums[i]);
	}
}

struct store_call *store_list_todo(struct store *store, const struct todo_filter *filter,
                                   int64_t after_id, size_t limit,
                                   void (*done)(void *data, struct album **albums, size_t count,
                                                const struct err *err),
                                   void *data)
{
	struct list_task *task = task_create(sizeof(*task));
	task->call.run = run_list;
	task->call.finish = finish_list;
	task->call.dispose = dispose_list;
	task->filter = *filter;
	task->after_id = after_id;
	task->limit = limit;
	task->albums = arena_alloc(task->call.arena, limit, sizeof(struct album *));
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

static bool run_count(struct store_call *call, struct db *db, struct err *err)
{
	static const char albums[] = "SELECT count(*) FROM albums a WHERE " TODO_ANY;
	static const char links[] =
	    "SELECT count(*) FROM albums a WHERE ?1 AND ?2 = ?2 AND " TODO_LINK;
	static const char faces[] =
	    "SELECT count(*) FROM (SELECT DISTINCT artist_id FROM album_artists)"
	    " c WHERE ?1 AND ?2 = ?2 AND " TODO_IMAGE;
	static const char texts[] =
	    "SELECT count(*) FROM albums a WHERE ?1 = ?1 AND ?2 AND " TODO_TEXT;
	struct count_task *task = (struct count_task *)call;
	const struct db_value values[] = {db_int(task->filter.spotify), db_int(task->filter.euria),
	                                  db_int(task->filter.absent_before_ms)};
	int64_t link_count, face_count;
	if (!db_read_int(db, albums, values, 3, &task->counts.albums, 0, err) ||
	    !db_read_int(db, links, values, 3, &link_count, 0, err) ||
	    !db_read_int(db, faces, values, 3, &face_count, 0, err) ||
	    !db_read_int(db, texts, values, 3, &task->counts.euria, 0, err)) {
		return false;
	}
	task->counts.spotify = link_count + face_count;
	return true;
}

static void finish_count(struct store_call *call, const struct err *err)
{
	struct count_task *task = (struct count_task *)call;
	task->done(task->data, err ? NULL : &task->counts, err);
}

struct store_call *store_count_todo(struct store *store, const struct todo_filter *filter,
                                    void (*done)(void *data, const struct todo_counts *counts,
                                                 const struct err *err),
                                    void *data)
{
	struct count_task *task = task_create(sizeof(*task));
	task->call.run = run_count;
	task->call.finish = finish_count;
	task->filter = *filter;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

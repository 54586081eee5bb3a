#include "store/artists.h"

#include "base/arena.h"
#include "store/db.h"
#include "store/task.h"

#define PAGE_SIZE_MAX 100

struct artists_task {
	struct store_call call;
	struct artist_filter filter;
	struct artist_entry entries[PAGE_SIZE_MAX];
	size_t count;
	int64_t total;
	void (*done)(void *data, const struct artist_entry *entries, size_t count, int64_t total,
	             const struct err *err);
	void *data;
};

/* Only artists of some album, the newest image of each that was found. ?1 words, ?2 id. */
#define ARTISTS_WHERE                                                                              \
	" WHERE (?1 IS NULL OR instr(' ' || r.sort_key, ' ' || ?1) > 0) AND (?2 = 0 OR r.id = ?2)"

static struct artist_entry read_entry(struct arena *arena, const struct db_rows *rows)
{
	return (struct artist_entry){
	    .id = db_column_int(rows, 0),
	    .discogs_id = db_column_int(rows, 1),
	    .name = db_column_copy(rows, 2, arena),
	    .album_count = db_column_int(rows, 3),
	    .image = {.url = db_column_copy(rows, 4, arena),
	              .width = (int)db_column_int(rows, 5),
	              .height = (int)db_column_int(rows, 6)},
	    .spotify_id = db_column_copy(rows, 7, arena),
	};
}

static bool run_artists(struct store_call *call, struct db *db, struct err *err)
{
	static const char count[] = "SELECT count(*) FROM artists r" ARTISTS_WHERE;
	static const char list[] =
	    "SELECT r.id, r.discogs_id, r.name,"
	    " (SELECT count(DISTINCT album_id) FROM album_artists WHERE artist_id = r.id),"
	    " i.url, i.width, i.height, i.spotify_id"
	    " FROM artists r LEFT JOIN artist_images i ON i.id ="
	    " (SELECT id FROM artist_images WHERE artist_id = r.id"
	    " ORDER BY outcome = 'found' DESC, id DESC LIMIT 1)" ARTISTS_WHERE
	    " ORDER BY r.sort_key, r.id LIMIT ?3 OFFSET ?4";
	struct artists_task *task = (struct artists_task *)call;
	const struct artist_filter *filter = &task->filter;
	const struct db_value values[] = {db_text(filter->search_words), db_int(filter->id),
	                                  db_int(filter->page_size),
	                                  db_int((filter->page - 1) * filter->page_size)};
	if (!db_read_int(db, count, values, 2, &task->total, 0, err)) {
		return false;
	}
	struct db_rows rows = db_query(db, list, values, 4);
	while (task->count < PAGE_SIZE_MAX && db_next(&rows)) {
		task->entries[task->count++] = read_entry(call->arena, &rows);
	}
	return db_end(&rows, err);
}

static void finish_artists(struct store_call *call, const struct err *err)
{
	struct artists_task *task = (struct artists_task *)call;
	task->done(task->data, err ? NULL : task->entries, task->count, task->total, err);
}

struct store_call *store_list_artists(struct store *store, const struct artist_filter *filter,
                                      void (*done)(void *data, const struct artist_entry *entries,
                                                   size_t count, int64_t total,
                                                   const struct err *err),
                                      void *data)
{
	struct artists_task *task = task_create(sizeof(*task));
	task->call.run = run_artists;
	task->call.finish = finish_artists;
	task->filter = *filter;
	task->filter.search_words = arena_strdup(task->call.arena, filter->search_words);
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

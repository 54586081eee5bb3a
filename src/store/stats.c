#include "store/stats.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/task.h"

/* Rarer ones are left out: nobody reads a list of hundreds. */
#define TALLIES_MAX 40

struct stats_task {
	struct store_call call;
	struct store_stats stats;
	void (*done)(void *data, const struct store_stats *stats, const struct err *err);
	void *data;
};

struct ping_task {
	struct store_call call;
	const struct store *store;
	void (*done)(void *data, const struct err *err);
	void *data;
};

static bool read_counts(struct store_stats *stats, struct db *db, struct err *err)
{
	const struct {
		const char *sql;
		int64_t *out;
	} counts[] = {
	    {"SELECT count(*) FROM albums", &stats->albums},
	    {"SELECT count(*) FROM artists", &stats->artists},
	    {"SELECT count(*) FROM copies", &stats->copies},
	    {"SELECT count(*) FROM albums WHERE cover_url IS NOT NULL", &stats->album_images},
	    {"SELECT count(DISTINCT artist_id) FROM artist_images WHERE outcome = 'found'",
	     &stats->artist_images},
	    {"SELECT count(*) FROM current_links WHERE url IS NOT NULL", &stats->spotify_urls},
	    {"SELECT count(DISTINCT album_id) FROM album_descriptions WHERE outcome = 'found'",
	     &stats->descriptions},
	};
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (!db_read_int(db, counts[i].sql, DB_NO_VALUES, counts[i].out, 0, err)) {
			return false;
		}
	}
	return true;
}

static bool read_tallies(struct arena *arena, struct db *db, const char *sql, struct tallies *out,
                         struct err *err)
{
	out->items = arena_alloc(arena, TALLIES_MAX, sizeof(*out->items));
	struct db_rows rows = db_query(db, sql, DB_NO_VALUES);
	while (out->count < TALLIES_MAX && db_next(&rows)) {
		out->items[out->count++] = (struct tally){.name = db_column_copy(&rows, 0, arena),
		                                          .count = db_column_int(&rows, 1)};
	}
	return db_end(&rows, err);
}

static bool run_stats(struct store_call *call, struct db *db, struct err *err)
{
	static const char supports[] =
	    "SELECT support, count(*) AS n FROM albums"
	    " WHERE support IS NOT NULL GROUP BY support ORDER BY n DESC, 1";
	static const char decades[] = "SELECT year / 10 * 10, count(*) FROM albums"
				      " WHERE year IS NOT NULL GROUP BY 1 ORDER BY 1";
	static const char genres[] = "SELECT value, count(*) AS n FROM albums, json_each(genres)"
				     " GROUP BY value ORDER BY n DESC, 1";
	static const char verdicts[] =
	    "SELECT coalesce((SELECT verdict FROM album_links WHERE album_id = a.id"
	    " ORDER BY id DESC LIMIT 1), 'pending'), count(*) AS n"
	    " FROM albums a GROUP BY 1 ORDER BY n DESC, 1";
	struct store_stats *stats = &((struct stats_task *)call)->stats;
	return read_counts(stats, db, err) &&
	       read_tallies(call->arena, db, supports, &stats->by_support, err) &&
	       read_tallies(call->arena, db, decades, &stats->by_decade, err) &&
	       read_tallies(call->arena, db, genres, &stats->by_genre, err) &&
	       read_tallies(call->arena, db, verdicts, &stats->by_verdict, err);
}

static void finish_stats(struct store_call *call, const struct err *err)
{
	struct stats_task *task = (struct stats_task *)call;
	task->done(task->data, err ? NULL : &task->stats, err);
}

struct store_call *store_read_stats(struct store *store,
                                    void (*done)(void *data, const struct store_stats *stats,
                                                 const struct err *err),
                                    void *data)
{
	struct stats_task *task = task_create(sizeof(*task));
	task->call.run = run_stats;
	task->call.finish = finish_stats;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

static bool run_ping(struct store_call *call, struct db *db, struct err *err)
{
	const struct ping_task *task = (const struct ping_task *)call;
	int64_t count;
	return store_is_in_place(task->store, err) &&
	       db_read_int(db, "SELECT count(*) FROM (SELECT 1 FROM albums LIMIT 1)", DB_NO_VALUES,
	                   &count, 0, err);
}

static void finish_ping(struct store_call *call, const struct err *err)
{
	struct ping_task *task = (struct ping_task *)call;
	task->done(task->data, err);
}

struct store_call *store_ping(struct store *store, void (*done)(void *data, const struct err *err),
                              void *data)
{
	struct ping_task *task = task_create(sizeof(*task));
	task->call.run = run_ping;
	task->call.finish = finish_ping;
	task->store = store;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

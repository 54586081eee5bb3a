#include "store/masters.h"

#include "base/arena.h"
#include "base/clock.h"
#include "store/db.h"
#include "store/task.h"

struct year_task {
	struct store_call call;
	int64_t master_id, run_id, now_ms;
	int year;
	store_done_fn done;
	void *data;
};

struct get_task {
	struct store_call call;
	int64_t master_id;
	bool asked;
	int year;
	void (*done)(void *data, bool asked, int year, const struct err *err);
	void *data;
};

struct masters_task {
	struct store_call call;
	enum masters_wanted wanted;
	int64_t after_id, factor;
	int64_t *ids;
	size_t limit, count;
	void (*done)(void *data, const int64_t *ids, size_t count, const struct err *err);
	void *data;
};

static bool run_year(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO master_years (master_id, year, run_id, created_ms) SELECT ?1, ?2, ?3, ?4"
	    " WHERE NOT EXISTS (SELECT 1 FROM master_years WHERE master_id = ?1)";
	struct year_task *task = (struct year_task *)call;
	return db_run(db, sql,
	              DB_VALUES(db_int(task->master_id), db_int_or_null(task->year),
	                        db_int_or_null(task->run_id), db_int(task->now_ms)),
	              err);
}

static void finish_year(struct store_call *call, const struct err *err)
{
	struct year_task *task = (struct year_task *)call;
	task->done(task->data, err);
}

struct store_call *store_add_master_year(struct store *store, int64_t master_id, int64_t run_id,
                                         int year, store_done_fn done, void *data)
{
	struct year_task *task = task_create(sizeof(*task));
	task->call.run = run_year;
	task->call.finish = finish_year;
	task->master_id = master_id;
	task->run_id = run_id;
	task->now_ms = clock_wall_ms();
	task->year = year;
	task->done = done;
	task->data = data;
	return task_write(store, &task->call);
}

static bool run_get(struct store_call *call, struct db *db, struct err *err)
{
	struct get_task *task = (struct get_task *)call;
	struct db_rows rows = db_query(db, "SELECT year FROM master_years WHERE master_id = ?1",
	                               DB_VALUES(db_int(task->master_id)));
	task->asked = db_next(&rows);
	task->year = task->asked ? (int)db_column_int(&rows, 0) : 0;
	return db_end(&rows, err);
}

static void finish_get(struct store_call *call, const struct err *err)
{
	struct get_task *task = (struct get_task *)call;
	task->done(task->data, task->asked, task->year, err);
}

struct store_call *store_get_master_year(struct store *store, int64_t master_id,
                                         void (*done)(void *data, bool asked, int year,
                                                      const struct err *err),
                                         void *data)
{
	struct get_task *task = task_create(sizeof(*task));
	task->call.run = run_get;
	task->call.finish = finish_get;
	task->master_id = master_id;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

/* Times an odd number, in 31 bits: each id up to there has a place of its own, and 0 the first. */
#define PLACE(id) "((" id " & 2147483647) * ?4 & 2147483647)"
#define PLACE_OF_MASTER PLACE("a.master_id")
#define PLACE_OF_LAST PLACE("?1")
/* 2^32 divided by the golden ratio: of any two ids each comes first in many a turn. */
#define TURN_FACTOR UINT32_C(2654435769)

static bool run_masters(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "SELECT DISTINCT a.master_id FROM albums a"
	    " WHERE a.master_id BETWEEN 1 AND 2147483647 AND " PLACE_OF_MASTER " > " PLACE_OF_LAST
	    " AND NOT EXISTS (SELECT 1 FROM master_years y WHERE y.master_id = a.master_id)"
	    " AND (SELECT (l.year IS NULL OR l.year_of_edition) AND (?3 OR l.verdict = 'ambiguous')"
	    " FROM album_links l"
	    " WHERE l.album_id = a.id ORDER BY l.id DESC LIMIT 1)"
	    " ORDER BY " PLACE_OF_MASTER " LIMIT ?2";
	struct masters_task *task = (struct masters_task *)call;
	struct db_rows rows =
	    db_query(db, sql,
	             DB_VALUES(db_int(task->after_id), db_int((int64_t)task->limit),
	                       db_int(task->wanted == MASTERS_OPEN), db_int(task->factor)));
	while (task->count < task->limit && db_next(&rows)) {
		task->ids[task->count++] = db_column_int(&rows, 0);
	}
	return db_end(&rows, err);
}

static void finish_masters(struct store_call *call, const struct err *err)
{
	struct masters_task *task = (struct masters_task *)call;
	task->done(task->data, err ? NULL : task->ids, err ? 0 : task->count, err);
}

struct store_call *store_list_masters(
    struct store *store, enum masters_wanted wanted, int64_t turn, int64_t after_id, size_t limit,
    void (*done)(void *data, const int64_t *ids, size_t count, const struct err *err), void *data)
{
	struct masters_task *task = task_create(sizeof(*task));
	task->call.run = run_masters;
	task->call.finish = finish_masters;
	task->wanted = wanted;
	task->factor = (int64_t)(((uint64_t)turn * TURN_FACTOR & INT32_MAX) | 1);
	task->after_id = after_id;
	task->limit = limit;
	task->ids = arena_alloc(task->call.arena, limit, sizeof(*task->ids));
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

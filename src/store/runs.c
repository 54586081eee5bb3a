#include "store/runs.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/resume.h"
#include "store/task.h"

#include <stdio.h>

struct begin_task {
	struct store_call call;
	const char *kind;
	char *options;
	int64_t run_id;
	void (*done)(void *data, int64_t run_id, const struct err *err);
	void *data;
};

struct end_task {
	struct store_call call;
	struct run_end end;
	const char *outcome;
	char *counters;
	void (*done)(void *data, const struct err *err);
	void *data;
};

struct list_task {
	struct store_call call;
	const char *kind;
	size_t limit, count;
	struct run_row *rows;
	void (*done)(void *data, const struct run_row *rows, size_t count, const struct err *err);
	void *data;
};

struct block_task {
	struct store_call call;
	const char *provider, *reason;
	int64_t until_ms;
	void (*done)(void *data, const struct err *err);
	void *data;
};

static bool run_begin(struct store_call *call, struct db *db, struct err *err)
{
	struct begin_task *task = (struct begin_task *)call;
	/* There is one run at a time: an earlier one whose end could not be written is over. */
	if (!resume_end_interrupted(db, err) ||
	    !db_run(db, "INSERT INTO runs (kind, options, started_ms) VALUES (?1, ?2, ?3)",
	            DB_VALUES(db_text(task->kind), db_text(task->options), db_int(clock_wall_ms())),
	            err)) {
		return false;
	}
	task->run_id = db_last_id(db);
	return true;
}

static void finish_begin(struct store_call *call, const struct err *err)
{
	struct begin_task *task = (struct begin_task *)call;
	task->done(task->data, task->run_id, err);
}

static void dispose_begin(struct store_call *call)
{
	free(((struct begin_task *)call)->options);
}

struct store_call *store_begin_run(struct store *store, const char *kind, const json_t *options,
                                   void (*done)(void *data, int64_t run_id, const struct err *err),
                                   void *data)
{
	struct begin_task *task = task_create(sizeof(*task));
	task->call.run = run_begin;
	task->call.finish = finish_begin;
	task->call.dispose = dispose_begin;
	task->kind = arena_strdup(task->call.arena, kind);
	task->options = json_dumps(options, JSON_COMPACT);
	task->done = done;
	task->data = data;
	return task_write(store, &task->call);
}

static bool run_end(struct store_call *call, struct db *db, struct err *err)
{
	struct end_task *task = (struct end_task *)call;
	return db_run(db,
	              "INSERT INTO run_ends (run_id, outcome, whole, counters, ended_ms)"
	              " VALUES (?1, ?2, ?3, ?4, ?5)",
	              DB_VALUES(db_int(task->end.run_id), db_text(task->outcome),
	                        db_int(task->end.whole), db_text(task->counters),
	                        db_int(clock_wall_ms())),
	              err);
}

static void finish_end(struct store_call *call, const struct err *err)
{
	struct end_task *task = (struct end_task *)call;
	task->done(task->data, err);
}

static void dispose_end(struct store_call *call)
{
	free(((struct end_task *)call)->counters);
}

struct store_call *store_end_run(struct store *store, const struct run_end *end,
                                 void (*done)(void *data, const struct err *err), void *data)
{
	struct end_task *task = task_create(sizeof(*task));
	task->call.run = run_end;
	task->call.finish = finish_end;
	task->call.dispose = dispose_end;
	task->end = *end;
	task->outcome = arena_strdup(task->call.arena, end->outcome);
	task->counters = json_dumps(end->counters, JSON_COMPACT);
	task->done = done;
	task->data = data;
	return task_write(store, &task->call);
}

static bool run_list(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "SELECT r.id, r.kind, r.options, r.started_ms, e.outcome, e.counters, e.ended_ms"
	    " FROM runs r LEFT JOIN run_ends e ON e.run_id = r.id WHERE r.kind = ?1"
	    " ORDER BY r.id DESC LIMIT ?2";
	struct list_task *task = (struct list_task *)call;
	struct arena *arena = task->call.arena;
	struct db_rows rows =
	    db_query(db, sql, DB_VALUES(db_text(task->kind), db_int((int64_t)task->limit)));
	while (db_next(&rows)) {
		const char *counters = db_column_text(&rows, 5);
		const char *outcome = db_column_copy(&rows, 4, arena);
		task->rows[task->count++] = (struct run_row){
		    .id = db_column_int(&rows, 0),
		    .kind = db_column_copy(&rows, 1, arena),
		    .options = json_loads(db_column_text(&rows, 2), 0, NULL),
		    .started_ms = db_column_int(&rows, 3),
		    .outcome = outcome ? outcome : "running",
		    .counters = counters ? json_loads(counters, 0, NULL) : NULL,
		    .ended_ms = db_column_int(&rows, 6),
		};
	}
	return db_end(&rows, err);
}

static void finish_list(struct store_call *call, const struct err *err)
{
	struct list_task *task = (struct list_task *)call;
	task->done(task->data, err ? NULL : task->rows, task->count, err);
}

static void dispose_list(struct store_call *call)
{
	struct list_task *task = (struct list_task *)call;
	for (size_t i = 0; i < task->count; i++) {
		json_decref(task->rows[i].options);
		json_decref(task->rows[i].counters);
	}
}

struct store_call *store_list_runs(struct store *store, const char *kind, size_t limit,
                                   void (*done)(void *data, const struct run_row *rows,
                                                size_t count, const struct err *err),
                                   void *data)
{
	struct list_task *task = task_create(sizeof(*task));
	task->call.run = run_list;
	task->call.finish = finish_list;
	task->call.dispose = dispose_list;
	task->kind = arena_strdup(task->call.arena, kind);
	task->limit = limit;
	task->rows = arena_alloc(task->call.arena, limit, sizeof(*task->rows));
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

static bool run_block(struct store_call *call, struct db *db, struct err *err)
{
	struct block_task *task = (struct block_task *)call;
	return db_run(db,
	              "INSERT INTO provider_blocks (provider, until_ms, reason, created_ms)"
	              " VALUES (?1, ?2, ?3, ?4)",
	              DB_VALUES(db_text(task->provider), db_int(task->until_ms),
	                        db_text(task->reason), db_int(clock_wall_ms())),
	              err);
}

static void finish_block(struct store_call *call, const struct err *err)
{
	struct block_task *task = (struct block_task *)call;
	task->done(task->data, err);
}

struct store_call *store_add_block(struct store *store, const char *provider, int64_t until_ms,
                                   const char *reason,
                                   void (*done)(void *data, const struct err *err), void *data)
{
	struct block_task *task = task_create(sizeof(*task));
	task->call.run = run_block;
	task->call.finish = finish_block;
	task->provider = arena_strdup(task->call.arena, provider);
	task->reason = arena_strdup(task->call.arena, reason);
	task->until_ms = until_ms;
	task->done = done;
	task->data = data;
	return task_write(store, &task->call);
}

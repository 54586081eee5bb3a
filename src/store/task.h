/* store/task.h - a write or a read on its way through the store. For the files of store/ only.
 *
 * A task's values, results included, live in its arena. `run` is on a worker thread and touches
 * nothing but its task and its connection; `finish` is on the loop and tells the caller. */
#ifndef STORE_TASK_H
#define STORE_TASK_H
#include "base/err.h"
#include "loop/queue.h"
#include "store/store.h"

struct arena;
struct db;

struct store_call {
	struct job job;
	struct arena *arena; /* owns this call and the task around it */
	bool (*run)(struct store_call *call, struct db *db, struct err *err);
	/* `err` is NULL when all went well. */
	void (*finish)(struct store_call *call, const struct err *err);
	/* Frees what is not in the arena; may be NULL. Runs last, also when forgotten. */
	void (*dispose)(struct store_call *call);
	bool failed, forgotten;
	struct err err;
};

/* A zeroed task of `size_bytes` that begins with a struct store_call, in an arena of its own. */
void *task_create(size_t size_bytes);
struct store_call *task_write(struct store *store, struct store_call *call);
struct store_call *task_read(struct store *store, struct store_call *call);

#endif

#include "store/store.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/resume.h"
#include "store/runs.h"
#include "store/schema.h"
#include "store/task.h"

#include <string.h>
#include <unistd.h>

/* Reads that may run at once: with the writer, libuv's four worker threads. */
#define READERS 3
/* Writes that share a commit at most: bounds the time for which one commit is waited for. */
#define GROUP_COMMIT_MAX 256
/* The log is cut back to so much once a reader that kept it growing has gone. What a write keeps to
 * be undone stays in memory, a page of albums at most: a temporary file would want a descriptor,
 * and space on another disk. */
#define WRITER_SETTINGS "PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY"

struct reader {
	struct store *store;
	struct db *db;
	struct queue *queue;
};

struct store {
	char *path;
	int lock; /* -1: not taken */
	struct file_identity files;
	struct db *writer;
	struct queue *writes;
	struct reader readers[READERS];

	unsigned open_queues;
	void (*closed)(void *data);
	void *closed_data;
};

static struct store_call *call_of(struct list *link)
{
	return list_entry(link, struct store_call, job.link);
}

/* Worker thread. An earlier transaction may still be open: its end failed too, for want of memory
 * or by a disk that has come back since. */
static bool begin(struct db *db, const char *how, struct err *err)
{
	if (!sqlite3_get_autocommit(db_sqlite(db)) && !db_run(db, "ROLLBACK", DB_NO_VALUES, err)) {
		return false;
	}
	return db_run(db, how, DB_NO_VALUES, err);
}

/* Worker thread. Each write is whole or not at all, whatever becomes of its neighbours. False, with
 * the reason, where that can only be had by giving up the transaction. */
static bool run_write(struct db *db, struct store_call *call, struct err *err)
{
	call->failed = !db_run(db, "SAVEPOINT write", DB_NO_VALUES, &call->err);
	if (call->failed) {
		*err = call->err;
		return !sqlite3_get_autocommit(db_sqlite(db));
	}
	call->failed = !call->run(call, db, &call->err);
	if (sqlite3_get_autocommit(db_sqlite(db))) {
		*err = call->err; /* a full disk and the like take the transaction with them */
		return false;
	}
	return (!call->failed || db_run(db, "ROLLBACK TO write", DB_NO_VALUES, err)) &&
	       db_run(db, "RELEASE write", DB_NO_VALUES, err);
}

static void fail_all(struct list *batch, const struct err *err)
{
	for (struct list *link = batch->next; link != batch; link = link->next) {
		struct store_call *call = call_of(link);
		if (!call->failed) {
			call->failed = true;
			call->err = *err;
		}
	}
}

/* Worker thread. A file that was moved or deleted meanwhile explains what SQLite met. */
static void explain(const struct store *store, struct list *batch)
{
	for (struct list *link = batch->next; link != batch; link = link->next) {
		struct store_call *call = call_of(link);
		struct err err;
		if (call->failed && !file_is_in_place(&store->files, &err)) {
			call->err = err;
		}
	}
}

/* Group commit. */
static void write_all(struct store *store, struct list *batch)
{
	struct db *db = store->writer;
	struct err err;
	if (!file_is_in_place(&store->files, &err) || !begin(db, "BEGIN IMMEDIATE", &err)) {
		fail_all(batch, &err);
		return;
	}
	for (struct list *link = batch->next; link != batch; link = link->next) {
		struct store_call *call = call_of(link);
		if (!run_write(db, call, &err)) {
			db_run(db, "ROLLBACK", DB_NO_VALUES, NULL);
			fail_all(batch, &err);
			return;
		}
	}
	if (!db_run(db, "COMMIT", DB_NO_VALUES, &err)) {
		db_run(db, "ROLLBACK", DB_NO_VALUES, NULL);
		fail_all(batch, &err);
	}
}

/* Worker thread. */
static void run_writes(void *data, struct list *batch)
{
	write_all(data, batch);
	explain(data, batch);
}

/* Worker thread. One transaction, so that a read of several statements sees one state. */
static void run_reads(void *data, struct list *batch)
{
	const struct reader *reader = data;
	struct db *db = reader->db;
	for (struct list *link = batch->next; link != batch; link = link->next) {
		struct store_call *call = call_of(link);
		call->failed = !begin(db, "BEGIN", &call->err) || !call->run(call, db, &call->err);
		db_run(db, "COMMIT", DB_NO_VALUES, NULL);
	}
	explain(reader->store, batch);
}

static void on_job_done(struct job *job)
{
	struct store_call *call = (struct store_call *)job;
	if (!call->forgotten) {
		call->finish(call, call->failed ? &call->err : NULL);
	}
	if (call->dispose) {
		call->dispose(call);
	}
	arena_destroy(call->arena);
}

void *task_create(size_t size_bytes)
{
	struct arena *arena = arena_create();
	struct store_call *call = arena_alloc(arena, 1, size_bytes);
	call->arena = arena;
	return call;
}

static struct store_call *submit(struct queue *queue, struct store_call *call)
{
	call->job.done = on_job_done;
	queue_submit(queue, &call->job);
	return call;
}

struct store_call *task_write(struct store *store, struct store_call *call)
{
	return submit(store->writes, call);
}

struct store_call *task_read(struct store *store, struct store_call *call)
{
	struct queue *shortest = store->readers[0].queue;
	for (size_t i = 1; i < READERS; i++) {
		if (queue_depth(store->readers[i].queue) < queue_depth(shortest)) {
			shortest = store->readers[i].queue;
		}
	}
	return submit(shortest, call);
}

void store_forget(struct store_call *call)
{
	if (call) {
		call->forgotten = true;
	}
}

size_t store_write_depth(const struct store *store)
{
	return queue_depth(store->writes);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

bool store_is_in_place(const struct store *store, struct err *err)
{
	return file_is_in_place(&store->files, err);
}

static void store_free(struct store *store)
{
	for (size_t i = 0; i < READERS; i++) {
		db_close(store->readers[i].db);
	}
	if (store->writer && store->files.paths[0] && !file_is_ours_to_close(&store->files)) {
		db_leave_log(store->writer, true);
	}
	db_close(store->writer); /* the last to close: folds the write-ahead log into the file */
	if (store->lock >= 0) {
		close(store->lock);
	}
	file_identity_finish(&store->files);
	free(store->path);
	free(store);
}

/* A log that was left is played into the file when that is opened, whosever it is: it may have been
 * another database's. */
static bool check_structure(struct db *db, struct err *err)
{
	struct db_rows rows = db_query_once(db, "PRAGMA quick_check(1)", DB_NO_VALUES);
	bool sound = !db_next(&rows) || strcmp(db_column_text(&rows, 0), "ok") == 0;
	if (!db_end(&rows, err)) {
		return false;
	}
	return sound ||
	       err_set(err, ERR_STORAGE,
	               "database %s: it or the log beside it (-wal) is damaged, or they do "
	               "not belong together; restore both from a backup",
	               sqlite3_db_filename(db_sqlite(db), "main"));
}

static bool read_header(const struct store *store, struct file_header *header, struct err *err)
{
	return file_read_header(store->path, header, err) &&
	       (header->application_id != FILE_APPLICATION_ID ||
	        schema_knows(store->path, header->version, err));
}

/* Until the file is known to be ours and whole, nothing is written to it or its log. Once nobody
 * else has it, it is looked at again: it may have been closed, or left, in the meantime. */
static bool open_writer(struct store *store, const atomic_bool *hurry, struct err *err)
{
	struct file_header header;
	if (!read_header(store, &header, err)) {
		return false;
	}
	store->lock = lock_take(store->path, hurry, err);
	if (store->lock < 0 || !read_header(store, &header, err)) {
		return false;
	}
	struct db *db = db_open(store->path, DB_WRITE, err);
	store->writer = db;
	if (!db) {
		return false;
	}
	db_hurry_with(db, hurry);
	db_interrupt_with_hurry(db, true);
	db_leave_log(db, header.has_log);
	if ((header.has_log && !check_structure(db, err)) || !schema_migrate(db, err) ||
	    !db_exec(db, WRITER_SETTINGS, err)) {
		return false;
	}
	db_interrupt_with_hurry(db, false);
	db_leave_log(db, false);
	schema_forbid_changes(db);
	return true;
}

static bool open_connections(struct store *store, const atomic_bool *hurry, struct err *err)
{
	if (!open_writer(store, hurry, err)) {
		return false;
	}
	for (size_t i = 0; i < READERS; i++) {
		store->readers[i].db = db_open(store->path, DB_READ, err);
		if (!store->readers[i].db) {
			return false;
		}
		db_hurry_with(store->readers[i].db, hurry);
	}
	file_identity_take(&store->files, store->path,
	                   sqlite3_db_filename(db_sqlite(store->writer), "main"));
	return true;
}

struct store *store_open(struct loop *loop, const char *path, const atomic_bool *hurry,
                         struct err *err)
{
	struct store *store = xcalloc(1, sizeof(*store));
	store->path = xstrdup(path);
	store->lock = -1;
	if (!open_connections(store, hurry, err)) {
		store_free(store);
		return NULL;
	}
	store->writes = queue_create(loop, GROUP_COMMIT_MAX, run_writes, store);
	for (size_t i = 0; i < READERS; i++) {
		struct reader *reader = &store->readers[i];
		reader->store = store;
		reader->queue = queue_create(loop, 1, run_reads, reader);
	}
	return store;
}

bool store_resume(struct store *store, struct store_resume *out, struct err *err)
{
	return resume_read(store->writer, out, err);
}

static void on_queue_closed(void *data)
{
	struct store *store = data;
	if (--store->open_queues > 0) {
		return;
	}
	void (*closed)(void *) = store->closed;
	void *closed_data = store->closed_data;
	store_free(store);
	closed(closed_data);
}

void store_close(struct store *store, void (*closed)(void *data), void *data)
{
	store->closed = closed;
	store->closed_data = data;
	store->open_queues = 1 + READERS;
	queue_close(store->writes, on_queue_closed, store);
	for (size_t i = 0; i < READERS; i++) {
		queue_close(store->readers[i].queue, on_queue_closed, store);
	}
}

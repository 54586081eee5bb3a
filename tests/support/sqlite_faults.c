#include "support/sqlite_faults.h"

#include "support/sqlite_disk.h"
#include "support/test.h"

#include <execinfo.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

const char *const fault_names[FAULT_COUNT] = {
    [FAULT_CALL] = "call",
    [FAULT_CALL_TWICE] = "call and the next",
    [FAULT_CALL_FOREVER] = "call and all others",
    [FAULT_MEMORY] = "memory",
    [FAULT_IO] = "file system",
    [FAULT_IO_FOREVER] = "file system for good",
    [FAULT_FULL] = "full disk",
    [FAULT_READONLY] = "read-only disk",
    [FAULT_BUSY] = "lock",
    [FAULT_BUSY_FOREVER] = "lock for good",
};

static _Atomic int wanted = FAULT_COUNT; /* FAULT_COUNT: nothing is under way */
static atomic_uint asked;
static unsigned refused; /* the number of the occasion that fails; 0: none */
static atomic_bool met;

/* What the last call that we failed would have left for sqlite3_errmsg(). */
static atomic_int pretended = SQLITE_OK;

/* How many occasions in a row a fault meets. */
static unsigned length_of(int fault)
{
	switch (fault) {
	case FAULT_CALL_TWICE:
		return 2;
	case FAULT_CALL_FOREVER:
	case FAULT_IO_FOREVER:
	case FAULT_BUSY_FOREVER:
		return UINT_MAX;
	default:
		return 1;
	}
}

/* One occasion for that fault. */
static bool is_refused(int fault)
{
	if (fault != wanted) {
		return false;
	}
	unsigned number = ++asked;
	bool now = refused && number >= refused && number - refused < length_of(fault);
	if (now) {
		met = true;
	}
	return now;
}

void faults_start(enum fault fault, unsigned nth)
{
	asked = 0;
	met = false;
	pretended = SQLITE_OK;
	refused = nth;
	wanted = fault;
}

unsigned faults_stop(void)
{
	wanted = FAULT_COUNT;
	pretended = SQLITE_OK;
	return asked;
}

unsigned faults_stride(unsigned count, unsigned few)
{
	return getenv("SILLON_THOROUGH") ? 1 : 1 + count / few;
}

bool faults_met(void)
{
	return met;
}

/* --- allocations -------------------------------------------------------------------------- */

/* Frames that tell one place from another: more would tell apart what called SQLite. */
#define PLACE_FRAMES 6
#define PLACES_MAX 4096

static sqlite3_mem_methods memory; /* SQLite's own */
static atomic_bool learning;
static pthread_mutex_t places_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	uintptr_t mark; /* of its stack */
	unsigned number;
} places[PLACES_MAX];
static unsigned place_count, places_known;

static void learn_place(void)
{
	void *frames[PLACE_FRAMES + 3];
	uintptr_t mark = 0;
	int count = backtrace(frames, PLACE_FRAMES + 3);
	for (int i = 3; i < count; i++) {
		mark = mark * 31 + (uintptr_t)frames[i];
	}
	pthread_mutex_lock(&places_lock);
	unsigned at = 0;
	while (at < place_count && places[at].mark != mark) {
		at++;
	}
	if (at == place_count && at < PLACES_MAX) {
		places[at].mark = mark;
		places[at].number = asked;
		place_count++;
	}
	pthread_mutex_unlock(&places_lock);
}

static bool has_no_memory(void)
{
	bool none = is_refused(FAULT_MEMORY);
	if (learning) {
		learn_place();
	}
	return none;
}

static void *faulty_malloc(int size_bytes)
{
	return has_no_memory() ? NULL : memory.xMalloc(size_bytes);
}

static void *faulty_realloc(void *old, int size_bytes)
{
	return has_no_memory() ? NULL : memory.xRealloc(old, size_bytes);
}

void faults_start_places(void)
{
	places_known = place_count;
	faults_start(FAULT_MEMORY, 0);
	learning = true;
}

unsigned faults_places(unsigned *out, unsigned max)
{
	unsigned count = 0;
	learning = false;
	for (unsigned i = places_known; i < place_count && count < max; i++) {
		out[count++] = places[i].number;
	}
	return count;
}

/* --- the file system ---------------------------------------------------------------------- */

static int disk_answer(enum disk_call call)
{
	static const struct {
		int io, full, readonly, busy; /* 0: no occasion */
	} answers[DISK_CALLS] = {
	    [DISK_OPEN] = {.io = SQLITE_CANTOPEN, .readonly = SQLITE_CANTOPEN},
	    [DISK_DELETE] = {.io = SQLITE_IOERR_DELETE, .readonly = SQLITE_IOERR_DELETE},
	    [DISK_ACCESS] = {.io = SQLITE_IOERR_ACCESS},
	    [DISK_READ] = {.io = SQLITE_IOERR_READ},
	    [DISK_WRITE] = {.io = SQLITE_IOERR_WRITE,
	                    .full = SQLITE_FULL,
	                    .readonly = SQLITE_READONLY},
	    [DISK_TRUNCATE] = {.io = SQLITE_IOERR_TRUNCATE, .readonly = SQLITE_READONLY},
	    [DISK_SYNC] = {.io = SQLITE_IOERR_FSYNC, .full = SQLITE_FULL},
	    [DISK_SIZE] = {.io = SQLITE_IOERR_FSTAT},
	    [DISK_LOCK] = {.io = SQLITE_IOERR_LOCK, .busy = SQLITE_BUSY},
	    [DISK_RESERVED] = {.io = SQLITE_IOERR_CHECKRESERVEDLOCK},
	    [DISK_SHM_MAP] = {.io = SQLITE_IOERR_SHMMAP, .full = SQLITE_IOERR_SHMSIZE},
	    [DISK_SHM_LOCK] = {.io = SQLITE_IOERR_SHMLOCK, .busy = SQLITE_BUSY},
	};
	int code = 0, fault = wanted;
	switch (fault) {
	case FAULT_IO:
	case FAULT_IO_FOREVER:
		code = answers[call].io;
		break;
	case FAULT_FULL:
		code = answers[call].full;
		break;
	case FAULT_READONLY:
		code = answers[call].readonly;
		break;
	case FAULT_BUSY:
	case FAULT_BUSY_FOREVER:
		code = answers[call].busy;
		break;
	default:
		break;
	}
	return code && is_refused(fault) ? code : SQLITE_OK;
}

void faults_install(void)
{
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory), SQLITE_OK);
	sqlite3_mem_methods faulty = memory;
	faulty.xMalloc = faulty_malloc;
	faulty.xRealloc = faulty_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty), SQLITE_OK);
	/* Small ones would come from a store that is never empty. */
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK);
	disk_install(disk_answer);
}

/* --- calls -------------------------------------------------------------------------------- */

static bool call_fails(int code)
{
	bool is_call =
	    wanted == FAULT_CALL || wanted == FAULT_CALL_TWICE || wanted == FAULT_CALL_FOREVER;
	bool fails = is_call && is_refused(wanted);
	pretended = fails ? code : SQLITE_OK;
	return fails;
}

/* Each is a function of SQLite's with its arguments, and the code that it fails with. */
#define FAULTY(name, code, arguments, values)                                                      \
	int __real_##name arguments;                                                               \
	int __wrap_##name arguments;                                                               \
	int __wrap_##name arguments                                                                \
	{                                                                                          \
		return call_fails(code) ? (code) : __real_##name values;                           \
	}

FAULTY(sqlite3_step, SQLITE_IOERR, (sqlite3_stmt * statement), (statement))
FAULTY(sqlite3_bind_null, SQLITE_NOMEM, (sqlite3_stmt * statement, int at), (statement, at))
FAULTY(sqlite3_bind_int64, SQLITE_NOMEM, (sqlite3_stmt * statement, int at, sqlite3_int64 value),
       (statement, at, value))
FAULTY(sqlite3_bind_text, SQLITE_TOOBIG,
       (sqlite3_stmt * statement, int at, const char *text, int length, void (*destroy)(void *)),
       (statement, at, text, length, destroy))

static void (*before_begin)(void *data);
static void *before_begin_data;

void faults_before_begin(void (*fn)(void *data), void *data)
{
	before_begin = fn;
	before_begin_data = data;
}

int __real_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
                        void *data, char **error);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
                        void *data, char **error);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **),
                        void *data, char **error)
{
	void (*fn)(void *) = before_begin;
	if (fn && strncmp(sql, "BEGIN", 5) == 0) {
		before_begin = NULL;
		fn(before_begin_data);
	}
	return call_fails(SQLITE_IOERR) ? SQLITE_IOERR
	                                : __real_sqlite3_exec(db, sql, row, data, error);
}

/* These leave something behind where they fail. */
int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int length, sqlite3_stmt **out,
                              const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int length, sqlite3_stmt **out,
                              const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int length, sqlite3_stmt **out,
                              const char **rest)
{
	*out = NULL;
	return call_fails(SQLITE_NOMEM) ? SQLITE_NOMEM
	                                : __real_sqlite3_prepare_v2(db, sql, length, out, rest);
}

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned flags,
                              sqlite3_stmt **out, const char **rest);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned flags,
                              sqlite3_stmt **out, const char **rest);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned flags,
                              sqlite3_stmt **out, const char **rest)
{
	*out = NULL;
	return call_fails(SQLITE_NOMEM)
	           ? SQLITE_NOMEM
	           : __real_sqlite3_prepare_v3(db, sql, length, flags, out, rest);
}

int __real_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs)
{
	*out = NULL;
	return call_fails(SQLITE_NOMEM) ? SQLITE_NOMEM
	                                : __real_sqlite3_open_v2(path, out, flags, vfs);
}

int __real_sqlite3_extended_errcode(sqlite3 *db);
/* A lock is asked for again, but not waited for. */
#define ASKED_AGAIN 3

static int ask_again(void *data, int count)
{
	(void)data;
	return count < ASKED_AGAIN;
}

int __real_sqlite3_busy_handler(sqlite3 *db, int (*fn)(void *, int), void *data);
int __wrap_sqlite3_busy_handler(sqlite3 *db, int (*fn)(void *, int), void *data);
int __wrap_sqlite3_busy_handler(sqlite3 *db, int (*fn)(void *, int), void *data)
{
	(void)fn, (void)data;
	return __real_sqlite3_busy_handler(db, ask_again, NULL);
}

int __wrap_sqlite3_extended_errcode(sqlite3 *db);
int __wrap_sqlite3_extended_errcode(sqlite3 *db)
{
	return pretended ? pretended : __real_sqlite3_extended_errcode(db);
}

const char *__real_sqlite3_errmsg(sqlite3 *db);
const char *__wrap_sqlite3_errmsg(sqlite3 *db);
const char *__wrap_sqlite3_errmsg(sqlite3 *db)
{
	return pretended ? sqlite3_errstr(pretended) : __real_sqlite3_errmsg(db);
}

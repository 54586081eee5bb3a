/* store/lock.h - a catalogue is one service's at a time: two would ask every provider twice, and
 * break its rules together. Others read it, and write to it, as SQLite's own locks allow.
 *
 * The lock is flock() on a file of its own beside the database: closing any descriptor of the
 * database itself would drop SQLite's locks, and over NFS flock() is one of those. The file stays,
 * as deleting it would let two in; it names the process that has, or had, the lock. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H
#include <stdatomic.h>

struct err;

/* The descriptor that holds it, to be closed; -1 where another process has it, or it cannot be had.
 * Blocks for as long as a service may take to stop, unless *hurry, which may be NULL, is set. The
 * database is created, empty, where it is not there; it must not be open: the process would lose
 * SQLite's locks on it. Any thread. */
int lock_take(const char *path, const atomic_bool *hurry, struct err *err);

#endif

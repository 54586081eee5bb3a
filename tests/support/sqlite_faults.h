/* support/sqlite_faults.h - SQLite fails when the test wants it to: in a call of ours, in an
 * allocation of its own, or in the file system under it.
 *
 * A test that uses this is linked with -Wl,--wrap for the calls (see tests/meson.build). One fault
 * at a time; what happens on worker threads counts too. */
#ifndef SUPPORT_SQLITE_FAULTS_H
#define SUPPORT_SQLITE_FAULTS_H
#include <stdbool.h>

enum fault {
	FAULT_CALL,       /* a call of ours answers an error and does nothing */
	FAULT_CALL_TWICE, /* … and so does the next: the one that would have made up for it */
	FAULT_CALL_FOREVER,
	FAULT_MEMORY,     /* an allocation of SQLite's answers NULL */
	FAULT_IO,         /* a call of the file system fails, each with its own code */
	FAULT_IO_FOREVER, /* … and so do all that follow */
	FAULT_FULL,       /* a write finds the disk full */
	FAULT_READONLY,   /* a write or a deletion finds it read-only */
	FAULT_BUSY,       /* a lock is somebody else's; waiting takes no time */
	FAULT_BUSY_FOREVER,
	FAULT_COUNT,
};
extern const char *const fault_names[FAULT_COUNT];

/* Before the program's first use of SQLite. */
void faults_install(void);

/* From now on the `nth` occasion for that fault is met by it; 0: none is, they are counted. */
void faults_start(enum fault fault, unsigned nth);
/* The occasions there were. The fault is over. */
unsigned faults_stop(void);
/* From one occasion of `count` to the next, so that about `few` are met; 1, so that all are, where
 * SILLON_THOROUGH is set: that takes minutes. */
unsigned faults_stride(unsigned count, unsigned few);
/* Whether the one that was wanted came about. */
bool faults_met(void);

/* Runs once, right before the next transaction that begins by sqlite3_exec(): in time for another
 * process to be quicker. */
void faults_before_begin(void (*fn)(void *data), void *data);

/* The occasions for FAULT_MEMORY between the first and faults_stop() that are at a place in
 * SQLite's code which no earlier count came to: `places` takes their numbers. Returns how many. */
void faults_start_places(void);
unsigned faults_places(unsigned *places, unsigned max);

#endif

/* store/store.h - the catalogue: one write queue, a few readers, all of it off the loop.
 *
 * Writes run one at a time in the order of their submission; those that wait while a commit is on
 * its way share the next one. A write is told done only after its commit has reached the disk.
 * Reads run beside each other on connections of their own and see what was committed before.
 * Loop thread only. */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct err;
struct loop;
struct store;

/* A write or a read under way. */
struct store_call;

/* Blocks while it opens, checks and migrates the file: before the loop runs. A lock that another
 * program holds is waited for, then and later, a minute at most; once *hurry is set, which may be
 * NULL, for less than a second in all, and an upgrade is given up. */
struct store *store_open(struct loop *loop, const char *path, const atomic_bool *hurry,
                         struct err *err);
/* Every write submitted is committed first; `closed` runs once, never from inside this. Calls that
 * were not forgotten are still told. */
void store_close(struct store *store, void (*closed)(void *data), void *data);

/* `done` will not run. A write happens all the same. NULL is fine. */
void store_forget(struct store_call *call);

/* Writes submitted and not committed yet. */
size_t store_write_depth(const struct store *store);
const char *store_path(const struct store *store);
/* False once the file was moved, deleted or replaced, as every write says then. Any thread. */
bool store_is_in_place(const struct store *store, struct err *err);

#endif

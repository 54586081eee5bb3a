/* sync/runner.h - one job at a time, and the service's own resumption of what was put off.
 *
 * Owns the progress of both kinds of run. When a run leaves facets undecided because a provider may
 * not be asked, the runner goes on by itself at the time when it may. Loop thread only. */
#ifndef SYNC_RUNNER_H
#define SYNC_RUNNER_H
#include "sync/progress.h"
#include "sync/run.h"

struct runner;
struct sync_deps;

/* `deps` is borrowed. `known_whole`: how the last sync of an earlier life ended. */
struct runner *runner_create(const struct sync_deps *deps, bool known_whole);
/* Stops what runs; `closed` runs once, never from inside this, and frees the runner. */
void runner_close(struct runner *runner, void (*closed)(void *data), void *data);

/* ERR_CONFLICT while a run is going on, ERR_UNAVAILABLE where its provider is not configured: both
 * at once. Otherwise `started` runs, from the loop, with the run's number (0 for a dry run). A run
 * that the service had started by itself makes way. */
typedef void (*runner_started_fn)(void *data, int64_t run_id, const struct err *err);
bool runner_start(struct runner *runner, const struct run_options *options,
                  runner_started_fn started, void *data, struct err *err);
/* False with ERR_CONFLICT when no run of that kind is going on. */
bool runner_cancel(struct runner *runner, enum run_kind kind, struct err *err);

/* `changed` runs at each change of that kind's progress: it must be cheap. Until the runner closes;
 * at most RUNNER_WATCHERS_MAX of them. */
#define RUNNER_WATCHERS_MAX 4
void runner_watch(struct runner *runner, enum run_kind kind, void (*changed)(void *data),
                  void *data);
/* Borrowed; lives as long as the runner. */
const struct progress *runner_progress(struct runner *runner, enum run_kind kind);
/* The run that is going on, 0 when there is none or it has no number (yet). */
int64_t runner_run_id(const struct runner *runner);

/* Work was left by an earlier life: goes on once every block known by now has passed, and at once
 * where it `is_owed`: the block has passed already. */
void runner_resume_later(struct runner *runner, bool is_owed);
/* Before that: the last run of an earlier life left some of its facets undecided, of either
 * provider. */
void runner_owe_facets(struct runner *runner, bool spotify, bool euria);
/* Before that: the last sync of an earlier life did not see all of the collection for a block of
 * its provider. Another follows when the block has passed. */
void runner_owe_walk(struct runner *runner);

#endif

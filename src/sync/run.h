/* sync/run.h - one run from its start to its end: a sync, or an enrichment of what is there. */
#ifndef SYNC_RUN_H
#define SYNC_RUN_H
#include <stdbool.h>
#include <stdint.h>

struct err;
struct progress;
struct run;
struct sync_deps;

enum run_kind { RUN_SYNC, RUN_ENRICH };
const char *run_kind_name(enum run_kind kind);

struct run_options {
	enum run_kind kind;
	int64_t limit;    /* new albums (sync) or albums (enrich) at most; 0 = no limit */
	bool full;        /* sync: look at every page */
	bool dry_run;     /* sync: write nothing */
	bool automatic;   /* enrich: what was put off, started by the service itself */
	bool known_whole; /* the last sync left the catalogue whole: newest first will do */
};

struct run_result {
	bool whole;   /* the catalogue has all of the collection */
	bool blocked; /* it has not, for its provider may not be asked before a later time */
	int64_t put_off_spotify, put_off_euria; /* facets that it asked for in vain */
};

struct run_events {
	/* The run has its number, or could not be written. */
	void (*started)(void *data, int64_t run_id, const struct err *err);
	/* Runs once, from the loop, after `started` without an error; the run is gone. */
	void (*ended)(void *data, struct run_result result);
	void *data;
};

/* `deps` and `progress` are borrowed. */
struct run *run_start(const struct sync_deps *deps, struct progress *progress,
                      const struct run_options *options, const struct run_events *events);
/* Albums being written are finished, the rest is not started; `ended` follows. */
void run_cancel(struct run *run);

#endif

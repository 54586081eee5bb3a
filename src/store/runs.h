/* store/runs.h - the runs' story, and what outlives the process: blocks and unfinished work. */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct store;
struct store_call;

/* Earlier runs without an end are given one, as "interrupted". `options` is borrowed until the call
 * returns; `kind` is "sync" or "enrich". */
struct store_call *store_begin_run(struct store *store, const char *kind, const json_t *options,
                                   void (*done)(void *data, int64_t run_id, const struct err *err),
                                   void *data);
struct run_end {
	int64_t run_id;
	const char *outcome;    /* "completed", "error", "cancelled" */
	bool whole;             /* every row of the collection is in the catalogue */
	const json_t *counters; /* borrowed until the call returns */
};
struct store_call *store_end_run(struct store *store, const struct run_end *end,
                                 void (*done)(void *data, const struct err *err), void *data);

struct run_row {
	int64_t id, started_ms, ended_ms; /* ended_ms 0 while it runs */
	const char *kind, *outcome;       /* outcome "running" while it runs */
	json_t *options, *counters;       /* counters NULL while it runs */
};
/* Newest first. `rows` are borrowed until the callback returns; NULL on an error. */
struct store_call *store_list_runs(struct store *store, const char *kind, size_t limit,
                                   void (*done)(void *data, const struct run_row *rows,
                                                size_t count, const struct err *err),
                                   void *data);

struct store_call *store_add_block(struct store *store, const char *provider, int64_t until_ms,
                                   const char *reason,
                                   void (*done)(void *data, const struct err *err), void *data);

/* What the service must know of its earlier lives before it starts. */
struct block_row {
	char provider[16];
	int64_t until_ms;
	char reason[160];
};
struct store_resume {
	bool is_owed; /* a block has ended since the last run did: what it put off can go on */
	bool collection_whole;         /* the last sync saw all of it and dealt with every row */
	bool spotify_left, euria_left; /* the last run put facets off, and was not cancelled */
	bool walk_is_owed;             /* no, for Discogs did not let the last one that was to */
	struct block_row blocks[4];
	size_t block_count; /* those that have not passed */
};
/* Ends runs that were cut short as "interrupted" and reads what is left of earlier lives. Blocks:
 * before the loop runs. */
bool store_resume(struct store *store, struct store_resume *out, struct err *err);

#endif

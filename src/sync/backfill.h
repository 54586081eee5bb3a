/* sync/backfill.h - hands on the albums of the catalogue whose facets are undecided. */
#ifndef SYNC_BACKFILL_H
#define SYNC_BACKFILL_H
#include "model/album.h"

#include <stdbool.h>
#include <stdint.h>

struct backfill;
struct err;
struct sync_deps;

struct backfill_options {
	int64_t limit;            /* albums at most; 0 = no limit */
	int64_t except_run_id;    /* albums of that run have had their turn; 0: none */
	int64_t absent_before_ms; /* absences older than that are asked again; 0: none */
	bool reopened_only;       /* only links that a master's year has reopened */
};

struct backfill_events {
	/* The album is the receiver's. */
	void (*album)(void *data, struct album *album);
	bool (*has_room)(void *data); /* where it has not, backfill_go_on() must follow */
	/* Runs once, from the loop. `err` is NULL where all went well. */
	void (*ended)(void *data, const struct err *err);
	void *data;
};

/* `deps` is borrowed. Only facets whose provider can be asked now are looked for. */
struct backfill *backfill_start(const struct sync_deps *deps,
                                const struct backfill_options *options,
                                const struct backfill_events *events);
void backfill_go_on(struct backfill *backfill);
/* `ended` runs once the read under way has. */
void backfill_stop(struct backfill *backfill);

#endif

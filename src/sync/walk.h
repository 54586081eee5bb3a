/* sync/walk.h - walks the collection page by page, and brings what is new into the catalogue.
 *
 * The next page is fetched while one is dealt with. New albums are imported page by page, in one
 * write each, and handed on. The walk pauses where its owner has enough to do. */
#ifndef SYNC_WALK_H
#define SYNC_WALK_H
#include "model/album.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct progress;
struct sync_deps;
struct walk;

struct walk_options {
	int64_t run_id;
	int64_t limit;     /* new albums at most; 0 = no limit */
	bool newest_first; /* and stop at the first page that brings nothing new */
	bool dry_run;      /* write nothing */
};

struct walk_result {
	bool whole;   /* every row was seen and is in the catalogue */
	bool stopped; /* by walk_stop() */
	/* The collection could not be had, or not be written: nothing more can be done. */
	const struct err *err;
};

struct walk_events {
	/* A new album is in the catalogue; it is the receiver's. */
	void (*imported)(void *data, struct album *album);
	/* Asked before another page is dealt with: whether there is room for its albums. Where
	 * there is not, walk_go_on() must follow. */
	bool (*has_room)(void *data);
	/* Runs once, from the loop; the result is borrowed. */
	void (*ended)(void *data, const struct walk_result *result);
	void *data;
};

/* `deps` and `progress` are borrowed. */
struct walk *walk_start(const struct sync_deps *deps, struct progress *progress,
                        const struct walk_options *options, const struct walk_events *events);
void walk_go_on(struct walk *walk);
/* `ended` runs once the write under way has. */
void walk_stop(struct walk *walk);

#endif

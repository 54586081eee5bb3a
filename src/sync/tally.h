/* sync/tally.h - the rows of a walk: how many were met, cannot be used, are lost, or are missing
 * yet.
 *
 * Keeps the progress' total and its count of errors. Loop thread only. */
#ifndef SYNC_TALLY_H
#define SYNC_TALLY_H
#include "sync/seen.h"

#include <stdbool.h>
#include <stdint.h>

struct progress;

struct tally {
	struct progress *progress; /* borrowed */
	struct seen seen;
	int64_t item_count; /* of the collection, as it was said last; -1 before the first page */
	unsigned page_count;
	int64_t met;            /* each row once */
	int64_t unusable, lost; /* of this time through; counted as errors */
};

void tally_init(struct tally *tally, struct progress *progress);
void tally_finish(struct tally *tally);

/* False where the row was met before. Without a number of its own (0) a copy cannot be told from
 * another. */
bool tally_meet(struct tally *tally, int64_t instance_id);
void tally_add_unusable(struct tally *tally, int64_t rows);
/* In all. */
void tally_set_lost(struct tally *tally, int64_t rows);
/* The pages are gone through again: what could not be had may be had now. */
void tally_forget_errors(struct tally *tally);

/* Rows that the collection is said to have, and that no page brought. A provider may count rows
 * that it never shows: without another sign, that none is lost is taken from its pages. */
int64_t tally_missing(const struct tally *tally);
/* Rows that this run decides: those met so far, or as many as the collection is said to have.
 * `limit` new ones at most; 0 = no limit. */
void tally_update_total(struct tally *tally, int64_t limit, bool final);

#endif

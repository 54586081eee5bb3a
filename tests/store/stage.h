/* store/stage.h - each thing that the store can be asked to do, to be done again and again: every
 * time by a store that has just been opened. */
#ifndef TESTS_STORE_STAGE_H
#define TESTS_STORE_STAGE_H
#include "base/buf.h"
#include "store/shelf.h"

struct stage {
	struct shelf *shelf;
	unsigned round;
	int64_t run_id; /* of this round, where the act wants one */
	struct ending ending;
	struct buf answer; /* what a read was told, in one text */
	char *kept;
	char trial[120]; /* for messages */
};

struct act {
	const char *name;
	/* Starts it; stage->ending is to be told. */
	void (*start)(struct stage *stage);
};
extern const struct act stage_writes[], stage_reads[];
extern const size_t stage_write_count, stage_read_count;

struct stage *stage_create(void);
void stage_destroy(struct stage *stage);

/* Opens the store anew: no statement is prepared, no page is read. */
void stage_prepare(struct stage *stage, const struct act *act);
/* Does it, and waits for its end. */
void stage_run(struct stage *stage, const struct act *act);
/* The answer that others are to be like. */
void stage_keep_answer(struct stage *stage);
void stage_compare_answer(struct stage *stage);

#endif

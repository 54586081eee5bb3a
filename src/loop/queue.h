/* loop/queue.h - work done one batch at a time, off the loop.
 *
 * Jobs run in the order of their submission on a worker thread, never two at once. What is
 * submitted while a batch runs forms the next one, so that a slow disk makes batches larger and
 * not the queue longer. A submitted job is never cancelled: `done` always runs, on the loop. */
#ifndef LOOP_QUEUE_H
#define LOOP_QUEUE_H
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

struct loop;
struct queue;

/* Embedded in the caller's own job. */
struct job {
	struct list link; /* the queue's, until `done` runs */
	void (*done)(struct job *job);
};

/* Worker thread: runs every job of the batch (job::link) and leaves all of them in the list. */
typedef void (*queue_run_fn)(void *data, struct list *batch);
typedef void (*queue_closed_fn)(void *data);

/* Batches hold at most `max_batch` jobs. */
struct queue *queue_create(struct loop *loop, size_t max_batch, queue_run_fn run, void *data);
void queue_submit(struct queue *queue, struct job *job);
/* Jobs submitted and not done yet. */
size_t queue_depth(const struct queue *queue);
/* Nothing may be submitted after this. `closed` runs once every job is done, and not from inside
 * this call; the queue is freed then. */
void queue_close(struct queue *queue, queue_closed_fn closed, void *data);

#endif

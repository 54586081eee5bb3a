#include "loop/queue.h"

#include "base/mem.h"
#include "loop/loop.h"

#include <assert.h>
#include <uv.h>

struct queue {
	struct loop *loop;
	size_t max_batch;
	queue_run_fn run;
	void *data;

	struct list waiting; /* job::link */
	struct list batch;   /* job::link, the worker's while `busy` */
	size_t depth;
	bool busy;
	uv_work_t work;

	bool closing;
	queue_closed_fn closed;
	void *closed_data;
	struct deferred closing_call;
};

static void on_closed(void *data)
{
	struct queue *queue = data;
	queue_closed_fn closed = queue->closed;
	void *closed_data = queue->closed_data;
	free(queue);
	closed(closed_data);
}

static void on_work(uv_work_t *work)
{
	struct queue *queue = work->data;
	queue->run(queue->data, &queue->batch);
}

static void advance(struct queue *queue);

static void on_work_done(uv_work_t *work, int status)
{
	struct queue *queue = work->data;
	(void)status; /* never cancelled */
	struct list finished;
	list_init(&finished);
	list_move_all(&finished, &queue->batch);
	queue->busy = false;
	/* The next batch runs while these are told. */
	advance(queue);
	struct list *link;
	while ((link = list_take(&finished))) {
		queue->depth--;
		struct job *job = list_entry(link, struct job, link);
		job->done(job);
	}
	/* Where the last job's `done` closed it, that call is on its way already. */
	if (queue->closing && queue->depth == 0 && !list_is_linked(&queue->closing_call.link)) {
		on_closed(queue);
	}
}

static void advance(struct queue *queue)
{
	if (queue->busy || list_empty(&queue->waiting)) {
		return;
	}
	for (size_t i = 0; i < queue->max_batch && !list_empty(&queue->waiting); i++) {
		list_append(&queue->batch, list_take(&queue->waiting));
	}
	queue->busy = true;
	queue->work.data = queue;
	uv_queue_work(loop_uv(queue->loop), &queue->work, on_work, on_work_done);
}

struct queue *queue_create(struct loop *loop, size_t max_batch, queue_run_fn run, void *data)
{
	struct queue *queue = xcalloc(1, sizeof(*queue));
	queue->loop = loop;
	queue->max_batch = max_batch;
	queue->run = run;
	queue->data = data;
	list_init(&queue->waiting);
	list_init(&queue->batch);
	return queue;
}

void queue_submit(struct queue *queue, struct job *job)
{
	assert(!queue->closing);
	list_append(&queue->waiting, &job->link);
	queue->depth++;
	advance(queue);
}

size_t queue_depth(const struct queue *queue)
{
	return queue->depth;
}

void queue_close(struct queue *queue, queue_closed_fn closed, void *data)
{
	queue->closing = true;
	queue->closed = closed;
	queue->closed_data = data;
	if (queue->depth == 0) {
		loop_defer(queue->loop, &queue->closing_call, on_closed, queue);
	}
}

#include "sync/backfill.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/todo.h"
#include "sync/deps.h"

#define PAGE_SIZE 100

struct backfill {
	const struct sync_deps *deps;
	struct backfill_options options;
	struct backfill_events events;
	struct store_call *read;
	int64_t after_id, given;
	bool paused, exhausted, stopping;
	struct err err;
	bool failed;
	struct deferred next;
};

static void advance(void *data);

static void advance_soon(struct backfill *backfill)
{
	if (!list_is_linked(&backfill->next.link)) {
		loop_defer(backfill->deps->loop, &backfill->next, advance, backfill);
	}
}

static void on_albums(void *data, struct album **albums, size_t count, const struct err *err)
{
	struct backfill *backfill = data;
	backfill->read = NULL;
	if (err) {
		backfill->failed = true;
		backfill->err = *err;
	}
	for (size_t i = 0; i < count; i++) {
		if (backfill->stopping) {
			album_destroy(albums[i]);
			continue;
		}
		backfill->after_id = albums[i]->id;
		backfill->given++;
		backfill->events.album(backfill->events.data, albums[i]);
	}
	backfill->exhausted = count == 0;
	advance_soon(backfill);
}

static size_t wanted(const struct backfill *backfill)
{
	int64_t left = backfill->options.limit - backfill->given;
	return backfill->options.limit && left < PAGE_SIZE ? (size_t)left : PAGE_SIZE;
}

/* One whose time has come again is: somebody must try it. */
static bool can_be_asked(void *self, struct provider_status (*status)(void *self))
{
	struct provider_status now = self ? status(self) : (struct provider_status){0};
	return self && (now.state <= PROVIDER_THROTTLED || now.resumes_in_ms == 0);
}

static void advance(void *data)
{
	struct backfill *backfill = data;
	bool full = backfill->options.limit && backfill->given >= backfill->options.limit;
	if (backfill->failed || backfill->stopping || backfill->exhausted || full) {
		struct backfill last = *backfill;
		free(backfill);
		last.events.ended(last.events.data, last.failed ? &last.err : NULL);
		return;
	}
	backfill->paused = !backfill->events.has_room(backfill->events.data);
	if (backfill->paused) {
		return;
	}
	const struct sync_deps *deps = backfill->deps;
	struct todo_filter filter = {
	    .spotify = can_be_asked(deps->listening.self, deps->listening.status),
	    .euria = !backfill->options.reopened_only &&
	             can_be_asked(deps->writing.self, deps->writing.status),
	    .reopened_only = backfill->options.reopened_only,
	    .absent_before_ms = backfill->options.absent_before_ms,
	    .except_run_id = backfill->options.except_run_id,
	};
	backfill->read = store_list_todo(backfill->deps->store, &filter, backfill->after_id,
	                                 wanted(backfill), on_albums, backfill);
}

struct backfill *backfill_start(const struct sync_deps *deps,
                                const struct backfill_options *options,
                                const struct backfill_events *events)
{
	struct backfill *backfill = xcalloc(1, sizeof(*backfill));
	backfill->deps = deps;
	backfill->options = *options;
	backfill->events = *events;
	advance_soon(backfill);
	return backfill;
}

void backfill_go_on(struct backfill *backfill)
{
	if (backfill->paused) {
		backfill->paused = false;
		advance_soon(backfill);
	}
}

void backfill_stop(struct backfill *backfill)
{
	backfill->stopping = true;
	if (!backfill->read) {
		advance_soon(backfill);
	}
}

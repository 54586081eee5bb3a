#include "sync/runner.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "store/store.h"
#include "store/todo.h"
#include "sync/deps.h"
#include "sync/due.h"

#include <assert.h>

/* Not at the very moment: clocks differ, and a provider that is asked too early blocks anew. */
#define RESUME_MARGIN_MS 1000
/* Where the catalogue could not be read or written (a full disk, a lock): doubled each time. */
#define RETRY_MS 5000
#define RETRY_MAX_MS (5 * 60 * 1000)

struct watcher {
	enum run_kind kind;
	void (*changed)(void *data);
	void *data;
};

struct runner {
	const struct sync_deps *deps;
	struct progress progress[2]; /* by kind */
	struct run *run;             /* NULL: idle */
	struct run_options options;  /* of the run */
	bool known_whole;

	runner_started_fn started; /* until the run has its number */
	void *started_data;
	/* A start that waits for the service's own run to make way. */
	struct {
		bool is_set;
		struct run_options options;
		runner_started_fn started;
		void *data;
	} next;

	struct watcher watchers[RUNNER_WATCHERS_MAX];
	size_t watcher_count;

	struct alarm *resume;
	bool is_owed;             /* an earlier life's work may go on at once */
	bool owes_walk;           /* the last sync was kept from the collection's end by a block */
	bool was_due;             /* the run has taken the place of a resumption */
	bool was_named;           /* and that was to be when a provider said, not just some time */
	bool counts_anew;         /* before it goes on: what is left may be another by now */
	struct due_backoff retry; /* of the catalogue, that cannot be read or written */
	struct due_leftovers leftovers;
	bool is_named;     /* the time of the resumption */
	int64_t undecided; /* facets, when the last run ended */
	struct store_call *count;
	void (*closed)(void *data);
	void *closed_data;
	struct deferred closing;
};

static void start_run(struct runner *runner, const struct run_options *options,
                      runner_started_fn started, void *data);

static void on_closing(void *data)
{
	struct runner *runner = data;
	void (*closed)(void *) = runner->closed;
	void *closed_data = runner->closed_data;
	alarm_destroy(runner->resume);
	store_forget(runner->count);
	free(runner);
	closed(closed_data);
}

/* When the collection may be walked through again; -1: that is not owed. */
static int64_t walk_in_ms(const struct runner *runner)
{
	return runner->owes_walk ? due_walk_in_ms(runner->deps) : -1;
}

/* What was to be resumed is still to be done; the catalogue has to be well again first. */
static void retry_later(struct runner *runner)
{
	runner->is_owed = runner->counts_anew = true;
	if (runner->closed) {
		return;
	}
	int64_t wait_ms = due_back_off(&runner->retry, RETRY_MS, RETRY_MAX_MS);
	log_info("resume: tried again in %lld s", (long long)(wait_ms / 1000));
	alarm_start(runner->resume, wait_ms);
}

static void schedule(struct runner *runner, const struct todo_counts *counts)
{
	const struct sync_deps *deps = runner->deps;
	const struct due_leftovers none = {.spotify = false};
	int64_t walk_ms = walk_in_ms(runner);
	bool is_held = due_sooner_ms(due_facets_in_ms(deps, counts, &none), walk_ms) >= 0;
	bool at_once = runner->is_owed && !is_held && counts->spotify + counts->euria > 0;
	int64_t facets_ms = due_facets_in_ms(deps, counts, &runner->leftovers);
	int64_t wait_ms = at_once ? 0 : due_sooner_ms(facets_ms, walk_ms);
	runner->is_named = is_held || at_once;
	runner->is_owed = false;
	if (wait_ms < 0 || runner->closed) {
		return;
	}
	char when[CLOCK_TEXT_SIZE];
	clock_format(when, clock_wall_ms() + wait_ms + RESUME_MARGIN_MS);
	log_info("resume: %lld facets put off%s, going on at %s",
	         (long long)(counts->spotify + counts->euria),
	         runner->owes_walk ? ", the collection not seen to its end" : "", when);
	alarm_start(runner->resume, wait_ms + RESUME_MARGIN_MS);
}

static void on_automatic_started(void *data, int64_t run_id, const struct err *err)
{
	(void)data, (void)run_id;
	if (err) {
		log_error("resume: %s", err->msg);
	}
}

static void on_resume(void *data)
{
	struct runner *runner = data;
	if (runner->run || runner->closed) {
		return;
	}
	if (runner->counts_anew) {
		runner_resume_later(runner, runner->is_owed);
		return;
	}
	const struct run_options options = {.kind = walk_in_ms(runner) == 0 ? RUN_SYNC : RUN_ENRICH,
	                                    .automatic = true};
	start_run(runner, &options, on_automatic_started, NULL);
}

static void on_counted(void *data, const struct todo_counts *counts, const struct err *err)
{
	struct runner *runner = data;
	runner->count = NULL;
	if (err) {
		log_error("resume: %s", err->msg);
		retry_later(runner);
		return;
	}
	runner->counts_anew = false;
	for (size_t i = 0; i < ARRAY_LEN(runner->progress); i++) {
		runner->progress[i].pending_spotify = counts->spotify;
		runner->progress[i].pending_euria = counts->euria;
		progress_touch(&runner->progress[i]);
	}
	schedule(runner, counts);
}

void runner_resume_later(struct runner *runner, bool is_owed)
{
	runner->is_owed = is_owed;
	if (!runner->count) {
		runner->count = store_count_todo(
		    runner->deps->store, &(struct todo_filter){.spotify = true, .euria = true},
		    on_counted, runner);
	}
}

void runner_owe_facets(struct runner *runner, bool spotify, bool euria)
{
	due_note(&runner->leftovers, spotify, euria, true);
}

void runner_owe_walk(struct runner *runner)
{
	runner->owes_walk = true;
}

static bool start_next(struct runner *runner)
{
	bool waits = runner->next.is_set;
	runner->next.is_set = false;
	if (waits) {
		start_run(runner, &runner->next.options, runner->next.started, runner->next.data);
		/* Only the service's own run makes way. */
		runner->was_due = runner->was_named = true;
	}
	return waits;
}

/* What its owner cancels is wanted by nobody now; what a run took the place of still is. */
static void note_leftovers(struct runner *runner, const struct progress *last,
                           struct run_result result)
{
	const struct due_leftovers *before = &runner->leftovers;
	int64_t undecided = last->pending_spotify + last->pending_euria;
	bool wanted = last->status != RUN_CANCELLED, due = runner->was_due;
	due_note(&runner->leftovers, wanted && (result.put_off_spotify || (due && before->spotify)),
	         wanted && (result.put_off_euria || (due && before->euria)),
	         !runner->options.automatic || undecided < runner->undecided);
	runner->undecided = undecided;
}

/* The run of that kind has counted what is put off. */
static void go_on_after(struct runner *runner, const struct progress *last,
                        struct run_result result)
{
	struct todo_counts counts = {.spotify = last->pending_spotify,
	                             .euria = last->pending_euria};
	bool failed = last->status == RUN_ERROR;
	for (size_t i = 0; i < ARRAY_LEN(runner->progress); i++) {
		runner->progress[i].pending_spotify = counts.spotify;
		runner->progress[i].pending_euria = counts.euria;
	}
	note_leftovers(runner, last, result);
	if (failed && !result.blocked && (runner->was_due || runner->options.automatic)) {
		retry_later(runner);
		return;
	}
	if (!failed) {
		runner->retry.last_ms = 0;
	}
	runner->is_owed = runner->was_named && last->status != RUN_CANCELLED;
	schedule(runner, &counts);
}

/* A sync with a limit owes no more than it brought, and pays for no other. */
static void note_debt(struct runner *runner, struct run_result result)
{
	if (runner->options.limit) {
		return;
	}
	bool paid = runner->progress[RUN_SYNC].status == RUN_COMPLETED;
	runner->owes_walk = result.blocked || (runner->owes_walk && !paid);
}

static void on_run_ended(void *data, struct run_result result)
{
	struct runner *runner = data;
	runner->run = NULL;
	if (runner->options.kind == RUN_SYNC && !runner->options.dry_run) {
		runner->known_whole = result.whole;
		note_debt(runner, result);
	}
	if (runner->closed) {
		loop_defer(runner->deps->loop, &runner->closing, on_closing, runner);
	} else if (!start_next(runner)) {
		go_on_after(runner, &runner->progress[runner->options.kind], result);
	}
}

static void on_run_started(void *data, int64_t run_id, const struct err *err)
{
	struct runner *runner = data;
	runner_started_fn started = runner->started;
	void *started_data = runner->started_data;
	runner->started = NULL;
	if (err) {
		runner->run = NULL;
		if (runner->closed) {
			loop_defer(runner->deps->loop, &runner->closing, on_closing, runner);
		} else if (!start_next(runner) && (runner->was_due || runner->options.automatic)) {
			retry_later(runner);
		}
	}
	started(started_data, run_id, err);
}

static void start_run(struct runner *runner, const struct run_options *options,
                      runner_started_fn started, void *data)
{
	const struct run_events events = {
	    .started = on_run_started, .ended = on_run_ended, .data = runner};
	runner->was_due = alarm_is_active(runner->resume);
	runner->was_named = runner->was_due && runner->is_named;
	alarm_stop(runner->resume);
	runner->options = *options;
	runner->options.known_whole = runner->known_whole;
	runner->started = started;
	runner->started_data = data;
	runner->run =
	    run_start(runner->deps, &runner->progress[options->kind], &runner->options, &events);
}

bool runner_start(struct runner *runner, const struct run_options *options,
                  runner_started_fn started, void *data, struct err *err)
{
	if (runner->closed) {
		return err_set(err, ERR_UNAVAILABLE, "the service is stopping");
	}
	if (options->kind == RUN_SYNC && !runner->deps->collection.self) {
		return err_set(err, ERR_UNAVAILABLE,
		               "Discogs is not configured: set discogs.username and discogs.token");
	}
	if (options->kind == RUN_ENRICH && !runner->deps->listening.self &&
	    !runner->deps->writing.self) {
		return err_set(err, ERR_UNAVAILABLE, "neither Spotify nor Euria is configured");
	}
	if (runner->next.is_set || (runner->run && !runner->options.automatic)) {
		int64_t run_id = runner_run_id(runner);
		return run_id
		           ? err_set(err, ERR_CONFLICT, "run %lld is going on", (long long)run_id)
		           : err_set(err, ERR_CONFLICT, "a run is going on");
	}
	if (runner->run) {
		runner->next.is_set = true;
		runner->next.options = *options;
		runner->next.started = started;
		runner->next.data = data;
		run_cancel(runner->run);
		return true;
	}
	start_run(runner, options, started, data);
	return true;
}

bool runner_cancel(struct runner *runner, enum run_kind kind, struct err *err)
{
	if (!runner->run || runner->options.kind != kind) {
		return err_set(err, ERR_CONFLICT, "nothing runs");
	}
	runner->owes_walk = runner->owes_walk && kind != RUN_SYNC; /* nobody wants it */
	run_cancel(runner->run);
	return true;
}

static void tell_watchers(struct runner *runner, enum run_kind kind)
{
	for (size_t i = 0; i < runner->watcher_count; i++) {
		if (runner->watchers[i].kind == kind) {
			runner->watchers[i].changed(runner->watchers[i].data);
		}
	}
}

static void on_sync_changed(void *data)
{
	tell_watchers(data, RUN_SYNC);
}

static void on_enrich_changed(void *data)
{
	tell_watchers(data, RUN_ENRICH);
}

void runner_watch(struct runner *runner, enum run_kind kind, void (*changed)(void *data),
                  void *data)
{
	assert(runner->watcher_count < RUNNER_WATCHERS_MAX);
	runner->watchers[runner->watcher_count++] = (struct watcher){kind, changed, data};
}

const struct progress *runner_progress(struct runner *runner, enum run_kind kind)
{
	return &runner->progress[kind];
}

int64_t runner_run_id(const struct runner *runner)
{
	bool has_number = runner->run && !runner->started;
	return has_number ? runner->progress[runner->options.kind].run_id : 0;
}

struct runner *runner_create(const struct sync_deps *deps, bool known_whole)
{
	struct runner *runner = xcalloc(1, sizeof(*runner));
	runner->deps = deps;
	runner->known_whole = known_whole;
	runner->progress[RUN_SYNC].changed = on_sync_changed;
	runner->progress[RUN_ENRICH].changed = on_enrich_changed;
	runner->progress[RUN_SYNC].changed_data = runner;
	runner->progress[RUN_ENRICH].changed_data = runner;
	runner->resume = alarm_create(deps->loop, on_resume, runner);
	return runner;
}

void runner_close(struct runner *runner, void (*closed)(void *data), void *data)
{
	runner->closed = closed;
	runner->closed_data = data;
	runner->watcher_count = 0;
	if (runner->next.is_set) {
		struct err err;
		runner->next.is_set = false;
		err_set(&err, ERR_UNAVAILABLE, "the service is stopping");
		runner->next.started(runner->next.data, 0, &err);
	}
	if (runner->run) {
		run_cancel(runner->run);
	} else {
		loop_defer(runner->deps->loop, &runner->closing, on_closing, runner);
	}
}

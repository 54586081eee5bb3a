#include "sync/run.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "loop/loop.h"
#include "store/runs.h"
#include "store/todo.h"
#include "sync/backfill.h"
#include "sync/deps.h"
#include "sync/desk.h"
#include "sync/pool.h"
#include "sync/progress.h"
#include "sync/story.h"
#include "sync/walk.h"
#include "sync/year_desk.h"

#include <assert.h>

/* Albums that may wait for the pool: two pages, so that the next one is here when it is needed. */
#define BACKLOG_MAX 200
/* Original years that nobody waits for: so many are still asked for once all else is done, half a
 * minute or five minutes of Discogs' pace. */
#define YEARS_AFTER_SYNC 25
#define YEARS_AFTER_ENRICHMENT 250
/* An absence is believed for a week before enrich-all asks again. */
#define ABSENCE_AGE_MS (7LL * 24 * 3600 * 1000)

/* Happy path: the run is written, the collection is walked and its new albums enriched, older
 * albums with undecided facets too, the last original years are asked for, what is still put off is
 * counted, the end is written. */
enum phase {
	PHASE_BEGIN,    /* the run's row is under way */
	PHASE_WALK,     /* pages are walked, albums enriched */
	PHASE_BACKFILL, /* albums of the catalogue are enriched */
	PHASE_YEARS,    /* the last years that are only shown are asked for */
	PHASE_COUNT,    /* what is put off is counted */
	PHASE_END,      /* the end's row is under way */
};

struct run {
	const struct sync_deps *deps;
	struct progress *progress;
	struct run_options options;
	struct run_events events;
	enum phase phase;

	struct enrich_context context;
	struct pool *pool;
	struct walk *walk;
	struct backfill *backfill;
	bool filling; /* what comes is not counted: it had its turn, or is no row of this walk */
	size_t years_used; /* that were known when the albums were last looked through */

	struct deferred next;
	bool cancelled;
	struct run_result result;
	bool failed; /* the run as a whole */
	struct err err;
};

static void advance(struct run *run);

const char *run_kind_name(enum run_kind kind)
{
	return kind == RUN_SYNC ? "sync" : "enrich";
}

static void run_fail(struct run *run, const char *stage, const struct err *err)
{
	if (!run->failed) {
		run->failed = true;
		run->err = *err;
		log_error("%s: %s", run_kind_name(run->options.kind), err->msg);
		progress_set_error(run->progress, 0, NULL, stage, err);
	}
}

/* --- albums ---------------------------------------------------------------------------------- */

static void note_outcome(struct run *run, const struct album *album,
                         const struct enrich_result *result)
{
	struct progress *progress = run->progress;
	if (result->err && !run->failed) { /* why the run ended stays */
		progress_set_error(progress, album->discogs_id, album->title, result->stage,
		                   result->err);
	}
	progress->pending_spotify += result->spotify_put_off;
	progress->pending_euria += result->euria_put_off;
	run->result.put_off_spotify += result->spotify_put_off;
	run->result.put_off_euria += result->euria_put_off;
	if (run->filling) {
		return;
	}
	if (result->failed) {
		progress->count.errors++;
	} else if (!result->stopped) {
		progress->count.synced++;
	}
}

static void on_enriched(void *data, const struct album *album, const struct enrich_result *result)
{
	struct run *run = data;
	note_outcome(run, album, result);
	run->progress->in_flight = (int64_t)pool_in_flight(run->pool);
	text_clean(run->progress->current_album, sizeof(run->progress->current_album),
	           album->title);
	progress_touch(run->progress);
	if (!result->stopped &&
	    (!run->filling || result->link_found || result->description_found)) {
		story_album(run->progress, album, result);
	}
	if (result->err && result->err->code == ERR_STORAGE) {
		run_fail(run, "base", result->err);
		run_cancel(run);
	}
}

static void on_pool_advanced(void *data)
{
	advance(data);
}

static void on_album(void *data, struct album *album)
{
	struct run *run = data;
	if (run->cancelled) {
		album_destroy(album);
		return;
	}
	if (!run->filling && run->options.kind == RUN_ENRICH) {
		run->progress->count.total++;
	}
	pool_add(run->pool, album);
	run->progress->in_flight = (int64_t)pool_in_flight(run->pool);
	progress_touch(run->progress);
}

static void on_years_advanced(void *data)
{
	advance(data);
}

static void on_years_failed(void *data, const struct err *err)
{
	struct run *run = data;
	run_fail(run, "base", err);
	run_cancel(run);
}

static bool has_room(void *data)
{
	const struct run *run = data;
	return pool_backlog(run->pool) < BACKLOG_MAX;
}

/* --- phases ---------------------------------------------------------------------------------- */

static void on_walk_ended(void *data, const struct walk_result *result)
{
	struct run *run = data;
	run->walk = NULL;
	run->result.whole = result->whole;
	if (result->err) {
		run->result.blocked = result->err->code == ERR_BLOCKED;
		run_fail(run, "discogs", result->err);
	}
	advance(run);
}

static void walk(struct run *run)
{
	const struct walk_options options = {
	    .run_id = run->context.run_id,
	    .limit = run->options.limit,
	    .newest_first = run->options.known_whole && !run->options.full,
	    .dry_run = run->options.dry_run,
	};
	const struct walk_events events = {
	    .imported = on_album, .has_room = has_room, .ended = on_walk_ended, .data = run};
	story_begin();
	run->walk = walk_start(run->deps, run->progress, &options, &events);
}

static void on_backfill_ended(void *data, const struct err *err)
{
	struct run *run = data;
	run->backfill = NULL;
	if (err) {
		run_fail(run, "base", err);
	}
	advance(run);
}

static void start_backfill(struct run *run, const struct backfill_options *options)
{
	const struct backfill_events events = {
	    .album = on_album, .has_room = has_room, .ended = on_backfill_ended, .data = run};
	run->progress->status = RUN_RUNNING;
	run->years_used = year_desk_found(run->context.years);
	run->backfill = backfill_start(run->deps, options, &events);
}

static void backfill(struct run *run)
{
	bool enriching = run->options.kind == RUN_ENRICH;
	bool again = enriching && !run->options.automatic;
	run->filling = !enriching;
	start_backfill(run, &(struct backfill_options){
				.limit = enriching ? run->options.limit : 0,
				.absent_before_ms = again ? clock_wall_ms() - ABSENCE_AGE_MS : 0,
				.except_run_id = run->context.run_id,
			    });
}

/* Whether years have come that may decide what is ambiguous. */
static bool years_reopen(const struct run *run)
{
	return !run->options.limit && !run->cancelled && !run->failed &&
	       year_desk_found(run->context.years) > run->years_used;
}

static void backfill_reopened(struct run *run)
{
	run->filling = true;
	start_backfill(run, &(struct backfill_options){.reopened_only = true});
}

/* What a sync only shows shall not make it last; who enriches can wait a little. */
static void wind_up_years(struct run *run)
{
	bool patient = run->options.kind == RUN_ENRICH && !run->options.automatic;
	size_t left = patient ? YEARS_AFTER_ENRICHMENT : YEARS_AFTER_SYNC;
	left = run->cancelled || run->failed ? 0 : left;
	year_desk_wind_up(run->context.years, left);
	if (!year_desk_is_idle(run->context.years)) {
		log_info(
		    "%s: all else is done, %zu more original years at most are asked of Discogs",
		    run_kind_name(run->options.kind), left);
	}
}

static enum run_status outcome_of(const struct run *run)
{
	return run->failed ? RUN_ERROR : run->cancelled ? RUN_CANCELLED : RUN_COMPLETED;
}

static void on_end_written(void *data, const struct err *err)
{
	struct run *run = data;
	struct run last = *run;
	if (err) {
		run_fail(run, "base", err);
	}
	enum run_status status = outcome_of(run);
	if (run->options.kind == RUN_SYNC) {
		story_end(run->progress);
	}
	log_info("%s: run %lld %s in %.1f s", run_kind_name(run->options.kind),
	         (long long)run->context.run_id, run_status_name(status),
	         progress_elapsed_s(run->progress));
	progress_end(run->progress, status);
	pool_destroy(run->pool);
	desk_destroy(run->context.desk);
	year_desk_destroy(run->context.years);
	free(run);
	last.events.ended(last.events.data, last.result);
}

static void on_end_unwritten(void *data)
{
	on_end_written(data, NULL);
}

static void write_end(struct run *run)
{
	if (run->options.dry_run) {
		loop_defer(run->deps->loop, &run->next, on_end_unwritten, run);
		return;
	}
	run->result.whole = run->result.whole && run->progress->count.errors == 0;
	json_auto_t *counters = progress_counters_json(run->progress);
	/* A start after this one has to know what is to be made good. */
	json_object_set_new(counters, "put_off",
	                    json_pack("{s:I, s:I}", "spotify",
	                              (json_int_t)run->result.put_off_spotify, "euria",
	                              (json_int_t)run->result.put_off_euria));
	const struct run_end end = {
	    .run_id = run->context.run_id,
	    .outcome = run_status_name(outcome_of(run)),
	    .whole = run->result.whole,
	    .counters = counters,
	};
	store_end_run(run->deps->store, &end, on_end_written, run);
}

static void on_counted(void *data, const struct todo_counts *counts, const struct err *err)
{
	struct run *run = data;
	if (!err) {
		run->progress->pending_spotify = counts->spotify;
		run->progress->pending_euria = counts->euria;
	}
	run->phase = PHASE_END;
	write_end(run);
}

/* A sync with a limit decides just so many albums; what earlier runs left is not among them. */
static bool wants_backfill(const struct run *run)
{
	bool sync_wants = !run->options.limit && !run->options.dry_run;
	return !run->cancelled && !run->failed && !run->backfill &&
	       (run->options.kind == RUN_ENRICH || sync_wants);
}

static bool is_busy(const struct run *run)
{
	return run->walk || run->backfill || !pool_is_idle(run->pool);
}

/* Goes on to the next phase once the present one has nothing left to do. May end the run. */
static void advance(struct run *run)
{
	if (run->walk) {
		walk_go_on(run->walk);
	}
	if (run->backfill) {
		backfill_go_on(run->backfill);
	}
	switch (run->phase) {
	case PHASE_BEGIN:
		return;
	case PHASE_WALK:
		if (is_busy(run)) {
			return;
		}
		run->phase = PHASE_BACKFILL;
		if (wants_backfill(run)) {
			backfill(run);
			return;
		}
		/* fall through */
	case PHASE_BACKFILL:
		if (is_busy(run)) {
			return;
		}
		run->phase = PHASE_YEARS;
		wind_up_years(run);
		/* fall through */
	case PHASE_YEARS:
		if (is_busy(run) || !year_desk_is_idle(run->context.years)) {
			return;
		}
		if (years_reopen(run)) {
			backfill_reopened(run);
			return;
		}
		run->phase = PHASE_COUNT;
		store_count_todo(run->deps->store,
		                 &(struct todo_filter){.spotify = true, .euria = true}, on_counted,
		                 run);
		return;
	case PHASE_COUNT:
	case PHASE_END:
		return;
	}
}

/* What Discogs could not say in earlier runs: every run asks for the years that decide, and the
 * owner's enrichment for all. */
static void note_open_years(struct run *run)
{
	bool all = run->options.kind == RUN_ENRICH && !run->options.automatic;
	bool limited_sync = run->options.kind == RUN_SYNC && run->options.limit;
	if (!run->cancelled && !run->options.dry_run && !limited_sync) {
		year_desk_note_open(run->context.years, all ? MASTERS_OPEN : MASTERS_DECISIVE,
		                    run->options.limit);
	}
}

static void on_begun(void *data, int64_t run_id, const struct err *err)
{
	struct run *run = data;
	if (err) {
		struct run_events events = run->events;
		pool_destroy(run->pool);
		desk_destroy(run->context.desk);
		free(run);
		events.started(events.data, 0, err);
		return;
	}
	const struct year_desk_events years_events = {
	    .advanced = on_years_advanced, .failed = on_years_failed, .data = run};
	run->context.run_id = run_id;
	run->context.years = year_desk_create(run->deps, run_id, &years_events);
	progress_begin(run->progress, run_id);
	run->events.started(run->events.data, run_id, NULL);
	run->phase = PHASE_WALK;
	note_open_years(run);
	if (run->options.kind == RUN_SYNC && !run->cancelled) {
		walk(run);
		return;
	}
	advance(run);
}

/* A dry run leaves no trace, and so has no number. */
static void on_dry_begun(void *data)
{
	on_begun(data, 0, NULL);
}

struct run *run_start(const struct sync_deps *deps, struct progress *progress,
                      const struct run_options *options, const struct run_events *events)
{
	struct run *run = xcalloc(1, sizeof(*run));
	run->deps = deps;
	run->progress = progress;
	run->options = *options;
	run->events = *events;
	run->context.deps = deps;
	run->context.progress = progress;
	run->context.desk = desk_create(&deps->listening);
	const struct pool_events pool_events = {
	    .enriched = on_enriched, .advanced = on_pool_advanced, .data = run};
	run->pool = pool_create(&run->context, deps->albums_in_flight, &pool_events);
	if (options->dry_run) {
		loop_defer(deps->loop, &run->next, on_dry_begun, run);
		return run;
	}
	json_auto_t *record =
	    json_pack("{s:I, s:b, s:b, s:b}", "limit", (json_int_t)options->limit, "full",
	              options->full, "dry_run", options->dry_run, "automatic", options->automatic);
	store_begin_run(deps->store, run_kind_name(options->kind), record, on_begun, run);
	return run;
}

void run_cancel(struct run *run)
{
	if (run->cancelled || run->phase == PHASE_END) {
		return;
	}
	run->cancelled = true;
	if (run->backfill) {
		backfill_stop(run->backfill);
	}
	pool_stop(run->pool);
	if (run->context.years) {
		year_desk_stop(run->context.years);
	}
	if (run->walk) {
		walk_stop(run->walk);
	}
}

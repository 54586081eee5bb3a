#include "sync/walk.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "providers/roles.h"
#include "sync/batch.h"
#include "sync/deps.h"
#include "sync/forecast.h"
#include "sync/progress.h"
#include "sync/story.h"
#include "sync/tally.h"

/* A provider that lies about its number of pages is left after so many without a new row. */
#define EMPTY_PAGES_MAX 3
/* A page that cannot be had is passed over, so many in a row are not. */
#define LOST_PAGES_MAX 2

/* Happy path: a page is fetched, dealt with as a batch, and told; meanwhile the next one is
 * fetched; after the last one the walk ends. A page that cannot be had is counted as lost and
 * passed over; a provider that cannot be asked, or a database that cannot be written, ends the
 * walk. Rows that came twice, or a page that is not there any more, show that pages shifted under
 * it: where others are missing for it, the pages are gone through once more. */
struct walk {
	const struct sync_deps *deps;
	struct progress *progress;
	struct walk_options options;
	struct walk_events events;
	struct forecast *forecast; /* of a dry run */

	struct role_call *fetch;
	struct collection_page page; /* fetched, not dealt with yet */
	bool has_page;
	bool dealing;      /* a batch is under way */
	bool page_excused; /* where it brings nothing new: unusable rows, or met before */
	unsigned next_page;

	struct tally tally;
	int64_t new_count;
	bool repeated, lost, resized;     /* rows, pages, the collection */
	bool no_more_pages;               /* the provider says that there is none behind the last */
	unsigned empty_pages, lost_pages; /* in a row */
	bool disturbed;                   /* pages shifted, were lost, or had unusable rows */
	bool limit_reached, known_reached;
	unsigned second_time_pages; /* to go through at most; 0: it is the first time */
	unsigned met_pages;         /* the first time */

	bool stopping;
	bool failed;
	struct err err;
	struct deferred ending;
};

static void advance(struct walk *walk);

static void on_ending(void *data)
{
	struct walk *walk = data;
	struct walk last = *walk;
	bool all_seen = walk->known_reached || walk->tally.met >= walk->tally.item_count;
	struct walk_result result = {
	    .whole = all_seen && !walk->failed && !walk->stopping && !walk->disturbed &&
	             !walk->limit_reached,
	    .stopped = walk->stopping,
	    .err = walk->failed ? &last.err : NULL,
	};
	struct progress_forecast *forecast = &walk->progress->forecast;
	forecast_finish(walk->forecast, walk->deps->writing.albums_per_request, forecast);
	forecast->discogs_requests += walk->tally.page_count;
	for (size_t i = 0; walk->has_page && i < walk->page.album_count; i++) {
		album_destroy(walk->page.albums[i]);
	}
	if (walk->has_page) {
		free(walk->page.albums);
	}
	tally_finish(&walk->tally);
	free(walk);
	last.events.ended(last.events.data, &result);
}

static void end_soon(struct walk *walk)
{
	role_cancel(walk->fetch);
	walk->fetch = NULL;
	if (!list_is_linked(&walk->ending.link)) {
		loop_defer(walk->deps->loop, &walk->ending, on_ending, walk);
	}
}

static void fail(struct walk *walk, const struct err *err)
{
	walk->failed = true;
	walk->err = *err;
	advance(walk); /* a page that is being dealt with comes first */
}

/* The end is the time to count what was never met. */
static void settle(struct walk *walk)
{
	if (walk->tally.item_count >= 0 && !walk->known_reached && !walk->limit_reached &&
	    (walk->failed || walk->lost || walk->repeated)) {
		tally_set_lost(&walk->tally, tally_missing(&walk->tally));
	}
	if (walk->repeated && walk->tally.lost > 0 && !walk->progress->last_error.is_set) {
		struct err err;
		err_set(&err, ERR_REMOTE,
		        "discogs: %lld rows were on none of its pages, others were on two",
		        (long long)walk->tally.lost);
		log_warn("%s", err.msg);
		progress_set_error(walk->progress, 0, NULL, "discogs", &err);
	}
	tally_update_total(&walk->tally, walk->options.limit, true);
}

/* --- what a page brought --------------------------------------------------------------------- */

/* False where the row was met before. */
static bool tell_row(struct walk *walk, struct batch *batch, size_t row)
{
	struct progress_counters *count = &walk->progress->count;
	const struct album *album = batch_album(batch, row);
	if (batch_fate(batch, row) == FATE_LEFT) {
		return true;
	}
	if (!tally_meet(&walk->tally, album->copy.instance_id)) {
		walk->repeated |= !walk->second_time_pages;
		walk->disturbed |= walk->repeated;
		return false;
	}
	switch (batch_fate(batch, row)) {
	case FATE_IMPORTED:
		walk->new_count++;
		if (walk->options.dry_run) {
			forecast_add(walk->forecast, album);
			break;
		}
		count->imported++;
		count->album_images += album->cover_url != NULL;
		walk->events.imported(walk->events.data, batch_take(batch, row));
		break;
	case FATE_KNOWN:
	case FATE_COPY:
	case FATE_REPEATED:
		count->skipped++;
		story_known(walk->progress, album);
		break;
	case FATE_LEFT:
		break;
	}
	return true;
}

static bool brought_nothing(const struct batch *batch)
{
	for (size_t i = 0; i < batch_size(batch); i++) {
		if (batch_fate(batch, i) != FATE_KNOWN) {
			return false;
		}
	}
	return batch_size(batch) > 0;
}

static void on_dealt(void *data, struct batch *batch, const struct err *err)
{
	struct walk *walk = data;
	walk->dealing = false;
	if (err) {
		batch_destroy(batch);
		fail(walk, err);
		return;
	}
	bool any_new = false;
	for (size_t i = 0; i < batch_size(batch); i++) {
		any_new |= tell_row(walk, batch, i);
	}
	walk->empty_pages = any_new || walk->page_excused ? 0 : walk->empty_pages + 1;
	walk->limit_reached = walk->options.limit && walk->new_count >= walk->options.limit;
	if (walk->options.newest_first && brought_nothing(batch)) {
		/* Everything further back was there when the last walk was whole. */
		walk->known_reached = true;
		int64_t behind = tally_missing(&walk->tally) - walk->tally.lost;
		walk->progress->count.skipped += behind > 0 ? behind : 0;
	}
	batch_destroy(batch);
	tally_update_total(&walk->tally, walk->options.limit, false);
	advance(walk);
}

static void deal(struct walk *walk)
{
	struct collection_page page = walk->page;
	struct batch_options options = {
	    .run_id = walk->options.run_id,
	    .new_max = walk->options.limit ? (size_t)(walk->options.limit - walk->new_count)
	                                   : page.album_count,
	    .dry_run = walk->options.dry_run,
	};
	walk->has_page = false;
	walk->dealing = true;
	walk->page_excused = page.unusable_count > 0 || page.page <= walk->met_pages;
	batch_start(walk->deps->store, page.albums, page.album_count, &options, on_dealt, walk);
	free(page.albums);
}

/* --- fetching -------------------------------------------------------------------------------- */

static void note_unusable(struct walk *walk, const struct collection_page *page)
{
	if (page->unusable_count == 0) {
		return;
	}
	struct err err;
	err_set(&err, ERR_REMOTE, "discogs: %zu unusable rows on page %u: %s", page->unusable_count,
	        page->page, page->unusable_reason);
	log_warn("%s", err.msg);
	walk->disturbed = true;
	tally_add_unusable(&walk->tally, (int64_t)page->unusable_count);
	progress_set_error(walk->progress, 0, NULL, "discogs", &err);
}

static void note_size(struct walk *walk, const struct collection_page *page)
{
	if (walk->tally.item_count < 0) {
		story_collection(page->item_count);
	} else if (page->item_count != walk->tally.item_count) {
		log_info("discogs: the collection went from %lld to %lld during the walk",
		         (long long)walk->tally.item_count, (long long)page->item_count);
		walk->disturbed = walk->resized = true;
	}
	walk->tally.item_count = page->item_count;
	walk->tally.page_count = page->page_count;
	walk->progress->status = RUN_RUNNING;
	tally_update_total(&walk->tally, walk->options.limit, false);
}

/* The provider itself cannot be asked, or there is no collection at all: as against one page that
 * cannot be had. */
static bool is_final(const struct walk *walk, const struct err *err)
{
	bool one_page = err->code == ERR_TRANSIENT || err->code == ERR_REMOTE;
	return !one_page || walk->tally.item_count < 0 || walk->lost_pages >= LOST_PAGES_MAX;
}

static void on_lost_page(struct walk *walk, const struct err *err)
{
	walk->disturbed = true;
	if (err->code == ERR_NOT_FOUND && walk->tally.item_count >= 0) {
		/* The collection has shrunk, or has fewer pages than was said. */
		walk->no_more_pages = true;
		walk->err = *err;
		advance(walk);
		return;
	}
	progress_set_error(walk->progress, 0, NULL, "discogs", err);
	walk->lost = true;
	walk->lost_pages++;
	int64_t before = (int64_t)(walk->next_page - 2) * COLLECTION_PAGE_SIZE;
	int64_t rows = walk->tally.item_count - before;
	rows = rows > COLLECTION_PAGE_SIZE ? COLLECTION_PAGE_SIZE : rows < 0 ? 0 : rows;
	tally_set_lost(&walk->tally, walk->tally.lost + rows);
	if (is_final(walk, err)) {
		fail(walk, err);
		return;
	}
	log_warn("sync: page %u passed over: %s", walk->next_page - 1, err->msg);
	advance(walk);
}

static void on_page(void *data, struct collection_page *page, const struct err *err)
{
	struct walk *walk = data;
	walk->fetch = NULL;
	if (err) {
		on_lost_page(walk, err);
		return;
	}
	walk->lost_pages = 0;
	note_size(walk, page);
	note_unusable(walk, page);
	walk->page = *page;
	walk->has_page = true;
	advance(walk);
}

static bool is_last_fetched(const struct walk *walk)
{
	unsigned most = walk->second_time_pages;
	return walk->limit_reached || walk->known_reached || walk->empty_pages >= EMPTY_PAGES_MAX ||
	       (walk->tally.item_count >= 0 && walk->next_page > walk->tally.page_count) ||
	       (most && walk->next_page > most) || walk->no_more_pages;
}

static bool is_worth_a_second_time(const struct walk *walk)
{
	const struct walk_options *options = &walk->options;
	bool is_full = !options->limit && !options->newest_first && !options->dry_run;
	bool shifted = walk->no_more_pages || (is_full && (walk->repeated || walk->resized));
	return !walk->second_time_pages && !walk->lost && shifted &&
	       tally_missing(&walk->tally) > 0;
}

static void begin_again(struct walk *walk)
{
	log_info("discogs: %lld rows are missing and pages have shifted: once more from the first",
	         (long long)tally_missing(&walk->tally));
	walk->met_pages = walk->next_page - (walk->no_more_pages ? 2 : 1);
	walk->second_time_pages = walk->no_more_pages ? walk->tally.page_count : walk->met_pages;
	walk->next_page = 1;
	walk->no_more_pages = false;
	walk->options.newest_first = false; /* what the first time brought would end it */
	tally_forget_errors(&walk->tally);
	walk->empty_pages = 0;
}

static void fetch_next(struct walk *walk)
{
	const struct collection_role *collection = &walk->deps->collection;
	/* With a limit, or newest first, the next page may not be wanted at all. */
	bool ahead = !walk->options.limit && !walk->options.newest_first;
	if (walk->fetch || walk->has_page || is_last_fetched(walk) || (walk->dealing && !ahead)) {
		return;
	}
	walk->fetch = collection->fetch_page(collection->self, walk->next_page++,
	                                     walk->options.newest_first, on_page, walk);
}

/* Deals with the page in hand, fetches the next one, or ends. */
static void advance(struct walk *walk)
{
	if (walk->failed || walk->stopping) {
		if (!walk->dealing) {
			if (!walk->stopping) {
				settle(walk);
			}
			end_soon(walk);
		}
		return;
	}
	if (walk->has_page && !walk->dealing && walk->events.has_room(walk->events.data)) {
		deal(walk);
	}
	fetch_next(walk);
	if (walk->fetch || walk->has_page || walk->dealing) {
		return;
	}
	if (is_worth_a_second_time(walk)) {
		begin_again(walk);
		fetch_next(walk);
		return;
	}
	if (walk->no_more_pages && tally_missing(&walk->tally) > 0) {
		walk->failed = true;
		progress_set_error(walk->progress, 0, NULL, "discogs", &walk->err);
	}
	settle(walk);
	end_soon(walk);
}

struct walk *walk_start(const struct sync_deps *deps, struct progress *progress,
                        const struct walk_options *options, const struct walk_events *events)
{
	struct walk *walk = xcalloc(1, sizeof(*walk));
	walk->deps = deps;
	walk->progress = progress;
	walk->options = *options;
	walk->events = *events;
	walk->next_page = 1;
	tally_init(&walk->tally, progress);
	walk->forecast = options->dry_run ? forecast_create() : NULL;
	fetch_next(walk);
	return walk;
}

void walk_go_on(struct walk *walk)
{
	if (walk->has_page && !walk->dealing) {
		advance(walk);
	}
}

void walk_stop(struct walk *walk)
{
	walk->stopping = true;
	role_cancel(walk->fetch);
	walk->fetch = NULL;
	advance(walk);
}

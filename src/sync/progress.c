#include "sync/progress.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"

#include <stdio.h>

const char *run_status_name(enum run_status status)
{
	static const char *const names[] = {
	    [RUN_IDLE] = "idle",       [RUN_STARTING] = "starting",
	    [RUN_RUNNING] = "running", [RUN_COMPLETED] = "completed",
	    [RUN_ERROR] = "error",     [RUN_CANCELLED] = "cancelled",
	};
	return names[status];
}

void progress_begin(struct progress *progress, int64_t run_id)
{
	*progress = (struct progress){
	    .revision = progress->revision,
	    .status = RUN_STARTING,
	    .run_id = run_id,
	    .started_ms = clock_wall_ms(),
	    .started_mono_ms = clock_mono_ms(),
	    .changed = progress->changed,
	    .changed_data = progress->changed_data,
	};
	progress_touch(progress);
}

void progress_end(struct progress *progress, enum run_status status)
{
	progress->status = status;
	progress->finished_ms = clock_wall_ms();
	progress->finished_mono_ms = clock_mono_ms();
	progress->in_flight = 0;
	progress_touch(progress);
}

void progress_touch(struct progress *progress)
{
	progress->revision++;
	if (progress->changed) {
		progress->changed(progress->changed_data);
	}
}

void progress_set_error(struct progress *progress, int64_t discogs_id, const char *album,
                        const char *stage, const struct err *err)
{
	progress->last_error.is_set = true;
	progress->last_error.discogs_id = discogs_id;
	text_clean(progress->last_error.album, sizeof(progress->last_error.album),
	           album ? album : "");
	snprintf(progress->last_error.stage, sizeof(progress->last_error.stage), "%s", stage);
	snprintf(progress->last_error.message, sizeof(progress->last_error.message), "%s",
	         err->msg);
	progress_touch(progress);
}

bool progress_is_active(const struct progress *progress)
{
	return progress->status == RUN_STARTING || progress->status == RUN_RUNNING;
}

int64_t progress_current(const struct progress *progress)
{
	return progress->count.synced + progress->count.skipped + progress->count.errors;
}

double progress_percent(const struct progress *progress)
{
	if (progress->count.total <= 0) {
		return progress->status == RUN_COMPLETED ? 100.0 : 0.0;
	}
	double percent = 100.0 * (double)progress_current(progress) / (double)progress->count.total;
	return percent > 100.0 ? 100.0 : percent;
}

double progress_elapsed_s(const struct progress *progress)
{
	if (!progress->started_mono_ms) {
		return 0.0;
	}
	int64_t until_ms =
	    progress->finished_mono_ms ? progress->finished_mono_ms : clock_mono_ms();
	return (double)(until_ms - progress->started_mono_ms) / 1000.0;
}

/* Skipped rows cost next to nothing: the pace is that of the others. */
double progress_eta_s(const struct progress *progress)
{
	int64_t decided = progress->count.synced + progress->count.errors;
	int64_t left = progress->count.total - progress_current(progress);
	if (!progress_is_active(progress) || decided <= 0 || left < 0) {
		return -1.0;
	}
	return progress_elapsed_s(progress) / (double)decided * (double)left;
}

json_t *progress_counters_json(const struct progress *progress)
{
	const struct progress_counters *count = &progress->count;
	return json_pack(
	    "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "total", (json_int_t)count->total,
	    "imported", (json_int_t)count->imported, "synced", (json_int_t)count->synced, "skipped",
	    (json_int_t)count->skipped, "errors", (json_int_t)count->errors, "artist_images",
	    (json_int_t)count->artist_images, "album_images", (json_int_t)count->album_images,
	    "spotify_urls", (json_int_t)count->spotify_urls, "descriptions",
	    (json_int_t)count->descriptions);
}

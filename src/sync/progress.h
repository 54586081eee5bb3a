/* sync/progress.h - how far a run is: one value that polling, event stream, log and metrics read.
 *
 * Every counter counts what was committed. Loop thread only. */
#ifndef SYNC_PROGRESS_H
#define SYNC_PROGRESS_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct err;

enum run_status {
	RUN_IDLE,
	RUN_STARTING, /* nothing is known of the collection yet */
	RUN_RUNNING,
	RUN_COMPLETED,
	RUN_ERROR,
	RUN_CANCELLED,
};
const char *run_status_name(enum run_status status);

struct progress_counters {
	int64_t total;    /* rows that the run decides */
	int64_t imported; /* albums written with what Discogs said */
	int64_t synced;   /* of these, enrichment decided or put off */
	int64_t skipped;  /* known already */
	int64_t errors;
	int64_t artist_images, album_images, spotify_urls, descriptions;
};

/* What a dry run found out. */
struct progress_forecast {
	bool is_set;
	int64_t albums, artists;
	int64_t discogs_requests, spotify_requests, euria_requests;
};

struct progress {
	uint64_t revision; /* grows with each change */
	enum run_status status;
	int64_t run_id; /* 0 before the first run */
	struct progress_counters count;
	char current_album[200];
	int64_t in_flight;
	int64_t started_ms, finished_ms;           /* wall clock; 0 = not yet */
	int64_t started_mono_ms, finished_mono_ms; /* for elapsed time and pace */
	int64_t pending_spotify, pending_euria;    /* facets put off */
	struct {
		bool is_set;
		int64_t discogs_id; /* 0 when it is about no album */
		char album[200], stage[24], message[256];
	} last_error;
	struct progress_forecast forecast;

	void (*changed)(void *data); /* may be NULL; runs at each change: must be cheap */
	void *changed_data;
};

/* Empties it for a run that starts; keeps the revision growing and the listener. */
void progress_begin(struct progress *progress, int64_t run_id);
void progress_end(struct progress *progress, enum run_status status);
/* Something was changed. */
void progress_touch(struct progress *progress);
void progress_set_error(struct progress *progress, int64_t discogs_id, const char *album,
                        const char *stage, const struct err *err);

bool progress_is_active(const struct progress *progress);
/* synced + skipped + errors */
int64_t progress_current(const struct progress *progress);
double progress_percent(const struct progress *progress);
double progress_elapsed_s(const struct progress *progress);
/* Negative where nothing can be said yet. */
double progress_eta_s(const struct progress *progress);
/* The counters as one JSON object, as history keeps them; the caller decrefs. */
json_t *progress_counters_json(const struct progress *progress);

#endif

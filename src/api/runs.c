#include "store/runs.h"
#include "api/gate.h"
#include "api/internal.h"
#include "base/clock.h"
#include "base/err.h"
#include "sync/runner.h"
#include "web/events.h"
#include "web/reply.h"
#include "web/request.h"

/* --- progress -------------------------------------------------------------------------------- */

static json_t *provider_json(void *self, struct provider_status (*status)(void *self))
{
	struct provider_status now = {.state = PROVIDER_DISABLED, .resumes_in_ms = -1};
	if (self) {
		now = status(self);
	}
	int64_t resumes_ms =
	    now.resumes_in_ms >= 0 && now.state != PROVIDER_OK ? now.resumes_in_ms : -1;
	json_t *out =
	    json_pack("{s:s, s:I, s:I, s:o}", "state", provider_state_name(now.state), "requests",
	              (json_int_t)now.requests, "retries", (json_int_t)now.retries, "resumes_at",
	              resumes_ms >= 0 ? api_time(clock_wall_ms() + resumes_ms) : json_null());
	json_object_set_new(out, "reason", now.reason[0] ? json_string(now.reason) : json_null());
	return out;
}

static json_t *providers_json(const struct sync_deps *deps)
{
	return json_pack("{s:o, s:o, s:o}", "discogs",
	                 provider_json(deps->collection.self, deps->collection.status), "spotify",
	                 provider_json(deps->listening.self, deps->listening.status), "euria",
	                 provider_json(deps->writing.self, deps->writing.status));
}

static json_t *last_error_json(const struct progress *progress)
{
	if (!progress->last_error.is_set) {
		return json_null();
	}
	json_t *id = json_null();
	if (progress->last_error.discogs_id) {
		id = json_sprintf("%lld", (long long)progress->last_error.discogs_id);
	}
	const char *album = progress->last_error.album;
	return json_pack("{s:o, s:o, s:s, s:s}", "discogs_id", id, "album",
	                 api_text(album[0] ? album : NULL), "stage", progress->last_error.stage,
	                 "message", progress->last_error.message);
}

/* What a provider's rate makes of so many requests; 0 where it is unpaced. */
static double seconds_for(int64_t requests, void *self,
                          struct provider_status (*status)(void *self))
{
	unsigned per_minute = self ? status(self).requests_per_minute : 0;
	return per_minute ? (double)requests * 60.0 / per_minute : 0.0;
}

static json_t *forecast_json(const struct sync_deps *deps, const struct progress_forecast *forecast)
{
	int64_t spotify = deps->listening.self ? forecast->spotify_requests : 0;
	int64_t euria = deps->writing.self ? forecast->euria_requests : 0;
	return json_pack(
	    "{s:I, s:I, s:{s:I, s:I, s:I}, s:{s:f, s:f, s:f}}", "albums",
	    (json_int_t)forecast->albums, "artists", (json_int_t)forecast->artists, "requests",
	    "discogs", (json_int_t)forecast->discogs_requests, "spotify", (json_int_t)spotify,
	    "euria", (json_int_t)euria, "seconds", "discogs",
	    seconds_for(forecast->discogs_requests, deps->collection.self, deps->collection.status),
	    "spotify", seconds_for(spotify, deps->listening.self, deps->listening.status), "euria",
	    seconds_for(euria, deps->writing.self, deps->writing.status));
}

/* To a tenth: more would be noise, and make every poll differ. */
static json_t *tenths(double value)
{
	return json_real((double)(int64_t)(value * 10.0 + 0.5) / 10.0);
}

json_t *api_progress(const struct api *api, const struct progress *progress)
{
	const char *album = progress->current_album;
	double eta_s = progress_eta_s(progress);
	json_t *out = json_pack("{s:s, s:o, s:I}", "status", run_status_name(progress->status),
	                        "run_id", api_number(progress->run_id), "current",
	                        (json_int_t)progress_current(progress));
	json_auto_t *counters = progress_counters_json(progress);
	json_object_update(out, counters);
	json_object_set_new(out, "percent", tenths(progress_percent(progress)));
	json_object_set_new(out, "current_album", api_text(album[0] ? album : NULL));
	json_object_set_new(out, "in_flight", json_integer(progress->in_flight));
	json_object_set_new(out, "started_at", api_time(progress->started_ms));
	json_object_set_new(out, "finished_at", api_time(progress->finished_ms));
	json_object_set_new(out, "elapsed_seconds", tenths(progress_elapsed_s(progress)));
	json_object_set_new(out, "eta_seconds", eta_s < 0 ? json_null() : tenths(eta_s));
	json_object_set_new(out, "pending",
	                    json_pack("{s:I, s:I}", "spotify",
	                              (json_int_t)progress->pending_spotify, "euria",
	                              (json_int_t)progress->pending_euria));
	json_object_set_new(out, "providers", providers_json(api->options.deps));
	json_object_set_new(out, "last_error", last_error_json(progress));
	if (progress->forecast.is_set) {
		json_object_set_new(out, "forecast",
		                    forecast_json(api->options.deps, &progress->forecast));
	}
	return out;
}

static void reply_progress(struct api *api, struct request *request, enum run_kind kind)
{
	reply_json(request, 200, api_progress(api, runner_progress(api->options.runner, kind)));
}

void api_sync_progress(void *data, struct request *request)
{
	reply_progress(data, request, RUN_SYNC);
}

void api_enrich_progress(void *data, struct request *request)
{
	reply_progress(data, request, RUN_ENRICH);
}

void api_sync_stream(void *data, struct request *request)
{
	events_subscribe(((struct api *)data)->sync_events, request);
}

void api_enrich_stream(void *data, struct request *request)
{
	events_subscribe(((struct api *)data)->enrich_events, request);
}

/* --- start and cancel ------------------------------------------------------------------------ */

static void on_started(struct request *request, int64_t run_id, const char *message,
                       const char *location, const struct err *err)
{
	if (err) {
		reply_err(request, err);
		return;
	}
	reply_header(request, "Location", location);
	reply_json(request, 202,
	           json_pack("{s:s, s:s, s:o}", "status", "started", "message", message, "run_id",
	                     api_number(run_id)));
}

static void on_sync_started(void *data, int64_t run_id, const struct err *err)
{
	on_started(data, run_id, "Synchronisation démarrée en arrière-plan",
	           "/api/v1/services/discogs/sync/progress", err);
}

static void on_enrich_started(void *data, int64_t run_id, const struct err *err)
{
	on_started(data, run_id, "Enrichissement démarré en arrière-plan",
	           "/api/v1/services/ai/enrich-all/progress", err);
}

static void start(struct api *api, struct request *request, const struct run_options *options,
                  runner_started_fn started)
{
	struct runner *runner = api->options.runner;
	struct err err;
	if (runner_start(runner, options, started, request, &err)) {
		return;
	}
	if (err.code == ERR_CONFLICT) {
		json_t *run_id = api_number(runner_run_id(runner));
		reply_problem_with(request, 409, err.msg, json_pack("{s:o}", "run_id", run_id));
	} else {
		reply_err(request, &err);
	}
}

void api_sync_start(void *data, struct request *request)
{
	const struct run_options options = {
	    .kind = RUN_SYNC,
	    .limit = request_int(request, "limit"),
	    .full = request_bool(request, "full"),
	    .dry_run = request_bool(request, "dry_run"),
	};
	start(data, request, &options, on_sync_started);
}

void api_enrich_start(void *data, struct request *request)
{
	const struct run_options options = {
	    .kind = RUN_ENRICH,
	    .limit = request_int(request, "limit"),
	};
	start(data, request, &options, on_enrich_started);
}

static void cancel(struct api *api, struct request *request, enum run_kind kind)
{
	struct err err;
	if (!runner_cancel(api->options.runner, kind, &err)) {
		reply_err(request, &err);
		return;
	}
	reply_json(request, 202,
	           json_pack("{s:s, s:s, s:o}", "status", "cancelling", "message",
	                     "Annulation demandée", "run_id",
	                     api_number(runner_run_id(api->options.runner))));
}

void api_sync_cancel(void *data, struct request *request)
{
	cancel(data, request, RUN_SYNC);
}

void api_enrich_cancel(void *data, struct request *request)
{
	cancel(data, request, RUN_ENRICH);
}

/* --- history --------------------------------------------------------------------------------- */

static void on_history(void *data, const struct run_row *rows, size_t count, const struct err *err)
{
	struct request *request = gate_leave(data);
	if (err) {
		reply_err(request, err);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		const struct run_row *row = &rows[i];
		json_t *item =
		    json_pack("{s:I, s:s, s:o, s:o}", "run_id", (json_int_t)row->id, "status",
		              row->outcome, "started_at", api_time(row->started_ms), "finished_at",
		              api_time(row->ended_ms));
		json_object_set(item, "options", row->options);
		if (row->counters) {
			json_object_update(item, row->counters);
		}
		json_array_append_new(list, item);
	}
	reply_json(request, 200, list);
}

static void read_history(void *data, struct pass *pass)
{
	struct api *api = data;
	struct request *request = gate_request(pass);
	store_list_runs(api->options.store, "sync", (size_t)request_int(request, "limit"),
	                on_history, pass);
}

void api_sync_history(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, read_history, api);
}

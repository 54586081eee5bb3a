#include "api/api.h"

#include "api/gate.h"
#include "api/internal.h"
#include "base/mem.h"
#include "sync/runner.h"
#include "web/events.h"

static char *render(struct api *api, enum run_kind kind)
{
	json_auto_t *value = api_progress(api, runner_progress(api->options.runner, kind));
	return json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(15)); /* as reply_json() */
}

static char *render_sync(void *data)
{
	return render(data, RUN_SYNC);
}

static char *render_enrich(void *data)
{
	return render(data, RUN_ENRICH);
}

static void on_changed(void *data)
{
	events_changed(data);
}

static struct events *watch(struct api *api, enum run_kind kind, events_render_fn render_fn)
{
	const struct events_options options = {
	    .name = "progress", .render = render_fn, .data = api};
	struct events *events = events_create(api->options.loop, &options);
	runner_watch(api->options.runner, kind, on_changed, events);
	return events;
}

struct api *api_create(const struct api_options *options)
{
	struct api *api = xcalloc(1, sizeof(*api));
	api->options = *options;
	api->gate = gate_create();
	list_init(&api->visits);
	api->sync_events = watch(api, RUN_SYNC, render_sync);
	api->enrich_events = watch(api, RUN_ENRICH, render_enrich);
	return api;
}

void api_destroy(struct api *api)
{
	if (api) {
		events_destroy(api->sync_events);
		events_destroy(api->enrich_events);
		gate_destroy(api->gate);
		api_health_close(api);
		free(api);
	}
}

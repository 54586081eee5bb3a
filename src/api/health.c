#include "api/internal.h"
#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/stats.h"
#include "store/store.h"
#include "web/reply.h"
#include "web/request.h"

/* One who asks whether the database answers. */
struct visit {
	struct list link; /* api::visits */
	struct request *request;
};

/* That this runs is the answer: the loop turns. How long it was held is said with it. */
void api_healthz(void *data, struct request *request)
{
	struct api *api = data;
	struct loop_lag lag = loop_lag(api->options.loop);
	reply_json(request, 200,
	           json_pack("{s:s, s:s, s:{s:f, s:f}}", "status", "ok", "version", SILLON_VERSION,
	                     "loop_lag_ms", "p99", (double)loop_lag_p99_us(&lag) / 1000.0, "max",
	                     (double)lag.max_us / 1000.0));
}

static void answer_all(struct api *api, const char *problem)
{
	struct list *link;
	while ((link = list_take(&api->visits))) {
		struct visit *visit = list_entry(link, struct visit, link);
		if (problem) {
			reply_problem(visit->request, 503, "%s", problem);
		} else {
			reply_json(visit->request, 200, json_pack("{s:s}", "status", "ready"));
		}
		free(visit);
	}
}

static void on_ping(void *data, const struct err *err)
{
	struct api *api = data;
	api->ping = NULL;
	answer_all(api, err ? err->msg : NULL);
}

/* Not by the gate: that clients read much is no reason to restart the service. However many ask at
 * once, the database is asked once. */
void api_readyz(void *data, struct request *request)
{
	struct api *api = data;
	struct visit *visit = xcalloc(1, sizeof(*visit));
	visit->request = request;
	list_append(&api->visits, &visit->link);
	if (!api->ping) {
		api->ping = store_ping(api->options.store, on_ping, api);
	}
}

void api_health_close(struct api *api)
{
	store_forget(api->ping);
	answer_all(api, "The service is stopping.");
}

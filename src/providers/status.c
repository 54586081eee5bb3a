#include "providers/status.h"

#include "net/upstream.h"

#include <stdio.h>

struct provider_status status_of(const struct upstream *upstream)
{
	static const enum provider_state states[] = {
	    [UPSTREAM_OK] = PROVIDER_OK,
	    [UPSTREAM_THROTTLED] = PROVIDER_THROTTLED,
	    [UPSTREAM_BLOCKED] = PROVIDER_BLOCKED,
	    [UPSTREAM_UNAVAILABLE] = PROVIDER_UNAVAILABLE,
	};
	struct upstream_figures figures = upstream_figures(upstream);
	struct provider_status status = {
	    .state = states[figures.state],
	    .requests = figures.requests,
	    .retries = figures.retries,
	    .requests_per_minute = figures.per_minute,
	    .resumes_in_ms = figures.resumes_in_ms,
	};
	snprintf(status.reason, sizeof(status.reason), "%s", figures.reason);
	return status;
}

#include "sync/resume.h"

#include "store/todo.h"
#include "sync/deps.h"

#include <stddef.h>

static int64_t resumes_in_ms(void *self, struct provider_status (*status)(void *self))
{
	struct provider_status now = self ? status(self) : (struct provider_status){0};
	return self && now.state > PROVIDER_OK ? now.resumes_in_ms : -1;
}

int64_t resume_sooner_ms(int64_t one_ms, int64_t other_ms)
{
	if (one_ms < 0 || other_ms < 0) {
		return one_ms > other_ms ? one_ms : other_ms;
	}
	return one_ms < other_ms ? one_ms : other_ms;
}

int64_t resume_facets_in_ms(const struct sync_deps *deps, const struct todo_counts *counts)
{
	int64_t spotify_ms =
	    counts->spotify ? resumes_in_ms(deps->listening.self, deps->listening.status) : -1;
	int64_t euria_ms =
	    counts->euria ? resumes_in_ms(deps->writing.self, deps->writing.status) : -1;
	return resume_sooner_ms(spotify_ms, euria_ms);
}

int64_t resume_walk_in_ms(const struct sync_deps *deps)
{
	if (!deps->collection.self) {
		return -1;
	}
	int64_t wait_ms = resumes_in_ms(deps->collection.self, deps->collection.status);
	return wait_ms < 0 ? 0 : wait_ms;
}

int64_t resume_back_off(struct resume_backoff *backoff, int64_t first_ms, int64_t max_ms)
{
	int64_t next_ms = backoff->last_ms ? backoff->last_ms * 2 : first_ms;
	backoff->last_ms = next_ms < max_ms ? next_ms : max_ms;
	return backoff->last_ms;
}

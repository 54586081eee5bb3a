#include "sync/due.h"

#include "store/todo.h"
#include "sync/deps.h"

#include <stddef.h>

#define FIRST_MS (60 * 1000)
#define MAX_MS (6 * 60 * 60 * 1000)
/* A provider that was away comes back for all of its facets. */
#define AWAY_MAX_MS (60 * 60 * 1000)

int64_t due_back_off(struct due_backoff *backoff, int64_t first_ms, int64_t max_ms)
{
	int64_t next_ms = backoff->last_ms ? backoff->last_ms * 2 : first_ms;
	backoff->last_ms = next_ms < max_ms ? next_ms : max_ms;
	return backoff->last_ms;
}

void due_note(struct due_leftovers *leftovers, bool spotify, bool euria, bool is_progress)
{
	leftovers->spotify = spotify;
	leftovers->euria = euria;
	leftovers->in_vain = !is_progress;
	if (is_progress) {
		leftovers->backoff.last_ms = 0;
	}
	due_back_off(&leftovers->backoff, FIRST_MS, MAX_MS);
}

int64_t due_sooner_ms(int64_t one_ms, int64_t other_ms)
{
	if (one_ms < 0 || other_ms < 0) {
		return one_ms > other_ms ? one_ms : other_ms;
	}
	return one_ms < other_ms ? one_ms : other_ms;
}

static int64_t facets_in_ms(const struct provider_status *now, bool is_left,
                            const struct due_leftovers *leftovers)
{
	int64_t patience_ms = leftovers->backoff.last_ms;
	if (now->state == PROVIDER_OK) {
		return is_left ? patience_ms : -1;
	}
	if (now->state != PROVIDER_UNAVAILABLE || !leftovers->in_vain) {
		return now->resumes_in_ms;
	}
	patience_ms = patience_ms < AWAY_MAX_MS ? patience_ms : AWAY_MAX_MS;
	return now->resumes_in_ms > patience_ms ? now->resumes_in_ms : patience_ms;
}

int64_t due_facets_in_ms(const struct sync_deps *deps, const struct todo_counts *counts,
                         const struct due_leftovers *leftovers)
{
	int64_t spotify_ms = -1, euria_ms = -1;
	if (counts->spotify && deps->listening.self) {
		struct provider_status now = deps->listening.status(deps->listening.self);
		spotify_ms = facets_in_ms(&now, leftovers->spotify, leftovers);
	}
	if (counts->euria && deps->writing.self) {
		struct provider_status now = deps->writing.status(deps->writing.self);
		euria_ms = facets_in_ms(&now, leftovers->euria, leftovers);
	}
	return due_sooner_ms(spotify_ms, euria_ms);
}

int64_t due_walk_in_ms(const struct sync_deps *deps)
{
	if (!deps->collection.self) {
		return -1;
	}
	struct provider_status now = deps->collection.status(deps->collection.self);
	bool waits = now.state > PROVIDER_OK && now.resumes_in_ms > 0;
	return waits ? now.resumes_in_ms : 0;
}

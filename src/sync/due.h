/* sync/resume.h - when work that was put off may go on. Waits are in ms, -1: nobody says. */
#ifndef SYNC_RESUME_H
#define SYNC_RESUME_H
#include <stdint.h>

struct sync_deps;
struct todo_counts;

/* Until the first of the providers that facets wait for may be asked again; -1 where none of them
 * is held back. */
int64_t resume_facets_in_ms(const struct sync_deps *deps, const struct todo_counts *counts);
/* Until the collection may be walked through, 0: now; -1 where there is none. */
int64_t resume_walk_in_ms(const struct sync_deps *deps);
int64_t resume_sooner_ms(int64_t one_ms, int64_t other_ms);

/* Waits that double each time, where nobody says how long: zeroed it begins with the first. */
struct resume_backoff {
	int64_t last_ms;
};
int64_t resume_back_off(struct resume_backoff *backoff, int64_t first_ms, int64_t max_ms);

#endif

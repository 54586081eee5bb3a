/* sync/due.h - when work that was put off may go on. Waits are in ms, -1: nobody says. */
#ifndef SYNC_DUE_H
#define SYNC_DUE_H
#include <stdbool.h>
#include <stdint.h>

struct sync_deps;
struct todo_counts;

/* Waits that double each time; zeroed it begins with the first. */
struct due_backoff {
	int64_t last_ms;
};
int64_t due_back_off(struct due_backoff *backoff, int64_t first_ms, int64_t max_ms);

/* How the last run went, where it may have to be made good by another. */
struct due_leftovers {
	bool spotify, euria; /* some of the facets that it asked for are undecided */
	bool in_vain;        /* it was the service's own, and nothing is decided since */
	struct due_backoff backoff;
};
/* Notes how a run left them. `is_progress`: a user asked for it, or it decided something. */
void due_note(struct due_leftovers *leftovers, bool spotify, bool euria, bool is_progress);

/* Until the first of the providers that facets wait for may be asked again: when it said, or its
 * circuit may close; a minute where it is well and has failed on a few, who may be those that it
 * always fails on. What was in vain waits ever longer, as long as nobody has said a time. */
int64_t due_facets_in_ms(const struct sync_deps *deps, const struct todo_counts *counts,
                         const struct due_leftovers *leftovers);
/* Until the collection may be walked through, 0: now; -1 where there is none. */
int64_t due_walk_in_ms(const struct sync_deps *deps);
int64_t due_sooner_ms(int64_t one_ms, int64_t other_ms);

#endif

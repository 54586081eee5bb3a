/* sync/year_desk.h - the year desk: when the music of a master first came out, asked of Discogs
 * once, however many pressings want to know.
 *
 * An album whose match turns on that year waits for it. Other years are noted: they are asked for
 * while nobody waits, and only so many more when the run has nothing else to do. All of it takes
 * what the collection's pages leave of Discogs' budget. A year is written before anybody is told.
 * Loop thread only. */
#ifndef SYNC_YEAR_DESK_H
#define SYNC_YEAR_DESK_H
#include "loop/flight.h"
#include "store/masters.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct sync_deps;
struct year_desk;

struct year_desk_events {
	/* A master is done with: there may be nothing left. */
	void (*advanced)(void *data);
	/* A year could not be written, or the catalogue not be read. */
	void (*failed)(void *data, const struct err *err);
	void *data;
};

/* `deps` is borrowed. */
struct year_desk *year_desk_create(const struct sync_deps *deps, int64_t run_id,
                                   const struct year_desk_events *events);
/* Must be idle, and nobody may wait (asserted). NULL is fine. */
void year_desk_destroy(struct year_desk *years);

/* False where there is nobody to ask: Discogs is not configured. */
bool year_desk_can_be_asked(const struct year_desk *years);
/* `fn` runs, from the loop, unless flight_leave() ends the wait: its result is a const int, the
 * year, 0 where Discogs does not say. */
void year_desk_ask(struct year_desk *years, int64_t master_id, struct flight_wait *wait,
                   flight_fn fn, void *data);

/* A year that nobody waits for. Not kept where too many are noted already: the catalogue shows what
 * is open. */
void year_desk_note(struct year_desk *years, int64_t master_id);
/* The same for those that the catalogue has open, `limit` masters at most; 0 = all. */
void year_desk_note_open(struct year_desk *years, enum masters_wanted wanted, int64_t limit);

/* The run has nothing else to do: so many of the noted years are still asked for. */
void year_desk_wind_up(struct year_desk *years, size_t count);
/* No further call. Nobody may wait (asserted). */
void year_desk_stop(struct year_desk *years);
bool year_desk_is_idle(const struct year_desk *years);
/* Years that are new in the catalogue, and that nobody waited for: what they decide is yet to be
 * looked at. */
size_t year_desk_found(const struct year_desk *years);

#endif

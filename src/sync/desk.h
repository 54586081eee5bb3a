/* sync/desk.h - the artist desk: each artist is looked up once, however many albums wait for it.
 *
 * One search gives an artist's id, image and some albums; its answer is kept for the albums that
 * come later, for a bounded number of artists. Loop thread only. */
#ifndef SYNC_DESK_H
#define SYNC_DESK_H
#include "loop/flight.h"
#include "model/album.h"
#include "model/candidate.h"
#include "providers/roles.h"

#include <stdbool.h>

struct desk;

struct desk_entry {
	struct list link; /* desk's entries, the least recently used first */
	char *key;
	struct candidates *candidates; /* NULL until looked up */
	char *spotify_id;              /* once a verified album has shown which artist it is */
	bool face_found;               /* the image is written, or on its way */
	bool face_decided;             /* found, or absent as far as is known */
	bool absence_stored;           /* the catalogue has it from an earlier run */

	unsigned holders;
	struct flight flight;
	struct role_call *step;
	struct desk *desk;
};

struct desk *desk_create(const struct listening_role *listening);
/* Every entry must have been released (asserted). NULL is fine. */
void desk_destroy(struct desk *desk);

/* The artist's entry, held until desk_release(). */
struct desk_entry *desk_hold(struct desk *desk, const struct credit *credit);
/* NULL is fine. */
void desk_release(struct desk_entry *entry);

/* Only for a credit that is searchable (match/face.h), and while entry->candidates is NULL: `fn`
 * runs, from the loop, with the candidates as its result or with the search's error; the search is
 * started for the first who asks. */
void desk_ask(struct desk_entry *entry, const struct credit *credit, struct flight_wait *wait,
              flight_fn fn, void *data);
/* `fn` will not run; the search ends where nobody waits for it any more. Idle is fine. */
void desk_leave(struct desk_entry *entry, struct flight_wait *wait);

#endif

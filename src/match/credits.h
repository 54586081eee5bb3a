/* match/credits.h - all of a record's artists against all of an album's.
 *
 * Catalogues name the same people in different numbers: a guest more, a backing band less, two
 * artists as one. Who comes first on both sides must agree, or two at least. */
#ifndef MATCH_CREDITS_H
#define MATCH_CREDITS_H
#include "match/artist.h"
#include "match/title.h"

struct credits {
	struct artist *artists;
	size_t count;
	size_t persons;           /* of them; the others have no name to compare */
	bool several;             /* nobody but Various is credited */
	bool numbered;            /* the first person's name is shared */
	struct title_scope scope; /* every spelling of every person */
};
/* Borrows the album; the rest is in `arena`. */
void credits_init(struct credits *credits, struct arena *arena, const struct album *album);

struct credits_match {
	enum agreement agreement; /* the best of those that agree */
	size_t matched;           /* persons found */
	bool strangers;           /* the candidate names others too */
	/* The candidate's first artist that agrees; NULL when none does. Borrowed. */
	const struct candidate_artist *artist;
};
struct credits_match credits_match(const struct credits *credits, struct arena *arena,
                                   const struct candidate_album *candidate);

#endif

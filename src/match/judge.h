/* match/judge.h - which of Spotify's albums a release is, if any.
 *
 * A wrong link is worse than none: the artist must agree, then the title by its structure, then
 * the form, and the year wherever the title alone does not decide. Pure, but for folding's tables:
 * loop thread only. */
#ifndef MATCH_JUDGE_H
#define MATCH_JUDGE_H
#include "model/album.h"
#include "model/candidate.h"
#include "model/facet.h"

#include <stdbool.h>

struct arena;

/* What is known besides the album and its credits' Spotify ids. */
struct judge_hints {
	int master_year; /* of the first pressing of all; 0 = unknown */
	/* More candidates can still be had: only what no other could be better than is verified,
	 * so "101 (Live)" waits for a search that might bring a "101". */
	bool searching;
};

/* No more are looked at: some artists, and four searches of ten. */
#define JUDGE_CANDIDATES_MAX 256
/* Candidates kept for the owner when ambiguous. */
#define JUDGE_KEPT_MAX 5

/* Fills `out` with VERDICT_VERIFIED, VERDICT_AMBIGUOUS or VERDICT_ABSENT and the reasons for it.
 * What it holds is allocated in `arena` or borrowed from `candidates`. `hints` may be NULL. The
 * same candidates in another order give the same answer.
 *
 * Where the answer is ambiguous and the music's year is unknown (album->original_year, hints), that
 * year may decide: the album's master at Discogs is worth a request, and then a second judgement.
 */
void judge_album(struct arena *arena, const struct album *album,
                 const struct candidate_album *candidates, size_t count,
                 const struct judge_hints *hints, struct link_facet *out);

#endif

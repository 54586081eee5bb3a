/* match/face.h - which Spotify artist a Discogs credit is, so that no namesake lends its face.
 *
 * A verified album says it by id, be it this one or an earlier one. Else the name alone must:
 * the artist's own, not one that a record prints for it, and of few letters to the sign. Who bears
 * it must have had an album out by the time of the release, and this must be the collection's only
 * work of the artist: of several, one would be on Spotify and tell. Where several artists bear the
 * name, or Discogs says that several do, only an album can tell, so it is nobody until one is
 * verified. Loop thread only, as folding is. */
#ifndef MATCH_FACE_H
#define MATCH_FACE_H
#include "model/album.h"
#include "model/candidate.h"
#include "model/facet.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* False for Various and its kin, whom no search can find, and for a credit without a name. */
bool face_is_searchable(const struct credit *credit);

/* What is known of the release besides its credit. */
struct face_hints {
	int year;          /* of its music, or else of its pressing; 0 = unknown */
	bool year_trusted; /* the music's */
	/* Other works of the artist are in the collection: were he on Spotify, one of them would
	 * be, and tell. */
	bool has_others;
};

/* Fills `out`; its texts are borrowed from what is given, or constant.
 *
 * OUTCOME_FOUND    with the image, and the artist's id where an album has shown it;
 * OUTCOME_ABSENT   nobody who can be told for certain, or one without an image;
 * OUTCOME_PENDING  the artist is certain (spotify_id) but not in `answer`: ask by id
 *                  and judge again with the answer.
 *
 * `answer` is that of a search for the credit's name, with the albums it brought along; NULL where
 * there is none. `verified` is the release's album on Spotify, NULL where none is verified. */
void judge_artist(struct arena *arena, const struct credit *credit, const struct candidates *answer,
                  const struct candidate_album *verified, const struct face_hints *hints,
                  struct image_facet *out);

/* A picture that stands for none: Last.fm's star and the like. NULL and "" are one too. */
bool face_is_placeholder(const char *url);

#endif

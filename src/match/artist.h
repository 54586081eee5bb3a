/* match/artist.h - whether one of a record's artists and one of Spotify's are the same.
 *
 * A Discogs artist is atomic: "Crosby, Stills, Nash & Young" is never taken apart. A numbered name
 * ("Nirvana (2)") loses its number for comparing, and is known to be one of several. Loop thread
 * only, as folding is. */
#ifndef MATCH_ARTIST_H
#define MATCH_ARTIST_H
#include "model/album.h"
#include "model/candidate.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Worst first. */
enum agreement {
	AGREES_NOT,
	AGREES_OTHER_ID, /* the name does, but this artist is known to be another one there */
	AGREES_PARTLY,   /* of several artists, some do */
	AGREES_UNKNOWN,  /* the candidate does not say who made it */
	AGREES_LEADER,   /* "Florence" of Florence + The Machine: a group by its leader's one name,
	                    or a name with one word more */
	AGREES_ALIAS,    /* a group's leader, one of two names, or the name but for its article */
	AGREES_FOLDED,
	AGREES_EXACTLY,
	AGREES_BY_ID,
};

enum artist_kind {
	ARTIST_PERSON,
	ARTIST_SEVERAL, /* "Various": Spotify says "Various Artists" */
	ARTIST_NOBODY,  /* "Unknown Artist", "Traditional", "Guests": no name to look for */
};
enum artist_kind artist_kind_of(const char *folded_name);

/* A name that says itself that it plays other people's music: "Queen Karaoke Band". */
bool artist_is_tribute(const char *folded_name);

#define SPELLINGS_MAX 8
/* The ways a name is written, as it is and folded. */
struct spellings {
	const char *raw[SPELLINGS_MAX];
	const char *folded[SPELLINGS_MAX];
	size_t count;
};
/* Adds one name, in each script's reading and with each of its parallel names (" = "). */
void spellings_add(struct spellings *spellings, struct arena *arena, const char *name);

/* One artist of a credit, made ready for many comparisons. */
struct artist {
	const struct credit *credit; /* borrowed */
	struct spellings spellings;
	enum artist_kind kind;
	bool numbered; /* Discogs knows several of this name */
};
void artist_init(struct artist *artist, struct arena *arena, const struct credit *credit);

/* "Nirvana (2)" gives "Nirvana", "Miles Davis Quintet, The" puts the article first; "Blink-182" and
 * "Sunn O)))" stay as they are. `name` itself or a copy in `arena`. */
const char *artist_plain_name(struct arena *arena, const char *name);

/* "bill evans trio" gives "bill evans"; NULL where a folded name tells of no leader. */
const char *artist_leader(struct arena *arena, const char *folded_name);

/* By name and, where both are known, by id. `candidate_names` keeps the candidate's spellings from
 * one comparison to the next, and is filled when first needed; NULL keeps nothing. */
enum agreement artist_agrees(const struct artist *artist, struct arena *arena,
                             const struct candidate_artist *candidate,
                             struct spellings *candidate_names);

#endif

/* model/facet.h - what enrichment decides: an album's link and description, an artist's image.
 *
 * A facet is written once it is decided; while it is not, there is no row and it is to do. The
 * values borrow their texts from whoever fills them in. */
#ifndef MODEL_FACET_H
#define MODEL_FACET_H
#include "model/candidate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of an album's place on Spotify. The last two are the owner's own answers. */
enum verdict {
	VERDICT_PENDING,   /* not asked yet, or the answer did not come */
	VERDICT_ABSENT,    /* Spotify answered: nothing that we can verify */
	VERDICT_AMBIGUOUS, /* candidates that only the owner can tell apart */
	VERDICT_VERIFIED,
	VERDICT_PINNED, /* the owner named the album */
	VERDICT_NEVER,  /* the owner wants no link */
};
const char *verdict_name(enum verdict verdict);

struct link_facet {
	enum verdict verdict;
	const char *url;        /* when verified or pinned */
	const char *spotify_id; /* of the album, likewise */
	int year;               /* of its release, 0 when unknown */
	bool year_of_edition;   /* which may be years after the music's */
	bool artist_certain;    /* no namesake of the artist may be meant: his id can be learned */
	const char **reasons;   /* sentences a person can read */
	size_t reason_count;
	const struct candidate_album *candidates; /* for the owner to choose from, best first */
	size_t candidate_count;
};

enum outcome {
	OUTCOME_PENDING,
	OUTCOME_ABSENT, /* asked, and there is none that we can trust */
	OUTCOME_FOUND,
};
const char *outcome_name(enum outcome outcome);

struct image_facet {
	enum outcome outcome;
	struct image image;     /* when found */
	const char *spotify_id; /* the artist's, when known for certain; else NULL */
	const char *reason;     /* why it is absent, or why this face is the right one */
};

struct text_facet {
	enum outcome outcome;
	const char *text;     /* when found */
	const char *model;    /* which wrote it */
	const char *language; /* "fr" */
	const char *reason;   /* why it is absent */
	int prompt_version;
	const char *const *unverified; /* names in it that the album's facts do not contain */
	size_t unverified_count;
};

#endif

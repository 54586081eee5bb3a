/* model/candidate.h - what Spotify's catalogue offers for an album or an artist.
 *
 * Plain values, allocated in the arena of the answer that brought them. Texts are UTF-8; what the
 * answer does not say is NULL or 0. */
#ifndef MODEL_CANDIDATE_H
#define MODEL_CANDIDATE_H
#include <stddef.h>

struct arena;

struct image {
	const char *url;
	int width, height; /* pixels; 0 = unknown */
};

struct candidate_artist {
	const char *id;     /* Spotify's */
	const char *name;   /* never NULL */
	struct image image; /* the widest; url NULL when there is none (and in an album's credit) */
};

struct candidate_album {
	const char *id;
	const char *url;  /* https://open.spotify.com/album/… */
	const char *name; /* never NULL, may be "" */
	const char *type; /* "album", "single", "compilation" or NULL */
	int track_count;
	int year; /* of release_date */
	struct candidate_artist *artists;
	size_t artist_count;
};

/* One search's answer. */
struct candidates {
	struct arena *arena; /* owns all that follows */
	struct candidate_artist *artists;
	size_t artist_count;
	struct candidate_album *albums;
	size_t album_count;
};

struct candidates *candidates_create(void);
/* NULL is fine. */
void candidates_destroy(struct candidates *candidates);

#endif

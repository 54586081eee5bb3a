/* model/album.h - an album as Discogs tells it, with its place in the catalogue once it has one.
 *
 * Everything an album points to lives in its arena: one owner, one free. Texts are UTF-8 and
 * never ""; what Discogs does not say is NULL, 0 or an empty array. */
#ifndef MODEL_ALBUM_H
#define MODEL_ALBUM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* One artist of an album's credit; the order and the join phrases make the printed credit. */
struct credit {
	int64_t discogs_id;   /* the artist's; 0 when unknown */
	const char *name;     /* for display and search: "Orion" */
	const char *raw_name; /* as Discogs has it: "Orion (2)" */
	const char *anv;      /* the name printed on this release, NULL when the same */
	const char *join;     /* what stands between this artist and the next: "&", ",", NULL */

	/* Known once the album is stored. */
	int64_t artist_id;      /* in the catalogue */
	const char *spotify_id; /* of a verified artist, NULL when not known yet */
	bool image_decided;     /* found or absent: nothing left to ask */
	bool image_absent;      /* as of now: another album may still show the artist */
	bool is_new;            /* the artist came into the catalogue with this album */
};

struct label {
	const char *name;
	const char *catno; /* NULL for Discogs' "none" */
};

struct format {
	const char *name; /* "Vinyl" */
	const char *text; /* "Gatefold", NULL when absent */
	unsigned quantity;
	const char **descriptions; /* "LP", "Album" */
	size_t description_count;
};

/* One owned copy of the release. */
struct copy {
	int64_t instance_id;
	int64_t folder_id;
	int64_t added_ms; /* wall clock; 0 when Discogs gives no usable date */
	int rating;       /* 0 to 5, 0 = none */
};

struct album {
	struct arena *arena; /* owns all that follows */

	int64_t id;         /* in the catalogue; 0 until stored */
	int64_t discogs_id; /* the release */
	int64_t master_id;  /* 0 = no master */
	const char *title;
	int year;               /* of the pressing; 0 = unknown */
	int original_year;      /* of the music; 0 = unknown */
	const char *support;    /* "Vinyle", "CD", …; NULL when Discogs does not say */
	const char *cover_url;  /* NULL when Discogs has none */
	const char *country;    /* NULL: a collection page does not say */
	struct credit *credits; /* in printed order */
	size_t credit_count;
	struct label *labels;
	size_t label_count;
	struct format *formats;
	size_t format_count;
	const char **genres;
	size_t genre_count;
	const char **styles;
	size_t style_count;
	struct copy copy; /* the one that brought the album here */

	/* Facets decided already; what is not is to do. */
	bool link_decided;
	bool description_decided;
};

/* An empty album in an arena of its own. */
struct album *album_create(void);
/* NULL is fine. */
void album_destroy(struct album *album);

/* A year in which the music may have come out: of those that are learnt the earliest counts, as an
 * edition may carry its own date; one later than the pressing, or 0, cannot be and is left. */
void album_learn_year(struct album *album, int year);

/* "Harbour & Odile Brun": names with their join phrases, a comma without a space before it.
 * Allocated in the album's arena. */
const char *album_credit_text(const struct album *album);

#endif

/* world/release.h - what is true of one record; plain values.
 *
 * A release is a view: what it points to lives in the room it was described in, or in the store of
 * given releases, and is borrowed. */
#ifndef WORLD_RELEASE_H
#define WORLD_RELEASE_H
#include <stdbool.h>
#include <stdint.h>

/* What makes a record hard to match; named in the ground truth. */
enum kind {
	KIND_PLAIN,
	KIND_SELF_TITLED,
	KIND_LIVE,
	KIND_EP,
	KIND_SINGLE,
	KIND_COMPILATION,
	KIND_VARIOUS,
	KIND_SEVERAL_ARTISTS,
	KIND_NON_LATIN,
	KIND_PARALLEL_TITLE,
	KIND_PUNCTUATION,
	KIND_VOLUME,
	KIND_SOUNDTRACK,
	KIND_UNTITLED,
	KIND_EDITION,
	KIND_COUNT
};
extern const char *const kind_names[KIND_COUNT];

/* The artist number of "Various", Discogs id 194. */
#define ARTIST_VARIOUS UINT32_MAX

struct credit {
	uint32_t artist;  /* number, see world.h */
	const char *name; /* raw, with " (n)" */
	const char *anv;  /* "" when printed as named */
	const char *join; /* to the next credit */
};

struct label {
	const char *name;
	const char *catno;
	uint32_t id;
};

struct format {
	const char *name;
	const char *quantity;
	const char *text;                /* NULL: absent */
	const char *const *descriptions; /* NULL-terminated; NULL: absent */
};

struct release {
	uint32_t id;
	uint32_t master_id; /* 0: none */
	int year;           /* of this pressing; 0: unknown */
	int original_year;  /* of the music; 0: unknown */
	enum kind kind;
	const char *title;
	const struct credit *credits;
	unsigned credit_count;
	const struct label *labels;
	unsigned label_count;
	const struct format *formats;
	unsigned format_count;
	const char *const *genres; /* NULL-terminated; NULL: absent */
	const char *const *styles; /* the same */
	const char *cover;         /* "" when there is none */
	const char *thumb;
};

#endif

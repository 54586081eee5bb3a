/* prose/album_facts.h - what is known of an album for certain.
 *
 * A model is told these facts and no others, and what it writes is checked against the same value,
 * so that the two cannot drift apart. */
#ifndef PROSE_ALBUM_FACTS_H
#define PROSE_ALBUM_FACTS_H
#include <stddef.h>

struct album;
struct arena;

/* A longer text is cut between two characters. */
#define FACT_MAX_BYTES 300
/* Of genres, styles or formats. */
#define FACT_LIST_MAX 10

struct fact_list {
	const char *texts[FACT_LIST_MAX];
	size_t count;
};

/* NULL, 0 and an empty list are unknown. */
struct album_facts {
	const char *artist; /* the whole credit: "Harbour & Odile Brun" */
	const char *title;
	int original_year; /* of the music */
	int pressing_year;
	const char *label;
	const char *country;
	struct fact_list genres, styles, formats;
};

/* Texts live in the arena. */
void album_facts_read(struct arena *arena, const struct album *album, struct album_facts *out);

#endif

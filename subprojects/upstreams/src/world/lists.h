/* world/lists.h - the words that invented names are made of; data only. */
#ifndef WORLD_LISTS_H
#define WORLD_LISTS_H

struct list {
	const char *const *words;
	unsigned count;
};

extern const struct list list_en_adjectives, list_en_nouns, list_en_plurals, list_en_verbs;
extern const struct list list_en_singles; /* band names of one word, shared by several bands */
extern const struct list list_fr_nouns, list_fr_adjectives, list_fr_complements;
extern const struct list list_de_firsts, list_de_seconds, list_de_bodies;
extern const struct list list_ru_adjectives, list_ru_nouns, list_ru_genitives;
extern const struct list list_ja_firsts, list_ja_seconds, list_ja_thirds;
extern const struct list list_places;
extern const struct list list_labels;
extern const struct list list_karaoke_acts;

/* Genres with some of their styles, as Discogs names them. */
struct genre {
	const char *name;
	const char *styles[6];
};
extern const struct genre genres[];
extern const unsigned genre_count;

#endif

/* prose/word.h - a text taken apart into its words.
 *
 * A word is a run of letters and digits: what is elided, joined or possessed is a word of its own
 * ("d'Eno", "Hip-Hop", "Eno's" are two each). */
#ifndef PROSE_WORD_H
#define PROSE_WORD_H
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct word {
	const char *start; /* in the text */
	size_t length;
	const char *folded; /* as fold_text() has it alone; as written in other scripts than Latin,
	                     * whose folding is dear */
	unsigned hash;      /* of `folded` */
	bool capital;       /* has a capital, anywhere: "deBasement" */
	bool opens;         /* a sentence */
	bool quoted;
	bool own; /* part of the album's title or artist, written out */
};

/* Borrows `text`. The array ends with a word of length 0 at the end of the text. */
struct word *word_split(struct arena *arena, const char *text, size_t *count);

/* What stands between this word and the next; not terminated. */
const char *word_gap(const struct word *word, size_t *length);
/* Whether just this stands there. */
bool word_gap_is(const struct word *word, const char *gap);
/* ' or ’. */
bool word_is_elided(const struct word *word);

bool word_is(const struct word *word, const char *folded);
bool word_same(const struct word *one, const struct word *other);
/* How many words `phrase` takes at the start of `words`, 0 where it does not stand there. It is
 * folded words with a space between; "inform*" stands for all that begin so. */
size_t word_phrase(const struct word *words, size_t count, const char *phrase);
/* The same for any of `phrases`, the first that fits. */
size_t word_phrases(const struct word *words, size_t count, const char *const *phrases,
                    size_t phrase_count);

/* Whether `folded` is in the list. */
bool word_in(const char *folded, const char *const *list, size_t count);

#endif

/* providers/euria_phrases.h - the phrases, by language; data only. */
#ifndef PROVIDERS_EURIA_PHRASES_H
#define PROVIDERS_EURIA_PHRASES_H
#include "providers/euria_prompt.h"

enum { PHRASES = 12, PHRASE_WORDS = 10, PHRASE_GENRES = 12 };

/* In sentences, @ stands for a genre, % for an adjective of a sound, & for an image. */
struct phrases {
	const char *openings[PHRASES];
	const char *middles[PHRASES];
	const char *closings[PHRASES];
	const char *adjectives[PHRASE_WORDS];
	const char *images[PHRASE_WORDS];
	const char *genres[PHRASE_GENRES]; /* in the order of phrase_genres */
	const char *any_genre;
	const char *refusal;
	const char *placeholder;
	const char *with_year;     /* %d is the year */
	const char *with_title;    /* a quoted title that nobody gave */
	const char *with_musician; /* a name that nobody gave */
	const char *heading;       /* of a text in markdown */
};

extern const char *const phrase_genres[PHRASE_GENRES]; /* words to look for in a prompt */
extern const struct phrases phrases[TONGUE_COUNT];

#endif

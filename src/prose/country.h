/* prose/country.h - what the countries of Discogs are called where a text is written. */
#ifndef PROSE_COUNTRY_H
#define PROSE_COUNTRY_H

struct arena;

/* The folded words that may name `country` ("UK & Europe") in the languages of the catalogue; ""
 * when none is known. */
const char *country_words(struct arena *arena, const char *country);

#endif

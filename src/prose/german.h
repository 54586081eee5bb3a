/* prose/german.h - telling names from nouns where both have a capital.
 *
 * A German noun is known by its ending ("Stimmung"), or by what it ends with, since a compound is
 * of the kind of its last part ("Klangfarbe"). No list is whole: see names.c for what is made of
 * that. */
#ifndef PROSE_GERMAN_H
#define PROSE_GERMAN_H
#include <stdbool.h>

/* All take a folded word. */
bool german_is_noun(const char *word);
/* "Produzent", "Band": a name may follow. */
bool german_is_role(const char *word);
/* "Studios", "Quartett": a name may stand before it. */
bool german_is_house(const char *word);
/* At the start of a sentence it has a capital too: "Warme". */
bool german_is_adjective(const char *word);
/* "der", "einem" */
bool german_is_article(const char *word);

#endif

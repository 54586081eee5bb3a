/* prose/ordinary.h - capitalised words that are no names: months, genres, "LP", "XXe". */
#ifndef PROSE_ORDINARY_H
#define PROSE_ORDINARY_H
#include <stdbool.h>

struct word;

bool ordinary_is(const struct word *word);

#endif

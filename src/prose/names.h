/* prose/names.h - names in a text that the facts do not contain: people, places, works.
 *
 * A name is a capitalised word, or a run of them ("Charles de Gaulle", "Studio 54"), that does not
 * owe its capital to the start of a sentence; of a run, one word is enough that no fact contains.
 * In German, where every noun has a capital, see german_run.h. */
#ifndef PROSE_NAMES_H
#define PROSE_NAMES_H
#include <stddef.h>

struct passage;

/* As the text writes them, each once, in order. Stops at `room`. */
size_t names_find(const struct passage *passage, const char **names, size_t room);

#endif

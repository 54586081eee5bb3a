/* prose/run.h - capitalised words in a row. */
#ifndef PROSE_RUN_H
#define PROSE_RUN_H
#include <stdbool.h>
#include <stddef.h>

struct passage;
struct word;

/* Words of a passage, from `first` up to `end`; empty where both are the same. Between capitalised
 * ones there may be small ones ("of the"); the last may be a number. */
struct run {
	size_t first, end;
};

/* Whether the word may be part of a name. */
bool run_takes(const struct word *word);
/* The run that begins at `first`, a word that run_takes(). */
struct run run_read(const struct passage *passage, size_t first);
/* Whether the word has its capital from the start of a sentence. */
bool run_opens(const struct passage *passage, size_t at);
/* The word of the run behind `at` that run_takes(), or its end. */
size_t run_next(const struct passage *passage, const struct run *run, size_t at);

#endif

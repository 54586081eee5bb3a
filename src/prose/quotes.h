/* prose/quotes.h - what a text puts in quotation marks.
 *
 * A quotation in a description is a title, or passes for one. It runs from mark to mark; one that
 * is never closed runs to the end of its line. A quotation in a quotation is part of the outer one.
 * Apostrophes are none, nor is the mark of inches in 12". */
#ifndef PROSE_QUOTES_H
#define PROSE_QUOTES_H
#include <stddef.h>

struct arena;
struct passage;

struct quote {
	const char *start; /* behind the mark */
	size_t length;
};

struct quote *quotes_find(struct arena *arena, const char *text, size_t *count);

/* Why the text is bad: it quotes what the facts do not contain. */
const char *quotes_fault(const struct passage *passage);

#endif

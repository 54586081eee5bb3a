/* prose/instructions.h - what a prompt asks for, taken apart once for all the answers to it. */
#ifndef PROSE_INSTRUCTIONS_H
#define PROSE_INSTRUCTIONS_H
#include <stddef.h>

struct arena;
struct word;

struct instructions {
	struct arena *arena; /* owns this and what follows */
	const struct word *words;
	size_t word_count;
};

/* The text is copied. Loop thread only, as folding is. */
struct instructions *instructions_create(const char *text);
/* NULL is fine. */
void instructions_destroy(struct instructions *instructions);

#endif

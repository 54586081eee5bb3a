#include "prose/instructions.h"

#include "base/arena.h"
#include "prose/word.h"

struct instructions *instructions_create(const char *text)
{
	struct arena *arena = arena_create();
	struct instructions *instructions = arena_alloc(arena, 1, sizeof(*instructions));
	instructions->arena = arena;
	instructions->words =
	    word_split(arena, arena_strdup(arena, text), &instructions->word_count);
	return instructions;
}

void instructions_destroy(struct instructions *instructions)
{
	if (instructions) {
		arena_destroy(instructions->arena);
	}
}

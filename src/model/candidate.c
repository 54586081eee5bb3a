#include "model/candidate.h"

#include "base/arena.h"

struct candidates *candidates_create(void)
{
	struct arena *arena = arena_create();
	struct candidates *candidates = arena_alloc(arena, 1, sizeof(*candidates));
	candidates->arena = arena;
	return candidates;
}

void candidates_destroy(struct candidates *candidates)
{
	if (candidates) {
		arena_destroy(candidates->arena);
	}
}

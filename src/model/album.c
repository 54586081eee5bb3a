#include "model/album.h"

#include "base/arena.h"

#include <string.h>

struct album *album_create(void)
{
	struct arena *arena = arena_create();
	struct album *album = arena_alloc(arena, 1, sizeof(*album));
	album->arena = arena;
	return album;
}

void album_destroy(struct album *album)
{
	if (album) {
		arena_destroy(album->arena);
	}
}

/* Discogs leaves the join phrase out where a comma is meant. */
static const char *joined(struct arena *arena, const char *join)
{
	if (!join || strcmp(join, ",") == 0) {
		return ", ";
	}
	return arena_printf(arena, " %s ", join);
}

const char *album_credit_text(const struct album *album)
{
	const char *text = "";
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		bool last = i + 1 == album->credit_count;
		text = arena_printf(album->arena, "%s%s%s", text, credit->name,
		                    last ? "" : joined(album->arena, credit->join));
	}
	return text;
}

void album_learn_year(struct album *album, int year)
{
	bool can_be = year && (!album->year || year <= album->year);
	if (can_be && (!album->original_year || year < album->original_year)) {
		album->original_year = year;
	}
}

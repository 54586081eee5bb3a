#include "model/album.h"

#include "base/arena.h"
#include "base/buf.h"

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
static void put_join(struct buf *out, const char *join)
{
	if (!join || strcmp(join, ",") == 0) {
		buf_puts(out, ", ");
	} else {
		buf_printf(out, " %s ", join);
	}
}

const char *album_credit_text(const struct album *album)
{
	autobuf text = {0};
	for (size_t i = 0; i < album->credit_count; i++) {
		if (i > 0) {
			put_join(&text, album->credits[i - 1].join);
		}
		buf_puts(&text, album->credits[i].name);
	}
	return arena_strndup(album->arena, text.bytes ? text.bytes : "", text.length);
}

void album_learn_year(struct album *album, int year)
{
	bool can_be = year && (!album->year || year <= album->year);
	if (can_be && (!album->original_year || year < album->original_year)) {
		album->original_year = year;
	}
}

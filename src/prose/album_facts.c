#include "prose/album_facts.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/album.h"

#include <stdbool.h>
#include <string.h>

static const char *read_text(struct arena *arena, const char *text)
{
	return text_is_empty(text) ? NULL
	                           : arena_strndup(arena, text, text_cut(text, FACT_MAX_BYTES));
}

static void add(struct arena *arena, struct fact_list *list, const char *text)
{
	const char *copy = read_text(arena, text);
	if (copy && list->count < FACT_LIST_MAX) {
		list->texts[list->count++] = copy;
	}
}

static bool has(const struct fact_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->texts[i], text) == 0) {
			return true;
		}
	}
	return false;
}

void album_facts_read(struct arena *arena, const struct album *album, struct album_facts *out)
{
	*out = (struct album_facts){
	    .artist = read_text(arena, album_credit_text(album)),
	    .title = read_text(arena, album->title),
	    .original_year = album->original_year,
	    .pressing_year = album->year,
	    .label = read_text(arena, album->label_count > 0 ? album->labels[0].name : NULL),
	    .country = read_text(arena, album->country),
	};
	for (size_t i = 0; i < album->genre_count; i++) {
		add(arena, &out->genres, album->genres[i]);
	}
	for (size_t i = 0; i < album->style_count; i++) {
		add(arena, &out->styles, album->styles[i]);
	}
	for (size_t i = 0; i < album->format_count; i++) {
		const char *name = read_text(arena, album->formats[i].name);
		if (name && !has(&out->formats, name)) {
			add(arena, &out->formats, name);
		}
	}
}

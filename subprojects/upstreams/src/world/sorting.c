#include "world/sorting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/text.h"

enum {
	TEXT_KEY_SIZE = 96 /* bytes of a text that are compared */
};

struct sort_row {
	uint32_t index;
	int number;
	const char *text;
};

static int compare(const void *left, const void *right)
{
	const struct sort_row *a = left, *b = right;
	int order =
	    a->number != b->number ? (a->number < b->number ? -1 : 1) : strcmp(a->text, b->text);
	return order ? order : a->index < b->index ? -1 : 1;
}

static const char *text_key(const struct release *release, enum sort_key key)
{
	switch (key) {
	case SORT_ARTIST:
		return release->credits[0].name;
	case SORT_TITLE:
		return release->title;
	case SORT_LABEL:
		return release->label_count ? release->labels[0].name : "";
	case SORT_CATNO:
		return release->label_count ? release->labels[0].catno : "";
	case SORT_FORMAT:
		return release->format_count ? release->formats[0].name : "";
	default:
		return "";
	}
}

uint32_t *sorting_order(const struct collection *collection, const struct world *world,
                        enum sort_key key)
{
	uint32_t count = collection_count(collection);
	const struct copy *copies = collection_copies(collection);
	struct sort_row *rows = xcalloc(count, sizeof(*rows));
	struct pool texts = {NULL};
	struct room room;
	for (uint32_t i = 0; i < count; i++) {
		char folded[TEXT_KEY_SIZE];
		struct release release;
		room_init(&room);
		world_release(world, copies[i].slot, &room, &release);
		text_fold(text_key(&release, key), folded, sizeof(folded));
		rows[i].index = i;
		rows[i].text = pool_text(&texts, folded, TEXT_KEY_SIZE);
		rows[i].number = key == SORT_YEAR     ? release.year
		                 : key == SORT_RATING ? (int)collection_rating(copies[i].slot)
		                                      : 0;
	}
	qsort(rows, count, sizeof(*rows), compare);
	uint32_t *order = xcalloc(count, sizeof(*order));
	for (uint32_t i = 0; i < count; i++) {
		order[i] = rows[i].index;
	}
	pool_finish(&texts);
	free(rows);
	return order;
}

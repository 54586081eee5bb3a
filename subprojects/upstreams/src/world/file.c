#include "world/file.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/room.h"
#include "world/generate.h"
#include "world/titles.h"

enum {
	TEXT_MAX = 400, /* bytes of a title or name that are kept */
	LIST_MAX = 12   /* credits, labels, formats of a release that are kept */
};

static const char *text_of(struct given *given, const json_t *value, const char *otherwise)
{
	const char *text = json_string_value(value);
	return text ? pool_text(&given->pool, text, TEXT_MAX) : otherwise;
}

static uint32_t number_of(const json_t *value)
{
	const char *text = json_string_value(value);
	long long number = text ? strtoll(text, NULL, 10) : json_integer_value(value);
	return number > 0 && number < 0x7fffffff ? (uint32_t)number : 0;
}

static unsigned list_size(const json_t *list)
{
	size_t size = json_array_size(list);
	return size > LIST_MAX ? LIST_MAX : (unsigned)size;
}

/* NULL-terminated; NULL when the list is absent. */
static const char *const *words_of(struct given *given, const json_t *list)
{
	if (!json_is_array(list)) {
		return NULL;
	}
	unsigned count = list_size(list);
	const char **words = pool_take(&given->pool, (count + 1) * sizeof(*words));
	for (unsigned i = 0; i < count; i++) {
		words[i] = text_of(given, json_array_get(list, i), "");
	}
	return words;
}

static void read_credits(struct given *given, const json_t *list, struct release *facts)
{
	unsigned count = list_size(list);
	struct credit *credits = pool_take(&given->pool, (count + 1) * sizeof(*credits));
	for (unsigned i = 0; i < count; i++) {
		const json_t *row = json_array_get(list, i);
		bool flat = json_is_string(row);
		const char *name =
		    text_of(given, flat ? row : json_object_get(row, "name"), "Unknown Artist");
		uint32_t id = flat ? 0 : number_of(json_object_get(row, "id"));
		credits[i].artist = given_artist(given, name, id, NULL);
		credits[i].name = name;
		credits[i].anv = flat ? "" : text_of(given, json_object_get(row, "anv"), "");
		credits[i].join = flat ? (i + 1 < count ? "," : "")
		                       : text_of(given, json_object_get(row, "join"), "");
	}
	if (count == 0) {
		uint32_t artist = given_artist(given, "Unknown Artist", 0, NULL);
		credits[0] = (struct credit){artist, "Unknown Artist", "", ""};
		count = 1;
	}
	facts->credits = credits;
	facts->credit_count = count;
}

static void read_labels(struct given *given, const json_t *list, struct release *facts)
{
	facts->label_count = list_size(list);
	struct label *labels = pool_take(&given->pool, (facts->label_count + 1) * sizeof(*labels));
	for (unsigned i = 0; i < facts->label_count; i++) {
		const json_t *row = json_array_get(list, i);
		bool flat = json_is_string(row);
		labels[i].name = text_of(given, flat ? row : json_object_get(row, "name"), "");
		labels[i].catno =
		    flat ? "none" : text_of(given, json_object_get(row, "catno"), "none");
		labels[i].id = flat ? 1000 + i : number_of(json_object_get(row, "id"));
	}
	facts->labels = labels;
}

static void read_formats(struct given *given, const json_t *list, struct release *facts)
{
	facts->format_count = list_size(list);
	struct format *formats =
	    pool_take(&given->pool, (facts->format_count + 1) * sizeof(*formats));
	for (unsigned i = 0; i < facts->format_count; i++) {
		const json_t *row = json_array_get(list, i);
		bool flat = json_is_string(row);
		formats[i].name = text_of(given, flat ? row : json_object_get(row, "name"), "");
		formats[i].quantity = flat ? "1" : text_of(given, json_object_get(row, "qty"), "1");
		formats[i].text = flat ? NULL : text_of(given, json_object_get(row, "text"), NULL);
		formats[i].descriptions =
		    flat ? NULL : words_of(given, json_object_get(row, "descriptions"));
	}
	facts->formats = formats;
}

static void read_cover(struct given *given, const json_t *row, struct release *facts)
{
	facts->cover = text_of(given, json_object_get(row, "cover_image"), "");
	facts->thumb = text_of(given, json_object_get(row, "thumb"), "");
	if (*facts->cover && !*facts->thumb) {
		struct room room;
		room_init(&room);
		const char *thumb = generate_cover(given->seed, facts->id, 150, &room);
		facts->thumb = pool_text(&given->pool, thumb, TEXT_MAX);
	}
}

static bool read_row(struct given *given, const json_t *row)
{
	const json_t *basic = json_object_get(row, "basic_information");
	const json_t *from = basic ? basic : row;
	struct release facts = {0};
	facts.id = number_of(json_object_get(from, basic ? "id" : "release_id"));
	facts.title = text_of(given, json_object_get(from, "title"), NULL);
	if (!facts.id || !facts.title) {
		return false;
	}
	facts.year = (int)number_of(json_object_get(from, "year"));
	facts.original_year = (int)number_of(json_object_get(from, "original_year"));
	facts.master_id =
	    basic ? number_of(json_object_get(from, "master_id")) : GIVEN_MASTER_UNSAID;
	facts.genres = words_of(given, json_object_get(from, "genres"));
	facts.styles = words_of(given, json_object_get(from, "styles"));
	read_credits(given, json_object_get(from, "artists"), &facts);
	read_labels(given, json_object_get(from, "labels"), &facts);
	read_formats(given, json_object_get(from, "formats"), &facts);
	read_cover(given, from, &facts);
	struct room room;
	room_init(&room);
	const char *artist = title_without_number(facts.credits[0].name, &room);
	facts.kind = title_kind_of(facts.title, artist, facts.credit_count);
	given_add(given, &facts, NULL);
	return true;
}

bool file_load(struct given *given, const char *path, char *error, size_t error_size)
{
	json_error_t at;
	json_t *root = json_load_file(path, 0, &at);
	if (!root) {
		snprintf(error, error_size, "%s: line %d: %s", path, at.line, at.text);
		return false;
	}
	const json_t *rows = json_is_object(root) ? json_object_get(root, "releases") : root;
	size_t index;
	json_t *row;
	bool good = json_is_array(rows);
	if (!good) {
		snprintf(error, error_size, "%s: no array of releases", path);
	} else {
		json_array_foreach((json_t *)rows, index, row)
		{
			if (!read_row(given, row)) {
				snprintf(error, error_size, "%s: row %zu has no id or no title",
				         path, index);
				good = false;
				break;
			}
		}
	}
	json_decref(root);
	return good;
}

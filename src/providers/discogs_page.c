#include "providers/discogs_page.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/mem.h"
#include "base/text.h"
#include "providers/support.h"

#include <stdio.h>
#include <string.h>

/* Longer lists and texts than any real release has are cut: an album's size is bounded. */
#define LIST_MAX 100
#define TEXT_MAX_BYTES 1000
#define URL_MAX_BYTES 2000
/* 1,000,000 copies in pages of 100. */
#define PAGES_MAX 10000
/* 100 are asked for; a body may hold a row in 42 bytes, of which an album takes thousands. */
#define ROWS_MAX 1000

static const char *take_text(struct album *album, const json_t *object, const char *key)
{
	const char *text = jget_str(object, key);
	return text ? arena_strndup(album->arena, text, text_cut(text, TEXT_MAX_BYTES)) : NULL;
}

static size_t list_size(const json_t *list)
{
	size_t size = json_array_size(list);
	return size < LIST_MAX ? size : LIST_MAX;
}

/* Numbered names: "Orion (2)" is the second Orion in Discogs' database. Only a space, a number in
 * parentheses, and the end. */
static size_t unnumbered_length(const char *name)
{
	size_t length = strlen(name);
	size_t at = length;
	if (at == 0 || name[at - 1] != ')') {
		return length;
	}
	at--;
	size_t digits_end = at;
	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9') {
		at--;
	}
	bool numbered = at < digits_end && at >= 3 && name[at - 1] == '(' && name[at - 2] == ' ';
	return numbered ? at - 2 : length;
}

/* The web site marks a name variation by an asterisk. */
static const char *take_anv(struct album *album, const json_t *artist, const char *name)
{
	const char *anv = take_text(album, artist, "anv");
	if (anv && text_ends(anv, "*")) {
		anv = arena_strndup(album->arena, anv, strlen(anv) - 1);
	}
	return !anv || !*anv || strcmp(anv, name) == 0 ? NULL : anv;
}

static void read_credits(struct album *album, const json_t *artists)
{
	size_t size = list_size(artists);
	album->credits = arena_alloc(album->arena, size, sizeof(*album->credits));
	for (size_t i = 0; i < size; i++) {
		const json_t *artist = json_array_get(artists, i);
		const char *raw_name = take_text(album, artist, "name");
		if (!raw_name) {
			continue;
		}
		const char *name =
		    arena_strndup(album->arena, raw_name, unnumbered_length(raw_name));
		int64_t id = jget_int(artist, "id", 0);
		album->credits[album->credit_count++] = (struct credit){
		    .discogs_id = id > 0 ? id : 0,
		    .name = name,
		    .raw_name = raw_name,
		    .anv = take_anv(album, artist, name),
		    .join = take_text(album, artist, "join"),
		};
	}
}

static void read_labels(struct album *album, const json_t *labels)
{
	size_t size = list_size(labels);
	album->labels = arena_alloc(album->arena, size, sizeof(*album->labels));
	for (size_t i = 0; i < size; i++) {
		const json_t *label = json_array_get(labels, i);
		const char *raw_name = take_text(album, label, "name");
		const char *catno = take_text(album, label, "catno");
		if (!raw_name) {
			continue;
		}
		album->labels[album->label_count++] = (struct label){
		    .name = arena_strndup(album->arena, raw_name, unnumbered_length(raw_name)),
		    .catno = catno && strcmp(catno, "none") != 0 ? catno : NULL,
		};
	}
}

static const char **read_texts(struct album *album, const json_t *list, size_t *count)
{
	size_t size = list_size(list);
	const char **texts = arena_alloc(album->arena, size, sizeof(*texts));
	*count = 0;
	for (size_t i = 0; i < size; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (!text_is_empty(text)) {
			texts[(*count)++] =
			    arena_strndup(album->arena, text, text_cut(text, TEXT_MAX_BYTES));
		}
	}
	return texts;
}

static void read_formats(struct album *album, const json_t *formats)
{
	size_t size = list_size(formats);
	album->formats = arena_alloc(album->arena, size, sizeof(*album->formats));
	for (size_t i = 0; i < size; i++) {
		const json_t *item = json_array_get(formats, i);
		struct format format = {.name = take_text(album, item, "name")};
		int64_t quantity = jget_int(item, "qty", 1);
		if (!format.name) {
			continue;
		}
		format.text = take_text(album, item, "text");
		format.quantity = quantity > 0 && quantity < 10000 ? (unsigned)quantity : 1;
		format.descriptions =
		    read_texts(album, jget_array(item, "descriptions"), &format.description_count);
		album->formats[album->format_count++] = format;
	}
	album->support = support_of(album->formats, album->format_count);
}

static int read_year(const json_t *basic)
{
	int64_t year = jget_int(basic, "year", 0);
	return year >= 1000 && year <= 9999 ? (int)year : 0;
}

static bool is_web_url(const char *url)
{
	return url && strlen(url) <= URL_MAX_BYTES &&
	       (text_starts(url, "https://") || text_starts(url, "http://"));
}

static const char *read_cover(struct album *album, const json_t *basic)
{
	const char *cover = jget_str(basic, "cover_image");
	const char *url = is_web_url(cover) ? cover : jget_str(basic, "thumb");
	return is_web_url(url) ? arena_strdup(album->arena, url) : NULL;
}

static void read_copy(struct album *album, const json_t *row)
{
	int64_t instance_id = jget_int(row, "instance_id", 0);
	int64_t rating = jget_int(row, "rating", 0);
	const char *added = jget_str(row, "date_added");
	album->copy = (struct copy){
	    .instance_id = instance_id > 0 ? instance_id : 0,
	    .folder_id = jget_int(row, "folder_id", 0),
	    .rating = rating >= 0 && rating <= 5 ? (int)rating : 0,
	};
	if (!added || !clock_parse(added, &album->copy.added_ms)) {
		album->copy.added_ms = 0;
	}
}

/* What an album lacks for being misread it lacks for ever: rows are only inserted. Absent and null
 * are said, another type is not. NULL where all is well, else the member's name. */
static const char *misread_member(const json_t *basic)
{
	static const char *const lists[] = {"artists", "labels", "formats", "genres", "styles"};
	static const char *const texts[] = {"cover_image", "thumb"};
	const json_t *year = json_object_get(basic, "year");
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const json_t *list = json_object_get(basic, lists[i]);
		if (list && !json_is_array(list) && !json_is_null(list)) {
			return lists[i];
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const json_t *text = json_object_get(basic, texts[i]);
		if (text && !json_is_string(text) && !json_is_null(text)) {
			return texts[i];
		}
	}
	bool is_number = jget_int(basic, "year", -1) == jget_int(basic, "year", 0);
	return year && !json_is_null(year) && !is_number ? "year" : NULL;
}

/* Whether it can become an album: what it must have is there. */
static bool check_row(int64_t id, const json_t *basic, struct err *err)
{
	if (id <= 0) {
		return err_set(err, ERR_REMOTE, "a row has no release id");
	}
	if (!jget_str(basic, "title")) {
		return err_set(err, ERR_REMOTE, "release %lld has no title", (long long)id);
	}
	const char *misread = misread_member(basic);
	if (misread) {
		return err_set(err, ERR_REMOTE, "release %lld: %s is not what it should be",
		               (long long)id, misread);
	}
	return true;
}

/* NULL where the row says too little. */
static struct album *read_row(const json_t *row, struct err *err)
{
	const json_t *basic = jget_object(row, "basic_information");
	int64_t id = jget_int(row, "id", 0);
	id = id > 0 ? id : jget_int(basic, "id", 0);
	if (!check_row(id, basic, err)) {
		return NULL;
	}
	struct album *album = album_create();
	int64_t master_id = jget_int(basic, "master_id", 0);
	album->discogs_id = id;
	album->master_id = master_id > 0 ? master_id : 0;
	album->title = take_text(album, basic, "title");
	album->year = read_year(basic);
	album->cover_url = read_cover(album, basic);
	read_credits(album, jget_array(basic, "artists"));
	read_labels(album, jget_array(basic, "labels"));
	read_formats(album, jget_array(basic, "formats"));
	album->genres = read_texts(album, jget_array(basic, "genres"), &album->genre_count);
	album->styles = read_texts(album, jget_array(basic, "styles"), &album->style_count);
	read_copy(album, row);
	if (album->credit_count == 0) { /* "Various" is one, too */
		err_set(err, ERR_REMOTE, "release %lld has no artist", (long long)id);
		album_destroy(album);
		return NULL;
	}
	return album;
}

static void note_unusable(struct collection_page *out, size_t count, const char *why)
{
	out->unusable_count += count;
	snprintf(out->unusable_reason, sizeof(out->unusable_reason), "%.*s",
	         (int)sizeof(out->unusable_reason) - 1, why);
}

static void read_rows(const json_t *rows, struct collection_page *out)
{
	size_t size = json_array_size(rows);
	size_t count = size < ROWS_MAX ? size : ROWS_MAX;
	out->albums = xcalloc(count, sizeof(struct album *));
	for (size_t i = 0; i < count; i++) {
		struct err err;
		struct album *album = read_row(json_array_get(rows, i), &err);
		if (album) {
			out->albums[out->album_count++] = album;
		} else {
			note_unusable(out, 1, err.msg);
		}
	}
	if (size > count) {
		note_unusable(out, size - count, "the page has more rows than a page may have");
	}
}

bool discogs_page_parse(const char *body, size_t size_bytes, struct collection_page *out,
                        struct err *err)
{
	*out = (struct collection_page){0};
	json_auto_t *root = jget_parse(body, size_bytes, err);
	if (!root) {
		return err_wrap(err, "collection page");
	}
	const json_t *pagination = jget_object(root, "pagination");
	const json_t *rows = jget_array(root, "releases");
	int64_t page = jget_int(pagination, "page", 0);
	int64_t pages = jget_int(pagination, "pages", 0);
	int64_t items = jget_int(pagination, "items", -1);
	if (!rows || page < 1 || pages < 1 || items < 0) {
		return err_set(err, ERR_REMOTE, "collection page: no rows or no usable pagination");
	}
	out->page = (unsigned)(page > PAGES_MAX ? PAGES_MAX : page);
	out->page_count = (unsigned)(pages > PAGES_MAX ? PAGES_MAX : pages);
	out->item_count = items;
	read_rows(rows, out);
	return true;
}

void discogs_page_finish(struct collection_page *page)
{
	for (size_t i = 0; page->albums && i < page->album_count; i++) {
		album_destroy(page->albums[i]);
	}
	free(page->albums);
	*page = (struct collection_page){0};
}

#include "store/facts.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/jmake.h"
#include "base/mem.h"
#include "store/db.h"

#include <string.h>

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *labels_of(const struct album *album)
{
	json_t *list = json_array();
	for (size_t i = 0; i < album->label_count; i++) {
		const struct label *label = &album->labels[i];
		json_array_append_new(list, json_pack("{s:s, s:o}", "name", label->name, "catno",
		                                      text_or_null(label->catno)));
	}
	return list;
}

static json_t *formats_of(const struct album *album)
{
	json_t *list = json_array();
	for (size_t i = 0; i < album->format_count; i++) {
		const struct format *format = &album->formats[i];
		json_t *descriptions = jmake_texts(format->descriptions, format->description_count);
		json_array_append_new(list, json_pack("{s:s, s:i, s:o, s:o}", "name", format->name,
		                                      "qty", (int)format->quantity, "text",
		                                      text_or_null(format->text), "descriptions",
		                                      descriptions));
	}
	return list;
}

struct facts_json facts_to_json(const struct album *album)
{
	return (struct facts_json){
	    .labels = jmake_line(labels_of(album)),
	    .formats = jmake_line(formats_of(album)),
	    .genres = jmake_line(jmake_texts(album->genres, album->genre_count)),
	    .styles = jmake_line(jmake_texts(album->styles, album->style_count)),
	};
}

void facts_json_finish(struct facts_json *json)
{
	free(json->labels);
	free(json->formats);
	free(json->genres);
	free(json->styles);
}

static const char **read_texts(struct arena *arena, const json_t *list, size_t *count)
{
	const char **texts = arena_alloc(arena, json_array_size(list), sizeof(*texts));
	size_t i;
	json_t *item;
	*count = 0;
	json_array_foreach(list, i, item)
	{
		if (json_is_string(item)) {
			texts[(*count)++] = arena_strdup(arena, json_string_value(item));
		}
	}
	return texts;
}

static void read_labels(struct album *album, const json_t *list)
{
	size_t i;
	json_t *item;
	album->labels = arena_alloc(album->arena, json_array_size(list), sizeof(*album->labels));
	json_array_foreach(list, i, item)
	{
		album->labels[album->label_count++] = (struct label){
		    .name = arena_strdup(album->arena, jget_str(item, "name")),
		    .catno = arena_strdup(album->arena, jget_str(item, "catno")),
		};
	}
}

static void read_formats(struct album *album, const json_t *list)
{
	size_t i;
	json_t *item;
	album->formats = arena_alloc(album->arena, json_array_size(list), sizeof(*album->formats));
	json_array_foreach(list, i, item)
	{
		struct format *format = &album->formats[album->format_count++];
		format->name = arena_strdup(album->arena, jget_str(item, "name"));
		format->text = arena_strdup(album->arena, jget_str(item, "text"));
		format->quantity = (unsigned)jget_int(item, "qty", 0);
		format->descriptions = read_texts(album->arena, jget_array(item, "descriptions"),
		                                  &format->description_count);
	}
}

/* NULL for what cannot be: the schema checks that these columns are JSON. */
static json_t *column_json(const struct db_rows *rows, int column)
{
	const char *text = db_column_text(rows, column);
	return text ? json_loads(text, 0, NULL) : NULL;
}

struct album *facts_read(const struct db_rows *rows)
{
	struct album *album = album_create();
	album->id = db_column_int(rows, 0);
	album->discogs_id = db_column_int(rows, 1);
	album->master_id = db_column_int(rows, 2);
	album->title = db_column_copy(rows, 3, album->arena);
	album->year = (int)db_column_int(rows, 4);
	album->support = db_column_copy(rows, 5, album->arena);
	album->cover_url = db_column_copy(rows, 6, album->arena);
	json_auto_t *labels = column_json(rows, 7);
	json_auto_t *formats = column_json(rows, 8);
	json_auto_t *genres = column_json(rows, 9);
	json_auto_t *styles = column_json(rows, 10);
	album_learn_year(album, (int)db_column_int(rows, 11));
	album_learn_year(album, (int)db_column_int(rows, 12));
	read_labels(album, labels);
	read_formats(album, formats);
	album->genres = read_texts(album->arena, genres, &album->genre_count);
	album->styles = read_texts(album->arena, styles, &album->style_count);
	return album;
}

bool facts_read_face(struct db *db, struct arena *arena, struct credit *credit, struct err *err)
{
	struct db_rows rows = db_query(db,
	                               "SELECT spotify_id, outcome = 'absent' FROM artist_images"
	                               " WHERE artist_id = ?1 ORDER BY id DESC LIMIT 1",
	                               DB_VALUES(db_int(credit->artist_id)));
	if (db_next(&rows)) {
		credit->image_decided = true;
		credit->image_absent = db_column_int(&rows, 1) != 0;
		credit->spotify_id = db_column_copy(&rows, 0, arena);
	}
	return db_end(&rows, err);
}

static void read_credit(struct album *album, const struct db_rows *rows)
{
	struct credit *credit = &album->credits[album->credit_count++];
	*credit = (struct credit){
	    .artist_id = db_column_int(rows, 0),
	    .discogs_id = db_column_int(rows, 1),
	    .name = db_column_copy(rows, 2, album->arena),
	    .raw_name = db_column_copy(rows, 3, album->arena),
	    .anv = db_column_copy(rows, 4, album->arena),
	    .join = db_column_copy(rows, 5, album->arena),
	};
}

bool facts_read_credits(struct db *db, struct album *album, struct err *err)
{
	static const char sql[] =
	    "SELECT r.id, r.discogs_id, r.name, r.raw_name, c.anv, c.join_phrase,"
	    " count(*) OVER () FROM album_artists c JOIN artists r ON r.id = c.artist_id"
	    " WHERE c.album_id = ?1 ORDER BY c.position";
	struct db_rows rows = db_query(db, sql, DB_VALUES(db_int(album->id)));
	while (db_next(&rows)) {
		if (!album->credits) {
			size_t count = (size_t)db_column_int(&rows, 6);
			album->credits = arena_alloc(album->arena, count, sizeof(*album->credits));
		}
		read_credit(album, &rows);
	}
	if (!db_end(&rows, err)) {
		return false;
	}
	for (size_t i = 0; i < album->credit_count; i++) {
		if (!facts_read_face(db, album->arena, &album->credits[i], err)) {
			return false;
		}
	}
	return true;
}

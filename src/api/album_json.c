#include "api/internal.h"
#include "base/jmake.h"
#include "model/album.h"
#include "store/albums.h"

#include <stdio.h>

static json_t *artists_of(const struct album *album)
{
	json_t *list = json_array();
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		json_array_append_new(list,
		                      json_pack("{s:I, s:s}", "id", (json_int_t)credit->artist_id,
		                                "name", credit->name));
	}
	return list;
}

static json_t *images_of(const struct album *album)
{
	json_t *list = json_array();
	if (album->cover_url) {
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "url", album->cover_url,
		                                      "image_type", "album", "source", "discogs"));
	}
	return list;
}

static json_t *labels_of(const struct album *album)
{
	json_t *list = json_array();
	for (size_t i = 0; i < album->label_count; i++) {
		const struct label *label = &album->labels[i];
		json_array_append_new(list, json_pack("{s:s, s:o}", "name", label->name, "catno",
		                                      api_text(label->catno)));
	}
	return list;
}

static json_t *formats_of(const struct album *album)
{
	json_t *list = json_array();
	for (size_t i = 0; i < album->format_count; i++) {
		json_array_append_new(list, json_string(album->formats[i].name));
	}
	return list;
}

static void set_discogs(json_t *out, int64_t discogs_id)
{
	char id[24], url[64];
	snprintf(id, sizeof(id), "%lld", (long long)discogs_id);
	snprintf(url, sizeof(url), "https://www.discogs.com/release/%s", id);
	json_object_set_new(out, "discogs_id", discogs_id ? json_string(id) : json_null());
	json_object_set_new(out, "discogs_url", discogs_id ? json_string(url) : json_null());
}

json_t *api_album(const struct album_entry *entry)
{
	const struct album *album = entry->album;
	json_t *out = json_object();
	json_object_set_new(out, "id", json_integer(album->id));
	json_object_set_new(out, "title", json_string(album->title));
	json_object_set_new(out, "year", api_number(album->year));
	json_object_set_new(out, "original_year", api_number(album->original_year));
	json_object_set_new(out, "support", api_text(album->support));
	json_object_set_new(out, "source", json_string(entry->source));
	set_discogs(out, album->discogs_id);
	json_object_set_new(out, "spotify_url", api_text(entry->spotify_url));
	json_object_set_new(out, "ai_description", api_text(entry->description));
	json_object_set_new(out, "artists", artists_of(album));
	json_object_set_new(out, "images", images_of(album));
	json_object_set_new(out, "labels", labels_of(album));
	json_object_set_new(out, "formats", formats_of(album));
	json_object_set_new(out, "genres", jmake_texts(album->genres, album->genre_count));
	json_object_set_new(out, "styles", jmake_texts(album->styles, album->style_count));
	json_object_set_new(out, "added_at", api_time(entry->added_ms));
	json_object_set_new(out, "created_at", api_time(entry->created_ms));
	return out;
}

/* The catalogue checks that these are JSON. */
static json_t *list_of(const char *text)
{
	json_t *list = json_loads(text, 0, NULL);
	return list ? list : json_array();
}

static json_t *copies_of(const struct album_detail *detail)
{
	json_t *list = json_array();
	for (size_t i = 0; i < detail->copy_count; i++) {
		const struct copy *copy = &detail->copies[i];
		json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:i}", "instance_id",
		                                      api_number(copy->instance_id), "added_at",
		                                      api_time(copy->added_ms), "folder_id",
		                                      api_number(copy->folder_id), "rating",
		                                      copy->rating));
	}
	return list;
}

static json_t *description_of(const struct album_detail *detail)
{
	if (!detail->entry.description) {
		return json_null();
	}
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "text", detail->entry.description,
	                 "model", api_text(detail->description_model), "language",
	                 api_text(detail->description_language), "prompt_version",
	                 api_number(detail->description_prompt_version), "unverified",
	                 list_of(detail->description_unverified), "created_at",
	                 api_time(detail->description_ms));
}

json_t *api_album_detail(const struct album_detail *detail)
{
	json_t *out = api_album(&detail->entry);
	json_t *match =
	    json_pack("{s:s, s:o, s:o}", "verdict", detail->verdict, "reasons",
	              list_of(detail->reasons), "candidates", list_of(detail->candidates));
	json_object_set_new(out, "spotify_match", match);
	json_object_set_new(out, "copies", copies_of(detail));
	json_object_set_new(out, "description", description_of(detail));
	json_object_set_new(out, "description_absent_because",
	                    api_text(detail->description_reason));
	return out;
}

#include "store/shelf.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/facets.h"
#include "store/masters.h"
#include "store/runs.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* --- opening and closing ------------------------------------------------------------------ */

void shelf_open(struct shelf *shelf)
{
	struct err err = {.msg = ""};
	shelf->store = store_open(shelf->loop, shelf->path, NULL, &err);
	assert_string_equal(err.msg, "");
	assert_non_null(shelf->store);
}

static void on_closed(void *data)
{
	bool *closed = data;
	assert_false(*closed);
	*closed = true;
}

void shelf_close(struct shelf *shelf)
{
	bool closed = false;
	store_close(shelf->store, on_closed, &closed);
	assert_false(closed); /* never from inside */
	run_until(shelf->loop, &closed);
	shelf->store = NULL;
}

struct shelf *shelf_create(void)
{
	struct shelf *shelf = xcalloc(1, sizeof(*shelf));
	snprintf(shelf->path, sizeof(shelf->path), "%s/sillon.db", folder_create());
	shelf->loop = loop_create();
	shelf_open(shelf);
	return shelf;
}

void shelf_destroy(struct shelf *shelf)
{
	if (shelf->store) {
		shelf_close(shelf);
	}
	finish_loop(shelf->loop);
	autofree char *sound = plain_text(shelf, "PRAGMA integrity_check");
	autofree char *orphans = plain_text(shelf, "PRAGMA foreign_key_check");
	assert_string_equal(sound, "ok\n");
	assert_string_equal(orphans, "");
	folder_remove();
	free(shelf);
}

void ending_note(void *data, const struct err *err)
{
	struct ending *ending = data;
	ending->done = true;
	ending->count++;
	ending->failed = err != NULL;
	if (err) {
		ending->err = *err;
	}
}

void shelf_wait(struct shelf *shelf, struct ending *ending)
{
	assert_false(ending->done); /* never from inside the call */
	run_until(shelf->loop, &ending->done);
	assert_int_equal(ending->count, 1);
}

void shelf_wait_well(struct shelf *shelf, struct ending *ending)
{
	shelf_wait(shelf, ending);
	if (ending->failed) {
		fail_msg("%s", ending->err.msg);
	}
}

/* --- imports ------------------------------------------------------------------------------ */

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text ? text : "");
	for (char *at = copy; *at; at++) {
		*at = (char)tolower((unsigned char)*at);
	}
	return copy;
}

static void add_credit(struct album *album, const char *name, int64_t discogs_id)
{
	if (name) {
		album->credits[album->credit_count++] =
		    (struct credit){.discogs_id = discogs_id, .name = name, .raw_name = name};
	}
}

static struct album *album_of(const struct record *record)
{
	struct album *album = album_create();
	struct arena *arena = album->arena;
	album->discogs_id = record->release_id;
	album->master_id = record->master_id;
	album->title = record->title;
	album->year = record->year;
	album->support = record->support;
	album->cover_url = record->cover;
	album->copy.instance_id = record->instance_id;
	album->copy.added_ms = record->added_ms;
	album->credits = arena_alloc(arena, 2, sizeof(*album->credits));
	add_credit(album, record->artist, record->artist_id);
	add_credit(album, record->second, record->second_id);
	if (record->genre) {
		album->genres = arena_alloc(arena, 1, sizeof(*album->genres));
		album->genres[album->genre_count++] = record->genre;
	}
	return album;
}

static void fill_import(struct arena *arena, const struct record *record, struct import *import)
{
	struct album *album = album_of(record);
	import->album = album;
	import->keys.title_key =
	    record->title_key ? record->title_key : lower(arena, record->title);
	import->keys.artist_key =
	    record->artist_key ? record->artist_key : lower(arena, album_credit_text(album));
	import->keys.search = record->search ? record->search
	                                     : arena_printf(arena, "%s %s", import->keys.title_key,
	                                                    import->keys.artist_key);
	import->artist_keys = arena_alloc(arena, 2, sizeof(*import->artist_keys));
	for (size_t i = 0; i < album->credit_count; i++) {
		import->artist_keys[i] = lower(arena, album->credits[i].name);
	}
}

void parcel_fill(struct parcel *parcel, const struct record *records, size_t count)
{
	parcel->arena = arena_create();
	parcel->imports = arena_alloc(parcel->arena, count, sizeof(*parcel->imports));
	parcel->count = count;
	for (size_t i = 0; i < count; i++) {
		fill_import(parcel->arena, &records[i], &parcel->imports[i]);
	}
}

void parcel_finish(struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->count; i++) {
		album_destroy(parcel->imports[i].album);
	}
	arena_destroy(parcel->arena);
	*parcel = (struct parcel){0};
}

int64_t shelf_add_of_run(struct shelf *shelf, int64_t run_id, const struct record *record)
{
	struct parcel parcel;
	struct ending ending = {.done = false};
	parcel_fill(&parcel, record, 1);
	store_import(shelf->store, run_id, parcel.imports, 1, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	int64_t id = parcel.imports[0].album->id;
	parcel_finish(&parcel);
	return id;
}

int64_t shelf_add(struct shelf *shelf, const struct record *record)
{
	return shelf_add_of_run(shelf, 0, record);
}

struct begun {
	struct ending ending;
	int64_t run_id;
};

static void on_begun(void *data, int64_t run_id, const struct err *err)
{
	struct begun *begun = data;
	begun->run_id = run_id;
	ending_note(&begun->ending, err);
}

int64_t shelf_begin_run(struct shelf *shelf, const char *kind)
{
	struct begun begun = {.run_id = 0};
	json_auto_t *options = json_object();
	store_begin_run(shelf->store, kind, options, on_begun, &begun);
	shelf_wait_well(shelf, &begun.ending);
	return begun.run_id;
}

void shelf_end_run(struct shelf *shelf, int64_t run_id, const char *how, bool whole)
{
	struct ending ending = {.done = false};
	json_auto_t *counters = json_object();
	const struct run_end end = {
	    .run_id = run_id, .outcome = how, .whole = whole, .counters = counters};
	store_end_run(shelf->store, &end, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

/* --- facets ------------------------------------------------------------------------------- */

void shelf_link(struct shelf *shelf, int64_t album_id, const char *spotify_id)
{
	struct ending ending = {.done = false};
	autofree char *url = xasprintf("https://open.spotify.com/album/%s", spotify_id);
	const struct link_facet facet = {
	    .verdict = VERDICT_VERIFIED, .url = url, .spotify_id = spotify_id, .year = 1970};
	store_add_link(shelf->store, album_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

static void link_unverified(struct shelf *shelf, int64_t album_id, enum verdict verdict)
{
	struct ending ending = {.done = false};
	const struct link_facet facet = {.verdict = verdict};
	store_add_link(shelf->store, album_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

void shelf_link_ambiguous(struct shelf *shelf, int64_t album_id)
{
	link_unverified(shelf, album_id, VERDICT_AMBIGUOUS);
}

void shelf_link_absent(struct shelf *shelf, int64_t album_id)
{
	link_unverified(shelf, album_id, VERDICT_ABSENT);
}

void shelf_master(struct shelf *shelf, int64_t master_id, int year)
{
	struct ending ending = {.done = false};
	store_add_master_year(shelf->store, master_id, 0, year, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

void shelf_pin(struct shelf *shelf, int64_t album_id, const char *spotify_id)
{
	struct ending ending = {.done = false};
	autofree char *url =
	    xasprintf("https://open.spotify.com/album/%s", spotify_id ? spotify_id : "");
	const struct link_facet facet = {
	    .verdict = spotify_id ? VERDICT_PINNED : VERDICT_NEVER,
	    .url = spotify_id ? url : NULL,
	    .spotify_id = spotify_id,
	};
	store_add_pin(shelf->store, album_id, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

void shelf_describe(struct shelf *shelf, int64_t album_id, const char *text)
{
	struct ending ending = {.done = false};
	const struct text_facet facet = {
	    .outcome = text ? OUTCOME_FOUND : OUTCOME_ABSENT,
	    .text = text,
	    .model = "some/model",
	    .language = "fr",
	    .reason = text ? NULL : "the answer is empty",
	    .prompt_version = 1,
	};
	store_add_description(shelf->store, album_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

void shelf_face(struct shelf *shelf, int64_t artist_id, const char *url)
{
	struct ending ending = {.done = false};
	const struct image_facet facet = {
	    .outcome = url ? OUTCOME_FOUND : OUTCOME_ABSENT,
	    .image = {.url = url, .width = url ? 640 : 0, .height = url ? 480 : 0},
	    .spotify_id = url ? "2bD1kq7VYlZr0sQ9oP3xHe" : NULL,
	    .reason = "same name and same album",
	};
	store_add_image(shelf->store, artist_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
}

/* --- the plain connection ----------------------------------------------------------------- */

static sqlite3 *plain_open(const struct shelf *shelf)
{
	sqlite3 *plain = NULL;
	assert_int_equal(sqlite3_open(shelf->path, &plain), SQLITE_OK);
	return plain;
}

int plain_exec(const struct shelf *shelf, const char *sql, char message[256])
{
	sqlite3 *plain = plain_open(shelf);
	int code = sqlite3_exec(plain, sql, NULL, NULL, NULL);
	if (message) {
		snprintf(message, 256, "%s", sqlite3_errmsg(plain));
	}
	sqlite3_close(plain);
	return code;
}

void plain_do(const struct shelf *shelf, const char *sql)
{
	char message[256];
	if (plain_exec(shelf, sql, message) != SQLITE_OK) {
		fail_msg("%s: %s", message, sql);
	}
}

static char *text_of(sqlite3 *plain, const char *sql)
{
	struct buf out = {0};
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(plain, sql, -1, &statement, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sqlite3_errmsg(plain), sql);
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *text = (const char *)sqlite3_column_text(statement, i);
			buf_printf(&out, "%s%s", i ? "|" : "", text ? text : "NULL");
		}
		buf_puts(&out, "\n");
	}
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	return buf_steal(&out);
}

void plain_texts(const struct shelf *shelf, const char *const *queries, char **texts, size_t count)
{
	sqlite3 *plain = plain_open(shelf);
	for (size_t i = 0; i < count; i++) {
		texts[i] = text_of(plain, queries[i]);
	}
	sqlite3_close(plain);
}

char *plain_text(const struct shelf *shelf, const char *sql)
{
	char *text;
	plain_texts(shelf, &sql, &text, 1);
	return text;
}

int64_t plain_number(const struct shelf *shelf, const char *sql)
{
	autofree char *text = plain_text(shelf, sql);
	char *end;
	long long number = strtoll(text, &end, 10);
	if (end == text || *end != '\n') {
		fail_msg("no number, but \"%s\": %s", text, sql);
	}
	return number;
}

void plain_tables(const struct shelf *shelf, struct table_names *out)
{
	autofree char *names =
	    plain_text(shelf, "SELECT name FROM sqlite_schema WHERE type = 'table'"
	                      " AND name NOT LIKE 'album\\_search%' ESCAPE '\\'"
	                      " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
	out->count = 0;
	char *rest = names, *name;
	while ((name = strsep(&rest, "\n")) && *name) {
		assert_true(out->count < TABLES_MAX);
		out->names[out->count++] = xstrdup(name);
	}
	assert_true(out->count > 0);
}

void table_names_finish(struct table_names *tables)
{
	for (size_t i = 0; i < tables->count; i++) {
		free(tables->names[i]);
	}
}

char *plain_dump(const struct shelf *shelf)
{
	struct buf out = {0};
	struct table_names tables;
	plain_tables(shelf, &tables);
	for (size_t i = 0; i < tables.count; i++) {
		autofree char *sql = xasprintf("SELECT * FROM %s ORDER BY 1, 2", tables.names[i]);
		autofree char *rows = plain_text(shelf, sql);
		buf_printf(&out, "%s:\n%s", tables.names[i], rows);
	}
	table_names_finish(&tables);
	return buf_steal(&out);
}

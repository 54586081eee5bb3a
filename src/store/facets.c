#include "store/facets.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/jmake.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/task.h"

#include <jansson.h>
#include <string.h>

struct facet_task {
	struct store_call call;
	int64_t subject_id; /* album or artist */
	int64_t run_id, now_ms;
	union {
		struct link_facet link;
		struct text_facet text;
		struct image_facet image;
	};
	char *reasons, *candidates; /* of a link, as JSON; malloc()ed */
	char *unverified;           /* of a description, likewise; NULL: none */
	store_done_fn done;
	void *data;
};

static void finish(struct store_call *call, const struct err *err)
{
	struct facet_task *task = (struct facet_task *)call;
	task->done(task->data, err);
}

static void dispose(struct store_call *call)
{
	struct facet_task *task = (struct facet_task *)call;
	free(task->reasons);
	free(task->candidates);
	free(task->unverified);
}

static struct facet_task *facet_task(int64_t subject_id, int64_t run_id, store_done_fn done,
                                     void *data)
{
	struct facet_task *task = task_create(sizeof(*task));
	task->call.finish = finish;
	task->call.dispose = dispose;
	task->subject_id = subject_id;
	task->run_id = run_id;
	task->now_ms = clock_wall_ms();
	task->done = done;
	task->data = data;
	return task;
}

static json_t *candidate_json(const struct candidate_album *candidate)
{
	json_t *artists = json_array();
	for (size_t i = 0; i < candidate->artist_count; i++) {
		json_array_append_new(artists, json_string(candidate->artists[i].name));
	}
	json_t *year = candidate->year ? json_integer(candidate->year) : json_null();
	return json_pack("{s:s?, s:s, s:o, s:o}", "url", candidate->url, "title", candidate->name,
	                 "artists", artists, "year", year);
}

static void copy_link(struct facet_task *task, const struct link_facet *facet)
{
	json_t *reasons = jmake_texts(facet->reasons, facet->reason_count);
	json_t *candidates = json_array();
	for (size_t i = 0; i < facet->candidate_count; i++) {
		json_array_append_new(candidates, candidate_json(&facet->candidates[i]));
	}
	task->reasons = jmake_line(reasons);
	task->candidates = jmake_line(candidates);
	task->link = (struct link_facet){
	    .verdict = facet->verdict,
	    .url = arena_strdup(task->call.arena, facet->url),
	    .spotify_id = arena_strdup(task->call.arena, facet->spotify_id),
	    .year = facet->year,
	    .year_of_edition = facet->year_of_edition,
	};
}

static bool insert_link(struct facet_task *task, struct db *db, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO album_links (album_id, verdict, url, spotify_id, year, reasons,"
	    " candidates, run_id, created_ms, year_of_edition)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
	const struct link_facet *link = &task->link;
	return db_run(db, sql,
	              DB_VALUES(db_int(task->subject_id), db_text(verdict_name(link->verdict)),
	                        db_text(link->url), db_text(link->spotify_id),
	                        db_int_or_null(link->year), db_text(task->reasons),
	                        db_text(task->candidates), db_int_or_null(task->run_id),
	                        db_int(task->now_ms), db_int(link->year_of_edition)),
	              err);
}

static bool run_link(struct store_call *call, struct db *db, struct err *err)
{
	struct facet_task *task = (struct facet_task *)call;
	int64_t pinned;
	return db_read_int(db,
	                   "SELECT 1 FROM album_links WHERE album_id = ?1"
	                   " AND verdict IN ('pinned', 'never') LIMIT 1",
	                   DB_VALUES(db_int(task->subject_id)), &pinned, 0, err) &&
	       (pinned || insert_link(task, db, err));
}

static bool run_pin(struct store_call *call, struct db *db, struct err *err)
{
	struct facet_task *task = (struct facet_task *)call;
	int64_t exists;
	if (!db_read_int(db, "SELECT 1 FROM albums WHERE id = ?1",
	                 DB_VALUES(db_int(task->subject_id)), &exists, 0, err)) {
		return false;
	}
	if (!exists) {
		return err_set(err, ERR_NOT_FOUND, "there is no album %lld",
		               (long long)task->subject_id);
	}
	return insert_link(task, db, err);
}

static bool run_description(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO album_descriptions (album_id, outcome, text, model, language,"
	    " prompt_version, reason, run_id, created_ms, unverified)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
	struct facet_task *task = (struct facet_task *)call;
	const struct text_facet *text = &task->text;
	return db_run(db, sql,
	              DB_VALUES(db_int(task->subject_id), db_text(outcome_name(text->outcome)),
	                        db_text(text->text), db_text(text->model), db_text(text->language),
	                        db_int_or_null(text->prompt_version), db_text(text->reason),
	                        db_int_or_null(task->run_id), db_int(task->now_ms),
	                        db_text(task->unverified)),
	              err);
}

static bool run_image(struct store_call *call, struct db *db, struct err *err)
{
	static const char sql[] =
	    "INSERT INTO artist_images (artist_id, outcome, url, width, height, spotify_id, reason,"
	    " run_id, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	struct facet_task *task = (struct facet_task *)call;
	const struct image_facet *image = &task->image;
	int64_t found;
	if (!db_read_int(db,
	                 "SELECT 1 FROM artist_images WHERE artist_id = ?1 AND outcome = 'found'",
	                 DB_VALUES(db_int(task->subject_id)), &found, 0, err)) {
		return false;
	}
	return found ||
	       db_run(db, sql,
	              DB_VALUES(db_int(task->subject_id), db_text(outcome_name(image->outcome)),
	                        db_text(image->image.url), db_int_or_null(image->image.width),
	                        db_int_or_null(image->image.height), db_text(image->spotify_id),
	                        db_text(image->reason), db_int_or_null(task->run_id),
	                        db_int(task->now_ms)),
	              err);
}

struct store_call *store_add_link(struct store *store, int64_t album_id, int64_t run_id,
                                  const struct link_facet *facet, store_done_fn done, void *data)
{
	struct facet_task *task = facet_task(album_id, run_id, done, data);
	task->call.run = run_link;
	copy_link(task, facet);
	return task_write(store, &task->call);
}

struct store_call *store_add_pin(struct store *store, int64_t album_id,
                                 const struct link_facet *facet, store_done_fn done, void *data)
{
	struct facet_task *task = facet_task(album_id, 0, done, data);
	task->call.run = run_pin;
	copy_link(task, facet);
	return task_write(store, &task->call);
}

struct store_call *store_add_description(struct store *store, int64_t album_id, int64_t run_id,
                                         const struct text_facet *facet, store_done_fn done,
                                         void *data)
{
	struct facet_task *task = facet_task(album_id, run_id, done, data);
	struct arena *arena = task->call.arena;
	task->call.run = run_description;
	task->text = *facet;
	task->text.text = arena_strdup(arena, facet->text);
	task->text.model = arena_strdup(arena, facet->model);
	task->text.language = arena_strdup(arena, facet->language);
	task->text.reason = arena_strdup(arena, facet->reason);
	if (facet->unverified_count > 0) {
		task->unverified =
		    jmake_line(jmake_texts(facet->unverified, facet->unverified_count));
	}
	return task_write(store, &task->call);
}

struct store_call *store_add_image(struct store *store, int64_t artist_id, int64_t run_id,
                                   const struct image_facet *facet, store_done_fn done, void *data)
{
	struct facet_task *task = facet_task(artist_id, run_id, done, data);
	struct arena *arena = task->call.arena;
	task->call.run = run_image;
	task->image = *facet;
	task->image.image.url = arena_strdup(arena, facet->image.url);
	task->image.spotify_id = arena_strdup(arena, facet->spotify_id);
	task->image.reason = arena_strdup(arena, facet->reason);
	return task_write(store, &task->call);
}

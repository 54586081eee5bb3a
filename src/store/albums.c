#include "store/albums.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"
#include "store/facts.h"
#include "store/task.h"

#include <ctype.h>
#include <string.h>

#define FILTER_VALUES_MAX 12
#define PAGE_SIZE_MAX 100

#define ENTRY_COLUMNS                                                                              \
	FACTS_COLUMNS ", a.source, a.added_ms, a.created_ms,"                                      \
		      " (SELECT url FROM album_links WHERE album_id = a.id"                        \
		      " ORDER BY id DESC LIMIT 1),"                                                \
		      " (SELECT text FROM album_descriptions WHERE album_id = a.id"                \
		      " AND outcome = 'found' ORDER BY id DESC LIMIT 1)"

/* A WHERE clause with the values it refers to, in the order of its question marks. */
struct where {
	struct buf sql;
	struct db_value values[FILTER_VALUES_MAX];
	size_t count;
};

struct list_task {
	struct store_call call;
	struct where where;
	struct album_filter filter; /* its numbers; the texts are in `where` */
	struct album_entry entries[PAGE_SIZE_MAX];
	size_t count;
	int64_t total;
	void (*done)(void *data, const struct album_entry *entries, size_t count, int64_t total,
	             const struct err *err);
	void *data;
};

struct detail_task {
	struct store_call call;
	int64_t id;
	struct album_detail detail;
	void (*done)(void *data, const struct album_detail *detail, const struct err *err);
	void *data;
};

static void where_add(struct where *where, const char *condition)
{
	buf_puts(&where->sql, where->sql.length ? " AND " : " WHERE ");
	buf_puts(&where->sql, condition);
}

static void where_add_value(struct where *where, const char *condition, struct db_value value)
{
	where_add(where, condition);
	where->values[where->count++] = value;
}

static bool has_ascii_word(const char *words)
{
	while (*words && !isalnum((unsigned char)*words)) {
		words++;
	}
	return *words;
}

/* Whether another of the words begins with this one, and so asks for more: a search for the same
 * letter a hundred times must not cost a hundred searches. */
static bool is_implied(const char *words, const char *word, size_t length)
{
	for (const char *other = words; *other; other += strspn(other, " ")) {
		size_t other_length = strcspn(other, " ");
		bool asks_more = other_length > length || (other_length == length && other < word);
		bool is_asked = !memchr(other, '"', other_length);
		if (asks_more && is_asked && memcmp(other, word, length) == 0) {
			return true;
		}
		other += other_length;
	}
	return false;
}

/* fts5: every word as the start of one, "\"young\"* \"gods\"*". NULL where there is no word. */
static const char *match_text(struct arena *arena, const char *words)
{
	const char *text = NULL, *all = words;
	while (*words) {
		size_t length = strcspn(words, " ");
		bool is_word = false;
		for (size_t i = 0; i < length; i++) {
			is_word = is_word || isalnum((unsigned char)words[i]) || (words[i] & 0x80);
		}
		if (is_word && !memchr(words, '"', length) && !is_implied(all, words, length)) {
			text = arena_printf(arena, "%s%s\"%.*s\"*", text ? text : "",
			                    text ? " " : "", (int)length, words);
		}
		words += length + strspn(words + length, " ");
	}
	return text;
}

#define FOUND_BY_WORDS "a.id IN (SELECT rowid FROM album_search WHERE album_search MATCH ?)"
#define FOUND_AS_TYPED "instr(a.title || ' ' || a.artist_key, ?) > 0"

/* Symbols, which the index has no words for, are looked for as they were typed: "!!!". What is not
 * ASCII may be either: "★", "été". */
static void where_search(struct where *where, struct arena *arena,
                         const struct album_filter *filter)
{
	if (!filter->search) {
		return;
	}
	const char *words = filter->search_words ? filter->search_words : "";
	const char *match = match_text(arena, words);
	const char *typed = arena_strdup(arena, filter->search);
	if (!match) {
		where_add_value(where, FOUND_AS_TYPED, db_text(typed));
	} else if (has_ascii_word(words)) {
		where_add_value(where, FOUND_BY_WORDS, db_text(match));
	} else {
		where_add_value(where, "(" FOUND_BY_WORDS " OR " FOUND_AS_TYPED ")",
		                db_text(match));
		where->values[where->count++] = db_text(typed);
	}
}

static void where_missing(struct where *where, enum album_missing missing)
{
	switch (missing) {
	case MISSING_ANYTHING:
		return;
	case MISSING_SPOTIFY_URL:
		where_add(where, "(SELECT url FROM album_links WHERE album_id = a.id"
		                 " ORDER BY id DESC LIMIT 1) IS NULL");
		return;
	case MISSING_DESCRIPTION:
		where_add(where, "NOT EXISTS (SELECT 1 FROM album_descriptions"
		                 " WHERE album_id = a.id AND outcome = 'found')");
		return;
	case MISSING_IMAGE:
		where_add(where, "a.cover_url IS NULL");
		return;
	}
}

static void where_build(struct where *where, struct arena *arena, const struct album_filter *filter)
{
	where_search(where, arena, filter);
	if (filter->artist_id) {
		where_add_value(where,
		                "a.id IN (SELECT album_id FROM album_artists WHERE artist_id = ?)",
		                db_int(filter->artist_id));
	}
	if (filter->support) {
		where_add_value(where, "a.support = ?",
		                db_text(arena_strdup(arena, filter->support)));
	}
	if (filter->year) {
		where_add_value(where, "a.year = ?", db_int(filter->year));
	}
	where_missing(where, filter->missing);
	if (filter->verdict) {
		where_add_value(where,
		                "coalesce((SELECT verdict FROM album_links WHERE album_id = a.id"
		                " ORDER BY id DESC LIMIT 1), 'pending') = ?",
		                db_text(arena_strdup(arena, filter->verdict)));
	}
}

static const char *order_by(struct arena *arena, const struct album_filter *filter)
{
	static const char *const columns[] = {
	    [ALBUM_SORT_ADDED] = "a.added_ms",
	    [ALBUM_SORT_TITLE] = "a.title_key",
	    [ALBUM_SORT_ARTIST] = "a.artist_key",
	    [ALBUM_SORT_YEAR] = "a.year",
	};
	const char *direction = filter->descending ? "DESC" : "ASC";
	return arena_printf(arena, " ORDER BY %s %s, a.id %s LIMIT ? OFFSET ?",
	                    columns[filter->sort], direction, direction);
}

static struct album_entry read_entry(const struct db_rows *rows)
{
	struct album *album = facts_read(rows);
	int at = FACTS_COLUMN_COUNT;
	return (struct album_entry){
	    .album = album,
	    .source = db_column_copy(rows, at, album->arena),
	    .added_ms = db_column_int(rows, at + 1),
	    .created_ms = db_column_int(rows, at + 2),
	    .spotify_url = db_column_copy(rows, at + 3, album->arena),
	    .description = db_column_copy(rows, at + 4, album->arena),
	};
}

static bool read_total(struct list_task *task, struct db *db, struct err *err)
{
	const char *sql = arena_printf(task->call.arena, "SELECT count(*) FROM albums a%s",
	                               task->where.sql.bytes ? task->where.sql.bytes : "");
	struct db_rows rows = db_query_once(db, sql, task->where.values, task->where.count);
	task->total = db_next(&rows) ? db_column_int(&rows, 0) : 0;
	return db_end(&rows, err);
}

static bool run_list(struct store_call *call, struct db *db, struct err *err)
{
	struct list_task *task = (struct list_task *)call;
	struct where *where = &task->where;
	const struct album_filter *filter = &task->filter;
	if (!read_total(task, db, err)) {
		return false;
	}
	const char *sql =
	    arena_printf(call->arena, "SELECT " ENTRY_COLUMNS " FROM albums a%s%s",
	                 where->sql.bytes ? where->sql.bytes : "", order_by(call->arena, filter));
	where->values[where->count] = db_int(filter->page_size);
	where->values[where->count + 1] = db_int((filter->page - 1) * filter->page_size);
	struct db_rows rows = db_query_once(db, sql, where->values, where->count + 2);
	bool well = true;
	while (well && task->count < PAGE_SIZE_MAX && db_next(&rows)) {
		struct album_entry entry = read_entry(&rows);
		task->entries[task->count++] = entry;
		well = facts_read_credits(db, entry.album, err);
	}
	return db_end(&rows, well ? err : NULL) && well;
}

static void finish_list(struct store_call *call, const struct err *err)
{
	struct list_task *task = (struct list_task *)call;
	task->done(task->data, err ? NULL : task->entries, task->count, task->total, err);
}

static void dispose_list(struct store_call *call)
{
	struct list_task *task = (struct list_task *)call;
	for (size_t i = 0; i < task->count; i++) {
		album_destroy(task->entries[i].album);
	}
	buf_finish(&task->where.sql);
}

struct store_call *store_list_albums(struct store *store, const struct album_filter *filter,
                                     void (*done)(void *data, const struct album_entry *entries,
                                                  size_t count, int64_t total,
                                                  const struct err *err),
                                     void *data)
{
	struct list_task *task = task_create(sizeof(*task));
	task->call.run = run_list;
	task->call.finish = finish_list;
	task->call.dispose = dispose_list;
	task->filter = *filter;
	task->done = done;
	task->data = data;
	where_build(&task->where, task->call.arena, filter);
	return task_read(store, &task->call);
}

static bool read_link(struct detail_task *task, struct db *db, struct err *err)
{
	struct album_detail *detail = &task->detail;
	struct db_rows rows = db_query(db,
	                               "SELECT verdict, reasons, candidates FROM album_links"
	                               " WHERE album_id = ?1 ORDER BY id DESC LIMIT 1",
	                               DB_VALUES(db_int(task->id)));
	bool known = db_next(&rows);
	detail->verdict = known ? db_column_copy(&rows, 0, task->call.arena) : "pending";
	detail->reasons = known ? db_column_copy(&rows, 1, task->call.arena) : "[]";
	detail->candidates = known ? db_column_copy(&rows, 2, task->call.arena) : "[]";
	return db_end(&rows, err);
}

/* The newest text; where there is none, the newest reason for that. */
static bool read_description(struct detail_task *task, struct db *db, struct err *err)
{
	static const char sql[] =
	    "SELECT outcome = 'found', reason, model, language, prompt_version, created_ms,"
	    " coalesce(unverified, '[]') FROM album_descriptions WHERE album_id = ?1"
	    " ORDER BY outcome = 'found' DESC, id DESC LIMIT 1";
	struct album_detail *detail = &task->detail;
	struct arena *arena = task->call.arena;
	struct db_rows rows = db_query(db, sql, DB_VALUES(db_int(task->id)));
	bool known = db_next(&rows), found = known && db_column_int(&rows, 0);
	if (known && !found) {
		detail->description_reason = db_column_copy(&rows, 1, arena);
	}
	if (found) {
		detail->description_model = db_column_copy(&rows, 2, arena);
		detail->description_language = db_column_copy(&rows, 3, arena);
		detail->description_prompt_version = (int)db_column_int(&rows, 4);
		detail->description_ms = db_column_int(&rows, 5);
		detail->description_unverified = db_column_copy(&rows, 6, arena);
	}
	return db_end(&rows, err);
}

static bool read_copies(struct detail_task *task, struct db *db, struct err *err)
{
	struct album_detail *detail = &task->detail;
	struct db_rows rows =
	    db_query(db,
	             "SELECT instance_id, folder_id, rating, added_ms, count(*) OVER ()"
	             " FROM copies WHERE album_id = ?1 ORDER BY id",
	             DB_VALUES(db_int(task->id)));
	while (db_next(&rows)) {
		if (!detail->copies) {
			detail->copies =
			    arena_alloc(task->call.arena, (size_t)db_column_int(&rows, 4),
			                sizeof(*detail->copies));
		}
		detail->copies[detail->copy_count++] = (struct copy){
		    .instance_id = db_column_int(&rows, 0),
		    .folder_id = db_column_int(&rows, 1),
		    .rating = (int)db_column_int(&rows, 2),
		    .added_ms = db_column_int(&rows, 3),
		};
	}
	return db_end(&rows, err);
}

static bool run_detail(struct store_call *call, struct db *db, struct err *err)
{
	struct detail_task *task = (struct detail_task *)call;
	struct db_rows rows = db_query(db, "SELECT " ENTRY_COLUMNS " FROM albums a WHERE a.id = ?1",
	                               DB_VALUES(db_int(task->id)));
	if (db_next(&rows)) {
		task->detail.entry = read_entry(&rows);
	}
	if (!db_end(&rows, err)) {
		return false;
	}
	if (!task->detail.entry.album) {
		return err_set(err, ERR_NOT_FOUND, "there is no album %lld", (long long)task->id);
	}
	return facts_read_credits(db, task->detail.entry.album, err) && read_link(task, db, err) &&
	       read_description(task, db, err) && read_copies(task, db, err);
}

static void finish_detail(struct store_call *call, const struct err *err)
{
	struct detail_task *task = (struct detail_task *)call;
	task->done(task->data, err ? NULL : &task->detail, err);
}

static void dispose_detail(struct store_call *call)
{
	album_destroy(((struct detail_task *)call)->detail.entry.album);
}

struct store_call *store_get_album(struct store *store, int64_t id,
                                   void (*done)(void *data, const struct album_detail *detail,
                                                const struct err *err),
                                   void *data)
{
	struct detail_task *task = task_create(sizeof(*task));
	task->call.run = run_detail;
	task->call.finish = finish_detail;
	task->call.dispose = dispose_detail;
	task->id = id;
	task->done = done;
	task->data = data;
	return task_read(store, &task->call);
}

#include "sync/batch.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "match/fold.h"

/* Happy path: the store says what it knows, the new rows are selected, one write imports them. */
struct batch {
	struct arena *arena; /* owns this, the arrays and the keys */
	struct store *store;
	struct batch_options options;
	struct album **albums;
	size_t count;
	struct known_row *known;
	enum row_action *actions;
	enum row_fate *fates;
	struct import *imports; /* of the rows that are written */
	size_t *import_rows;    /* which row each import is */
	size_t import_count;
	batch_done_fn done;
	void *data;
};

static void add_import(struct batch *batch, size_t row)
{
	struct album *album = batch->albums[row];
	struct import *import = &batch->imports[batch->import_count];
	batch->import_rows[batch->import_count++] = row;
	*import = (struct import){.album = album};
	const char *credit = album_credit_text(album);
	import->keys.title_key = fold_text(batch->arena, album->title);
	import->keys.artist_key = fold_text(batch->arena, credit);
	import->keys.search =
	    arena_printf(batch->arena, "%s %s", import->keys.title_key, import->keys.artist_key);
	import->artist_keys =
	    arena_alloc(batch->arena, album->credit_count, sizeof(*import->artist_keys));
	for (size_t i = 0; i < album->credit_count; i++) {
		import->artist_keys[i] = fold_text(batch->arena, album->credits[i].name);
	}
}

/* A row whose release is new on this very page, and was left because of the limit. */
static bool is_of_left(const struct batch *batch, size_t row)
{
	for (size_t i = 0; i < row; i++) {
		if (batch->albums[i]->discogs_id == batch->albums[row]->discogs_id) {
			return batch->fates[i] == FATE_LEFT;
		}
	}
	return false;
}

static void select_imports(struct batch *batch)
{
	size_t left = batch->options.new_max;
	select_rows(batch->albums, batch->known, batch->count, batch->options.run_id,
	            batch->actions);
	for (size_t i = 0; i < batch->count; i++) {
		switch (batch->actions[i]) {
		case ROW_NEW:
			batch->fates[i] = left > 0 ? FATE_IMPORTED : FATE_LEFT;
			if (left > 0) {
				left--;
				add_import(batch, i);
			}
			break;
		case ROW_COPY:
			batch->fates[i] = is_of_left(batch, i) ? FATE_LEFT : FATE_COPY;
			if (batch->fates[i] == FATE_COPY) {
				add_import(batch, i);
			}
			break;
		case ROW_KNOWN:
			batch->fates[i] = is_of_left(batch, i) ? FATE_LEFT : FATE_KNOWN;
			break;
		case ROW_REPEATED:
			batch->fates[i] = FATE_REPEATED;
			break;
		}
	}
}

static void on_imported(void *data, const struct err *err)
{
	struct batch *batch = data;
	for (size_t i = 0; !err && i < batch->import_count; i++) {
		enum row_fate *fate = &batch->fates[batch->import_rows[i]];
		if (batch->imports[i].existed && *fate == FATE_IMPORTED) {
			*fate = FATE_KNOWN;
		}
	}
	batch->done(batch->data, batch, err);
}

static void on_known(void *data, const struct err *err)
{
	struct batch *batch = data;
	if (err) {
		batch->done(batch->data, batch, err);
		return;
	}
	select_imports(batch);
	if (batch->import_count == 0 || batch->options.dry_run) {
		batch->done(batch->data, batch, NULL);
		return;
	}
	store_import(batch->store, batch->options.run_id, batch->imports, batch->import_count,
	             on_imported, batch);
}

struct batch *batch_start(struct store *store, struct album *const *albums, size_t count,
                          const struct batch_options *options, batch_done_fn done, void *data)
{
	struct arena *arena = arena_create();
	struct batch *batch = arena_alloc(arena, 1, sizeof(*batch));
	batch->arena = arena;
	batch->store = store;
	batch->options = *options;
	batch->count = count;
	batch->albums = arena_alloc(arena, count, sizeof(struct album *));
	batch->known = arena_alloc(arena, count, sizeof(*batch->known));
	batch->actions = arena_alloc(arena, count, sizeof(*batch->actions));
	batch->fates = arena_alloc(arena, count, sizeof(*batch->fates));
	batch->imports = arena_alloc(arena, count, sizeof(*batch->imports));
	batch->import_rows = arena_alloc(arena, count, sizeof(*batch->import_rows));
	batch->done = done;
	batch->data = data;
	for (size_t i = 0; i < count; i++) {
		batch->albums[i] = albums[i];
		batch->known[i].discogs_id = albums[i]->discogs_id;
		batch->known[i].instance_id = albums[i]->copy.instance_id;
	}
	store_lookup(store, batch->known, count, on_known, batch);
	return batch;
}

void batch_destroy(struct batch *batch)
{
	if (!batch) {
		return;
	}
	for (size_t i = 0; i < batch->count; i++) {
		album_destroy(batch->albums[i]);
	}
	arena_destroy(batch->arena);
}

size_t batch_size(const struct batch *batch)
{
	return batch->count;
}

enum row_fate batch_fate(const struct batch *batch, size_t index)
{
	return batch->fates[index];
}

const struct album *batch_album(const struct batch *batch, size_t index)
{
	return batch->albums[index];
}

struct album *batch_take(struct batch *batch, size_t index)
{
	struct album *album = batch->albums[index];
	batch->albums[index] = NULL;
	return album;
}

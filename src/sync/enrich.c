#include "sync/enrich.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "match/face.h"
#include "store/facets.h"
#include "sync/deps.h"
#include "sync/desk.h"
#include "sync/faces.h"
#include "sync/link_search.h"
#include "sync/progress.h"

/* Happy path: the artists are looked up; one of the albums that came along is the right one; the
 * link and the artists' images are written; the description is asked for and written.
 * A provider that cannot be asked puts its facets off; the rest goes on. */
enum phase {
	PHASE_ARTISTS, /* looked up */
	PHASE_SEARCH,  /* the album is searched for */
	PHASE_FACES,   /* images decided */
	PHASE_WRITING, /* the description asked for */
	PHASE_STORING, /* nothing left but writes under way */
};

struct enrich {
	const struct enrich_context *context;
	struct album *album;
	struct arena *arena;
	enum phase phase;
	struct deferred next;
	struct faces *faces;        /* NULL where Spotify is not configured */
	struct link_search *search; /* likewise */
	struct role_call *step;     /* description */
	bool lookup_failed;         /* not every artist could be looked up */

	unsigned writes; /* under way */
	bool stopping;
	struct enrich_result result;
	const char **new_images;
	struct err err;
	enrich_done_fn done;
	void *data;
};

/* One facet on its way to the disk. */
struct facet_write {
	struct enrich *op;
	int64_t *counter;   /* grows when it is there; NULL for an absence */
	const char *artist; /* an image's */
	bool *found;
};

static void advance(struct enrich *op);

static void enrich_end(struct enrich *op)
{
	struct enrich last = *op;
	last.result.new_images = last.new_images;
	last.result.err = last.result.stage ? &last.err : NULL;
	loop_defer_cancel(&op->next);
	link_search_destroy(op->search);
	faces_destroy(op->faces);
	free(op);
	last.done(last.data, last.album, &last.result);
	arena_destroy(last.arena); /* the result's */
}

/* A provider that cannot be asked now puts work off; anything else is an error of this album. */
static bool is_for_later(const struct err *err)
{
	return err->code == ERR_BLOCKED || err->code == ERR_TRANSIENT || err->code == ERR_REMOTE ||
	       err->code == ERR_AUTH || err->code == ERR_FORBIDDEN || err->code == ERR_UNAVAILABLE;
}

/* What is put off does not hide what went wrong. */
static void note_failure(struct enrich *op, const char *stage, const struct err *err)
{
	if (op->result.failed && is_for_later(err)) {
		return;
	}
	op->err = *err;
	op->result.stage = stage;
	op->result.failed = !is_for_later(err);
}

static void on_written(void *data, const struct err *err)
{
	struct facet_write *write = data;
	struct enrich *op = write->op;
	op->writes--;
	if (err) {
		note_failure(op, "base", err);
	} else if (write->counter) {
		(*write->counter)++;
		if (write->found) {
			*write->found = true;
		}
		if (write->artist) {
			op->new_images[op->result.new_image_count++] = write->artist;
		}
		progress_touch(op->context->progress);
	}
	if (op->phase == PHASE_STORING && op->writes == 0) {
		enrich_end(op);
	}
}

static struct facet_write *write_create(struct enrich *op)
{
	struct facet_write *write = arena_alloc(op->arena, 1, sizeof(*write));
	write->op = op;
	op->writes++;
	return write;
}

/* --- artists --------------------------------------------------------------------------------- */

static void on_faces_known(void *data)
{
	struct enrich *op = data;
	if (op->stopping) {
		return;
	}
	op->phase = PHASE_SEARCH;
	advance(op);
}

static void on_face_failed(void *data, const char *stage, const struct err *err)
{
	struct enrich *op = data;
	op->lookup_failed = true;
	note_failure(op, stage, err);
}

static void on_face_decided(void *data, const struct credit *credit,
                            const struct image_facet *facet)
{
	struct enrich *op = data;
	struct facet_write *write = write_create(op);
	if (facet->outcome == OUTCOME_FOUND) {
		write->counter = &op->context->progress->count.artist_images;
		write->artist = arena_strdup(op->arena, credit->name);
	}
	store_add_image(op->context->deps->store, credit->artist_id, op->context->run_id, facet,
	                on_written, write);
}

static void on_faces_ended(void *data)
{
	struct enrich *op = data;
	op->result.spotify_put_off += faces_undecided(op->faces);
	op->phase = PHASE_WRITING;
	advance(op);
}

/* "Various" and its kin: nobody to look for, and so nothing left to do. Said once. */
static void decide_unsearchable(struct enrich *op)
{
	for (size_t i = 0; i < op->album->credit_count; i++) {
		const struct credit *credit = &op->album->credits[i];
		if (credit->image_decided || face_is_searchable(credit)) {
			continue;
		}
		struct desk_entry *entry = desk_hold(op->context->desk, credit);
		if (!entry->face_decided) {
			const struct image_facet nobody = {
			    .outcome = OUTCOME_ABSENT, .reason = "the name stands for no artist"};
			entry->face_decided = true;
			on_face_decided(op, credit, &nobody);
		}
		desk_release(entry);
	}
}

/* --- the album ------------------------------------------------------------------------------- */

static void on_search_failed(void *data, const char *stage, const struct err *err)
{
	note_failure(data, stage, err);
}

static void store_link(struct enrich *op, const struct link_facet *link)
{
	struct facet_write *write = write_create(op);
	if (link->verdict == VERDICT_VERIFIED) {
		write->counter = &op->context->progress->count.spotify_urls;
		write->found = &op->result.link_found;
	}
	store_add_link(op->context->deps->store, op->album->id, op->context->run_id, link,
	               on_written, write);
}

static void on_search_ended(void *data)
{
	struct enrich *op = data;
	const struct link_facet *link = link_search_facet(op->search);
	if (link->verdict == VERDICT_PENDING) {
		op->result.spotify_put_off += !op->album->link_decided;
	} else if (!op->album->link_decided) {
		store_link(op, link);
	}
	op->phase = PHASE_FACES;
	advance(op);
}

static void find_album(struct enrich *op)
{
	const struct link_search_events events = {
	    .failed = on_search_failed, .ended = on_search_ended, .data = op};
	op->search = link_search_create(op->context, op->album, op->faces, &events);
	link_search_start(op->search, op->lookup_failed);
}

/* --- the description ------------------------------------------------------------------------- */

static void on_description(void *data, const struct text_facet *facet, const struct err *err)
{
	struct enrich *op = data;
	op->step = NULL;
	if (err) {
		note_failure(op, "euria", err);
		op->result.euria_put_off++;
	} else {
		struct facet_write *write = write_create(op);
		if (facet->outcome == OUTCOME_FOUND) {
			write->counter = &op->context->progress->count.descriptions;
			write->found = &op->result.description_found;
		}
		store_add_description(op->context->deps->store, op->album->id, op->context->run_id,
		                      facet, on_written, write);
	}
	op->phase = PHASE_STORING;
	advance(op);
}

/* --- the way through ------------------------------------------------------------------------- */

static void look_up_artists(struct enrich *op)
{
	const struct faces_events events = {
	    .known = on_faces_known,
	    .decided = on_face_decided,
	    .ended = on_faces_ended,
	    .failed = on_face_failed,
	    .data = op,
	};
	const struct sync_deps *deps = op->context->deps;
	if (!deps->listening.self) {
		op->phase = PHASE_WRITING;
		advance(op);
		return;
	}
	decide_unsearchable(op);
	op->faces = faces_create(deps, op->context->desk, op->album, &events);
	faces_look_up(op->faces);
}

static void describe(struct enrich *op)
{
	const struct writing_role *writing = &op->context->deps->writing;
	if (op->album->description_decided || !writing->self) {
		op->phase = PHASE_STORING;
		advance(op);
		return;
	}
	op->step = writing->describe(writing->self, op->album, on_description, op);
}

/* May end the operation. */
static void advance(struct enrich *op)
{
	switch (op->phase) {
	case PHASE_ARTISTS:
		look_up_artists(op);
		return;
	case PHASE_SEARCH:
		find_album(op);
		return;
	case PHASE_FACES:
		faces_decide(op->faces, link_search_verified(op->search),
		             link_search_facet(op->search)->artist_certain,
		             link_search_facet(op->search)->verdict == VERDICT_PENDING);
		return;
	case PHASE_WRITING:
		describe(op);
		return;
	case PHASE_STORING:
		if (op->writes == 0) {
			enrich_end(op);
		}
		return;
	}
}

static void on_start(void *data)
{
	advance(data);
}

struct enrich *enrich_start(const struct enrich_context *context, struct album *album,
                            enrich_done_fn done, void *data)
{
	struct enrich *op = xcalloc(1, sizeof(*op));
	op->context = context;
	op->album = album;
	op->arena = arena_create();
	op->new_images = arena_alloc(op->arena, album->credit_count, sizeof(*op->new_images));
	op->done = done;
	op->data = data;
	loop_defer(context->deps->loop, &op->next, on_start, op);
	return op;
}

void enrich_stop(struct enrich *op)
{
	if (op->stopping) {
		return;
	}
	op->stopping = op->result.stopped = true;
	loop_defer_cancel(&op->next);
	role_cancel(op->step);
	op->step = NULL;
	link_search_destroy(op->search);
	op->search = NULL;
	faces_destroy(op->faces);
	op->faces = NULL;
	op->phase = PHASE_STORING;
	loop_defer(op->context->deps->loop, &op->next, on_start, op);
}

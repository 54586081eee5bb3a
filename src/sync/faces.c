#include "sync/faces.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "match/face.h"
#include "providers/roles.h"
#include "store/albums.h"
#include "store/store.h"
#include "sync/deps.h"

#include <string.h>

/* Happy path: the search's answer, the judgement, decided.
 * Where a verified album names an artist that the search did not bring, the artist is fetched.
 * Where only the name says who it is, the artist's other albums are read, too.
 */
struct face {
	struct faces *faces;
	size_t index;          /* among the album's credits */
	struct credit *credit; /* a copy, with what the desk has learnt */
	struct desk_entry *entry;
	struct flight_wait wait;
	struct role_call *step;  /* the artist fetched by id */
	struct store_call *read; /* the artist's albums */
	int first_year;          /* of the oldest, once they are read; 0 = unknown */
	bool has_others;         /* likewise: not only this one */
	bool read_done;
	bool asked;  /* the search is under way */
	bool failed; /* put off */
	bool decided;
};

/* More are not looked at. The oldest pressings come first. */
#define ALBUMS_READ 100

struct faces {
	struct arena *arena;
	const struct listening_role *listening;
	struct store *store;
	struct faces_events events;
	const struct album *album; /* borrowed */
	struct face *list;
	size_t count;
	unsigned searching, deciding_calls;
	bool deciding;
	const struct candidate_album *verified;
	bool artist_certain; /* the verified album's id can be learned */
	bool link_pending;   /* which album it is, and so who, may yet be found out */
};

/* Written; but where it was found absent, an album that is yet to be found may give the face. */
static bool is_decided(const struct album *album, const struct credit *credit,
                       const struct desk_entry *entry)
{
	bool is_open = entry->face_decided || (credit->image_absent && !album->link_decided);
	return credit->image_decided && (entry->face_found || !is_open);
}

struct faces *faces_create(const struct sync_deps *deps, struct desk *desk,
                           const struct album *album, const struct faces_events *events)
{
	struct arena *arena = arena_create();
	struct faces *faces = arena_alloc(arena, 1, sizeof(*faces));
	faces->arena = arena;
	faces->listening = &deps->listening;
	faces->store = deps->store;
	faces->events = *events;
	faces->album = album;
	faces->list = arena_alloc(arena, album->credit_count, sizeof(*faces->list));
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		if (!face_is_searchable(credit)) {
			continue;
		}
		struct face *face = &faces->list[faces->count++];
		face->faces = faces;
		face->index = i;
		face->credit = arena_alloc(arena, 1, sizeof(*face->credit));
		*face->credit = *credit;
		face->entry = desk_hold(desk, credit);
		face->credit->spotify_id = arena_strdup(arena, face->entry->spotify_id);
		face->decided = is_decided(album, credit, face->entry);
		face->entry->absence_stored |= credit->image_decided && credit->image_absent;
	}
	return faces;
}

void faces_destroy(struct faces *faces)
{
	if (!faces) {
		return;
	}
	for (size_t i = 0; i < faces->count; i++) {
		struct face *face = &faces->list[i];
		desk_leave(face->entry, &face->wait);
		role_cancel(face->step);
		store_forget(face->read);
		desk_release(face->entry);
	}
	arena_destroy(faces->arena);
}

static void on_searched(void *data, const void *result, const struct err *err)
{
	struct face *face = data;
	struct faces *faces = face->faces;
	(void)result; /* stays with the entry */
	if (err) {
		face->failed = true;
		faces->events.failed(faces->events.data, "spotify", err);
	}
	if (--faces->searching == 0) {
		faces->events.known(faces->events.data);
	}
}

void faces_look_up(struct faces *faces)
{
	for (size_t i = 0; i < faces->count; i++) {
		struct face *face = &faces->list[i];
		face->asked = !face->decided && !face->entry->candidates;
		faces->searching += face->asked;
	}
	unsigned wanted = faces->searching;
	for (size_t i = 0; i < faces->count; i++) {
		struct face *face = &faces->list[i];
		if (face->asked) {
			desk_ask(face->entry, face->credit, &face->wait, on_searched, face);
		}
	}
	if (wanted == 0) {
		faces->events.known(faces->events.data);
	}
}

unsigned faces_searches(const struct faces *faces)
{
	unsigned count = 0;
	for (size_t i = 0; i < faces->count; i++) {
		count += faces->list[i].asked;
	}
	return count;
}

const struct candidates *faces_candidates(const struct faces *faces, size_t index)
{
	for (size_t i = 0; i < faces->count; i++) {
		const struct candidates *candidates = faces->list[i].entry->candidates;
		if (candidates && index-- == 0) {
			return candidates;
		}
	}
	return NULL;
}

void faces_learn(struct faces *faces, struct album *album)
{
	for (size_t i = 0; i < faces->count; i++) {
		const struct face *face = &faces->list[i];
		album->credits[face->index].spotify_id =
		    arena_strdup(album->arena, face->entry->spotify_id);
	}
}

static void end_if_decided(struct faces *faces)
{
	if (!faces->deciding && faces->deciding_calls == 0) {
		faces->events.ended(faces->events.data);
	}
}

/* An id that an album has shown is known to the albums that come later, unless a namesake might be
 * meant: one wrong link would make others. */
static void learn(struct face *face, const struct image_facet *facet)
{
	struct desk_entry *entry = face->entry;
	if (facet->spotify_id && !entry->spotify_id && face->faces->artist_certain) {
		entry->spotify_id = xstrdup(facet->spotify_id);
	}
}

static bool is_known(const struct desk_entry *entry, const char *spotify_id)
{
	return spotify_id && entry->spotify_id && strcmp(spotify_id, entry->spotify_id) == 0;
}

static void decide(struct face *face, const struct image_facet *facet)
{
	struct faces *faces = face->faces;
	struct desk_entry *entry = face->entry;
	if (facet->outcome == OUTCOME_PENDING) {
		return; /* the answer left this artist out: put off */
	}
	face->decided = true;
	/* One album is enough to say it, and an image is never followed by its absence. */
	bool absence_told = entry->face_decided || entry->absence_stored;
	bool told = entry->face_found || (absence_told && facet->outcome == OUTCOME_ABSENT);
	if (told) {
		return;
	}
	entry->face_decided = true;
	entry->face_found = facet->outcome == OUTCOME_FOUND;
	struct image_facet written = *facet;
	written.spotify_id = is_known(entry, facet->spotify_id) ? facet->spotify_id : NULL;
	faces->events.decided(faces->events.data, face->credit, &written);
}

/* Of the music, or else of the pressing. */
static int year_of(const struct album *album)
{
	return album->original_year ? album->original_year : album->year;
}

static int earlier(int one, int other)
{
	return !one || (other && other < one) ? other : one;
}

static void judge_face(const struct face *face, const struct candidates *answer,
                       struct image_facet *facet)
{
	const struct faces *faces = face->faces;
	const struct face_hints hints = {.year = earlier(year_of(faces->album), face->first_year),
	                                 .year_trusted = faces->album->original_year != 0,
	                                 .has_others = face->has_others};
	judge_artist(faces->arena, face->credit, answer, faces->verified, &hints, facet);
}

static void on_fetched(void *data, struct candidates *candidates, const struct err *err)
{
	struct face *face = data;
	struct faces *faces = face->faces;
	face->step = NULL;
	faces->deciding_calls--;
	if (err) {
		face->failed = true;
		faces->events.failed(faces->events.data, "spotify", err);
	} else {
		struct image_facet facet;
		judge_face(face, candidates, &facet);
		learn(face, &facet);
		decide(face, &facet);
	}
	candidates_destroy(candidates);
	end_if_decided(faces);
}

/* Whether another album of this artist has settled it: the image is found, or this very artist was
 * looked at and has none. */
static bool is_settled(const struct desk_entry *entry, const char *spotify_id)
{
	return entry->face_found || (entry->face_decided && is_known(entry, spotify_id));
}

static void judge(struct face *face);

/* Not another pressing of it. */
static bool is_other_work(const struct album *album, const struct album *than)
{
	bool same_master = album->master_id && album->master_id == than->master_id;
	bool titled = album->title && than->title;
	return !same_master && !(titled && strcmp(album->title, than->title) == 0);
}

static void on_albums(void *data, const struct album_entry *entries, size_t count, int64_t total,
                      const struct err *err)
{
	struct face *face = data;
	struct faces *faces = face->faces;
	(void)total;
	face->read = NULL;
	face->read_done = true;
	faces->deciding_calls--;
	for (size_t i = 0; i < count; i++) {
		face->first_year = earlier(face->first_year, year_of(entries[i].album));
		face->has_others |= is_other_work(entries[i].album, faces->album);
	}
	if (err) {
		face->failed = true;
		faces->events.failed(faces->events.data, "base", err);
	} else {
		judge(face);
	}
	end_if_decided(faces);
}

static void read_albums(struct face *face)
{
	struct faces *faces = face->faces;
	const struct album_filter filter = {.artist_id = face->credit->artist_id,
	                                    .sort = ALBUM_SORT_YEAR,
	                                    .page = 1,
	                                    .page_size = ALBUMS_READ};
	faces->deciding_calls++;
	face->read = store_list_albums(faces->store, &filter, on_albums, face);
}

/* The id that a verified album gives is worth a request of its own. */
static void judge(struct face *face)
{
	struct faces *faces = face->faces;
	struct image_facet facet;
	/* What the desk has learnt since the album was read. */
	face->credit->spotify_id = arena_strdup(faces->arena, face->entry->spotify_id);
	judge_face(face, face->entry->candidates, &facet);
	bool settled = is_settled(face->entry, facet.spotify_id);
	bool by_name = facet.outcome == OUTCOME_FOUND && !facet.spotify_id;
	learn(face, &facet);
	if (settled) {
		face->decided = true;
	} else if (faces->link_pending && !facet.spotify_id) {
		return; /* put off with the link */
	} else if (by_name && !face->read_done) {
		read_albums(face);
	} else if (facet.outcome == OUTCOME_PENDING && facet.spotify_id) {
		faces->deciding_calls++;
		face->step = faces->listening->get_artist(faces->listening->self, facet.spotify_id,
		                                          on_fetched, face);
	} else if (!face->failed) {
		decide(face, &facet);
	}
}

bool faces_hang_on_year(const struct faces *faces)
{
	for (size_t i = 0; i < faces->count; i++) {
		const struct face *face = &faces->list[i];
		const struct desk_entry *entry = face->entry;
		struct image_facet facet = {.outcome = OUTCOME_PENDING};
		if (!face->decided && !entry->face_found && !entry->spotify_id) {
			judge_face(face, entry->candidates, &facet);
		}
		if (facet.outcome == OUTCOME_FOUND) {
			return true;
		}
	}
	return false;
}

void faces_decide(struct faces *faces, const struct candidate_album *verified, bool artist_certain,
                  bool link_pending)
{
	faces->verified = verified;
	faces->artist_certain = artist_certain;
	faces->link_pending = link_pending;
	faces->deciding = true;
	for (size_t i = 0; i < faces->count; i++) {
		if (!faces->list[i].decided) {
			judge(&faces->list[i]);
		}
	}
	faces->deciding = false;
	end_if_decided(faces);
}

unsigned faces_undecided(const struct faces *faces)
{
	unsigned undecided = 0;
	for (size_t i = 0; i < faces->count; i++) {
		undecided += !faces->list[i].decided;
	}
	return undecided;
}

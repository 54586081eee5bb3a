#include "sync/link_search.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/judge.h"
#include "match/query.h"
#include "sync/deps.h"
#include "sync/enrich.h"
#include "sync/faces.h"
#include "sync/year_desk.h"

#include <string.h>

/* For one album, those for its artists included; where many artists take more than that, one for
 * the album itself is made all the same. */
#define SEARCHES_MAX 4

/* Happy path: judged, searched for, judged, …, verified.
 * Where the searches leave it ambiguous, or a face hangs on it: the year, and judged once more. */
struct link_search {
	const struct enrich_context *context;
	struct album *album;
	struct faces *faces;
	struct link_search_events events;
	struct arena *arena; /* owns this */

	const char *queries[QUERY_MAX];
	size_t query_count, query_next;
	struct role_call *step;
	struct candidates *answers[QUERY_MAX]; /* owned */
	size_t answer_count;
	bool lookup_failed;
	bool wanted; /* the link is undecided, or faces are: who they are, the album tells */
	bool year_asked;
	struct flight_wait year_wait;

	struct link_facet facet;
	const struct candidate_album *verified;
};

static void go_on(struct link_search *search);

/* --- judging --------------------------------------------------------------------------------- */

static size_t put(struct candidate_album *all, size_t count, const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->album_count; i++) {
		all[count++] = candidates->albums[i];
	}
	return count;
}

/* All albums that any answer brought, the artists' first. */
static struct candidate_album *all_candidates(struct link_search *search, size_t *count)
{
	const struct candidates *candidates;
	size_t size = 0;
	for (size_t i = 0; (candidates = faces_candidates(search->faces, i)); i++) {
		size += candidates->album_count;
	}
	for (size_t i = 0; i < search->answer_count; i++) {
		size += search->answers[i]->album_count;
	}
	struct candidate_album *all = arena_alloc(search->arena, size, sizeof(*all));
	*count = 0;
	for (size_t i = 0; (candidates = faces_candidates(search->faces, i)); i++) {
		*count = put(all, *count, candidates);
	}
	for (size_t i = 0; i < search->answer_count; i++) {
		*count = put(all, *count, search->answers[i]);
	}
	return all;
}

static bool has_queries(const struct link_search *search)
{
	return search->wanted && search->query_next < search->query_count;
}

static void judge(struct link_search *search)
{
	size_t count;
	struct candidate_album *all = all_candidates(search, &count);
	struct link_facet *facet = &search->facet;
	const struct judge_hints hints = {.searching = has_queries(search)};
	faces_learn(search->faces, search->album);
	judge_album(search->arena, search->album, all, count, &hints, facet);
	search->verified = NULL;
	for (size_t i = 0; facet->verdict == VERDICT_VERIFIED && i < count && !search->verified;
	     i++) {
		if (strcmp(all[i].id, facet->spotify_id) == 0) {
			search->verified = &all[i];
		}
	}
}

/* --- the year -------------------------------------------------------------------------------- */

/* The music is not younger than an edition of it, but may be older: then, too, the master's year is
 * worth a look, and the earlier of both is shown. */
static void note_year(const struct link_search *search, bool was_known)
{
	const struct album *album = search->album;
	const struct link_facet *facet = &search->facet;
	bool is_open = facet->verdict != VERDICT_PENDING && !album->link_decided;
	bool by_edition =
	    facet->verdict == VERDICT_VERIFIED && facet->year_of_edition && !was_known;
	if (is_open && !search->year_asked && album->master_id &&
	    (!album->original_year || by_edition)) {
		year_desk_note(search->context->years, album->master_id);
	}
}

static void end(struct link_search *search)
{
	struct album *album = search->album;
	bool year_known = album->original_year != 0;
	if (search->facet.verdict != VERDICT_VERIFIED && search->lookup_failed) {
		search->facet = (struct link_facet){.verdict = VERDICT_PENDING};
	}
	if (search->facet.verdict == VERDICT_VERIFIED) {
		album_learn_year(album, search->facet.year);
		bool too_late = album->year && search->facet.year > album->year;
		search->facet.year = too_late ? 0 : search->facet.year; /* some edition's */
	}
	note_year(search, year_known);
	search->events.ended(search->events.data);
}

static void on_year(void *data, const void *result, const struct err *err)
{
	struct link_search *search = data;
	if (err) {
		search->events.failed(search->events.data, "discogs", err);
	} else {
		album_learn_year(search->album, *(const int *)result);
		judge(search);
	}
	end(search);
}

/* Where one name stands for several albums, only the year of the music tells which; and it tells a
 * namesake who came later from the artist of an album that is not there. */
static bool year_may_decide(const struct link_search *search)
{
	const struct album *album = search->album;
	enum verdict verdict = search->facet.verdict;
	bool can_be_asked = !album->link_decided && !search->lookup_failed && album->master_id &&
	                    !album->original_year && year_desk_can_be_asked(search->context->years);
	return can_be_asked && (verdict == VERDICT_AMBIGUOUS ||
	                        (verdict == VERDICT_ABSENT && faces_hang_on_year(search->faces)));
}

/* --- searching ------------------------------------------------------------------------------- */

static void on_search(void *data, struct candidates *candidates, const struct err *err)
{
	struct link_search *search = data;
	search->step = NULL;
	if (err) {
		search->lookup_failed = true;
		search->query_next = search->query_count;
		search->events.failed(search->events.data, "spotify", err);
	} else {
		search->answers[search->answer_count++] = candidates;
	}
	go_on(search);
}

static void go_on(struct link_search *search)
{
	judge(search);
	if (search->facet.verdict != VERDICT_VERIFIED && has_queries(search)) {
		const struct listening_role *listening = &search->context->deps->listening;
		search->step = listening->search_albums(
		    listening->self, search->queries[search->query_next++], on_search, search);
	} else if (year_may_decide(search)) {
		search->year_asked = true;
		year_desk_ask(search->context->years, search->album->master_id, &search->year_wait,
		              on_year, search);
	} else {
		end(search);
	}
}

struct link_search *link_search_create(const struct enrich_context *context, struct album *album,
                                       struct faces *faces, const struct link_search_events *events)
{
	struct arena *arena = arena_create();
	struct link_search *search = arena_alloc(arena, 1, sizeof(*search));
	search->arena = arena;
	search->context = context;
	search->album = album;
	search->faces = faces;
	search->events = *events;
	return search;
}

void link_search_destroy(struct link_search *search)
{
	if (!search) {
		return;
	}
	role_cancel(search->step);
	flight_leave(&search->year_wait);
	for (size_t i = 0; i < search->answer_count; i++) {
		candidates_destroy(search->answers[i]);
	}
	arena_destroy(search->arena);
}

void link_search_start(struct link_search *search, bool lookup_failed)
{
	size_t spent = faces_searches(search->faces);
	size_t left = spent < SEARCHES_MAX ? SEARCHES_MAX - spent : 1;
	size_t count = query_for_album(search->arena, search->album, search->queries);
	search->lookup_failed = lookup_failed;
	search->wanted = !search->album->link_decided || faces_undecided(search->faces) > 0;
	search->query_count = count < left ? count : left;
	go_on(search);
}

const struct link_facet *link_search_facet(const struct link_search *search)
{
	return &search->facet;
}

const struct candidate_album *link_search_verified(const struct link_search *search)
{
	return search->verified;
}

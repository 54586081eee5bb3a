#include "support/roles.h"

#include "base/arena.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "sync/deps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct call {
	struct role_call head;
	struct list link; /* roles::calls */
	struct roles *roles;
	enum role role;
	struct deferred deferred;
	char *argument; /* query, id or title */
	unsigned page;
	bool newest_first;
	bool fails;
	union {
		collection_page_fn on_page;
		master_year_fn on_year;
		candidates_fn on_candidates;
		description_fn on_description;
	};
	void *data;
};

static void call_free(struct call *call)
{
	call->roles->desks[call->role].in_flight--;
	loop_defer_cancel(&call->deferred);
	list_remove(&call->link);
	free(call->argument);
	free(call);
}

static void cancel(struct role_call *head)
{
	struct call *call = (struct call *)head;
	call->roles->desks[call->role].cancelled++;
	call_free(call);
}

/* --- answers --------------------------------------------------------------------------------- */

struct album *roles_album(const struct role_row *row)
{
	struct album *album = album_create();
	struct arena *arena = album->arena;
	album->discogs_id = row->release_id;
	album->master_id = row->master_id;
	album->title = arena_strdup(arena, row->title);
	album->year = row->year;
	album->cover_url = row->no_cover ? NULL : "https://img.example/cover.jpg";
	album->copy.instance_id = row->instance_id;
	album->copy.added_ms = 1600000000000 + row->instance_id;
	album->credit_count = row->second_artist ? 2 : 1;
	album->credits = arena_alloc(arena, album->credit_count, sizeof(*album->credits));
	for (size_t i = 0; i < album->credit_count; i++) {
		struct credit *credit = &album->credits[i];
		credit->discogs_id = row->artist_id + (i ? 1000 : 0);
		credit->name = i ? arena_strdup(arena, row->second_artist)
		               : row->artist
		                   ? arena_strdup(arena, row->artist)
		                   : arena_printf(arena, "Artist %lld", (long long)row->artist_id);
		credit->raw_name = credit->name;
	}
	return album;
}

static void answer_page(struct call *call)
{
	struct roles *roles = call->roles;
	unsigned page_count =
	    (unsigned)((roles->row_count + roles->page_size - 1) / roles->page_size);
	struct collection_page page = {
	    .page = call->page,
	    .page_count = roles->page_count_said ? roles->page_count_said : page_count,
	    .item_count =
		roles->item_count_said ? roles->item_count_said : (int64_t)roles->row_count,
	    .albums = xcalloc(roles->page_size, sizeof(struct album *)),
	};
	page.page_count += page.page_count == 0; /* Discogs says 1 of an empty collection */
	for (size_t i = (call->page - 1) * roles->page_size;
	     i < roles->row_count && i < call->page * roles->page_size; i++) {
		size_t at = call->newest_first ? roles->row_count - 1 - i : i;
		if (call->page == roles->unusable_page &&
		    page.unusable_count < roles->unusable_count) {
			page.unusable_count++;
			snprintf(page.unusable_reason, sizeof(page.unusable_reason), "no id");
		} else {
			page.albums[page.album_count++] = roles_album(&roles->rows[at]);
		}
	}
	call->on_page(call->data, &page, NULL);
}

static void answer_year(struct call *call)
{
	const struct roles *roles = call->roles;
	int year = 0;
	for (size_t i = 0; i < roles->row_count; i++) {
		if (roles->rows[i].master_id == atoll(call->argument)) {
			year = roles->rows[i].master_year;
		}
	}
	struct err err;
	err_set(&err, ERR_NOT_FOUND, "nothing is said of it");
	call->on_year(call->data, year < 0 ? 0 : year, year < 0 ? &err : NULL);
}

static void add_album(struct roles *roles, struct candidates *out, size_t at)
{
	const struct role_album *album = &roles->albums[at];
	struct arena *arena = out->arena;
	struct candidate_album *to = &out->albums[out->album_count++];
	to->id = arena_strdup(arena, album->id);
	to->name = arena_strdup(arena, album->title);
	to->url = arena_printf(arena, "https://open.spotify.com/album/%s", album->id);
	to->type = "album";
	to->track_count = 10;
	to->year = album->year;
	to->artists = arena_alloc(arena, 1, sizeof(*to->artists));
	for (size_t i = 0; i < roles->artist_count; i++) {
		if (strcmp(roles->artists[i].id, album->artist_id) == 0) {
			to->artist_count = 1;
			to->artists[0].id = arena_strdup(arena, album->artist_id);
			to->artists[0].name = arena_strdup(arena, roles->artists[i].name);
		}
	}
}

static void add_artist(struct candidates *out, const struct role_artist *artist)
{
	struct candidate_artist *to = &out->artists[out->artist_count++];
	to->id = arena_strdup(out->arena, artist->id);
	to->name = arena_strdup(out->arena, artist->name);
	to->image.url = arena_strdup(out->arena, artist->image_url);
	to->image.width = to->image.height = artist->image_url ? 640 : 0;
}

static struct candidates *candidates_for(struct call *call)
{
	struct roles *roles = call->roles;
	struct candidates *out = candidates_create();
	out->artists = arena_alloc(out->arena, roles->artist_count, sizeof(*out->artists));
	out->albums = arena_alloc(out->arena, roles->album_count, sizeof(*out->albums));
	for (size_t i = 0; i < roles->artist_count; i++) {
		const struct role_artist *artist = &roles->artists[i];
		bool wanted = call->role == ROLE_GET_ARTIST
		                  ? strcmp(artist->id, call->argument) == 0 && !artist->gone
		                  : call->role == ROLE_SEARCH_ARTISTS && !artist->unlisted &&
		                        strcasestr(call->argument, artist->name);
		if (wanted) {
			add_artist(out, artist);
		}
		for (size_t k = 0; wanted && roles->albums_by_artist && k < roles->album_count;
		     k++) {
			if (strcmp(roles->albums[k].artist_id, artist->id) == 0) {
				add_album(roles, out, k);
			}
		}
	}
	for (size_t i = 0; call->role == ROLE_SEARCH_ALBUMS && i < roles->album_count; i++) {
		if (strcasestr(call->argument, roles->albums[i].title)) {
			add_album(roles, out, i);
		}
	}
	return out;
}

static void answer_description(struct call *call)
{
	autofree char *text = xasprintf("%s is a record.", call->argument);
	struct text_facet facet = {
	    .outcome = OUTCOME_FOUND,
	    .text = text,
	    .model = "test-model",
	    .language = "fr",
	    .prompt_version = 1,
	};
	if (call->roles->no_text) {
		facet = (struct text_facet){.outcome = OUTCOME_ABSENT, .reason = "it was cut off"};
	}
	call->on_description(call->data, &facet, NULL);
}

static void answer_error(struct call *call)
{
	struct err err;
	err_set(&err, call->roles->desks[call->role].fail, "failed by the test");
	switch (call->role) {
	case ROLE_FETCH_PAGE:
		call->on_page(call->data, NULL, &err);
		return;
	case ROLE_MASTER_YEAR:
		call->on_year(call->data, 0, &err);
		return;
	case ROLE_DESCRIBE:
		call->on_description(call->data, NULL, &err);
		return;
	default:
		call->on_candidates(call->data, NULL, &err);
		return;
	}
}

static void answer(struct call *call)
{
	switch (call->role) {
	case ROLE_FETCH_PAGE:
		answer_page(call);
		return;
	case ROLE_MASTER_YEAR:
		answer_year(call);
		return;
	case ROLE_DESCRIBE:
		answer_description(call);
		return;
	default:
		call->on_candidates(call->data, candidates_for(call), NULL);
		return;
	}
}

/* The call is over before its answer is told, as a real provider's would be. */
static void on_answer(void *data)
{
	struct call *call = data;
	struct call told = *call;
	call->argument = NULL; /* kept for the answer */
	call_free(call);
	if (told.fails) {
		answer_error(&told);
	} else {
		answer(&told);
	}
	free(told.argument);
}

/* --- calls ----------------------------------------------------------------------------------- */

static struct call *call_start(struct roles *roles, enum role role, const char *argument,
                               void *data)
{
	struct role_desk *desk = &roles->desks[role];
	struct call *call = xcalloc(1, sizeof(*call));
	call->head.cancel = cancel;
	call->roles = roles;
	call->role = role;
	call->argument = xstrdup(argument);
	call->data = data;
	list_append(&roles->calls, &call->link);
	snprintf(desk->last, sizeof(desk->last), "%s", argument);
	desk->calls++;
	desk->in_flight++;
	if (desk->in_flight > desk->most_in_flight) {
		desk->most_in_flight = desk->in_flight;
	}
	call->fails = desk->fail && (!desk->fail_at || desk->fail_at == desk->calls);
	if (desk->stall) {
		desk->stalled = true;
	} else {
		loop_defer(roles->loop, &call->deferred, on_answer, call);
	}
	return call;
}

static struct role_call *fetch_page(void *self, unsigned page, bool newest_first,
                                    collection_page_fn done, void *data)
{
	struct roles *roles = self;
	char number[16];
	snprintf(number, sizeof(number), "%u", page);
	if (roles->on_page) {
		roles->on_page(roles->on_page_data, page);
	}
	struct call *call = call_start(roles, ROLE_FETCH_PAGE, number, data);
	call->page = page;
	call->newest_first = newest_first;
	call->on_page = done;
	return &call->head;
}

static struct role_call *fetch_master_year(void *self, int64_t master_id, master_year_fn done,
                                           void *data)
{
	char number[24];
	snprintf(number, sizeof(number), "%lld", (long long)master_id);
	struct call *call = call_start(self, ROLE_MASTER_YEAR, number, data);
	call->on_year = done;
	return &call->head;
}

static struct role_call *listen_for(void *self, enum role role, const char *argument,
                                    candidates_fn done, void *data)
{
	struct call *call = call_start(self, role, argument, data);
	call->on_candidates = done;
	return &call->head;
}

static struct role_call *search_albums(void *self, const char *query, candidates_fn done,
                                       void *data)
{
	return listen_for(self, ROLE_SEARCH_ALBUMS, query, done, data);
}

static struct role_call *search_artists(void *self, const char *query, candidates_fn done,
                                        void *data)
{
	return listen_for(self, ROLE_SEARCH_ARTISTS, query, done, data);
}

static struct role_call *get_artist(void *self, const char *id, candidates_fn done, void *data)
{
	return listen_for(self, ROLE_GET_ARTIST, id, done, data);
}

static struct role_call *describe(void *self, const struct album *album, description_fn done,
                                  void *data)
{
	struct call *call = call_start(self, ROLE_DESCRIBE, album->title, data);
	call->on_description = done;
	return &call->head;
}

static struct provider_status collection_status(void *self)
{
	return ((struct roles *)self)->status[0];
}

static struct provider_status listening_status(void *self)
{
	return ((struct roles *)self)->status[1];
}

static struct provider_status writing_status(void *self)
{
	return ((struct roles *)self)->status[2];
}

/* --- the roles ------------------------------------------------------------------------------- */

struct roles *roles_create(struct loop *loop)
{
	struct roles *roles = xcalloc(1, sizeof(*roles));
	roles->loop = loop;
	roles->page_size = COLLECTION_PAGE_SIZE;
	list_init(&roles->calls);
	for (size_t i = 0; i < ARRAY_LEN(roles->status); i++) {
		roles->status[i].resumes_in_ms = -1;
	}
	return roles;
}

void roles_destroy(struct roles *roles)
{
	assert_int_equal(roles_in_flight(roles), 0);
	free(roles);
}

struct sync_deps roles_deps(struct roles *roles, struct store *store)
{
	return (struct sync_deps){
	    .loop = roles->loop,
	    .store = store,
	    .collection = {roles, collection_status, fetch_page, fetch_master_year},
	    .listening = {roles, listening_status, search_albums, search_artists, get_artist},
	    .writing = {roles, 1, writing_status, describe},
	    .albums_in_flight = 8,
	};
}

struct role_row *roles_add_row(struct roles *roles, int64_t release_id, const char *title)
{
	assert_true(roles->row_count < ROLE_ROWS_MAX);
	struct role_row *row = &roles->rows[roles->row_count++];
	*row = (struct role_row){
	    .release_id = release_id,
	    .instance_id = 500000 + (int64_t)roles->row_count,
	    .title = title,
	    .artist_id = release_id,
	};
	return row;
}

void roles_add_artist(struct roles *roles, const char *id, const char *name, const char *image_url)
{
	assert_true(roles->artist_count < ROLE_ENTRIES_MAX);
	roles->artists[roles->artist_count++] =
	    (struct role_artist){.id = id, .name = name, .image_url = image_url};
}

void roles_add_album(struct roles *roles, const char *id, const char *title, const char *artist_id)
{
	assert_true(roles->album_count < ROLE_ENTRIES_MAX);
	roles->albums[roles->album_count++] =
	    (struct role_album){.id = id, .title = title, .artist_id = artist_id};
}

void roles_add_many(struct roles *roles, int64_t first_id, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *title = roles->texts[roles->row_count];
		snprintf(title, sizeof(roles->texts[0]), "Record %lld",
		         (long long)first_id + (long long)i);
		roles_add_row(roles, first_id + (int64_t)i, title);
	}
}

void roles_add_faces(struct roles *roles, int64_t first_id, size_t count)
{
	static char texts[ROLE_ENTRIES_MAX][4][32];
	for (size_t i = 0; i < count; i++) {
		char(*text)[32] = texts[roles->artist_count];
		long long id = (long long)first_id + (long long)i;
		snprintf(text[0], sizeof(text[0]), "artist%lld", id);
		snprintf(text[1], sizeof(text[1]), "Artist %lld", id);
		snprintf(text[2], sizeof(text[2]), "album%lld", id);
		snprintf(text[3], sizeof(text[3]), "Record %lld", id);
		roles_add_artist(roles, text[0], text[1], "https://img.example/face.jpg");
		roles_add_album(roles, text[2], text[3], text[0]);
	}
}

void roles_release(struct roles *roles, enum role role)
{
	roles->desks[role].stall = roles->desks[role].stalled = false;
	for (struct list *link = roles->calls.next; link != &roles->calls; link = link->next) {
		struct call *call = list_entry(link, struct call, link);
		if (call->role == role && !call->deferred.link.next) {
			loop_defer(roles->loop, &call->deferred, on_answer, call);
		}
	}
}

bool roles_are_answering(const struct roles *roles)
{
	for (const struct list *link = roles->calls.next; link != &roles->calls;
	     link = link->next) {
		if (list_entry(link, const struct call, link)->deferred.link.next) {
			return true;
		}
	}
	return false;
}

unsigned roles_calls(const struct roles *roles)
{
	unsigned calls = 0;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		calls += roles->desks[i].calls;
	}
	return calls;
}

unsigned roles_in_flight(const struct roles *roles)
{
	unsigned in_flight = 0;
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		in_flight += roles->desks[i].in_flight;
	}
	return in_flight;
}

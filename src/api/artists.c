#include "store/artists.h"

#include "api/gate.h"
#include "api/internal.h"
#include "base/arena.h"
#include "base/err.h"
#include "match/fold.h"
#include "web/reply.h"
#include "web/request.h"

#include <stdio.h>

static json_t *artist_json(const struct artist_entry *entry)
{
	char id[24];
	snprintf(id, sizeof(id), "%lld", (long long)entry->discogs_id);
	json_t *images = json_array();
	if (entry->image.url) {
		json_array_append_new(images, api_image(&entry->image, "artist", "spotify"));
	}
	return json_pack("{s:I, s:s, s:o, s:o, s:I}", "id", (json_int_t)entry->id, "name",
	                 entry->name, "discogs_id",
	                 entry->discogs_id ? json_string(id) : json_null(), "images", images,
	                 "album_count", (json_int_t)entry->album_count);
}

static void on_list(void *data, const struct artist_entry *entries, size_t count, int64_t total,
                    const struct err *err)
{
	struct request *request = gate_leave(data);
	if (err) {
		reply_err(request, err);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_array_append_new(list, artist_json(&entries[i]));
	}
	api_page_headers(request, request_int(request, "page"), request_int(request, "page_size"),
	                 total);
	reply_json(request, 200, list);
}

static void read_list(void *data, struct pass *pass)
{
	struct api *api = data;
	struct request *request = gate_request(pass);
	struct arena *arena = arena_create();
	const char *search = request_text(request, "search");
	const struct artist_filter filter = {
	    .search_words = search ? fold_text(arena, search) : NULL,
	    .page = request_int(request, "page"),
	    .page_size = request_int(request, "page_size"),
	};
	store_list_artists(api->options.store, &filter, on_list, pass);
	arena_destroy(arena);
}

void api_artists_list(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, read_list, api);
}

static void on_artist(void *data, const struct artist_entry *entries, size_t count, int64_t total,
                      const struct err *err)
{
	struct request *request = gate_leave(data);
	(void)total;
	if (err) {
		reply_err(request, err);
	} else if (count == 0) {
		reply_problem(request, 404, "there is no artist %lld", request_int(request, "id"));
	} else {
		reply_json(request, 200, artist_json(&entries[0]));
	}
}

static void read_artist(void *data, struct pass *pass)
{
	struct api *api = data;
	struct request *request = gate_request(pass);
	const struct artist_filter filter = {
	    .id = request_int(request, "id"), .page = 1, .page_size = 1};
	store_list_artists(api->options.store, &filter, on_artist, pass);
}

void api_artists_get(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, read_artist, api);
}

#include "store/albums.h"
#include "api/gate.h"
#include "api/internal.h"
#include "base/arena.h"
#include "base/err.h"
#include "match/fold.h"
#include "web/reply.h"
#include "web/request.h"

static void on_list(void *data, const struct album_entry *entries, size_t count, int64_t total,
                    const struct err *err)
{
	struct request *request = gate_leave(data);
	if (err) {
		reply_err(request, err);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_array_append_new(list, api_album(&entries[i]));
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
	struct album_filter filter = {
	    .search = search,
	    .search_words = search ? fold_text(arena, search) : NULL,
	    .artist_id = request_int(request, "artist_id"),
	    .support = request_text(request, "support"),
	    .year = request_int(request, "year"),
	    .verdict = request_text(request, "match"),
	    .sort = (enum album_sort)request_choice(request, "sort"),
	    .descending = request_choice(request, "order") == 1,
	    .page = request_int(request, "page"),
	    .page_size = request_int(request, "page_size"),
	};
	if (request_has(request, "missing")) {
		filter.missing = (enum album_missing)(request_choice(request, "missing") + 1);
	}
	store_list_albums(api->options.store, &filter, on_list, pass);
	arena_destroy(arena);
}

void api_albums_list(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, read_list, api);
}

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct request *request = gate_leave(data);
	if (err) {
		reply_err(request, err);
		return;
	}
	reply_json(request, 200, api_album_detail(detail));
}

void api_read_album(void *data, struct pass *pass)
{
	struct api *api = data;
	struct request *request = gate_request(pass);
	store_get_album(api->options.store, request_int(request, "id"), on_detail, pass);
}

void api_albums_get(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, api_read_album, api);
}

#include "store/albums.h"
#include "api/internal.h"
#include "base/arena.h"
#include "base/err.h"
#include "match/fold.h"
#include "web/reply.h"
#include "web/request.h"

static void on_list(void *data, const struct album_entry *entries, size_t count, int64_t total,
                    const struct err *err)
{
	struct request *request = data;
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

void api_albums_list(void *data, struct request *request)
{
	struct api *api = data;
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
	store_list_albums(api->options.store, &filter, on_list, request);
	arena_destroy(arena);
}

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct request *request = data;
	if (err) {
		reply_err(request, err);
		return;
	}
	reply_json(request, 200, api_album_detail(detail));
}

void api_albums_get(void *data, struct request *request)
{
	struct api *api = data;
	store_get_album(api->options.store, request_int(request, "id"), on_detail, request);
}

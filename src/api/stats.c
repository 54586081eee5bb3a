#include "store/stats.h"

#include "api/gate.h"
#include "api/internal.h"
#include "base/err.h"
#include "web/reply.h"
#include "web/request.h"

static json_t *tallies_json(const struct tallies *tallies)
{
	json_t *out = json_object();
	for (size_t i = 0; i < tallies->count; i++) {
		json_object_set_new(out, tallies->items[i].name,
		                    json_integer(tallies->items[i].count));
	}
	return out;
}

static void on_stats(void *data, const struct store_stats *stats, const struct err *err)
{
	struct request *request = gate_leave(data);
	if (err) {
		reply_err(request, err);
		return;
	}
	reply_json(
	    request, 200,
	    json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "albums",
	              (json_int_t)stats->albums, "artists", (json_int_t)stats->artists, "copies",
	              (json_int_t)stats->copies, "album_images", (json_int_t)stats->album_images,
	              "artist_images", (json_int_t)stats->artist_images, "spotify_urls",
	              (json_int_t)stats->spotify_urls, "descriptions",
	              (json_int_t)stats->descriptions, "by_support",
	              tallies_json(&stats->by_support), "by_decade",
	              tallies_json(&stats->by_decade), "by_genre", tallies_json(&stats->by_genre),
	              "spotify_matches", tallies_json(&stats->by_verdict)));
}

static void read_stats(void *data, struct pass *pass)
{
	struct api *api = data;
	store_read_stats(api->options.store, on_stats, pass);
}

void api_stats(void *data, struct request *request)
{
	struct api *api = data;
	gate_enter(api->gate, request, read_stats, api);
}

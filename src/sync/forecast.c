#include "sync/forecast.h"

#include "base/mem.h"
#include "match/face.h"

#include <search.h>

/* A search for each artist brings most albums along; measured on the stand-ins, about three albums
 * in ten take a search of their own. */
#define SEARCHES_PER_TEN_ALBUMS 3
/* And for one release in seven the master is asked for its year. */
#define RELEASES_PER_MASTER 7

struct forecast {
	void *releases, *artists; /* int64_t, tsearch(3) */
	int64_t release_count, artist_count, with_master_count;
};

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

/* True the first time. */
static bool add(void **tree, int64_t id)
{
	if (tfind(&id, tree, compare)) {
		return false;
	}
	int64_t *key = xcalloc(1, sizeof(*key));
	*key = id;
	if (!tsearch(key, tree, compare)) {
		mem_exhausted();
	}
	return true;
}

struct forecast *forecast_create(void)
{
	return xcalloc(1, sizeof(struct forecast));
}

void forecast_add(struct forecast *forecast, const struct album *album)
{
	bool is_new = add(&forecast->releases, album->discogs_id);
	forecast->release_count += is_new;
	forecast->with_master_count += is_new && album->master_id;
	for (size_t i = 0; i < album->credit_count; i++) {
		const struct credit *credit = &album->credits[i];
		if (face_is_searchable(credit)) {
			forecast->artist_count += add(&forecast->artists, credit->discogs_id);
		}
	}
}

void forecast_finish(struct forecast *forecast, unsigned albums_per_request,
                     struct progress_forecast *out)
{
	if (!forecast) {
		return;
	}
	int64_t per_request = albums_per_request ? albums_per_request : 1;
	*out = (struct progress_forecast){
	    .is_set = true,
	    .albums = forecast->release_count,
	    .artists = forecast->artist_count,
	    .discogs_requests = forecast->with_master_count / RELEASES_PER_MASTER,
	    .spotify_requests =
		forecast->artist_count + forecast->release_count * SEARCHES_PER_TEN_ALBUMS / 10,
	    .euria_requests = (forecast->release_count + per_request - 1) / per_request,
	};
	tdestroy(forecast->releases, free);
	tdestroy(forecast->artists, free);
	free(forecast);
}

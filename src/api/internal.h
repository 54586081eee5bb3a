/* api/internal.h - what the files of api/ share. Private to api/. */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H
#include "api/api.h"
#include "base/list.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct album_detail;
struct album_entry;
struct arena;
struct err;
struct events;
struct gate;
struct image;
struct link_facet;
struct pass;
struct progress;
struct request;
struct store_call;

struct api {
	struct api_options options;
	struct events *sync_events, *enrich_events;
	struct gate *gate;
	struct list visits;      /* those who ask for /readyz */
	struct store_call *ping; /* for all of them; NULL: nobody asks */
};

/* api/runs.c */
void api_sync_start(void *data, struct request *request);
void api_sync_progress(void *data, struct request *request);
void api_sync_stream(void *data, struct request *request);
void api_sync_cancel(void *data, struct request *request);
void api_sync_history(void *data, struct request *request);
void api_enrich_start(void *data, struct request *request);
void api_enrich_progress(void *data, struct request *request);
void api_enrich_stream(void *data, struct request *request);
void api_enrich_cancel(void *data, struct request *request);

/* api/albums.c */
void api_albums_list(void *data, struct request *request);
void api_albums_get(void *data, struct request *request);
/* Replies with the album that the request names; `data` is the api. */
void api_read_album(void *data, struct pass *pass);

/* api/pins.c */
void api_albums_pin(void *data, struct request *request);

/* api/artists.c */
void api_artists_list(void *data, struct request *request);
void api_artists_get(void *data, struct request *request);

/* api/stats.c */
void api_stats(void *data, struct request *request);

/* api/health.c */
void api_healthz(void *data, struct request *request);
void api_readyz(void *data, struct request *request);
void api_health_close(struct api *api);

/* JSON values of the interface; the caller decrefs. Absent is null. */
json_t *api_text(const char *text);
json_t *api_number(int64_t number); /* 0 is absent */
json_t *api_time(int64_t wall_ms);  /* 0 is absent */
json_t *api_image(const struct image *image, const char *type, const char *source);
json_t *api_album(const struct album_entry *entry);
json_t *api_album_detail(const struct album_detail *detail);
json_t *api_progress(const struct api *api, const struct progress *progress);

/* What the owner says: {"url": "https://open.spotify.com/album/…"} or {"never": true}. False where
 * it is neither. The texts live in the arena. */
bool api_read_pin(struct arena *arena, const json_t *body, struct link_facet *out);

/* X-Total-Count and Link (RFC 8288) for a page of a list. */
void api_page_headers(struct request *request, int64_t page, int64_t page_size, int64_t total);

#endif

#include "api/internal.h"
#include "base/mem.h"

#define PAGE_PARAMS                                                                                \
	{.name = "page",                                                                           \
	 .type = PARAM_INT,                                                                        \
	 .min = 1,                                                                                 \
	 .max = 100000000,                                                                         \
	 .fallback = "1",                                                                          \
	 .description = "from 1"},                                                                 \
	{                                                                                          \
		.name = "page_size", .type = PARAM_INT, .min = 1, .max = 100, .fallback = "30",    \
		.description = "items on a page"                                                   \
	}
#define END_PARAMS                                                                                 \
	{                                                                                          \
		.name = NULL                                                                       \
	}

static const struct param sync_params[] = {
    {.name = "limit",
     .type = PARAM_INT,
     .min = 1,
     .max = 100000000,
     .description = "import at most so many new albums"},
    {.name = "full",
     .type = PARAM_BOOL,
     .fallback = "false",
     .description = "look at every page even where a shorter walk would do"},
    {.name = "dry_run",
     .type = PARAM_BOOL,
     .fallback = "false",
     .description = "write nothing, and tell what would be imported and what it would cost"},
    END_PARAMS,
};

static const struct param enrich_params[] = {
    {.name = "limit",
     .type = PARAM_INT,
     .min = 1,
     .max = 100000000,
     .description = "at most so many albums"},
    END_PARAMS,
};

static const struct param history_params[] = {
    {.name = "limit",
     .type = PARAM_INT,
     .min = 1,
     .max = 100,
     .fallback = "20",
     .description = "runs, newest first"},
    END_PARAMS,
};

/* In the order of enum album_missing, less its first. */
static const char *const missing_choices[] = {"spotify_url", "ai_description", "image", NULL};
static const char *const match_choices[] = {"verified", "ambiguous", "absent", "pending",
                                            "pinned",   "never",     NULL};
/* In the order of enum album_sort. */
static const char *const sort_choices[] = {"added", "title", "artist", "year", NULL};
static const char *const order_choices[] = {"asc", "desc", NULL};

static const struct param album_params[] = {
    PAGE_PARAMS,
    {.name = "search",
     .type = PARAM_TEXT,
     .min = 1,
     .max = 200,
     .description = "words of title and artist, diacritics ignored"},
    {.name = "artist_id",
     .type = PARAM_INT,
     .min = 1,
     .max = INT64_MAX,
     .description = "albums of this artist"},
    {.name = "support",
     .type = PARAM_TEXT,
     .min = 1,
     .max = 100,
     .description = "Vinyle, CD, Cassette, Digital, …"},
    {.name = "year", .type = PARAM_INT, .min = 1000, .max = 9999, .description = "of the pressing"},
    {.name = "missing",
     .type = PARAM_CHOICE,
     .choices = missing_choices,
     .description = "albums without it"},
    {.name = "match",
     .type = PARAM_CHOICE,
     .choices = match_choices,
     .description = "by what is known of their place on Spotify"},
    {.name = "sort",
     .type = PARAM_CHOICE,
     .choices = sort_choices,
     .fallback = "added",
     .description = "what they are sorted by"},
    {.name = "order",
     .type = PARAM_CHOICE,
     .choices = order_choices,
     .fallback = "desc",
     .description = "rising or falling"},
    END_PARAMS,
};

static const struct param artist_params[] = {
    PAGE_PARAMS,
    {.name = "search",
     .type = PARAM_TEXT,
     .min = 1,
     .max = 200,
     .description = "words of the name, diacritics ignored"},
    END_PARAMS,
};

#define SYNC "/api/v1/services/discogs/sync"
#define ENRICH "/api/v1/services/ai/enrich-all"
#define COLLECTION "/api/v1/collection"

const struct route api_routes[] = {
    {"POST", SYNC, api_sync_start, sync_params, ROUTE_CHANGES, "Start a sync"},
    {"GET", SYNC "/progress", api_sync_progress, NULL, 0, "How far the sync is"},
    {"GET", SYNC "/progress/stream", api_sync_stream, NULL, 0, "The same as an event stream"},
    {"POST", SYNC "/cancel", api_sync_cancel, NULL, ROUTE_CHANGES, "Cancel the sync"},
    {"GET", SYNC "/history", api_sync_history, history_params, 0, "Past syncs"},
    {"POST", ENRICH, api_enrich_start, enrich_params, ROUTE_CHANGES, "Add what is missing"},
    {"GET", ENRICH "/progress", api_enrich_progress, NULL, 0, "How far the enrichment is"},
    {"GET", ENRICH "/progress/stream", api_enrich_stream, NULL, 0, "The same as an event stream"},
    {"POST", ENRICH "/cancel", api_enrich_cancel, NULL, ROUTE_CHANGES, "Cancel the enrichment"},
    {"GET", COLLECTION "/albums", api_albums_list, album_params, 0, "Albums"},
    {"GET", COLLECTION "/albums/{id}", api_albums_get, NULL, 0, "One album"},
    {"POST", COLLECTION "/albums/{id}/spotify", api_albums_pin, NULL, ROUTE_CHANGES,
     "The owner's own answer for the Spotify link"},
    {"GET", COLLECTION "/artists", api_artists_list, artist_params, 0, "Artists"},
    {"GET", COLLECTION "/artists/{id}", api_artists_get, NULL, 0, "One artist"},
    {"GET", COLLECTION "/stats", api_stats, NULL, 0, "The catalogue in numbers"},
    {"GET", "/healthz", api_healthz, NULL, 0, "The loop turns"},
    {"GET", "/readyz", api_readyz, NULL, 0, "The database answers"},
};
const size_t api_route_count = ARRAY_LEN(api_routes);

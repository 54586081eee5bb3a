#include "api/internal.h"
#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "support/fixture.h"
#include "support/roles.h"
#include "support/test.h"
#include "sync/progress.h"

#include <string.h>

struct bench {
	struct loop *loop;
	struct roles *roles;
	struct sync_deps deps;
	struct api api;
};

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	bench->loop = loop_create();
	bench->roles = roles_create(bench->loop);
	bench->deps = roles_deps(bench->roles, NULL);
	bench->api.options.deps = &bench->deps;
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	roles_destroy(bench->roles);
	finish_loop(bench->loop);
	free(bench);
	return 0;
}

/* The member behind a path of names, as JSON text. */
static void assert_member(const struct bench *bench, const struct progress *progress,
                          const char *path, const char *wanted)
{
	json_auto_t *whole = api_progress(&bench->api, progress);
	const json_t *at = whole;
	autofree char *names = xstrdup(path);
	for (char *rest = names, *name; (name = strsep(&rest, "."));) {
		at = json_object_get(at, name);
	}
	assert_non_null(at);
	autofree char *text = json_dumps(at, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
	                                         JSON_REAL_PRECISION(6));
	assert_string_equal(text, wanted);
}

static void before_the_first_run_everything_is_empty(void **state)
{
	struct bench *bench = *state;
	const struct progress idle = {0};
	static const char *const nulls[] = {"run_id",      "current_album", "started_at",
	                                    "finished_at", "eta_seconds",   "last_error"};
	static const char *const zeros[] = {
	    "current",      "total",           "imported",      "synced",       "skipped",
	    "errors",       "in_flight",       "artist_images", "album_images", "spotify_urls",
	    "descriptions", "pending.spotify", "pending.euria"};
	assert_member(bench, &idle, "status", "\"idle\"");
	for (size_t i = 0; i < ARRAY_LEN(nulls); i++) {
		assert_member(bench, &idle, nulls[i], "null");
	}
	for (size_t i = 0; i < ARRAY_LEN(zeros); i++) {
		assert_member(bench, &idle, zeros[i], "0");
	}
	assert_member(bench, &idle, "percent", "0.0");
	assert_member(bench, &idle, "elapsed_seconds", "0.0");
	json_auto_t *whole = api_progress(&bench->api, &idle);
	assert_null(json_object_get(whole, "forecast"));
}

static void a_run_shows_its_figures_to_a_tenth(void **state)
{
	struct bench *bench = *state;
	const struct progress progress = {
	    .status = RUN_COMPLETED,
	    .run_id = 17,
	    .count = {.total = 235, .synced = 10, .skipped = 2},
	    .current_album = "T.V. Sky",
	    .started_ms = 1770374272000,
	    .finished_ms = 1770374275000,
	    .started_mono_ms = 1000,
	    .finished_mono_ms = 4260,
	};
	assert_member(bench, &progress, "run_id", "17");
	assert_member(bench, &progress, "current", "12");
	assert_member(bench, &progress, "percent", "5.1");
	assert_member(bench, &progress, "elapsed_seconds", "3.3");
	assert_member(bench, &progress, "current_album", "\"T.V. Sky\"");
	assert_member(bench, &progress, "started_at", "\"2026-02-06T10:37:52Z\"");
	assert_member(bench, &progress, "finished_at", "\"2026-02-06T10:37:55Z\"");
}

static void a_provider_shows_its_state_and_when_it_resumes(void **state)
{
	struct bench *bench = *state;
	const struct progress idle = {0};
	bench->roles->status[0] = (struct provider_status){
	    .state = PROVIDER_OK, .requests = 3, .retries = 1, .resumes_in_ms = -1};
	assert_member(bench, &idle, "providers.discogs",
	              "{\"reason\":null,\"requests\":3,\"resumes_at\":null,\"retries\":1,"
	              "\"state\":\"ok\"}");
	bench->roles->status[1] = (struct provider_status){
	    .state = PROVIDER_BLOCKED, .resumes_in_ms = 60000, .reason = "QUOTA_EXCEEDED"};
	assert_member(bench, &idle, "providers.spotify.state", "\"blocked\"");
	assert_member(bench, &idle, "providers.spotify.reason", "\"QUOTA_EXCEEDED\"");
	json_auto_t *whole = api_progress(&bench->api, &idle);
	const json_t *spotify = json_object_get(json_object_get(whole, "providers"), "spotify");
	assert_true(json_is_string(json_object_get(spotify, "resumes_at")));
	bench->deps.writing.self = NULL;
	assert_member(bench, &idle, "providers.euria",
	              "{\"reason\":null,\"requests\":0,\"resumes_at\":null,\"retries\":0,"
	              "\"state\":\"disabled\"}");
}

static void the_last_error_says_where_and_what(void **state)
{
	struct bench *bench = *state;
	struct progress progress = {0};
	struct err err;
	err_set(&err, ERR_REMOTE, "the answer is garbage");
	progress_set_error(&progress, 25118110, "T.V. Sky", "spotify", &err);
	assert_member(bench, &progress, "last_error",
	              "{\"album\":\"T.V. Sky\",\"discogs_id\":\"25118110\","
	              "\"message\":\"the answer is garbage\",\"stage\":\"spotify\"}");
	progress_set_error(&progress, 0, NULL, "discogs", &err);
	assert_member(bench, &progress, "last_error",
	              "{\"album\":null,\"discogs_id\":null,"
	              "\"message\":\"the answer is garbage\",\"stage\":\"discogs\"}");
}

static void a_forecast_says_what_the_limits_make_of_it(void **state)
{
	struct bench *bench = *state;
	const struct progress progress = {
	    .forecast = {.is_set = true,
	                 .albums = 100,
	                 .artists = 60,
	                 .discogs_requests = 3,
	                 .spotify_requests = 90,
	                 .euria_requests = 100},
	};
	bench->roles->status[0].requests_per_minute = 60;
	bench->roles->status[1].requests_per_minute = 180;
	assert_member(bench, &progress, "forecast",
	              "{\"albums\":100,\"artists\":60,"
	              "\"requests\":{\"discogs\":3,\"euria\":100,\"spotify\":90},"
	              "\"seconds\":{\"discogs\":3.0,\"euria\":0.0,\"spotify\":30.0}}");
	/* Who is not configured is not asked. */
	bench->deps.listening.self = bench->deps.writing.self = NULL;
	assert_member(bench, &progress, "forecast.requests",
	              "{\"discogs\":3,\"euria\":0,\"spotify\":0}");
	assert_member(bench, &progress, "forecast.seconds.spotify", "0.0");
}

#define PROGRESS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROGRESS_TEST(before_the_first_run_everything_is_empty),
	    PROGRESS_TEST(a_run_shows_its_figures_to_a_tenth),
	    PROGRESS_TEST(a_provider_shows_its_state_and_when_it_resumes),
	    PROGRESS_TEST(the_last_error_says_where_and_what),
	    PROGRESS_TEST(a_forecast_says_what_the_limits_make_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

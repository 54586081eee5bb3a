#include "support/world.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/import.h"
#include "store/runs.h"
#include "store/stats.h"
#include "store/store.h"
#include "support/test.h"
#include "sync/year_desk.h"

#include <jansson.h>
#include <string.h>

/* More than the store has readers; a read goes to the one with the least to do. */
#define PINGS 6

int world_setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));
	world->loop = loop_create();
	world->store = catalogue_open(world->loop);
	world->roles = roles_create(world->loop);
	world->deps = roles_deps(world->roles, world->store);
	assert_true(log_open(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, folder_path("log"), NULL));
	*state = world;
	return 0;
}

int world_teardown(void **state)
{
	struct world *world = *state;
	roles_destroy(world->roles);
	log_open(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT, NULL, NULL);
	catalogue_close(world->loop, world->store);
	finish_loop(world->loop);
	free(world);
	return 0;
}

struct answer {
	bool done;
	int64_t run_id;
};

static void on_begun(void *data, int64_t run_id, const struct err *err)
{
	struct answer *answer = data;
	assert_null(err);
	answer->run_id = run_id;
	answer->done = true;
}

int64_t world_begin_run(struct world *world)
{
	struct answer answer = {0};
	json_auto_t *options = json_object();
	store_begin_run(world->store, "sync", options, on_begun, &answer);
	run_until(world->loop, &answer.done);
	return answer.run_id;
}

static void on_done(void *data, const struct err *err)
{
	assert_null(err);
	*(bool *)data = true;
}

struct album *world_import(struct world *world, int64_t run_id, const struct role_row *row)
{
	bool done = false;
	struct album *album = roles_album(row);
	const char *keys[2] = {album->credits[0].name, row->second_artist};
	struct import import = {
	    .album = album,
	    .keys = {.title_key = album->title, .artist_key = keys[0], .search = album->title},
	    .artist_keys = keys,
	};
	store_import(world->store, run_id, &import, 1, on_done, &done);
	run_until(world->loop, &done);
	return album;
}

static void on_deferred(void *data)
{
	*(bool *)data = true;
}

static void on_ping(void *data, const struct err *err)
{
	(void)err; /* a test may have broken the catalogue */
	(*(unsigned *)data)--;
}

/* One round of the loop, behind every read under way: each of the store's readers gets a ping. */
static void turn(struct world *world)
{
	struct deferred deferred = {0};
	bool turned = false;
	loop_defer(world->loop, &deferred, on_deferred, &turned);
	run_until(world->loop, &turned);
}

static void settle_once(struct world *world)
{
	unsigned pings = 0;
	turn(world);
	while (pings < PINGS) {
		pings++;
		store_ping(world->store, on_ping, &pings);
	}
	while (pings > 0) {
		loop_turn(world->loop);
	}
}

static bool is_quiet(const struct world *world, unsigned calls_before)
{
	return store_write_depth(world->store) == 0 && !roles_are_answering(world->roles) &&
	       roles_calls(world->roles) == calls_before;
}

/* A read may lead to another one, which nothing but its answer shows. */
#define QUIET_ROUNDS 4

void world_settle(struct world *world)
{
	unsigned quiet = 0;
	while (quiet < QUIET_ROUNDS) {
		unsigned calls = roles_calls(world->roles);
		settle_once(world);
		turn(world); /* what the last answer has put off */
		quiet = is_quiet(world, calls) ? quiet + 1 : 0;
	}
}

char *world_log(void)
{
	uint64_t size_bytes;
	return file_read(folder_path("log"), &size_bytes);
}

unsigned world_logged(const char *text)
{
	autofree char *log = world_log();
	unsigned count = 0;
	for (const char *at = log; (at = strstr(at, text)); at += strlen(text)) {
		count++;
	}
	return count;
}

static void on_years_advanced(void *data)
{
	(void)data;
}

static void on_years_failed(void *data, const struct err *err)
{
	(void)data;
	fail_msg("%s", err->msg);
}

struct year_desk *world_years(struct world *world, int64_t run_id)
{
	const struct year_desk_events events = {.advanced = on_years_advanced,
	                                        .failed = on_years_failed};
	return year_desk_create(&world->deps, run_id, &events);
}

void world_end_years(struct world *world, struct year_desk *years)
{
	year_desk_wind_up(years, 0);
	world_settle(world);
	year_desk_destroy(years);
}

#include "sync/backfill.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "support/world.h"

struct bench {
	struct world *world;
	int64_t run_id;
	struct backfill *backfill;
	unsigned given, ends;
	int64_t last_id;
	bool has_room, room_for_one, waiting, ended;
	bool stop_inside;
	enum err_code code;
};

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	bench->run_id = world_begin_run(bench->world);
	bench->has_room = true;
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	free(bench);
	return world_teardown((void **)&world);
}

static void add_albums(struct bench *bench, size_t count)
{
	size_t first = bench->world->roles->row_count;
	roles_add_many(bench->world->roles, 1000 + (int64_t)first, count);
	for (size_t i = first; i < first + count; i++) {
		album_destroy(
		    world_import(bench->world, bench->run_id, &bench->world->roles->rows[i]));
	}
}

static void on_album(void *data, struct album *album)
{
	struct bench *bench = data;
	assert_true(album->id > bench->last_id); /* each one once, in their order */
	bench->last_id = album->id;
	bench->given++;
	assert_int_equal(album->credit_count, 1);
	album_destroy(album);
	if (bench->stop_inside) {
		bench->stop_inside = false;
		backfill_stop(bench->backfill);
	}
}

static bool has_room(void *data)
{
	struct bench *bench = data;
	bool room = bench->has_room || bench->room_for_one;
	bench->room_for_one = false;
	bench->waiting = !room;
	return room;
}

static void on_ended(void *data, const struct err *err)
{
	struct bench *bench = data;
	bench->ends++;
	bench->ended = true;
	bench->code = err ? err->code : ERR_NONE;
	bench->backfill = NULL;
}

static void start(struct bench *bench, struct backfill_options options)
{
	const struct backfill_events events = {
	    .album = on_album, .has_room = has_room, .ended = on_ended, .data = bench};
	bench->given = bench->ends = 0;
	bench->last_id = 0;
	bench->ended = false;
	bench->backfill = backfill_start(&bench->world->deps, &options, &events);
	assert_false(bench->ended);
}

static void finish(struct bench *bench)
{
	run_until(bench->world->loop, &bench->ended);
	world_settle(bench->world);
	assert_int_equal(bench->ends, 1);
}

static void run(struct bench *bench, struct backfill_options options)
{
	start(bench, options);
	finish(bench);
}

static void every_album_with_something_to_do_is_given_once(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 230);
	run(bench, (struct backfill_options){0});
	assert_int_equal(bench->given, 230);
	assert_int_equal(bench->code, ERR_NONE);
}

static void an_empty_catalogue_gives_nothing(void **state)
{
	struct bench *bench = *state;
	run(bench, (struct backfill_options){0});
	assert_int_equal(bench->given, 0);
}

static void no_more_albums_are_given_than_asked_for(void **state)
{
	struct bench *bench = *state;
	static const int64_t limits[] = {1, 99, 100, 101, 120};
	add_albums(bench, 120);
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		run(bench, (struct backfill_options){.limit = limits[i]});
		assert_int_equal(bench->given, limits[i]);
	}
	run(bench, (struct backfill_options){.limit = 500});
	assert_int_equal(bench->given, 120);
}

static void albums_of_a_run_can_be_left_out(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 3);
	int64_t earlier = bench->run_id;
	bench->run_id = world_begin_run(bench->world);
	add_albums(bench, 4);
	run(bench, (struct backfill_options){.except_run_id = bench->run_id});
	assert_int_equal(bench->given, 3);
	run(bench, (struct backfill_options){.except_run_id = earlier});
	assert_int_equal(bench->given, 4);
}

static void only_what_can_be_asked_now_is_looked_for(void **state)
{
	struct bench *bench = *state;
	struct provider_status *status = bench->world->roles->status;
	static const struct {
		enum provider_state state;
		int64_t resumes_in_ms;
		bool asked;
	} cases[] = {
	    {PROVIDER_OK, -1, true},         {PROVIDER_THROTTLED, 5000, true},
	    {PROVIDER_BLOCKED, 5000, false}, {PROVIDER_UNAVAILABLE, 5000, false},
	    {PROVIDER_UNAVAILABLE, 0, true},
	};
	add_albums(bench, 2);
	catalogue_exec("INSERT INTO album_descriptions (album_id, outcome, created_ms)"
	               " VALUES (1, 'absent', 1)");
	catalogue_exec(
	    "INSERT INTO album_links (album_id, verdict, reasons, candidates, created_ms)"
	    " VALUES (2, 'absent', '[]', '[]', 1)");
	catalogue_exec("INSERT INTO artist_images (artist_id, outcome, created_ms)"
	               " VALUES (2, 'absent', 1)");
	/* The first album wants its link, the second one its description. */
	for (size_t spotify = 0; spotify < ARRAY_LEN(cases); spotify++) {
		for (size_t euria = 0; euria < ARRAY_LEN(cases); euria++) {
			status[1].state = cases[spotify].state;
			status[1].resumes_in_ms = cases[spotify].resumes_in_ms;
			status[2].state = cases[euria].state;
			status[2].resumes_in_ms = cases[euria].resumes_in_ms;
			run(bench, (struct backfill_options){0});
			assert_int_equal(bench->given, cases[spotify].asked + cases[euria].asked);
		}
	}
	bench->world->deps.listening.self = bench->world->deps.writing.self = NULL;
	run(bench, (struct backfill_options){0});
	assert_int_equal(bench->given, 0);
}

static void absences_that_are_old_enough_are_asked_again(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 1);
	bench->world->deps.listening.self = NULL;
	catalogue_exec("INSERT INTO album_descriptions (album_id, outcome, created_ms)"
	               " VALUES (1, 'absent', 1000)");
	run(bench, (struct backfill_options){0});
	assert_int_equal(bench->given, 0);
	run(bench, (struct backfill_options){.absent_before_ms = 1000});
	assert_int_equal(bench->given, 0);
	run(bench, (struct backfill_options){.absent_before_ms = 1001});
	assert_int_equal(bench->given, 1);
}

static void it_pauses_where_there_is_no_room_and_goes_on(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 230);
	bench->has_room = false;
	start(bench, (struct backfill_options){0});
	run_until(bench->world->loop, &bench->waiting);
	world_settle(bench->world);
	assert_int_equal(bench->given, 0);
	for (unsigned page = 1; page <= 3; page++) {
		backfill_go_on(bench->backfill);
		backfill_go_on(bench->backfill); /* once is enough */
		bench->room_for_one = true;
		bench->has_room = false;
		world_settle(bench->world);
		assert_int_equal(bench->given, page < 3 ? page * 100 : 230);
	}
	bench->has_room = true;
	backfill_go_on(bench->backfill);
	finish(bench);
}

static void a_catalogue_that_cannot_be_read_is_an_error(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 2);
	catalogue_exec("ALTER TABLE album_artists RENAME TO elsewhere");
	run(bench, (struct backfill_options){0});
	assert_int_equal(bench->code, ERR_STORAGE);
	assert_int_equal(bench->given, 0);
}

static void stopped_before_it_begins_it_gives_nothing(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 2);
	start(bench, (struct backfill_options){0});
	backfill_stop(bench->backfill);
	backfill_stop(bench->backfill);
	assert_false(bench->ended);
	finish(bench);
	assert_int_equal(bench->given, 0);
}

static void stop_now(void *data)
{
	struct bench *bench = data;
	backfill_stop(bench->backfill);
	assert_false(bench->ended);
}

static void stopped_while_it_reads_it_gives_nothing_of_it(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 2);
	struct deferred deferred = {0};
	start(bench, (struct backfill_options){0});
	/* Right after it has begun: the read is under way. */
	loop_defer(bench->world->loop, &deferred, stop_now, bench);
	finish(bench);
	assert_int_equal(bench->given, 0);
}

static void stopped_while_it_waits_it_ends(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 2);
	bench->has_room = false;
	start(bench, (struct backfill_options){0});
	run_until(bench->world->loop, &bench->waiting);
	backfill_stop(bench->backfill);
	backfill_go_on(bench->backfill);
	finish(bench);
	assert_int_equal(bench->given, 0);
}

static void stopped_while_it_waits_for_more_room_it_ends(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 150);
	bench->has_room = false;
	bench->room_for_one = true;
	start(bench, (struct backfill_options){0});
	run_until(bench->world->loop, &bench->waiting);
	assert_int_equal(bench->given, 100);
	backfill_stop(bench->backfill);
	finish(bench);
	assert_int_equal(bench->given, 100);
}

static void stopped_by_the_one_who_gets_an_album_it_gives_no_other(void **state)
{
	struct bench *bench = *state;
	add_albums(bench, 5);
	start(bench, (struct backfill_options){0});
	bench->stop_inside = true;
	finish(bench);
	assert_int_equal(bench->given, 1);
}

#define BACKFILL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    BACKFILL_TEST(every_album_with_something_to_do_is_given_once),
	    BACKFILL_TEST(an_empty_catalogue_gives_nothing),
	    BACKFILL_TEST(no_more_albums_are_given_than_asked_for),
	    BACKFILL_TEST(albums_of_a_run_can_be_left_out),
	    BACKFILL_TEST(only_what_can_be_asked_now_is_looked_for),
	    BACKFILL_TEST(absences_that_are_old_enough_are_asked_again),
	    BACKFILL_TEST(it_pauses_where_there_is_no_room_and_goes_on),
	    BACKFILL_TEST(a_catalogue_that_cannot_be_read_is_an_error),
	    BACKFILL_TEST(stopped_before_it_begins_it_gives_nothing),
	    BACKFILL_TEST(stopped_while_it_reads_it_gives_nothing_of_it),
	    BACKFILL_TEST(stopped_while_it_waits_it_ends),
	    BACKFILL_TEST(stopped_while_it_waits_for_more_room_it_ends),
	    BACKFILL_TEST(stopped_by_the_one_who_gets_an_album_it_gives_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

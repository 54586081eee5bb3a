#include "sync/pool.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "support/world.h"
#include "sync/desk.h"

#define IN_FLIGHT 3

struct bench {
	struct world *world;
	struct enrich_context context;
	struct pool *pool;
	unsigned enriched, stopped, advanced;
	bool idle;
	struct album *add_next; /* taken by the pool from inside `enriched` */
};

static void on_enriched(void *data, const struct album *album, const struct enrich_result *result)
{
	struct bench *bench = data;
	assert_non_null(album->title);
	bench->enriched++;
	bench->stopped += result->stopped;
	if (bench->add_next) {
		pool_add(bench->pool, steal(&bench->add_next));
	}
}

static void on_advanced(void *data)
{
	struct bench *bench = data;
	bench->advanced++;
	assert_int_equal(bench->advanced, bench->enriched);
	bench->idle = pool_is_idle(bench->pool);
}

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	bench->context = (struct enrich_context){
	    .deps = &bench->world->deps,
	    .desk = desk_create(&bench->world->deps.listening),
	    .progress = &bench->world->progress,
	    .run_id = world_begin_run(bench->world),
	};
	bench->context.years = world_years(bench->world, bench->context.run_id);
	const struct pool_events events = {
	    .enriched = on_enriched, .advanced = on_advanced, .data = bench};
	bench->pool = pool_create(&bench->context, IN_FLIGHT, &events);
	roles_add_many(bench->world->roles, 1000, 10);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	pool_destroy(bench->pool);
	desk_destroy(bench->context.desk);
	world_end_years(world, bench->context.years);
	free(bench);
	return world_teardown((void **)&world);
}

static struct album *import(struct bench *bench, size_t row)
{
	return world_import(bench->world, bench->context.run_id, &bench->world->roles->rows[row]);
}

static void fill(struct bench *bench)
{
	struct album *albums[10];
	for (size_t i = 0; i < ARRAY_LEN(albums); i++) {
		albums[i] = import(bench, i);
	}
	for (size_t i = 0; i < ARRAY_LEN(albums); i++) {
		pool_add(bench->pool, albums[i]);
	}
}

static void a_new_pool_is_idle(void **state)
{
	struct bench *bench = *state;
	assert_true(pool_is_idle(bench->pool));
	assert_int_equal(pool_backlog(bench->pool), 0);
	assert_int_equal(pool_in_flight(bench->pool), 0);
	pool_stop(bench->pool);
	pool_destroy(NULL);
}

static void so_many_albums_are_in_flight_and_the_others_wait(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = &bench->world->roles->desks[ROLE_DESCRIBE];
	describe->stall = true;
	fill(bench);
	assert_int_equal(pool_in_flight(bench->pool), IN_FLIGHT);
	assert_int_equal(pool_backlog(bench->pool), 10 - IN_FLIGHT);
	assert_false(pool_is_idle(bench->pool));
	run_until(bench->world->loop, &describe->stalled);
	world_settle(bench->world);
	assert_int_equal(describe->in_flight, IN_FLIGHT);
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(bench->enriched, 10);
	assert_int_equal(bench->stopped, 0);
	assert_int_equal(describe->most_in_flight, IN_FLIGHT);
	assert_int_equal(pool_in_flight(bench->pool), 0);
	assert_int_equal(pool_backlog(bench->pool), 0);
}

static void an_album_can_be_added_as_another_one_ends(void **state)
{
	struct bench *bench = *state;
	struct album *first = import(bench, 0);
	bench->add_next = import(bench, 1);
	pool_add(bench->pool, first);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(bench->enriched, 2);
}

static void a_stop_drops_those_that_wait_and_ends_those_in_flight(void **state)
{
	struct bench *bench = *state;
	struct role_desk *describe = &bench->world->roles->desks[ROLE_DESCRIBE];
	describe->stall = true;
	fill(bench);
	run_until(bench->world->loop, &describe->stalled);
	world_settle(bench->world);
	pool_stop(bench->pool);
	assert_int_equal(pool_backlog(bench->pool), 0);
	assert_int_equal(pool_in_flight(bench->pool), IN_FLIGHT);
	assert_int_equal(bench->enriched, 0); /* never from inside */
	pool_stop(bench->pool);
	run_until(bench->world->loop, &bench->idle);
	assert_int_equal(bench->enriched, IN_FLIGHT);
	assert_int_equal(bench->stopped, IN_FLIGHT);
	assert_int_equal(describe->calls, IN_FLIGHT);
	assert_int_equal(describe->cancelled, IN_FLIGHT);
}

#define POOL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_TEST(a_new_pool_is_idle),
	    POOL_TEST(so_many_albums_are_in_flight_and_the_others_wait),
	    POOL_TEST(an_album_can_be_added_as_another_one_ends),
	    POOL_TEST(a_stop_drops_those_that_wait_and_ends_those_in_flight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

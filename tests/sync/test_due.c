/* When work that was put off may go on. */
#include "sync/due.h"

#include "store/todo.h"
#include "support/test.h"
#include "support/world.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)

static const struct todo_counts links = {.spotify = 3}, texts = {.euria = 3},
				both = {.spotify = 1, .euria = 1};
static const struct due_leftovers none = {.spotify = false};

static void of_two_waits_the_shorter_counts_and_none_counts_nothing(void **state)
{
	(void)state;
	assert_int_equal(due_sooner_ms(5, 7), 5);
	assert_int_equal(due_sooner_ms(7, 5), 5);
	assert_int_equal(due_sooner_ms(-1, 5), 5);
	assert_int_equal(due_sooner_ms(5, -1), 5);
	assert_int_equal(due_sooner_ms(-1, -1), -1);
}

static void a_wait_doubles_up_to_its_ceiling(void **state)
{
	(void)state;
	struct due_backoff backoff = {0};
	assert_int_equal(due_back_off(&backoff, 10, 35), 10);
	assert_int_equal(due_back_off(&backoff, 10, 35), 20);
	assert_int_equal(due_back_off(&backoff, 10, 35), 35);
	assert_int_equal(due_back_off(&backoff, 10, 35), 35);
	backoff = (struct due_backoff){0};
	assert_int_equal(due_back_off(&backoff, 10, 35), 10);
}

static void facets_wait_for_their_own_provider(void **state)
{
	struct world *world = *state;
	struct provider_status *status = world->roles->status;
	assert_int_equal(due_facets_in_ms(&world->deps, &links, &none), -1);
	assert_int_equal(due_walk_in_ms(&world->deps), 0);
	status[0] = (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 100};
	status[1] = (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 200};
	status[2] = (struct provider_status){.state = PROVIDER_UNAVAILABLE, .resumes_in_ms = 300};
	assert_int_equal(due_walk_in_ms(&world->deps), 100);
	assert_int_equal(due_facets_in_ms(&world->deps, &links, &none), 200);
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &none), 300);
	assert_int_equal(due_facets_in_ms(&world->deps, &(struct todo_counts){0}, &none), -1);
	world->deps.writing.self = NULL;
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &none), -1);
	world->deps.collection.self = NULL;
	assert_int_equal(due_walk_in_ms(&world->deps), -1);
}

static void what_a_provider_that_is_well_failed_on_waits_ever_longer(void **state)
{
	struct world *world = *state;
	struct due_leftovers leftovers = {.spotify = false};
	int64_t wait_ms = MINUTE_MS;
	due_note(&leftovers, false, true, true);
	assert_int_equal(due_facets_in_ms(&world->deps, &links, &leftovers), -1);
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), wait_ms);
	for (unsigned i = 0; i < 20; i++) {
		wait_ms = wait_ms * 2 < 6 * HOUR_MS ? wait_ms * 2 : 6 * HOUR_MS;
		due_note(&leftovers, false, true, false);
		assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), wait_ms);
	}
	due_note(&leftovers, true, false, true);
	assert_int_equal(due_facets_in_ms(&world->deps, &links, &leftovers), MINUTE_MS);
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), -1);
}

static void one_providers_block_is_not_the_others(void **state)
{
	struct world *world = *state;
	struct due_leftovers leftovers = {.spotify = false};
	world->roles->status[1] =
	    (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 24 * HOUR_MS};
	due_note(&leftovers, true, true, true);
	assert_int_equal(due_facets_in_ms(&world->deps, &both, &leftovers), MINUTE_MS);
	assert_int_equal(due_facets_in_ms(&world->deps, &links, &leftovers), 24 * HOUR_MS);
}

static void a_circuit_that_opens_each_time_is_asked_less_and_less(void **state)
{
	struct world *world = *state;
	struct provider_status *status = &world->roles->status[2];
	struct due_leftovers leftovers = {.spotify = false};
	*status = (struct provider_status){.state = PROVIDER_UNAVAILABLE, .resumes_in_ms = 30000};
	due_note(&leftovers, false, true, true);
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), 30000);
	for (int64_t wait_ms = 2 * MINUTE_MS; wait_ms < HOUR_MS; wait_ms *= 2) {
		due_note(&leftovers, false, true, false);
		assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), wait_ms);
	}
	due_note(&leftovers, false, true, false);
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), HOUR_MS);
	status->resumes_in_ms = 2 * HOUR_MS;
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), 2 * HOUR_MS);
	*status = (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 1000};
	assert_int_equal(due_facets_in_ms(&world->deps, &texts, &leftovers), 1000);
}

int main(void)
{
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(of_two_waits_the_shorter_counts_and_none_counts_nothing),
	    cmocka_unit_test(a_wait_doubles_up_to_its_ceiling),
	    WORLD_TEST(facets_wait_for_their_own_provider),
	    WORLD_TEST(what_a_provider_that_is_well_failed_on_waits_ever_longer),
	    WORLD_TEST(one_providers_block_is_not_the_others),
	    WORLD_TEST(a_circuit_that_opens_each_time_is_asked_less_and_less),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

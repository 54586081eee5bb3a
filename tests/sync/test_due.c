/* When work that was put off may go on. */
#include "sync/resume.h"

#include "store/todo.h"
#include "support/test.h"
#include "support/world.h"

static void of_two_waits_the_shorter_counts_and_none_counts_nothing(void **state)
{
	(void)state;
	assert_int_equal(resume_sooner_ms(5, 7), 5);
	assert_int_equal(resume_sooner_ms(7, 5), 5);
	assert_int_equal(resume_sooner_ms(-1, 5), 5);
	assert_int_equal(resume_sooner_ms(5, -1), 5);
	assert_int_equal(resume_sooner_ms(-1, -1), -1);
}

static void a_wait_doubles_up_to_its_ceiling(void **state)
{
	(void)state;
	struct resume_backoff backoff = {0};
	assert_int_equal(resume_back_off(&backoff, 10, 35), 10);
	assert_int_equal(resume_back_off(&backoff, 10, 35), 20);
	assert_int_equal(resume_back_off(&backoff, 10, 35), 35);
	assert_int_equal(resume_back_off(&backoff, 10, 35), 35);
	backoff = (struct resume_backoff){0};
	assert_int_equal(resume_back_off(&backoff, 10, 35), 10);
}

static void facets_wait_for_their_own_provider(void **state)
{
	struct world *world = *state;
	struct provider_status *status = world->roles->status;
	const struct todo_counts links = {.spotify = 3}, texts = {.euria = 3};
	assert_int_equal(resume_facets_in_ms(&world->deps, &links), -1);
	assert_int_equal(resume_walk_in_ms(&world->deps), 0);
	status[0] = (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 100};
	status[1] = (struct provider_status){.state = PROVIDER_BLOCKED, .resumes_in_ms = 200};
	status[2] = (struct provider_status){.state = PROVIDER_UNAVAILABLE, .resumes_in_ms = 300};
	assert_int_equal(resume_walk_in_ms(&world->deps), 100);
	assert_int_equal(resume_facets_in_ms(&world->deps, &links), 200);
	assert_int_equal(resume_facets_in_ms(&world->deps, &texts), 300);
	assert_int_equal(resume_facets_in_ms(&world->deps, &(struct todo_counts){0}), -1);
	world->deps.writing.self = NULL;
	assert_int_equal(resume_facets_in_ms(&world->deps, &texts), -1);
	world->deps.collection.self = NULL;
	assert_int_equal(resume_walk_in_ms(&world->deps), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(of_two_waits_the_shorter_counts_and_none_counts_nothing),
	    cmocka_unit_test(a_wait_doubles_up_to_its_ceiling),
	    cmocka_unit_test_setup_teardown(facets_wait_for_their_own_provider, world_setup,
	                                    world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "net/circuit.h"

#include "support/test.h"

#define NOW 1000000

/* Opened for the first time at NOW. */
static struct circuit opened(void)
{
	struct circuit circuit = {0};
	for (unsigned i = 0; i < CIRCUIT_THRESHOLD; i++) {
		circuit_on_failure(&circuit, NOW);
	}
	assert_true(circuit_is_open(&circuit));
	return circuit;
}

static void a_zeroed_circuit_lets_everything_through(void **state)
{
	(void)state;
	struct circuit circuit = {0};
	assert_false(circuit_is_open(&circuit));
	assert_true(circuit_allows(&circuit, NOW));
	assert_true(circuit_allows(&circuit, NOW));
	assert_int_equal(circuit_wait_ms(&circuit, NOW), 0);
}

static void a_circuit_opens_after_failures_in_a_row(void **state)
{
	(void)state;
	struct circuit circuit = {0};
	for (unsigned i = 1; i < CIRCUIT_THRESHOLD; i++) {
		circuit_on_failure(&circuit, NOW);
		assert_false(circuit_is_open(&circuit));
		assert_true(circuit_allows(&circuit, NOW));
		assert_int_equal(circuit_wait_ms(&circuit, NOW), 0);
	}
	circuit_on_failure(&circuit, NOW);
	assert_true(circuit_is_open(&circuit));
	assert_false(circuit_allows(&circuit, NOW));
	assert_int_equal(circuit_wait_ms(&circuit, NOW), CIRCUIT_FIRST_OPEN_MS);
	assert_int_equal(circuit_wait_ms(&circuit, NOW + 1000), CIRCUIT_FIRST_OPEN_MS - 1000);
}

static void a_success_between_failures_keeps_it_closed(void **state)
{
	(void)state;
	struct circuit circuit = {0};
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 1; i < CIRCUIT_THRESHOLD; i++) {
			circuit_on_failure(&circuit, NOW);
		}
		circuit_on_success(&circuit);
	}
	assert_false(circuit_is_open(&circuit));
}

static void an_open_circuit_lets_one_probe_through_when_its_time_is_over(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	int64_t over_ms = NOW + CIRCUIT_FIRST_OPEN_MS;
	assert_false(circuit_allows(&circuit, over_ms - 1));
	assert_int_equal(circuit_wait_ms(&circuit, over_ms), 0);
	assert_true(circuit_allows(&circuit, over_ms));
	assert_false(circuit_allows(&circuit, over_ms));
	assert_false(circuit_allows(&circuit, over_ms + 3600000)); /* however long it takes */
}

static void a_probe_that_succeeds_closes_it(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	assert_true(circuit_allows(&circuit, NOW + CIRCUIT_FIRST_OPEN_MS));
	circuit_on_success(&circuit);
	assert_false(circuit_is_open(&circuit));
	assert_true(circuit_allows(&circuit, NOW));
	assert_true(circuit_allows(&circuit, NOW));
	circuit_on_failure(&circuit, NOW); /* and the count starts anew */
	assert_false(circuit_is_open(&circuit));
}

static void each_probe_that_fails_doubles_the_wait_up_to_the_longest(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	int64_t now_ms = NOW, wait_ms = CIRCUIT_FIRST_OPEN_MS;
	for (unsigned i = 0; i < 10; i++) {
		assert_int_equal(circuit_wait_ms(&circuit, now_ms), wait_ms);
		now_ms += wait_ms;
		assert_true(circuit_allows(&circuit, now_ms));
		circuit_on_failure(&circuit, now_ms);
		assert_false(circuit_allows(&circuit, now_ms));
		wait_ms =
		    wait_ms * 2 < CIRCUIT_LONGEST_OPEN_MS ? wait_ms * 2 : CIRCUIT_LONGEST_OPEN_MS;
	}
	assert_int_equal(wait_ms, CIRCUIT_LONGEST_OPEN_MS);
}

static void failures_of_requests_under_way_do_not_lengthen_the_wait(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	for (unsigned i = 0; i < 20; i++) {
		circuit_on_failure(&circuit, NOW + 1000);
	}
	assert_int_equal(circuit_wait_ms(&circuit, NOW), CIRCUIT_FIRST_OPEN_MS);
}

static void a_success_of_a_request_under_way_closes_it(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	circuit_on_success(&circuit);
	assert_true(circuit_allows(&circuit, NOW));
}

static void a_probe_given_up_leaves_its_place_to_the_next(void **state)
{
	(void)state;
	struct circuit circuit = opened();
	int64_t over_ms = NOW + CIRCUIT_FIRST_OPEN_MS;
	assert_true(circuit_allows(&circuit, over_ms));
	circuit_on_cancel(&circuit);
	assert_true(circuit_is_open(&circuit));
	assert_true(circuit_allows(&circuit, over_ms));
	assert_false(circuit_allows(&circuit, over_ms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_zeroed_circuit_lets_everything_through),
	    cmocka_unit_test(a_circuit_opens_after_failures_in_a_row),
	    cmocka_unit_test(a_success_between_failures_keeps_it_closed),
	    cmocka_unit_test(an_open_circuit_lets_one_probe_through_when_its_time_is_over),
	    cmocka_unit_test(a_probe_that_succeeds_closes_it),
	    cmocka_unit_test(each_probe_that_fails_doubles_the_wait_up_to_the_longest),
	    cmocka_unit_test(failures_of_requests_under_way_do_not_lengthen_the_wait),
	    cmocka_unit_test(a_success_of_a_request_under_way_closes_it),
	    cmocka_unit_test(a_probe_given_up_leaves_its_place_to_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

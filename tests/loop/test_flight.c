#include "loop/flight.h"

#include "base/err.h"
#include "base/mem.h"
#include "support/dies.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static struct flight *flight;
static char order[16];

struct passenger {
	struct flight_wait wait;
	char letter;
	const void *result;
	enum err_code code;
	struct passenger *brings, *takes_out;
	bool ends_flight;
};

static void on_landed(void *data, const void *result, const struct err *err)
{
	struct passenger *passenger = data;
	strncat(order, &passenger->letter, 1);
	passenger->result = result;
	passenger->code = err ? err->code : ERR_NONE;
	if (passenger->brings) {
		flight_join(flight, &passenger->brings->wait, on_landed, passenger->brings);
	}
	if (passenger->takes_out) {
		flight_leave(&passenger->takes_out->wait);
	}
	if (passenger->ends_flight) {
		free(flight);
		flight = NULL;
	}
}

static bool join(struct passenger *passenger)
{
	return flight_join(flight, &passenger->wait, on_landed, passenger);
}

static int setup(void **state)
{
	(void)state;
	flight = xcalloc(1, sizeof(*flight));
	flight_init(flight);
	order[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(flight);
	return 0;
}

static void only_the_first_to_join_starts_the_call(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'}, b = {.letter = 'b'};
	assert_true(flight_is_empty(flight));
	assert_true(join(&a));
	assert_false(join(&b));
	assert_false(flight_is_empty(flight));
	flight_land(flight, "result", NULL);
	assert_true(flight_is_empty(flight));
	assert_true(join(&a)); /* the next call */
	flight_leave(&a.wait);
}

static void all_hear_the_result_in_order(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'};
	join(&b), join(&a), join(&c);
	const char *result = "result";
	flight_land(flight, result, NULL);
	assert_string_equal(order, "bac");
	assert_ptr_equal(a.result, result);
	assert_ptr_equal(c.result, result);
	assert_int_equal(a.code, ERR_NONE);
	flight_land(flight, result, NULL); /* once */
	assert_string_equal(order, "bac");
}

static void all_hear_of_a_failure(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'}, b = {.letter = 'b'};
	const struct err err = {.code = ERR_TRANSIENT};
	join(&a), join(&b);
	flight_land(flight, NULL, &err);
	assert_int_equal(a.code, ERR_TRANSIENT);
	assert_int_equal(b.code, ERR_TRANSIENT);
	assert_null(b.result);
}

static void who_has_left_hears_nothing(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'}, b = {.letter = 'b'}, idle = {.letter = 'i'};
	join(&a), join(&b);
	flight_leave(&a.wait);
	flight_leave(&a.wait);
	flight_leave(&idle.wait);
	flight_land(flight, NULL, NULL);
	assert_string_equal(order, "b");
}

static void the_last_to_leave_leaves_it_empty(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'};
	join(&a);
	flight_leave(&a.wait);
	assert_true(flight_is_empty(flight));
	assert_true(join(&a));
	flight_leave(&a.wait);
}

static void who_joins_during_a_landing_waits_for_the_next(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a'}, b = {.letter = 'b'};
	a.brings = &a;
	join(&a), join(&b);
	flight_land(flight, NULL, NULL);
	assert_string_equal(order, "ab");
	assert_false(flight_is_empty(flight));
	a.brings = NULL;
	flight_land(flight, NULL, NULL);
	assert_string_equal(order, "aba");
}

static void a_passenger_may_take_another_out(void **state)
{
	(void)state;
	struct passenger b = {.letter = 'b'}, c = {.letter = 'c'};
	struct passenger a = {.letter = 'a', .takes_out = &b};
	join(&a), join(&b), join(&c);
	flight_land(flight, NULL, NULL);
	assert_string_equal(order, "ac");
}

static void the_flight_may_end_as_it_lands(void **state)
{
	(void)state;
	struct passenger a = {.letter = 'a', .ends_flight = true}, b = {.letter = 'b'};
	join(&a), join(&b);
	flight_land(flight, NULL, NULL);
	assert_string_equal(order, "ab");
	assert_null(flight);
}

static void join_twice(void *data)
{
	(void)data;
	struct passenger a = {.letter = 'a'};
	join(&a), join(&a);
}

static void joining_twice_ends_the_process(void **state)
{
	(void)state;
	assert_true(is_asserted(join_twice, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(only_the_first_to_join_starts_the_call),
	    TEST(all_hear_the_result_in_order),
	    TEST(all_hear_of_a_failure),
	    TEST(who_has_left_hears_nothing),
	    TEST(the_last_to_leave_leaves_it_empty),
	    TEST(who_joins_during_a_landing_waits_for_the_next),
	    TEST(a_passenger_may_take_another_out),
	    TEST(the_flight_may_end_as_it_lands),
	    TEST(joining_twice_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

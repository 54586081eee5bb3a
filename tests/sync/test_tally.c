#include "sync/tally.h"

#include "support/test.h"
#include "sync/progress.h"

static struct progress progress;

static int setup(void **state)
{
	static struct tally tally;
	progress = (struct progress){0};
	tally_init(&tally, &progress);
	*state = &tally;
	return 0;
}

static int teardown(void **state)
{
	tally_finish(*state);
	return 0;
}

static void a_row_is_met_once_and_one_without_a_number_each_time(void **state)
{
	struct tally *tally = *state;
	assert_true(tally_meet(tally, 7));
	assert_false(tally_meet(tally, 7));
	assert_true(tally_meet(tally, 0));
	assert_true(tally_meet(tally, 0));
	assert_int_equal(tally->met, 3);
}

static void missing_is_what_was_said_and_not_met(void **state)
{
	struct tally *tally = *state;
	assert_int_equal(tally_missing(tally), 0); /* nothing was said */
	tally->item_count = 150;
	tally->page_count = 2;
	tally_meet(tally, 7);
	tally_add_unusable(tally, 3);
	assert_int_equal(tally_missing(tally), 146);
	tally->page_count = 1; /* whose pages have no room for as many */
	assert_int_equal(tally_missing(tally), 96);
	tally->item_count = 2;
	assert_int_equal(tally_missing(tally), 0);
}

static void what_cannot_be_had_counts_as_errors_until_the_pages_are_gone_through_again(void **state)
{
	struct tally *tally = *state;
	progress.count.errors = 1; /* another's */
	tally_add_unusable(tally, 3);
	tally_set_lost(tally, 100);
	tally_set_lost(tally, 97); /* in all */
	assert_int_equal(progress.count.errors, 101);
	tally_forget_errors(tally);
	assert_int_equal(progress.count.errors, 1);
	assert_int_equal(tally->unusable + tally->lost, 0);
}

static void the_total_is_what_is_expected_and_in_the_end_what_was_met(void **state)
{
	struct tally *tally = *state;
	tally->item_count = 150;
	progress.count.skipped = 20;
	progress.count.imported = 10;
	tally_set_lost(tally, 5);
	tally_update_total(tally, 0, false);
	assert_int_equal(progress.count.total, 150);
	tally_update_total(tally, 40, false);
	assert_int_equal(progress.count.total, 20 + 5 + 40);
	tally_update_total(tally, 0, true);
	assert_int_equal(progress.count.total, 35);
	tally->item_count = 30; /* fewer than were met */
	tally_update_total(tally, 0, false);
	assert_int_equal(progress.count.total, 35);
}

int main(void)
{
#define TALLY_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TALLY_TEST(a_row_is_met_once_and_one_without_a_number_each_time),
	    TALLY_TEST(missing_is_what_was_said_and_not_met),
	    TALLY_TEST(what_cannot_be_had_counts_as_errors_until_the_pages_are_gone_through_again),
	    TALLY_TEST(the_total_is_what_is_expected_and_in_the_end_what_was_met),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

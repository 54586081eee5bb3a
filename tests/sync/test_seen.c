#include "sync/seen.h"

#include "support/test.h"

#include <stdint.h>

static void a_key_is_new_once(void **state)
{
	struct seen seen = {0};
	(void)state;
	assert_true(seen_add(&seen, 7));
	assert_false(seen_add(&seen, 7));
	assert_true(seen_add(&seen, -7));
	assert_true(seen_add(&seen, INT64_MAX));
	assert_true(seen_add(&seen, INT64_MIN));
	assert_false(seen_add(&seen, INT64_MIN));
	assert_int_equal(seen.count, 4);
	seen_finish(&seen);
	assert_true(seen_add(&seen, 7));
	seen_finish(&seen);
}

static void many_keys_are_told_apart(void **state)
{
	struct seen seen = {0};
	(void)state;
	for (int64_t i = 1; i <= 20000; i++) { /* in a row, and far apart */
		assert_true(seen_add(&seen, i));
		assert_true(seen_add(&seen, -i * 65536));
	}
	for (int64_t i = 1; i <= 20000; i++) {
		assert_false(seen_add(&seen, i));
		assert_false(seen_add(&seen, -i * 65536));
	}
	assert_int_equal(seen.count, 40000);
	seen_finish(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_key_is_new_once),
	    cmocka_unit_test(many_keys_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

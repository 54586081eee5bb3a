#include "base/arena.h"

#include "base/mem.h"
#include "support/dies.h"
#include "support/test.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

static void what_is_allocated_is_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = {1, 3, 8, 24, 100, 1000, 1024, 1025, 2048, 3000, 5000, 1};
	for (size_t round = 0; round < 50; round++) {
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
			unsigned char *bytes = arena_alloc(*state, 1, sizes[i]);
			assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
			for (size_t at = 0; at < sizes[i]; at++) {
				assert_int_equal(bytes[at], 0);
			}
			memset(bytes, 0xFF, sizes[i]); /* whoever overlaps is not zeroed */
		}
	}
}

static void values_do_not_touch_each_other(void **state)
{
	enum { COUNT = 2000 };
	char *texts[COUNT];
	for (int i = 0; i < COUNT; i++) {
		texts[i] = arena_printf(*state, "track %d%*s", i, i % 97, "");
	}
	for (int i = 0; i < COUNT; i++) {
		char expected[128];
		snprintf(expected, sizeof(expected), "track %d%*s", i, i % 97, "");
		assert_string_equal(texts[i], expected);
	}
}

static void a_large_value_has_a_block_of_its_own(void **state)
{
	char *before = arena_alloc(*state, 1, 16);
	char *large = arena_alloc(*state, 1000, 1000);
	memset(large, 'x', 1000 * 1000);
	char *after = arena_alloc(*state, 1, 16);
	assert_ptr_equal(after, before + 16); /* the block in use goes on being used */
}

static void nothing_is_a_valid_size(void **state)
{
	assert_non_null(arena_alloc(*state, 0, 8));
	assert_non_null(arena_alloc(*state, 8, 0));
	assert_non_null(arena_alloc(*state, 0, 0));
}

static void take_too_much(void *data)
{
	arena_alloc(data, (size_t)-1 / 4, 8);
}

static void a_product_that_overflows_ends_the_process(void **state)
{
	assert_true(dies(take_too_much, *state));
}

static void text_is_copied_whole_or_in_part(void **state)
{
	char original[] = "Night Ferry";
	char *whole = arena_strdup(*state, original);
	char *part = arena_strndup(*state, original, 5);
	char *empty = arena_strndup(*state, original, 0);
	original[0] = 'L';
	assert_string_equal(whole, "Night Ferry");
	assert_string_equal(part, "Night");
	assert_string_equal(empty, "");
	assert_null(arena_strdup(*state, NULL));
}

static void formatted_text_may_be_of_any_length(void **state)
{
	assert_string_equal(arena_printf(*state, "%s", ""), "");
	char *text = arena_printf(*state, "%5000d", 7);
	assert_int_equal(strlen(text), 5000);
	assert_int_equal(text[4999], '7');
}

static void an_arena_may_be_null_when_destroyed(void **state)
{
	(void)state;
	arena_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_is_allocated_is_zeroed_and_aligned, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(values_do_not_touch_each_other, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_large_value_has_a_block_of_its_own, setup, teardown),
	    cmocka_unit_test_setup_teardown(nothing_is_a_valid_size, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_product_that_overflows_ends_the_process, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(text_is_copied_whole_or_in_part, setup, teardown),
	    cmocka_unit_test_setup_teardown(formatted_text_may_be_of_any_length, setup, teardown),
	    cmocka_unit_test(an_arena_may_be_null_when_destroyed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

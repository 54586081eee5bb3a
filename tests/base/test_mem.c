#include "base/mem.h"

#include "support/dies.h"
#include "support/test.h"

#include <string.h>

static void memory_comes_zeroed_and_never_null(void **state)
{
	(void)state;
	unsigned char *bytes = xcalloc(100, 7);
	for (size_t i = 0; i < 700; i++) {
		assert_int_equal(bytes[i], 0);
	}
	free(bytes);

	autofree void *none = xcalloc(0, 8), *empty = xcalloc(8, 0);
	assert_non_null(none);
	assert_non_null(empty);
}

static void memory_grows_and_keeps_its_bytes(void **state)
{
	(void)state;
	char *text = xrealloc(NULL, 6);
	memcpy(text, "vinyl", 6);
	text = xrealloc(text, 10000);
	assert_string_equal(text, "vinyl");
	text = xrealloc(text, 0);
	assert_non_null(text);
	free(text);
}

static void text_is_copied_and_formatted(void **state)
{
	(void)state;
	char original[] = "side A";
	autofree char *copy = xstrdup(original);
	original[5] = 'B';
	assert_string_equal(copy, "side A");
	autofree char *formatted = xasprintf("%s, track %d", copy, 3);
	assert_string_equal(formatted, "side A, track 3");
}

static void take_too_much(void *data)
{
	volatile size_t much = (size_t)-1 / 2;
	(void)data;
	free(xcalloc(much, 4));
}

static void memory_that_is_not_there_ends_the_process(void **state)
{
	(void)state;
	assert_true(dies(take_too_much, NULL));
}

static char *hand_over(char **left_behind)
{
	autofree char *kept = xstrdup("freed here"), *given = xstrdup("handed over");
	*left_behind = kept;
	char *taken = steal(&given);
	assert_null(given); /* so that nothing frees it twice */
	return taken;
}

static void a_stolen_value_outlives_its_scope(void **state)
{
	(void)state;
	char *left_behind;
	autofree char *given = hand_over(&left_behind);
	assert_string_equal(given, "handed over");
	assert_ptr_not_equal(given, left_behind);
}

static void an_array_knows_its_length(void **state)
{
	(void)state;
	static const int years[] = {1959, 1977, 1998};
	assert_int_equal(ARRAY_LEN(years), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memory_comes_zeroed_and_never_null),
	    cmocka_unit_test(memory_grows_and_keeps_its_bytes),
	    cmocka_unit_test(text_is_copied_and_formatted),
	    cmocka_unit_test(memory_that_is_not_there_ends_the_process),
	    cmocka_unit_test(a_stolen_value_outlives_its_scope),
	    cmocka_unit_test(an_array_knows_its_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

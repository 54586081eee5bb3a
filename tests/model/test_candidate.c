#include "model/candidate.h"

#include "base/arena.h"
#include "support/test.h"

static void an_answer_without_candidates_is_empty(void **state)
{
	(void)state;
	struct candidates *candidates = candidates_create();
	assert_non_null(candidates->arena);
	assert_int_equal(candidates->artist_count, 0);
	assert_int_equal(candidates->album_count, 0);
	candidates_destroy(candidates);
	candidates_destroy(NULL);
}

static void candidates_live_as_long_as_their_answer(void **state)
{
	(void)state;
	struct candidates *candidates = candidates_create();
	candidates->albums = arena_alloc(candidates->arena, 10, sizeof(*candidates->albums));
	candidates->album_count = 10;
	for (size_t i = 0; i < 10; i++) {
		assert_null(candidates->albums[i].name);
		candidates->albums[i].name = arena_printf(candidates->arena, "album %zu", i);
	}
	assert_string_equal(candidates->albums[9].name, "album 9");
	candidates_destroy(candidates); /* and all of it: the leak checker looks */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_without_candidates_is_empty),
	    cmocka_unit_test(candidates_live_as_long_as_their_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "api/internal.h"

#include "base/arena.h"
#include "base/mem.h"
#include "model/facet.h"
#include "support/test.h"

#include <string.h>

#define ID "4ZfQp0nXn5uGZ1mB6Tt8aC"
#define LINK "https://open.spotify.com/album/" ID

static bool read_pin(struct arena *arena, const char *text, struct link_facet *out)
{
	json_auto_t *body = json_loads(text, JSON_DECODE_ANY, NULL);
	assert_non_null(body);
	return api_read_pin(arena, body, out);
}

static void a_link_to_an_album_is_pinned_in_its_plain_form(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "{\"url\":\"" LINK "\"}",
	    "{\"url\":\"" LINK "?si=fake\"}",
	    "{\"url\":\"https://open.spotify.com/intl-fr/album/" ID "\"}",
	    "{\"url\":\"" LINK "\",\"never\":true}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct arena *arena = arena_create();
		struct link_facet facet;
		assert_true(read_pin(arena, bodies[i], &facet));
		assert_int_equal(facet.verdict, VERDICT_PINNED);
		assert_string_equal(facet.url, LINK);
		assert_string_equal(facet.spotify_id, ID);
		assert_int_equal(facet.reason_count, 1);
		arena_destroy(arena);
	}
}

static void never_is_an_answer_too(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct link_facet facet;
	assert_true(read_pin(arena, "{\"never\":true}", &facet));
	assert_int_equal(facet.verdict, VERDICT_NEVER);
	assert_null(facet.url);
	assert_null(facet.spotify_id);
	arena_destroy(arena);
}

static void anything_else_is_none(void **state)
{
	(void)state;
	static const char *const bodies[] = {
	    "{}",
	    "[]",
	    "7",
	    "{\"never\":false}",
	    "{\"never\":\"true\"}",
	    "{\"url\":7}",
	    "{\"url\":\"\"}",
	    "{\"url\":\"" ID "\"}",
	    "{\"url\":\"http://open.spotify.com/album/" ID "\"}",
	    "{\"url\":\"https://open.spotify.com.evil.example/album/" ID "\"}",
	    "{\"url\":\"https://open.spotify.com/artist/" ID "\"}",
	    "{\"url\":\"https://open.spotify.com/intl-\"}",
	    "{\"url\":\"https://open.spotify.com/album/short\"}",
	    "{\"url\":\"" LINK "x\"}",
	    "{\"url\":\"" LINK "/x\"}",
	    "{\"url\":\"" LINK "\\n\"}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct arena *arena = arena_create();
		struct link_facet facet;
		if (read_pin(arena, bodies[i], &facet)) {
			fail_msg("%s", bodies[i]);
		}
		arena_destroy(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_to_an_album_is_pinned_in_its_plain_form),
	    cmocka_unit_test(never_is_an_answer_too),
	    cmocka_unit_test(anything_else_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "model/album.h"

#include "base/arena.h"
#include "base/mem.h"
#include "support/test.h"

static int setup(void **state)
{
	*state = album_create();
	return 0;
}

static int teardown(void **state)
{
	album_destroy(*state);
	return 0;
}

static void a_new_album_says_nothing(void **state)
{
	const struct album *album = *state;
	assert_non_null(album->arena);
	assert_null(album->title);
	assert_int_equal(album->id, 0);
	assert_int_equal(album->year, 0);
	assert_int_equal(album->credit_count, 0);
	assert_int_equal(album->copy.instance_id, 0);
	assert_false(album->link_decided || album->description_decided);
}

static void an_album_may_be_null_when_destroyed(void **state)
{
	(void)state;
	album_destroy(NULL);
}

static void a_credit_reads_as_it_is_printed(void **state)
{
	struct album *album = *state;
	static const struct {
		struct credit credits[4];
		size_t count;
		const char *text;
	} cases[] = {
	    {{{0}}, 0, ""},
	    {{{.name = "Harbour"}}, 1, "Harbour"},
	    {{{.name = "Harbour", .join = "&"}}, 1, "Harbour"}, /* nothing follows */
	    {{{.name = "Harbour", .join = "&"}, {.name = "Odile Brun"}}, 2, "Harbour & Odile Brun"},
	    {{{.name = "A", .join = ","}, {.name = "B"}}, 2, "A, B"},
	    {{{.name = "A"}, {.name = "B"}}, 2, "A, B"}, /* no join phrase: a comma is meant */
	    {{{.name = "A", .join = ","}, {.name = "B", .join = "Feat."}, {.name = "C"}},
	     3,
	     "A, B Feat. C"},
	    {{{.name = "A", .join = "/"},
	      {.name = "B", .join = "With"},
	      {.name = "C", .join = "And"},
	      {.name = "Été"}},
	     4,
	     "A / B With C And Été"},
	    {{{.name = "100%", .join = "%s"}, {.name = "%n"}}, 2, "100% %s %n"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct credit credits[4];
		for (size_t c = 0; c < cases[i].count; c++) {
			credits[c] = cases[i].credits[c];
		}
		album->credits = credits;
		album->credit_count = cases[i].count;
		assert_string_equal(album_credit_text(album), cases[i].text);
	}
}

static void the_credit_is_the_display_name(void **state)
{
	struct album *album = *state;
	struct credit credit = {.name = "Orion", .raw_name = "Orion (2)", .anv = "Orion*"};
	album->credits = &credit;
	album->credit_count = 1;
	assert_string_equal(album_credit_text(album), "Orion");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_new_album_says_nothing, setup, teardown),
	    cmocka_unit_test(an_album_may_be_null_when_destroyed),
	    cmocka_unit_test_setup_teardown(a_credit_reads_as_it_is_printed, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_credit_is_the_display_name, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

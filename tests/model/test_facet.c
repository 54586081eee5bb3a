#include "model/facet.h"

#include "base/mem.h"
#include "support/test.h"

static void a_verdict_has_the_name_that_the_interface_shows(void **state)
{
	(void)state;
	static const struct {
		enum verdict verdict;
		const char *name;
	} cases[] = {
	    {VERDICT_PENDING, "pending"},     {VERDICT_ABSENT, "absent"},
	    {VERDICT_AMBIGUOUS, "ambiguous"}, {VERDICT_VERIFIED, "verified"},
	    {VERDICT_PINNED, "pinned"},       {VERDICT_NEVER, "never"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(verdict_name(cases[i].verdict), cases[i].name);
	}
}

static void an_outcome_has_the_name_that_the_interface_shows(void **state)
{
	(void)state;
	assert_string_equal(outcome_name(OUTCOME_PENDING), "pending");
	assert_string_equal(outcome_name(OUTCOME_ABSENT), "absent");
	assert_string_equal(outcome_name(OUTCOME_FOUND), "found");
}

static void a_zeroed_facet_is_to_do(void **state)
{
	(void)state;
	const struct link_facet link = {0};
	const struct image_facet image = {0};
	const struct text_facet text = {0};
	assert_string_equal(verdict_name(link.verdict), "pending");
	assert_string_equal(outcome_name(image.outcome), "pending");
	assert_string_equal(outcome_name(text.outcome), "pending");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_verdict_has_the_name_that_the_interface_shows),
	    cmocka_unit_test(an_outcome_has_the_name_that_the_interface_shows),
	    cmocka_unit_test(a_zeroed_facet_is_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

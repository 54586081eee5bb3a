#include "providers/roles.h"

#include "base/mem.h"
#include "support/test.h"

#include <stdbool.h>

struct counted_call {
	struct role_call base;
	unsigned cancels;
};

static void cancel(struct role_call *base)
{
	((struct counted_call *)base)->cancels++;
}

static void cancelling_asks_the_call_itself_and_no_call_is_fine(void **state)
{
	(void)state;
	struct counted_call call = {.base = {.cancel = cancel}};
	role_cancel(&call.base);
	assert_int_equal(call.cancels, 1);
	role_cancel(NULL);
	assert_int_equal(call.cancels, 1);
}

static void states_have_the_names_of_the_interface(void **state)
{
	static const struct {
		enum provider_state state;
		const char *name;
	} cases[] = {
	    {PROVIDER_OK, "ok"},
	    {PROVIDER_THROTTLED, "throttled"},
	    {PROVIDER_BLOCKED, "blocked"},
	    {PROVIDER_UNAVAILABLE, "unavailable"},
	    {PROVIDER_DISABLED, "disabled"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(provider_state_name(cases[i].state), cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cancelling_asks_the_call_itself_and_no_call_is_fine),
	    cmocka_unit_test(states_have_the_names_of_the_interface),
	};
	return cmocka_run_group_tests_name("roles", tests, NULL, NULL);
}

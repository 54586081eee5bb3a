#include "base/secret.h"

#include "base/mem.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static const char *const fakes[] = {
    "fake-discogs-token",
    "fake-discogs-token-of-another", /* begins like the one before */
    "fake-id:fake-secret",
    "abcd",
};

static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fakes); i++) {
		secret_keep(fakes[i]);
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fakes); i++) {
		secret_forget(fakes[i]);
	}
	return 0;
}

static void assert_hides(const char *text, const char *wanted)
{
	char shown[256];
	snprintf(shown, sizeof(shown), "%s", text);
	secret_hide(shown);
	assert_string_equal(shown, wanted);
}

static void credentials_are_hidden_wherever_they_stand(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
	    {"", ""},
	    {"nothing to hide", "nothing to hide"},
	    {"fake-discogs-token", "***"},
	    {"Discogs token=fake-discogs-token, they say", "Discogs token=***, they say"},
	    {"fake-discogs-token and fake-discogs-token", "*** and ***"},
	    {"fake-discogs-tokenfake-discogs-token", "******"},
	    {"fake-discogs-token-of-another", "***"},
	    {"fake-discogs-token-of-anothe.", "***-of-anothe."},
	    {"abcabcd", "abc***"},
	    {"Basic ZmFrZS1pZDpmYWtlLXNlY3JldA==", "Basic ***=="}, /* fake-id:fake-secret */
	    {"YWJjZA", "***"},                                     /* abcd */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_hides(cases[i][0], cases[i][1]);
	}
}

static void the_beginning_of_one_is_hidden_where_the_text_was_cut(void **state)
{
	(void)state;
	assert_hides("token=fake-discogs-tok", "token=***");
	assert_hides("token=fake-dis", "token=***");
	assert_hides("token=fake-di", "token=fake-di"); /* seven bytes */
	assert_hides("token=fake-dis, they say", "token=fake-dis, they say");
	assert_hides("Basic ZmFrZS1pZDpm", "Basic ***");
}

static void what_is_no_credential_any_more_is_shown(void **state)
{
	(void)state;
	secret_keep("fake-access");
	secret_keep("fake-access");
	secret_forget("fake-access");
	assert_hides("fake-access", "***");
	secret_forget("fake-access");
	assert_hides("fake-access", "fake-access");
	secret_forget("fake-access");
	secret_forget(NULL);
}

static void what_is_too_short_to_be_one_is_shown(void **state)
{
	(void)state;
	secret_keep("");
	secret_keep("xyz");
	secret_keep(NULL);
	assert_hides("xyz", "xyz");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(credentials_are_hidden_wherever_they_stand),
	    TEST(the_beginning_of_one_is_hidden_where_the_text_was_cut),
	    TEST(what_is_no_credential_any_more_is_shown),
	    TEST(what_is_too_short_to_be_one_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

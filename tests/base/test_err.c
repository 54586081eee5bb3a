#include "base/err.h"

#include "support/test.h"

#include <string.h>

#define ROOM (sizeof(((struct err *)0)->msg) - 1)

static void an_error_has_a_code_and_a_sentence(void **state)
{
	(void)state;
	struct err err;
	assert_false(err_set(&err, ERR_REMOTE, "page %d of %s", 3, "ten"));
	assert_int_equal(err.code, ERR_REMOTE);
	assert_string_equal(err.msg, "page 3 of ten");
}

static void a_caller_may_want_no_error(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_REMOTE, "unheard"));
	assert_false(err_wrap(NULL, "unheard"));
}

static void context_grows_outwards_and_keeps_the_code(void **state)
{
	(void)state;
	struct err err;
	err_set(&err, ERR_STORAGE, "disk full");
	assert_false(err_wrap(&err, "album %d", 42));
	assert_false(err_wrap(&err, "sync"));
	assert_int_equal(err.code, ERR_STORAGE);
	assert_string_equal(err.msg, "sync: album 42: disk full");
}

static void what_peers_sent_cannot_forge_a_line(void **state)
{
	(void)state;
	struct err err;
	err_set(&err, ERR_REMOTE, "%s", "a\r\nb\tc\x1b[0m \xff \xc2\x85 \xed\xa0\x80 é");
	assert_string_equal(err.msg, "a??b?c?[0m ? ? ??? é");
	err_wrap(&err, "%s", "x\ny");
	assert_string_equal(err.msg, "x?y: a??b?c?[0m ? ? ??? é");
}

static void a_long_message_is_cut_between_characters(void **state)
{
	(void)state;
	struct err err;
	char text[1024];
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_REMOTE, "%s", text);
	assert_int_equal(strlen(err.msg), ROOM);

	memcpy(text + ROOM - 1, "é", 2); /* only its first byte would fit */
	err_set(&err, ERR_REMOTE, "%s", text);
	assert_int_equal(strlen(err.msg), ROOM - 1);
	assert_int_equal(err.msg[ROOM - 2], 'x');
}

static void the_context_outlives_a_cause_that_does_not_fit(void **state)
{
	(void)state;
	struct err err;
	char text[ROOM + 1];
	memset(text, 'x', ROOM);
	text[ROOM] = '\0';
	err_set(&err, ERR_REMOTE, "%s", text);
	err_wrap(&err, "outer");
	assert_int_equal(strlen(err.msg), ROOM);
	assert_memory_equal(err.msg, "outer: xxx", 10);

	char context[1024];
	memset(context, 'y', sizeof(context));
	context[sizeof(context) - 1] = '\0';
	err_wrap(&err, "%s", context);
	assert_int_equal(strlen(err.msg), ROOM);
	assert_int_equal(err.msg[ROOM - 1], 'y');
	assert_int_equal(err.code, ERR_REMOTE);
}

static void an_error_may_be_made_of_itself(void **state)
{
	(void)state;
	struct err err;
	err_set(&err, ERR_REMOTE, "cause");
	err_set(&err, ERR_AUTH, "%s, twice", err.msg);
	assert_int_equal(err.code, ERR_AUTH);
	assert_string_equal(err.msg, "cause, twice");
	err_wrap(&err, "%s", err.msg);
	assert_string_equal(err.msg, "cause, twice: cause, twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_error_has_a_code_and_a_sentence),
	    cmocka_unit_test(a_caller_may_want_no_error),
	    cmocka_unit_test(context_grows_outwards_and_keeps_the_code),
	    cmocka_unit_test(what_peers_sent_cannot_forge_a_line),
	    cmocka_unit_test(a_long_message_is_cut_between_characters),
	    cmocka_unit_test(the_context_outlives_a_cause_that_does_not_fit),
	    cmocka_unit_test(an_error_may_be_made_of_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/jmake.h"

#include "base/mem.h"
#include "support/dies.h"
#include "support/test.h"

#include <stdlib.h>

static void texts_become_an_array_on_one_line(void **state)
{
	static const char latin1[] = {'R', 'o', '\xE9', 'k', '\0'};
	const char *const texts[] = {"Dub", "a \"b\"\n", "été", latin1, ""};
	(void)state;
	autofree char *line = jmake_line(jmake_texts(texts, ARRAY_LEN(texts)));
	assert_string_equal(line, "[\"Dub\",\"a \\\"b\\\"\\n\",\"été\",\"\"]");
	autofree char *empty = jmake_line(jmake_texts(NULL, 0));
	assert_string_equal(empty, "[]");
}

static void write_nothing(void *data)
{
	(void)data;
	free(jmake_line(NULL));
}

static void what_cannot_be_written_ends_the_process(void **state)
{
	(void)state;
	assert_true(dies(write_nothing, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_become_an_array_on_one_line),
	    cmocka_unit_test(what_cannot_be_written_ends_the_process),
	};
	return cmocka_run_group_tests_name("jmake", tests, NULL, NULL);
}

/* What is promised where memory runs out: nothing of ours goes on with less than it asked for. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/jmake.h"
#include "base/log.h"
#include "base/mem.h"
#include "support/scarce.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static void use_every_function(void *data)
{
	(void)data;
	free(xmalloc(1));
	free(xcalloc(1, 1));
	free(xrealloc(NULL, 1));
	free(xstrdup("a"));
	free(xasprintf("%d", 1));
}

static void no_function_gives_null(void **state)
{
	(void)state;
	assert_int_equal(every_allocation_is_wanted(use_every_function, NULL, 1), 5);
}

static void fill_an_arena_and_a_buffer(void *data)
{
	struct buf buf = {0};
	(void)data;
	struct arena *arena = arena_create();
	for (int i = 0; i < 20; i++) {
		buf_puts(&buf, arena_printf(arena, "side %d of the record", i));
		arena_alloc(arena, 100, 20);
	}
	buf_finish(&buf);
	arena_destroy(arena);
}

static void arenas_and_buffers_are_whole_or_end_the_process(void **state)
{
	(void)state;
	assert_true(every_allocation_is_wanted(fill_an_arena_and_a_buffer, NULL, 1) > 40);
}

/* A value that must be left whole: nobody would look whether a key is missing. */
static void make_and_read_json(void *data)
{
	const char *const genres[] = {"Electronic", "Dub"};
	struct err err;
	(void)data;
	jmake_use_mem();
	json_t *made = json_pack("{s:s, s:i, s:f, s:[n, b]}", "title", "Night Ferry", "year", 1998,
	                         "rating", 4.5, "rest", 1);
	json_object_set_new(made, "genres", jmake_texts(genres, ARRAY_LEN(genres)));
	autofree char *line = jmake_line(made);
	json_auto_t *read = jget_parse(line, strlen(line), &err);
	if (!read || json_object_size(read) != 5 ||
	    json_array_size(json_object_get(read, "genres")) != 2) {
		exit(1);
	}
}

static void json_is_whole_or_ends_the_process(void **state)
{
	(void)state;
	assert_true(every_allocation_is_wanted(make_and_read_json, NULL, 1) > 30);
}

static void log_a_line(void *data)
{
	(void)data;
	jmake_use_mem();
	log_open(LOG_LEVEL_INFO, LOG_FORMAT_JSON, NULL, NULL);
	log_info("sync: page %d of %d", 1, 2);
}

static void a_log_line_is_whole_or_ends_the_process(void **state)
{
	(void)state;
	assert_true(every_allocation_is_wanted(log_a_line, NULL, 1) > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_function_gives_null),
	    cmocka_unit_test(arenas_and_buffers_are_whole_or_end_the_process),
	    cmocka_unit_test(json_is_whole_or_ends_the_process),
	    cmocka_unit_test(a_log_line_is_whole_or_ends_the_process),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

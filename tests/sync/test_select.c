#include "sync/select.h"

#include "base/mem.h"
#include "support/test.h"

#define RUN 7
#define ROWS_MAX 4

struct row {
	int64_t release, instance;
	bool release_known;
	int64_t copy_run; /* -1: this copy is not known */
	enum row_action action;
};

static void check(const struct row *rows, size_t count)
{
	struct album albums[ROWS_MAX] = {{0}};
	struct album *list[ROWS_MAX] = {NULL};
	struct known_row known[ROWS_MAX] = {{0}};
	enum row_action actions[ROWS_MAX];
	for (size_t i = 0; i < count; i++) {
		albums[i].discogs_id = rows[i].release;
		albums[i].copy.instance_id = rows[i].instance;
		list[i] = &albums[i];
		known[i].release_known = rows[i].release_known;
		known[i].copy_run_id = rows[i].copy_run;
	}
	select_rows(list, known, count, RUN, actions);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(actions[i], rows[i].action);
	}
}

static void each_row_is_told_apart_by_what_the_catalogue_has(void **state)
{
	(void)state;
	static const struct row cases[] = {
	    {10, 1, false, -1, ROW_NEW},
	    {10, 1, true, -1, ROW_COPY},      /* bought a second time */
	    {10, 1, true, 3, ROW_KNOWN},      /* an earlier run wrote it */
	    {10, 1, true, 0, ROW_KNOWN},      /* written by no run */
	    {10, 1, true, RUN, ROW_REPEATED}, /* this very run did */
	    {10, 0, false, -1, ROW_NEW},
	    {10, 0, true, -1, ROW_KNOWN}, /* which copy it is cannot be told */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		check(&cases[i], 1);
	}
}

static void a_release_is_new_once_on_a_page(void **state)
{
	(void)state;
	static const struct row twice[] = {
	    {10, 1, false, -1, ROW_NEW},
	    {11, 2, false, -1, ROW_NEW},
	    {10, 3, false, -1, ROW_COPY},
	    {10, 4, false, -1, ROW_COPY},
	};
	check(twice, ARRAY_LEN(twice));
	static const struct row without_instances[] = {
	    {10, 0, false, -1, ROW_NEW},
	    {10, 0, false, -1, ROW_KNOWN},
	};
	check(without_instances, ARRAY_LEN(without_instances));
}

static void a_copy_that_stands_twice_on_a_page_is_repeated(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {10, 1, false, -1, ROW_NEW},
	    {10, 1, false, -1, ROW_REPEATED},
	    {11, 2, true, 3, ROW_KNOWN},
	    {11, 2, true, 3, ROW_REPEATED},
	};
	check(rows, ARRAY_LEN(rows));
}

static void no_rows_are_no_work(void **state)
{
	(void)state;
	enum row_action untouched = ROW_KNOWN;
	select_rows(NULL, NULL, 0, RUN, &untouched);
	assert_int_equal(untouched, ROW_KNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_row_is_told_apart_by_what_the_catalogue_has),
	    cmocka_unit_test(a_release_is_new_once_on_a_page),
	    cmocka_unit_test(a_copy_that_stands_twice_on_a_page_is_repeated),
	    cmocka_unit_test(no_rows_are_no_work),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

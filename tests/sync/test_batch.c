#include "sync/batch.h"

#include "base/mem.h"
#include "support/test.h"
#include "support/world.h"

#define ROWS_MAX 16

struct bench {
	struct world *world;
	int64_t run_id;
	struct batch *batch;
	bool done;
	enum err_code code;
};

static int setup(void **state)
{
	struct bench *bench = xcalloc(1, sizeof(*bench));
	world_setup((void **)&bench->world);
	bench->run_id = world_begin_run(bench->world);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	batch_destroy(bench->batch);
	free(bench);
	return world_teardown((void **)&world);
}

static void on_done(void *data, struct batch *batch, const struct err *err)
{
	struct bench *bench = data;
	bench->batch = batch;
	bench->done = true;
	bench->code = err ? err->code : ERR_NONE;
}

/* Deals with the rows; the batch of the last time is gone then. */
static void deal(struct bench *bench, const struct role_row *rows, size_t count,
                 struct batch_options options)
{
	struct album *albums[ROWS_MAX];
	for (size_t i = 0; i < count; i++) {
		albums[i] = roles_album(&rows[i]);
	}
	batch_destroy(bench->batch);
	bench->batch = NULL;
	bench->done = false;
	options.run_id = options.run_id ? options.run_id : bench->run_id;
	batch_start(bench->world->store, albums, count, &options, on_done, bench);
	assert_false(bench->done);
	run_until(bench->world->loop, &bench->done);
	assert_int_equal(batch_size(bench->batch), count);
}

static void assert_fates(struct bench *bench, const enum row_fate *fates, size_t count)
{
	assert_int_equal(bench->code, ERR_NONE);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(batch_fate(bench->batch, i), fates[i]);
	}
}
#define FATES(...)                                                                                 \
	(const enum row_fate[]){__VA_ARGS__},                                                      \
	    sizeof((const enum row_fate[]){__VA_ARGS__}) / sizeof(enum row_fate)

static const struct role_row three[] = {
    {.release_id = 1, .instance_id = 11, .title = "One", .artist_id = 1},
    {.release_id = 2, .instance_id = 12, .title = "Two", .artist_id = 2, .no_cover = true},
    {.release_id = 3, .instance_id = 13, .title = "Three", .artist_id = 1},
};

static void new_rows_are_written_with_all_that_is_known(void **state)
{
	struct bench *bench = *state;
	char text[64];
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	assert_fates(bench, FATES(FATE_IMPORTED, FATE_IMPORTED, FATE_IMPORTED));
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 3);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artists"), 2);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 3);
	assert_string_equal(
	    catalogue_text("SELECT title_key || '/' || artist_key FROM albums WHERE id = 3", text,
	                   sizeof(text)),
	    "three/artist 1");
	assert_string_equal(
	    catalogue_text("SELECT sort_key FROM artists WHERE id = 2", text, sizeof(text)),
	    "artist 2");
	const struct album *album = batch_album(bench->batch, 2);
	assert_int_equal(album->id, 3);
	assert_int_equal(album->credits[0].artist_id, 1);
	assert_false(album->credits[0].is_new);
	assert_true(batch_album(bench->batch, 0)->credits[0].is_new);
}

static void an_album_that_is_taken_is_the_takers(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	struct album *album = batch_take(bench->batch, 1);
	assert_string_equal(album->title, "Two");
	assert_null(batch_album(bench->batch, 1));
	assert_non_null(batch_album(bench->batch, 0));
	album_destroy(album);
}

static void rows_of_an_earlier_run_are_known(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	int64_t later = world_begin_run(bench->world);
	deal(bench, three, 3, (struct batch_options){.run_id = later, .new_max = 100});
	assert_fates(bench, FATES(FATE_KNOWN, FATE_KNOWN, FATE_KNOWN));
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 3);
}

static void rows_of_this_run_are_repeated(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	assert_fates(bench, FATES(FATE_REPEATED, FATE_REPEATED, FATE_REPEATED));
}

static void another_copy_is_a_row_in_copies(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	static const struct role_row more[] = {
	    {.release_id = 2, .instance_id = 14, .title = "Two", .artist_id = 2},
	    {.release_id = 4, .instance_id = 15, .title = "Four", .artist_id = 4},
	    {.release_id = 4, .instance_id = 16, .title = "Four", .artist_id = 4},
	    {.release_id = 4, .instance_id = 0, .title = "Four", .artist_id = 4},
	};
	deal(bench, more, 4, (struct batch_options){.new_max = 100});
	assert_fates(bench, FATES(FATE_COPY, FATE_IMPORTED, FATE_COPY, FATE_KNOWN));
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 4);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 6);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies WHERE album_id = 2"), 2);
}

static void beyond_the_maximum_new_rows_are_left_and_others_are_not(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 1, (struct batch_options){.new_max = 100});
	static const struct role_row rows[] = {
	    {.release_id = 2, .instance_id = 12, .title = "Two", .artist_id = 2},
	    {.release_id = 3, .instance_id = 13, .title = "Three", .artist_id = 3},
	    {.release_id = 1, .instance_id = 14, .title = "One", .artist_id = 1},
	    {.release_id = 3, .instance_id = 15, .title = "Three", .artist_id = 3},
	    {.release_id = 3, .instance_id = 0, .title = "Three", .artist_id = 3},
	};
	deal(bench, rows, 5, (struct batch_options){.new_max = 1});
	assert_fates(bench, FATES(FATE_IMPORTED, FATE_LEFT, FATE_COPY, FATE_LEFT, FATE_LEFT));
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 2);
	deal(bench, rows + 1, 1, (struct batch_options){.new_max = 0});
	assert_fates(bench, FATES(FATE_LEFT));
}

static void a_dry_run_only_selects(void **state)
{
	struct bench *bench = *state;
	deal(bench, three, 1, (struct batch_options){.new_max = 100});
	int64_t later = world_begin_run(bench->world);
	deal(bench, three, 3,
	     (struct batch_options){.run_id = later, .new_max = 100, .dry_run = true});
	assert_fates(bench, FATES(FATE_KNOWN, FATE_IMPORTED, FATE_IMPORTED));
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 1);
	assert_int_equal(batch_album(bench->batch, 1)->id, 0);
}

static void no_rows_are_dealt_with_too(void **state)
{
	struct bench *bench = *state;
	deal(bench, NULL, 0, (struct batch_options){.new_max = 100});
	assert_int_equal(bench->code, ERR_NONE);
}

static void a_page_is_written_whole_or_not_at_all(void **state)
{
	struct bench *bench = *state;
	catalogue_exec("CREATE TRIGGER refuse_two BEFORE INSERT ON albums"
	               " WHEN new.title = 'Three'"
	               " BEGIN SELECT RAISE(ABORT, 'refused by the test'); END");
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	assert_int_equal(bench->code, ERR_STORAGE);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artists"), 0);
}

static void what_cannot_be_looked_up_is_an_error(void **state)
{
	struct bench *bench = *state;
	catalogue_exec("ALTER TABLE copies RENAME TO elsewhere");
	deal(bench, three, 3, (struct batch_options){.new_max = 100});
	assert_int_equal(bench->code, ERR_STORAGE);
	batch_destroy(NULL);
}

#define BATCH_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    BATCH_TEST(new_rows_are_written_with_all_that_is_known),
	    BATCH_TEST(an_album_that_is_taken_is_the_takers),
	    BATCH_TEST(rows_of_an_earlier_run_are_known),
	    BATCH_TEST(rows_of_this_run_are_repeated),
	    BATCH_TEST(another_copy_is_a_row_in_copies),
	    BATCH_TEST(beyond_the_maximum_new_rows_are_left_and_others_are_not),
	    BATCH_TEST(a_dry_run_only_selects),
	    BATCH_TEST(no_rows_are_dealt_with_too),
	    BATCH_TEST(a_page_is_written_whole_or_not_at_all),
	    BATCH_TEST(what_cannot_be_looked_up_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

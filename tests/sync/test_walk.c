#include "sync/walk.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "support/world.h"

#include <string.h>

struct walker {
	struct world *world;
	struct walk *walk;
	struct walk_options options;
	unsigned imported, asked_for_room;
	int64_t first_imported, last_imported; /* releases */
	bool has_room, waiting;                /* waiting: was told that there is no room */
	unsigned room_for;                     /* pages, where there is none otherwise */
	bool ended;
	unsigned ends;
	bool whole, stopped, failed;
	enum err_code code;
};

static void on_imported(void *data, struct album *album)
{
	struct walker *walker = data;
	assert_true(album->id > 0);
	walker->last_imported = album->discogs_id;
	walker->first_imported =
	    walker->first_imported ? walker->first_imported : album->discogs_id;
	walker->imported++;
	album_destroy(album);
}

static bool has_room(void *data)
{
	struct walker *walker = data;
	walker->asked_for_room++;
	bool room = walker->has_room || walker->room_for > 0;
	walker->room_for -= walker->room_for > 0;
	walker->waiting = !room;
	return room;
}

static void on_ended(void *data, const struct walk_result *result)
{
	struct walker *walker = data;
	walker->walk = NULL;
	walker->ends++;
	walker->ended = true;
	walker->whole = result->whole;
	walker->stopped = result->stopped;
	walker->failed = result->err != NULL;
	walker->code = result->err ? result->err->code : ERR_NONE;
}

static struct walker start(struct world *world, struct walk_options options)
{
	struct walker walker = {.world = world, .has_room = true};
	options.run_id = options.dry_run ? 0 : world_begin_run(world);
	walker.options = options;
	progress_begin(&world->progress, options.run_id);
	return walker;
}

/* The walker must stay where it is from here on. */
static void go(struct walker *walker)
{
	const struct walk_events events = {
	    .imported = on_imported, .has_room = has_room, .ended = on_ended, .data = walker};
	struct world *world = walker->world;
	walker->walk = walk_start(&world->deps, &world->progress, &walker->options, &events);
	assert_false(walker->ended);
}

static void finish(struct walker *walker)
{
	run_until(walker->world->loop, &walker->ended);
	world_settle(walker->world);
	assert_int_equal(walker->ends, 1);
}

static struct walker walk_all(struct world *world, struct walk_options options)
{
	struct walker walker = start(world, options);
	go(&walker);
	finish(&walker);
	return walker;
}

static const struct progress_counters *counters(const struct world *world)
{
	return &world->progress.count;
}

/* A walk decides nothing by itself: what it imported is to be synced. */
static void assert_adds_up(const struct world *world)
{
	const struct progress_counters *count = counters(world);
	assert_int_equal(count->imported + count->skipped + count->errors, count->total);
}

static void every_page_is_walked_and_every_row_imported(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.whole);
	assert_false(walker.failed || walker.stopped);
	assert_int_equal(world->progress.status,
	                 RUN_RUNNING); /* its end is not the walk's to tell */
	assert_int_equal(walker.imported, 250);
	assert_int_equal(counters(world)->imported, 250);
	assert_int_equal(counters(world)->album_images, 250);
	assert_int_equal(counters(world)->total, 250);
	assert_adds_up(world);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 250);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].most_in_flight, 1);
	assert_int_equal(world_logged("250 albums trouvés"), 1);
}

static void the_next_page_is_fetched_while_one_is_dealt_with(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	walker.has_room = false;
	go(&walker);
	run_until(world->loop, &walker.waiting);
	/* The first page is in hand and not dealt with: nothing is fetched beyond it. */
	world_settle(world);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 1);
	walker.has_room = true;
	walk_go_on(walker.walk);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 2);
	assert_int_equal(walker.imported, 0);
	finish(&walker);
	assert_int_equal(walker.imported, 250);
}

static void a_walk_pauses_where_there_is_no_room_and_goes_on(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	struct walker walker = start(world, (struct walk_options){0});
	walker.has_room = false;
	go(&walker);
	for (unsigned page = 0; page < 4; page++) {
		run_until(world->loop, &walker.waiting);
		world_settle(world);
		assert_int_equal(walker.imported, page * 100);
		/* Room for one page. */
		walker.waiting = false;
		walker.room_for = 1;
		walk_go_on(walker.walk);
	}
	finish(&walker);
	assert_int_equal(walker.imported, 350);
	assert_true(walker.whole);
}

static void an_empty_collection_is_whole(void **state)
{
	struct world *world = *state;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.whole);
	assert_int_equal(counters(world)->total, 0);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 1);
}

static void a_second_walk_writes_nothing(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 150);
	walk_all(world, (struct walk_options){0});
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.whole);
	assert_int_equal(walker.imported, 0);
	assert_int_equal(counters(world)->skipped, 150);
	assert_adds_up(world);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 150);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 150);
	assert_int_equal(world_logged("Album existe déjà"), 150);
}

static void newest_first_stops_at_the_first_page_that_brings_nothing(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 300);
	walk_all(world, (struct walk_options){0});
	roles_add_many(world->roles, 2000, 30);
	world->roles->desks[ROLE_FETCH_PAGE].calls = 0;
	struct walker walker = walk_all(world, (struct walk_options){.newest_first = true});
	assert_true(walker.whole);
	assert_int_equal(walker.imported, 30);
	assert_int_equal(walker.first_imported, 2029);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 2);
	assert_int_equal(counters(world)->skipped, 300);
	assert_int_equal(counters(world)->total, 330);
	assert_adds_up(world);
}

static void newest_first_goes_past_a_page_of_new_copies(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 100);
	walk_all(world, (struct walk_options){0});
	roles_add_many(world->roles, 2000, 10);
	for (int64_t release_id = 1000; release_id < 1100; release_id++) {
		roles_add_row(world->roles, release_id, "Another copy");
	}
	struct walker walker = walk_all(world, (struct walk_options){.newest_first = true});
	assert_int_equal(walker.imported, 10);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 210);
	assert_int_equal(counters(world)->skipped, 200);
	assert_adds_up(world);
}

static void unusable_rows_are_not_counted_twice_where_a_walk_stops_early(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	walk_all(world, (struct walk_options){0});
	world->roles->unusable_page = 1;
	world->roles->unusable_count = 3;
	struct walker walker = walk_all(world, (struct walk_options){.newest_first = true});
	assert_false(walker.whole);
	assert_int_equal(counters(world)->errors, 3);
	assert_int_equal(counters(world)->skipped, 247);
	assert_int_equal(counters(world)->total, 250);
	assert_adds_up(world);
	assert_string_equal(world->progress.last_error.stage, "discogs");
}

static void unusable_rows_are_errors_and_leave_the_catalogue_incomplete(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 150);
	world->roles->unusable_page = 2;
	world->roles->unusable_count = 5;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	assert_false(walker.failed);
	assert_int_equal(walker.imported, 145);
	assert_int_equal(counters(world)->errors, 5);
	assert_int_equal(counters(world)->total, 150);
	assert_adds_up(world);
	assert_int_equal(world_logged("5 unusable rows on page 2: no id"), 1);
}

static void a_limit_imports_no_more_and_fetches_no_more(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = walk_all(world, (struct walk_options){.limit = 40});
	assert_false(walker.whole);
	assert_int_equal(walker.imported, 40);
	assert_int_equal(counters(world)->total, 40);
	assert_adds_up(world);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 40);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 1);
	/* The next one begins where that ended. */
	walker = walk_all(world, (struct walk_options){.limit = 100});
	assert_int_equal(walker.first_imported, 1040);
	assert_int_equal(walker.imported, 100);
	assert_int_equal(counters(world)->skipped, 40);
	assert_int_equal(counters(world)->total, 140);
	assert_adds_up(world);
}

static void a_limit_above_what_is_there_is_corrected_at_the_end(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 30);
	struct walker walker = walk_all(world, (struct walk_options){.limit = 500});
	assert_int_equal(walker.imported, 30);
	assert_int_equal(counters(world)->total, 30);
	assert_true(walker.whole);
}

static void a_second_copy_beyond_the_limit_brings_no_album_in(void **state)
{
	struct world *world = *state;
	roles_add_row(world->roles, 1, "One");
	roles_add_row(world->roles, 2, "Two");
	roles_add_row(world->roles, 2, "Two");
	roles_add_row(world->roles, 2, "Two")->instance_id = 0;
	roles_add_row(world->roles, 1, "One");
	struct walker walker = walk_all(world, (struct walk_options){.limit = 1});
	assert_int_equal(walker.imported, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 2);
	assert_int_equal(counters(world)->skipped, 1);
	assert_adds_up(world);
}

static void repeated_releases_are_copies_of_one_album(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 120);
	roles_add_row(world->roles, 1000, "Record 1000");
	roles_add_row(world->roles, 1119, "Record 1119");
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.whole);
	assert_int_equal(walker.imported, 120);
	assert_int_equal(counters(world)->skipped, 2);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 122);
	assert_adds_up(world);
}

/* A record is added at the front while page 1 is dealt with: page 2 begins with its last row. */
static void shift_pages(void *data, unsigned page)
{
	struct roles *roles = data;
	if (page == 2 && roles->rows[0].release_id != 9) {
		for (size_t i = roles->row_count++; i > 0; i--) {
			roles->rows[i] = roles->rows[i - 1];
		}
		roles->rows[0] = (struct role_row){
		    .release_id = 9, .instance_id = 9, .title = "Late", .artist_id = 9};
	}
}

static void a_row_met_twice_is_counted_once_and_the_walk_is_not_whole(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	world->roles->on_page = shift_pages;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	/* The one that was added is met the second time through. */
	assert_int_equal(walker.imported, 251);
	assert_int_equal(catalogue_number("SELECT count(*) FROM copies"), 251);
	assert_int_equal(counters(world)->total, 251);
	assert_int_equal(counters(world)->errors, 0);
	assert_adds_up(world);
	assert_int_equal(world_logged("went from 250 to 251"), 1);
	assert_int_equal(world_logged("once more from the first"), 1);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 6);
}

/* One record is added at the front, and one taken from the end: there are as many as before. */
static void shift_pages_unseen(void *data, unsigned page)
{
	shift_pages(data, page);
	((struct roles *)data)->row_count = 250;
}

static void a_row_met_twice_is_a_sign_that_another_was_not_met(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	world->roles->on_page = shift_pages_unseen;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	/* Two numbers say that nothing is missing; the third, that one was there twice, is right.
	 */
	assert_int_equal(walker.imported, 250);
	assert_int_equal(counters(world)->total, 250);
	assert_int_equal(counters(world)->errors, 0);
	assert_adds_up(world);
}

/* Page 2 has the rows of page 1, as often as it is asked for. */
static void repeat_the_first_page(void *data, unsigned page)
{
	struct roles *roles = data;
	static struct role_row second[100];
	if (page == 2) {
		memcpy(second, roles->rows + 100, sizeof(second));
		memcpy(roles->rows + 100, roles->rows, sizeof(second));
	} else if (page == 3) {
		memcpy(roles->rows + 100, second, sizeof(second));
	}
}

static void rows_that_a_repeated_page_hides_are_errors_with_a_reason(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	world->roles->on_page = repeat_the_first_page;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	assert_int_equal(walker.imported, 150);
	assert_int_equal(counters(world)->errors, 100);
	assert_int_equal(counters(world)->total, 250);
	assert_adds_up(world);
	assert_non_null(strstr(world->progress.last_error.message, "100 rows were on none"));
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 6); /* twice, no more */
}

static void rows_known_from_earlier_are_counted_once_where_a_page_repeats(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	walk_all(world, (struct walk_options){0});
	world->roles->on_page = repeat_the_first_page;
	world->roles->on_page_data = world->roles;
	walk_all(world, (struct walk_options){.run_id = 2});
	assert_int_equal(counters(world)->skipped, 150);
	assert_int_equal(counters(world)->errors, 100);
	assert_int_equal(counters(world)->total, 250);
}

static void grow(void *data, unsigned page)
{
	if (page == 2) {
		roles_add_many(data, 5000, 100);
	}
}

static void a_collection_that_grows_is_walked_to_its_new_end(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 150);
	world->roles->on_page = grow;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_int_equal(walker.imported, 250);
	assert_int_equal(counters(world)->total, 250);
	assert_false(walker.whole);
}

static void shrink(void *data, unsigned page)
{
	struct roles *roles = data;
	if (page == 2) {
		roles->row_count = 120;
	}
}

static void a_collection_that_shrinks_ends_the_walk_sooner(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->on_page = shrink;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_int_equal(walker.imported, 120);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 2);
	assert_int_equal(counters(world)->total, 120);
	assert_false(walker.whole);
}

static void short_pages_are_walked_like_full_ones(void **state)
{
	struct world *world = *state;
	world->roles->page_size = 7;
	roles_add_many(world->roles, 1000, 50);
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.whole);
	assert_int_equal(walker.imported, 50);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 8);
}

static void a_provider_that_lies_about_its_pages_is_left_after_a_few_empty_ones(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 100);
	world->roles->page_count_said = 5000;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_int_equal(walker.imported, 100);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 5); /* one is read ahead */
	assert_int_equal(counters(world)->total, 100);
}

static void rows_that_never_came_leave_the_walk_incomplete(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 100);
	world->roles->item_count_said = 300; /* on one page */
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_int_equal(walker.imported, 100);
	assert_false(walker.whole);
	assert_int_equal(counters(world)->total, 100);
	assert_adds_up(world);
}

static void a_page_lost_in_the_middle_is_passed_over_and_counted(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_REMOTE;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 2;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	assert_false(walker.failed);
	assert_int_equal(walker.imported, 250);
	assert_int_equal(counters(world)->errors, 100);
	assert_int_equal(counters(world)->total, 350);
	assert_adds_up(world);
	assert_int_equal(world_logged("page 2 passed over: failed by the test"), 1);
}

static void lose_every_other_page(void *data, unsigned page)
{
	struct roles *roles = data;
	roles->desks[ROLE_FETCH_PAGE].fail = page % 2 ? ERR_NONE : ERR_TRANSIENT;
}

static void pages_lost_here_and_there_are_all_passed_over(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 450);
	world->roles->on_page = lose_every_other_page;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.failed);
	assert_int_equal(walker.imported, 250);
	assert_int_equal(counters(world)->errors, 200);
	assert_int_equal(counters(world)->total, 450);
	assert_adds_up(world);
}

static void the_last_page_lost_counts_the_rows_that_it_had(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 230);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_TRANSIENT;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 3;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_int_equal(counters(world)->errors, 30);
	assert_int_equal(counters(world)->total, 230);
	assert_adds_up(world);
	assert_false(walker.whole);
}

static void the_first_page_lost_ends_the_walk(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 230);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_TRANSIENT;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.failed);
	assert_int_equal(walker.code, ERR_TRANSIENT);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 1);
	assert_int_equal(counters(world)->total, 0);
	assert_int_equal(counters(world)->errors, 0);
}

static void fail_from_the_second_page(void *data, unsigned page)
{
	struct roles *roles = data;
	roles->desks[ROLE_FETCH_PAGE].fail = page >= 2 ? ERR_TRANSIENT : ERR_NONE;
}

static void two_pages_lost_in_a_row_end_the_walk(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 550);
	world->roles->on_page = fail_from_the_second_page;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.failed);
	assert_false(walker.whole);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3);
	/* What the first page brought is in the catalogue, and was handed on. */
	assert_int_equal(walker.imported, 100);
	assert_int_equal(counters(world)->imported, 100);
	/* And what no page brought is accounted for. */
	assert_int_equal(counters(world)->errors, 450);
	assert_int_equal(counters(world)->total, 550);
	assert_adds_up(world);
}

/* Pages are shorter than they could be: what the lost ones held is not known before the end. */
static void rows_lost_with_short_pages_are_counted_exactly(void **state)
{
	struct world *world = *state;
	world->roles->page_size = 97;
	roles_add_many(world->roles, 1000, 250);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_REMOTE;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 2;
	walk_all(world, (struct walk_options){0});
	assert_int_equal(counters(world)->imported, 153);
	assert_int_equal(counters(world)->errors, 97);
	assert_int_equal(counters(world)->total, 250);
	assert_adds_up(world);
}

static void not_found_behind_the_last_row_is_the_end(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 200);
	world->roles->page_count_said = 3;
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 3;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.failed);
	assert_false(walker.whole); /* the next walk is a full one */
	assert_int_equal(counters(world)->errors, 0);
	assert_int_equal(counters(world)->total, 200);
}

static void not_found_from_the_third_page(void *data, unsigned page)
{
	struct roles *roles = data;
	roles->desks[ROLE_FETCH_PAGE].fail = page >= 3 ? ERR_NOT_FOUND : ERR_NONE;
}

static void not_found_again_before_the_last_row_is_an_error(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->on_page = not_found_from_the_third_page;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.failed);
	assert_int_equal(walker.code, ERR_NOT_FOUND);
	assert_int_equal(counters(world)->imported, 200);
	assert_int_equal(counters(world)->errors, 150);
	assert_adds_up(world);
	assert_string_equal(world->progress.last_error.stage, "discogs");
	assert_int_equal(world_logged("once more from the first"), 1);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 6); /* twice, no more */
}

static void not_found_once_the_pages_are_gone_through_again_to_the_end(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 3;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.failed);
	assert_false(walker.whole);
	assert_int_equal(walker.imported, 350);
	assert_int_equal(counters(world)->errors, 0);
	assert_int_equal(counters(world)->total, 350);
	assert_adds_up(world);
	assert_false(world->progress.last_error.is_set);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3 + 4);
}

static void say_not_found_behind_the_end(struct roles *roles, unsigned page)
{
	bool is_behind = (page - 1) * roles->page_size >= roles->row_count;
	roles->desks[ROLE_FETCH_PAGE].fail = is_behind ? ERR_NOT_FOUND : ERR_NONE;
}

/* The oldest 150 are taken out before the third page: there is none then. */
static void lose_the_oldest(void *data, unsigned page)
{
	struct roles *roles = data;
	if (page == 3 && roles->row_count == 350) {
		roles->row_count -= 150;
		memmove(roles->rows, roles->rows + 150, roles->row_count * sizeof(*roles->rows));
	}
	say_not_found_behind_the_end(roles, page);
}

static void rows_that_moved_as_the_collection_shrank_are_met_the_second_time(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->on_page = lose_the_oldest;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.failed);
	assert_false(walker.whole); /* the next walk is a full one */
	assert_int_equal(walker.imported, 350);
	assert_int_equal(counters(world)->errors, 0);
	assert_int_equal(counters(world)->total, 350);
	assert_adds_up(world);
	assert_false(world->progress.last_error.is_set);
	assert_int_equal(world_logged("went from 350 to 200"), 1);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3 + 2);
}

/* The newest go, those of the third page and behind it, and some of the second. */
static void lose_the_newest(void *data, unsigned page)
{
	struct roles *roles = data;
	roles->row_count = page == 3 ? 180 : roles->row_count;
	say_not_found_behind_the_end(roles, page);
}

static void rows_that_went_as_the_collection_shrank_are_no_errors(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->on_page = lose_the_newest;
	world->roles->on_page_data = world->roles;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.failed);
	assert_int_equal(walker.imported, 200);
	assert_int_equal(counters(world)->errors, 0);
	assert_int_equal(counters(world)->total, 200);
	assert_adds_up(world);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3 + 2);
}

/* Newest first the second time would end at the first page, which is known by then. */
static void not_found_once_newest_first_all_pages_are_gone_through(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	walk_all(world, (struct walk_options){0});
	roles_add_many(world->roles, 2000, 150);
	world->roles->desks[ROLE_FETCH_PAGE].calls = 0;
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 2;
	struct walker walker = walk_all(world, (struct walk_options){.newest_first = true});
	assert_false(walker.failed);
	assert_false(walker.whole);
	assert_int_equal(walker.imported, 150);
	assert_int_equal(counters(world)->skipped, 250);
	assert_int_equal(counters(world)->total, 400);
	assert_adds_up(world);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 2 + 4);
}

static void not_found_once_a_limit_is_kept(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 2;
	struct walker walker = walk_all(world, (struct walk_options){.limit = 150});
	assert_false(walker.failed);
	assert_int_equal(walker.imported, 150);
	assert_int_equal(counters(world)->total, 150);
	assert_adds_up(world);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 2 + 2);
}

static void not_found_once_a_dry_run_counts_no_album_twice(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 350);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 3;
	struct walker walker = walk_all(world, (struct walk_options){.dry_run = true});
	assert_false(walker.failed);
	assert_int_equal(world->progress.forecast.albums, 350);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 0);
}

static void a_provider_that_lies_about_its_pages_is_left_the_second_time_too(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 200);
	world->roles->page_count_said = 5000;
	world->roles->item_count_said = 500000;
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_NOT_FOUND;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 3;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_false(walker.whole);
	assert_int_equal(walker.imported, 200);
	/* Two had rows, three more are empty, one is read ahead. */
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 3 + 6);
}

static void a_provider_that_refuses_ends_the_walk_while_a_page_is_dealt_with(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 550);
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_AUTH;
	world->roles->desks[ROLE_FETCH_PAGE].fail_at = 2;
	struct walker walker = walk_all(world, (struct walk_options){0});
	assert_true(walker.failed);
	assert_int_equal(walker.code, ERR_AUTH);
	assert_int_equal(walker.imported, 100);
	assert_int_equal(counters(world)->errors, 450);
	assert_adds_up(world);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 100);
}

static void a_catalogue_that_cannot_be_written_ends_the_walk(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	catalogue_refuse("albums");
	go(&walker);
	finish(&walker);
	assert_true(walker.failed);
	assert_int_equal(walker.code, ERR_STORAGE);
	assert_int_equal(walker.imported, 0);
	assert_int_equal(counters(world)->imported, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 0);
}

static void a_catalogue_that_cannot_be_read_ends_the_walk(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	catalogue_exec("ALTER TABLE copies RENAME TO elsewhere");
	go(&walker);
	finish(&walker);
	assert_int_equal(walker.code, ERR_STORAGE);
	assert_int_equal(walker.imported, 0);
}

static void a_dry_run_writes_nothing_and_tells_what_it_would(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 150);
	walk_all(world, (struct walk_options){0});
	roles_add_many(world->roles, 2000, 100);
	int64_t runs = catalogue_number("SELECT count(*) FROM runs");
	struct walker walker = walk_all(world, (struct walk_options){.dry_run = true});
	assert_int_equal(walker.imported, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 150);
	assert_int_equal(catalogue_number("SELECT count(*) FROM runs"), runs);
	assert_true(world->progress.forecast.is_set);
	assert_int_equal(world->progress.forecast.albums, 100);
	assert_int_equal(world->progress.forecast.artists, 100);
	assert_int_equal(world->progress.forecast.discogs_requests, 3);
	assert_int_equal(counters(world)->imported, 0);
	assert_int_equal(counters(world)->skipped, 150);
	assert_adds_up(world);
}

static void stopped_before_the_first_page_nothing_is_asked_again(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	world->roles->desks[ROLE_FETCH_PAGE].stall = true;
	go(&walker);
	walk_stop(walker.walk);
	assert_false(walker.ended); /* never from inside */
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].cancelled, 1);
	finish(&walker);
	assert_true(walker.stopped);
	assert_false(walker.whole);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].calls, 1);
}

static void stopped_while_a_page_is_dealt_with_its_albums_are_handed_on(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	walker.has_room = false;
	go(&walker);
	run_until(world->loop, &walker.waiting);
	walker.has_room = true;
	walk_go_on(walker.walk); /* page 1 is on its way to the disk, page 2 is asked for */
	walk_stop(walker.walk);
	finish(&walker);
	assert_true(walker.stopped);
	assert_int_equal(walker.imported, 100);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 100);
	assert_int_equal(world->roles->desks[ROLE_FETCH_PAGE].cancelled, 1);
}

static void stopped_with_a_page_in_hand_the_page_is_let_go(void **state)
{
	struct world *world = *state;
	roles_add_many(world->roles, 1000, 250);
	struct walker walker = start(world, (struct walk_options){0});
	walker.has_room = false;
	go(&walker);
	run_until(world->loop, &walker.waiting);
	walk_stop(walker.walk);
	walk_go_on(walker.walk);
	finish(&walker);
	assert_true(walker.stopped);
	assert_int_equal(walker.imported, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM albums"), 0);
}

static void stopped_as_it_ends_it_still_ends_once(void **state)
{
	struct world *world = *state;
	struct walker walker = start(world, (struct walk_options){0});
	world->roles->desks[ROLE_FETCH_PAGE].fail = ERR_AUTH;
	go(&walker);
	/* The answer makes the walk end in the turn after it. */
	while (world->roles->desks[ROLE_FETCH_PAGE].in_flight > 0) {
		loop_turn(world->loop);
	}
	if (!walker.ended) {
		walk_stop(walker.walk);
	}
	finish(&walker);
	assert_true(walker.failed);
}

#define WALK_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WALK_TEST(every_page_is_walked_and_every_row_imported),
	    WALK_TEST(the_next_page_is_fetched_while_one_is_dealt_with),
	    WALK_TEST(a_walk_pauses_where_there_is_no_room_and_goes_on),
	    WALK_TEST(an_empty_collection_is_whole),
	    WALK_TEST(a_second_walk_writes_nothing),
	    WALK_TEST(newest_first_stops_at_the_first_page_that_brings_nothing),
	    WALK_TEST(newest_first_goes_past_a_page_of_new_copies),
	    WALK_TEST(unusable_rows_are_not_counted_twice_where_a_walk_stops_early),
	    WALK_TEST(unusable_rows_are_errors_and_leave_the_catalogue_incomplete),
	    WALK_TEST(a_limit_imports_no_more_and_fetches_no_more),
	    WALK_TEST(a_limit_above_what_is_there_is_corrected_at_the_end),
	    WALK_TEST(a_second_copy_beyond_the_limit_brings_no_album_in),
	    WALK_TEST(repeated_releases_are_copies_of_one_album),
	    WALK_TEST(a_row_met_twice_is_counted_once_and_the_walk_is_not_whole),
	    WALK_TEST(a_row_met_twice_is_a_sign_that_another_was_not_met),
	    WALK_TEST(rows_that_a_repeated_page_hides_are_errors_with_a_reason),
	    WALK_TEST(rows_known_from_earlier_are_counted_once_where_a_page_repeats),
	    WALK_TEST(a_collection_that_grows_is_walked_to_its_new_end),
	    WALK_TEST(a_collection_that_shrinks_ends_the_walk_sooner),
	    WALK_TEST(short_pages_are_walked_like_full_ones),
	    WALK_TEST(a_provider_that_lies_about_its_pages_is_left_after_a_few_empty_ones),
	    WALK_TEST(rows_that_never_came_leave_the_walk_incomplete),
	    WALK_TEST(a_page_lost_in_the_middle_is_passed_over_and_counted),
	    WALK_TEST(pages_lost_here_and_there_are_all_passed_over),
	    WALK_TEST(the_last_page_lost_counts_the_rows_that_it_had),
	    WALK_TEST(the_first_page_lost_ends_the_walk),
	    WALK_TEST(two_pages_lost_in_a_row_end_the_walk),
	    WALK_TEST(rows_lost_with_short_pages_are_counted_exactly),
	    WALK_TEST(not_found_behind_the_last_row_is_the_end),
	    WALK_TEST(not_found_again_before_the_last_row_is_an_error),
	    WALK_TEST(not_found_once_the_pages_are_gone_through_again_to_the_end),
	    WALK_TEST(rows_that_moved_as_the_collection_shrank_are_met_the_second_time),
	    WALK_TEST(rows_that_went_as_the_collection_shrank_are_no_errors),
	    WALK_TEST(not_found_once_newest_first_all_pages_are_gone_through),
	    WALK_TEST(not_found_once_a_limit_is_kept),
	    WALK_TEST(not_found_once_a_dry_run_counts_no_album_twice),
	    WALK_TEST(a_provider_that_lies_about_its_pages_is_left_the_second_time_too),
	    WALK_TEST(a_provider_that_refuses_ends_the_walk_while_a_page_is_dealt_with),
	    WALK_TEST(a_catalogue_that_cannot_be_written_ends_the_walk),
	    WALK_TEST(a_catalogue_that_cannot_be_read_ends_the_walk),
	    WALK_TEST(a_dry_run_writes_nothing_and_tells_what_it_would),
	    WALK_TEST(stopped_before_the_first_page_nothing_is_asked_again),
	    WALK_TEST(stopped_while_a_page_is_dealt_with_its_albums_are_handed_on),
	    WALK_TEST(stopped_with_a_page_in_hand_the_page_is_let_go),
	    WALK_TEST(stopped_as_it_ends_it_still_ends_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

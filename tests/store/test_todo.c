#include "store/todo.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/facets.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	*state = shelf_create();
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

#define BOTH .spotify = true, .euria = true

static int64_t add(struct shelf *shelf, int64_t release_id, const char *artist, int64_t artist_id)
{
	return shelf_add(shelf, &(struct record){.release_id = release_id,
	                                         .title = "A",
	                                         .artist = artist,
	                                         .artist_id = artist_id});
}

/* "1:LFD 2:FD": each album with what is to be asked: Link, Faces (one letter each), Description. */
struct listed {
	struct ending ending;
	char text[2000];
	size_t count;
};

static size_t put_album(char *out, size_t size_bytes, const struct album *album)
{
	size_t used = (size_t)snprintf(out, size_bytes, "%lld:%s", (long long)album->id,
	                               album->link_decided ? "" : "L");
	for (size_t i = 0; i < album->credit_count; i++) {
		used += (size_t)snprintf(out + used, size_bytes - used, "%s",
		                         album->credits[i].image_decided ? "" : "F");
	}
	return used + (size_t)snprintf(out + used, size_bytes - used, "%s",
	                               album->description_decided ? "" : "D");
}

static void on_albums(void *data, struct album **albums, size_t count, const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	assert_int_equal(albums == NULL, err != NULL);
	listed->count = count;
	for (size_t i = 0; albums && i < count; i++) {
		used += (size_t)snprintf(listed->text + used, sizeof(listed->text) - used, "%s",
		                         i ? " " : "");
		used += put_album(listed->text + used, sizeof(listed->text) - used, albums[i]);
		album_destroy(albums[i]); /* ours now */
	}
	ending_note(&listed->ending, err);
}

static void assert_todo(struct shelf *shelf, const struct todo_filter *filter, int64_t after_id,
                        size_t limit, const char *expected)
{
	struct listed listed = {.text = ""};
	store_list_todo(shelf->store, filter, after_id, limit, on_albums, &listed);
	shelf_wait_well(shelf, &listed.ending);
	assert_string_equal(listed.text, expected);
}

struct counted {
	struct ending ending;
	struct todo_counts counts;
};

static void on_counts(void *data, const struct todo_counts *counts, const struct err *err)
{
	struct counted *counted = data;
	assert_int_equal(counts == NULL, err != NULL);
	if (counts) {
		counted->counts = *counts;
	}
	ending_note(&counted->ending, err);
}

static void assert_counts(struct shelf *shelf, const struct todo_filter *filter, int64_t albums,
                          int64_t spotify, int64_t euria)
{
	struct counted counted = {.counts = {-1, -1, -1}};
	store_count_todo(shelf->store, filter, on_counts, &counted);
	shelf_wait_well(shelf, &counted.ending);
	assert_int_equal(counted.counts.albums, albums);
	assert_int_equal(counted.counts.spotify, spotify);
	assert_int_equal(counted.counts.euria, euria);
}

/* --- pending ------------------------------------------------------------------------------ */

static void a_new_album_has_everything_to_do(void **state)
{
	struct shelf *shelf = *state;
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "");
	assert_counts(shelf, &(struct todo_filter){BOTH}, 0, 0, 0);
	shelf_add(shelf, &(struct record){.release_id = 7,
	                                  .title = "A",
	                                  .artist = "Harbour",
	                                  .artist_id = 61,
	                                  .second = "Salt Choir",
	                                  .second_id = 62});
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "1:LFFD");
	assert_counts(shelf, &(struct todo_filter){BOTH}, 1, 3, 1);
}

static void what_is_decided_is_not_to_do(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = add(shelf, 7, "Harbour", 61);
	shelf_link(shelf, id, "a");
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "1:FD");
	assert_counts(shelf, &(struct todo_filter){BOTH}, 1, 1, 1);
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "1:D");
	assert_counts(shelf, &(struct todo_filter){BOTH}, 1, 0, 1);
	shelf_describe(shelf, id, "Un disque nocturne.");
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "");
	assert_counts(shelf, &(struct todo_filter){BOTH}, 0, 0, 0);
}

static void only_what_is_wanted_is_to_do(void **state)
{
	struct shelf *shelf = *state;
	add(shelf, 7, "Harbour", 61);
	assert_todo(shelf, &(struct todo_filter){.spotify = true}, 0, 10, "1:LF");
	assert_counts(shelf, &(struct todo_filter){.spotify = true}, 1, 2, 0);
	assert_todo(shelf, &(struct todo_filter){.euria = true}, 0, 10, "1:D");
	assert_counts(shelf, &(struct todo_filter){.euria = true}, 1, 0, 1);
	assert_todo(shelf, &(struct todo_filter){.spotify = false}, 0, 10, "");
	assert_counts(shelf, &(struct todo_filter){.spotify = false}, 0, 0, 0);
}

static void an_album_with_nothing_left_for_one_provider_is_left_out(void **state)
{
	struct shelf *shelf = *state;
	int64_t one = add(shelf, 7, "Harbour", 61);
	int64_t two = add(shelf, 8, "Orion", 62);
	shelf_describe(shelf, one, "Un disque nocturne.");
	shelf_link(shelf, two, "b");
	shelf_face(shelf, 2, "https://i.scdn.co/image/aa01");
	assert_todo(shelf, &(struct todo_filter){.euria = true}, 0, 10, "2:D");
	assert_todo(shelf, &(struct todo_filter){.spotify = true}, 0, 10, "1:LF");
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "1:LF 2:D");
}

static void an_artists_face_is_to_do_once_however_many_albums_show_it(void **state)
{
	struct shelf *shelf = *state;
	int64_t one = add(shelf, 7, "Harbour", 61);
	int64_t two = add(shelf, 8, "Harbour", 61);
	shelf_link(shelf, one, "a");
	shelf_link(shelf, two, "b");
	assert_todo(shelf, &(struct todo_filter){.spotify = true}, 0, 10, "1:F 2:F");
	assert_counts(shelf, &(struct todo_filter){.spotify = true}, 2, 1, 0);
}

static void the_owners_pin_decides_a_link(void **state)
{
	struct shelf *shelf = *state;
	shelf_pin(shelf, add(shelf, 7, NULL, 0), "a");
	shelf_pin(shelf, add(shelf, 8, NULL, 0), NULL);
	assert_todo(shelf, &(struct todo_filter){.spotify = true, .absent_before_ms = INT64_MAX}, 0,
	            10, "");
}

/* --- absences ----------------------------------------------------------------------------- */

static void an_absence_is_decided_until_it_is_old_enough(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = add(shelf, 7, "Harbour", 61);
	shelf_link_absent(shelf, id);
	shelf_face(shelf, 1, NULL);
	shelf_describe(shelf, id, NULL);
	assert_todo(shelf, &(struct todo_filter){BOTH}, 0, 10, "");
	int64_t written_ms = plain_number(shelf, "SELECT min(created_ms) FROM album_links");
	struct todo_filter before = {BOTH, .absent_before_ms = written_ms};
	assert_todo(shelf, &before, 0, 10, "");
	assert_counts(shelf, &before, 0, 0, 0);
	struct todo_filter after = {BOTH, .absent_before_ms = clock_wall_ms() + 1};
	assert_todo(shelf, &after, 0, 10, "1:LFD");
	assert_counts(shelf, &after, 1, 2, 1);
}

static void what_was_found_is_never_asked_again(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = add(shelf, 7, "Harbour", 61);
	shelf_link(shelf, id, "a");
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	shelf_describe(shelf, id, "Un disque nocturne.");
	struct todo_filter filter = {BOTH, .absent_before_ms = INT64_MAX};
	assert_todo(shelf, &filter, 0, 10, "");
	assert_counts(shelf, &filter, 0, 0, 0);
}

static void an_ambiguous_link_is_asked_again_like_an_absent_one(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = add(shelf, 7, NULL, 0);
	struct ending ending = {.done = false};
	store_add_link(shelf->store, id, 0, &(struct link_facet){.verdict = VERDICT_AMBIGUOUS},
	               ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	assert_todo(shelf, &(struct todo_filter){.spotify = true}, 0, 10, "");
	assert_todo(shelf, &(struct todo_filter){.spotify = true, .absent_before_ms = INT64_MAX}, 0,
	            10, "1:L");
}

static void only_the_newest_outcome_counts(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = add(shelf, 7, NULL, 0);
	shelf_link_absent(shelf, id);
	shelf_link(shelf, id, "a");
	assert_todo(shelf, &(struct todo_filter){.spotify = true, .absent_before_ms = INT64_MAX}, 0,
	            10, "");
}

/* --- which albums ------------------------------------------------------------------------- */

static void albums_come_in_the_order_of_their_ids_page_after_page(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t release = 9; release > 0; release--) {
		add(shelf, release, NULL, 0);
	}
	shelf_link(shelf, 3, "a");
	struct todo_filter filter = {.spotify = true};
	assert_todo(shelf, &filter, 0, 3, "1:L 2:L 4:L");
	assert_todo(shelf, &filter, 4, 3, "5:L 6:L 7:L");
	assert_todo(shelf, &filter, 7, 3, "8:L 9:L");
	assert_todo(shelf, &filter, 9, 3, "");
	assert_todo(shelf, &filter, 0, 0, "");
	assert_counts(shelf, &filter, 8, 8, 0);
}

static void the_albums_of_one_run_can_be_left_out(void **state)
{
	struct shelf *shelf = *state;
	int64_t one = shelf_begin_run(shelf, "sync"), two = shelf_begin_run(shelf, "sync");
	add(shelf, 7, NULL, 0); /* of no run */
	shelf_add_of_run(shelf, one, &(struct record){.release_id = 8, .title = "B"});
	shelf_add_of_run(shelf, two, &(struct record){.release_id = 9, .title = "C"});
	struct todo_filter filter = {.euria = true, .except_run_id = two};
	assert_todo(shelf, &filter, 0, 10, "1:D 2:D");
	filter.except_run_id = one;
	assert_todo(shelf, &filter, 0, 10, "1:D 3:D");
	filter.except_run_id = 0;
	assert_todo(shelf, &filter, 0, 10, "1:D 2:D 3:D");
}

/* --- what comes with them ----------------------------------------------------------------- */

static void on_facts(void *data, struct album **albums, size_t count, const struct err *err)
{
	assert_null(err);
	assert_int_equal(count, 1);
	const struct album *album = albums[0];
	assert_int_equal(album->discogs_id, 7);
	assert_string_equal(album->title, "Night Ferry");
	assert_int_equal(album->year, 2012);
	assert_int_equal(album->original_year, 1970); /* of its link */
	assert_string_equal(album->support, "Vinyle");
	assert_int_equal(album->genre_count, 1);
	assert_string_equal(album->genres[0], "Dub");
	assert_int_equal(album->credit_count, 1);
	assert_string_equal(album->credits[0].name, "Harbour");
	assert_int_equal(album->credits[0].artist_id, 1);
	assert_true(album->credits[0].image_decided);
	assert_string_equal(album->credits[0].spotify_id, "2bD1kq7VYlZr0sQ9oP3xHe");
	album_destroy(albums[0]);
	ending_note(data, err);
}

static void an_album_comes_with_its_facts(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = shelf_add(shelf, &(struct record){.release_id = 7,
	                                               .title = "Night Ferry",
	                                               .artist = "Harbour",
	                                               .artist_id = 61,
	                                               .year = 2012,
	                                               .support = "Vinyle",
	                                               .genre = "Dub"});
	shelf_link(shelf, id, "a");
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	struct ending ending = {.done = false};
	store_list_todo(shelf->store, &(struct todo_filter){BOTH}, 0, 10, on_facts, &ending);
	shelf_wait_well(shelf, &ending);
}

static void on_never(void *data, struct album **albums, size_t count, const struct err *err)
{
	(void)albums, (void)count;
	ending_note(data, err);
}

static void a_forgotten_list_is_not_told_and_leaks_nothing(void **state)
{
	struct shelf *shelf = *state;
	add(shelf, 7, "Harbour", 61);
	struct ending ending = {.done = false};
	struct store_call *call =
	    store_list_todo(shelf->store, &(struct todo_filter){BOTH}, 0, 10, on_never, &ending);
	store_forget(call);
	shelf_close(shelf);
	assert_false(ending.done);
}

static void a_table_that_cannot_be_read_is_an_error(void **state)
{
	static const char *const breaks[] = {
	    "DROP TABLE album_descriptions",
	    "ALTER TABLE artist_images RENAME TO faces",
	    "ALTER TABLE album_artists RENAME TO credits",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		struct shelf *shelf = shelf_create();
		struct listed listed = {.text = ""};
		struct counted counted = {.counts = {-1, -1, -1}};
		add(shelf, 7, "Harbour", 61);
		plain_do(shelf, "DROP VIEW current_descriptions; DROP VIEW current_artist_images");
		plain_do(shelf, breaks[i]);
		struct todo_filter filter = {BOTH};
		store_list_todo(shelf->store, &filter, 0, 10, on_albums, &listed);
		shelf_wait(shelf, &listed.ending);
		assert_int_equal(listed.ending.err.code, ERR_STORAGE);
		assert_int_equal(listed.count, 0);
		store_count_todo(shelf->store, &filter, on_counts, &counted);
		shelf_wait(shelf, &counted.ending);
		assert_int_equal(counted.ending.err.code, ERR_STORAGE);
		assert_non_null(strstr(counted.ending.err.msg, shelf->path));
		shelf_destroy(shelf);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_new_album_has_everything_to_do),
	    TEST(what_is_decided_is_not_to_do),
	    TEST(only_what_is_wanted_is_to_do),
	    TEST(an_album_with_nothing_left_for_one_provider_is_left_out),
	    TEST(an_artists_face_is_to_do_once_however_many_albums_show_it),
	    TEST(the_owners_pin_decides_a_link),
	    TEST(an_absence_is_decided_until_it_is_old_enough),
	    TEST(what_was_found_is_never_asked_again),
	    TEST(an_ambiguous_link_is_asked_again_like_an_absent_one),
	    TEST(only_the_newest_outcome_counts),
	    TEST(albums_come_in_the_order_of_their_ids_page_after_page),
	    TEST(the_albums_of_one_run_can_be_left_out),
	    TEST(an_album_comes_with_its_facts),
	    TEST(a_forgotten_list_is_not_told_and_leaks_nothing),
	    cmocka_unit_test(a_table_that_cannot_be_read_is_an_error),
	};
	return cmocka_run_group_tests_name("todo", tests, NULL, NULL);
}

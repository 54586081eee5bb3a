#include "store/masters.h"

#include "base/err.h"
#include "base/mem.h"
#include "store/albums.h"
#include "store/shelf.h"
#include "store/store.h"
#include "store/todo.h"
#include "support/leap.h"
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

static int64_t add(struct shelf *shelf, int64_t release_id, int64_t master_id, int year)
{
	return shelf_add(shelf, &(struct record){.release_id = release_id,
	                                         .master_id = master_id,
	                                         .title = "A",
	                                         .artist = "B",
	                                         .year = year});
}

/* "9 11": the masters that are to be asked for. */
struct listed {
	struct ending ending;
	char text[500];
};

static void on_masters(void *data, const int64_t *ids, size_t count, const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	assert_int_equal(ids == NULL, err != NULL);
	for (size_t i = 0; ids && i < count; i++) {
		used += (size_t)snprintf(listed->text + used, sizeof(listed->text) - used, "%s%lld",
		                         i ? " " : "", (long long)ids[i]);
	}
	ending_note(&listed->ending, err);
}

static void assert_listed(struct shelf *shelf, int64_t after_id, size_t limit, const char *expected)
{
	struct listed listed = {.text = ""};
	store_list_masters(shelf->store, MASTERS_OPEN, 0, after_id, limit, on_masters, &listed);
	shelf_wait_well(shelf, &listed.ending);
	assert_string_equal(listed.text, expected);
}

struct shown {
	struct ending ending;
	int original_year;
};

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct shown *shown = data;
	shown->original_year = detail->entry.album->original_year;
	ending_note(&shown->ending, err);
}

static int original_year(struct shelf *shelf, int64_t album_id)
{
	struct shown shown = {.original_year = -1};
	store_get_album(shelf->store, album_id, on_detail, &shown);
	shelf_wait_well(shelf, &shown.ending);
	return shown.original_year;
}

/* --- which are asked for ------------------------------------------------------------------ */

static void a_master_is_asked_for_where_the_link_left_the_year_open(void **state)
{
	struct shelf *shelf = *state;
	add(shelf, 1, 11, 1990);                           /* no link yet */
	shelf_link_absent(shelf, add(shelf, 2, 12, 1990)); /* absent */
	shelf_link_ambiguous(shelf, add(shelf, 3, 13, 0)); /* ambiguous */
	shelf_link(shelf, add(shelf, 4, 14, 1990), "a");   /* verified, of 1970 */
	shelf_link_absent(shelf, add(shelf, 6, 0, 1990));  /* no master */
	assert_listed(shelf, 0, 10, "12 13");
}

static void a_master_is_asked_for_where_the_year_is_an_editions(void **state)
{
	struct shelf *shelf = *state;
	int64_t album_id = add(shelf, 1, 11, 2010);
	struct ending ending = {.done = false};
	const struct link_facet facet = {.verdict = VERDICT_VERIFIED,
	                                 .url = "https://open.spotify.com/album/a",
	                                 .spotify_id = "a",
	                                 .year = 2006,
	                                 .year_of_edition = true};
	store_add_link(shelf->store, album_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	shelf_link(shelf, add(shelf, 2, 12, 2010), "b"); /* of the music */
	assert_listed(shelf, 0, 10, "11");
	assert_int_equal(original_year(shelf, album_id), 2006);
	shelf_master(shelf, 11, 1975);
	assert_listed(shelf, 0, 10, "");
	assert_int_equal(original_year(shelf, album_id), 1975);
}

static void a_master_is_asked_for_once(void **state)
{
	struct shelf *shelf = *state;
	shelf_link_absent(shelf, add(shelf, 1, 11, 1990));
	shelf_link_absent(shelf, add(shelf, 2, 11, 2001)); /* another pressing */
	shelf_link_absent(shelf, add(shelf, 3, 12, 1990));
	shelf_link_absent(shelf, add(shelf, 4, 13, 1990));
	assert_listed(shelf, 0, 10, "11 12 13");
	shelf_master(shelf, 11, 1980);
	shelf_master(shelf, 12, 0); /* Discogs does not say */
	assert_listed(shelf, 0, 10, "13");
}

static void masters_are_listed_page_by_page(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t id = 1; id <= 5; id++) {
		shelf_link_absent(shelf, add(shelf, id, 20 - id, 1990));
	}
	assert_listed(shelf, 0, 2, "15 16");
	assert_listed(shelf, 16, 2, "17 18");
	assert_listed(shelf, 18, 2, "19");
	assert_listed(shelf, 19, 2, "");
}

static int64_t next_in_turn(struct shelf *shelf, int64_t turn, int64_t after_id)
{
	struct listed listed = {.text = ""};
	store_list_masters(shelf->store, MASTERS_OPEN, turn, after_id, 1, on_masters, &listed);
	shelf_wait_well(shelf, &listed.ending);
	return atoll(listed.text);
}

static void in_every_turn_all_are_listed_and_each_comes_first_in_some(void **state)
{
	enum { COUNT = 5 };
	struct shelf *shelf = *state;
	unsigned firsts[COUNT] = {0};
	for (int64_t id = 0; id < COUNT; id++) {
		shelf_link_absent(shelf, add(shelf, id + 1, id * 1000 + 1, 1990));
	}
	for (int64_t turn = 1; turn <= 40; turn++) {
		unsigned met[COUNT] = {0};
		int64_t id = 0;
		for (unsigned i = 0; i < COUNT; i++) {
			id = next_in_turn(shelf, turn, id);
			assert_int_equal(id % 1000, 1);
			met[id / 1000]++;
			firsts[id / 1000] += i == 0;
		}
		assert_int_equal(next_in_turn(shelf, turn, id), 0);
		for (unsigned i = 0; i < COUNT; i++) {
			assert_int_equal(met[i], 1);
		}
	}
	for (unsigned i = 0; i < COUNT; i++) {
		assert_true(firsts[i] > 0);
	}
}

/* --- what the year says ------------------------------------------------------------------- */

static void the_masters_year_is_the_original_one(void **state)
{
	struct shelf *shelf = *state;
	int64_t reissue = add(shelf, 1, 11, 2010), first = add(shelf, 2, 11, 1977);
	int64_t undated = add(shelf, 3, 11, 0), other = add(shelf, 4, 12, 2010);
	shelf_master(shelf, 11, 1977);
	assert_int_equal(original_year(shelf, reissue), 1977);
	assert_int_equal(original_year(shelf, first), 1977);
	assert_int_equal(original_year(shelf, undated), 1977);
	assert_int_equal(original_year(shelf, other), 0);
}

static void of_two_years_the_earlier_is_the_original_one(void **state)
{
	struct shelf *shelf = *state;
	int64_t one = add(shelf, 1, 11, 2010), two = add(shelf, 2, 12, 2010);
	shelf_link(shelf, one, "a"); /* 1970 */
	shelf_link(shelf, two, "b");
	shelf_master(shelf, 11, 1965);
	shelf_master(shelf, 12, 1999);
	assert_int_equal(original_year(shelf, one), 1965);
	assert_int_equal(original_year(shelf, two), 1970);
}

static void music_is_not_younger_than_its_pressing(void **state)
{
	struct shelf *shelf = *state;
	int64_t album = add(shelf, 1, 11, 1960);
	shelf_master(shelf, 11, 1985);
	assert_int_equal(original_year(shelf, album), 0);
	shelf_link(shelf, album, "a"); /* 1970 */
	assert_int_equal(original_year(shelf, album), 0);
}

static void the_first_answer_stays(void **state)
{
	struct shelf *shelf = *state;
	int64_t album = add(shelf, 1, 11, 2010);
	shelf_master(shelf, 11, 1977);
	shelf_master(shelf, 11, 1988);
	assert_int_equal(original_year(shelf, album), 1977);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM master_years"), 1);
}

/* --- what it reopens ---------------------------------------------------------------------- */

static void on_albums(void *data, struct album **albums, size_t count, const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	for (size_t i = 0; albums && i < count; i++) {
		used += (size_t)snprintf(listed->text + used, sizeof(listed->text) - used,
		                         "%s%lld of %d", i ? ", " : "", (long long)albums[i]->id,
		                         albums[i]->original_year);
		album_destroy(albums[i]);
	}
	ending_note(&listed->ending, err);
}

/* Albums whose link is to be judged; their artists have their images. */
static void assert_todo(struct shelf *shelf, const char *expected)
{
	struct listed listed = {.text = ""};
	store_list_todo(shelf->store, &(struct todo_filter){.spotify = true}, 0, 10, on_albums,
	                &listed);
	shelf_wait_well(shelf, &listed.ending);
	assert_string_equal(listed.text, expected);
}

static void a_year_reopens_what_was_ambiguous_before_it_came(void **state)
{
	struct shelf *shelf = *state;
	int64_t ambiguous = add(shelf, 1, 11, 2010), absent = add(shelf, 2, 12, 2010);
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	shelf_link_ambiguous(shelf, ambiguous);
	shelf_link_absent(shelf, absent);
	assert_todo(shelf, "");
	leap_wall(1000);
	shelf_master(shelf, 11, 1977);
	shelf_master(shelf, 12, 1977);
	assert_todo(shelf, "1 of 1977");
	leap_wall(1000);
	shelf_link_ambiguous(shelf, ambiguous); /* the year does not decide it */
	assert_todo(shelf, "");
}

static void a_year_that_is_not_known_reopens_nothing(void **state)
{
	struct shelf *shelf = *state;
	int64_t ambiguous = add(shelf, 1, 11, 2010);
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	shelf_link_ambiguous(shelf, ambiguous);
	leap_wall(1000);
	shelf_master(shelf, 11, 0);
	assert_todo(shelf, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_master_is_asked_for_where_the_link_left_the_year_open),
	    TEST(a_master_is_asked_for_where_the_year_is_an_editions),
	    TEST(a_master_is_asked_for_once),
	    TEST(masters_are_listed_page_by_page),
	    TEST(in_every_turn_all_are_listed_and_each_comes_first_in_some),
	    TEST(the_masters_year_is_the_original_one),
	    TEST(of_two_years_the_earlier_is_the_original_one),
	    TEST(music_is_not_younger_than_its_pressing),
	    TEST(the_first_answer_stays),
	    TEST(a_year_reopens_what_was_ambiguous_before_it_came),
	    TEST(a_year_that_is_not_known_reopens_nothing),
	};
	return cmocka_run_group_tests_name("masters", tests, NULL, NULL);
}

#include "store/artists.h"

#include "base/err.h"
#include "base/mem.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	struct shelf *shelf = shelf_create();
	static const struct record records[] = {
	    {.release_id = 1, .title = "A", .artist = "The Harbour", .artist_id = 61},
	    {.release_id = 2,
	     .title = "B",
	     .artist = "Orion",
	     .artist_id = 62,
	     .second = "The Harbour",
	     .second_id = 61},
	    {.release_id = 3, .title = "C", .artist = "Lantern"},
	    {.release_id = 4,
	     .title = "D",
	     .artist = "Orion",
	     .artist_id = 63,
	     .second = "Orion",
	     .second_id = 63},
	};
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		shelf_add(shelf, &records[i]);
	}
	*state = shelf;
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* "name:albums name:albums" in the order of the list. */
struct listed {
	struct ending ending;
	char text[2000];
	size_t count;
	int64_t total;
	struct artist_entry first; /* its texts are the copies below */
	char name[40], url[60], spotify_id[40];
};

static void keep(char *out, size_t size_bytes, const char *text)
{
	snprintf(out, size_bytes, "%s", text ? text : "NULL");
}

static void on_artists(void *data, const struct artist_entry *entries, size_t count, int64_t total,
                       const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	assert_int_equal(entries == NULL, err != NULL);
	listed->count = count;
	listed->total = total;
	for (size_t i = 0; entries && i < count; i++) {
		used += (size_t)snprintf(listed->text + used, sizeof(listed->text) - used,
		                         "%s%s:%lld", i ? " " : "", entries[i].name,
		                         (long long)entries[i].album_count);
	}
	if (entries && count > 0) {
		listed->first = entries[0];
		keep(listed->name, sizeof(listed->name), entries[0].name);
		keep(listed->url, sizeof(listed->url), entries[0].image.url);
		keep(listed->spotify_id, sizeof(listed->spotify_id), entries[0].spotify_id);
	}
	ending_note(&listed->ending, err);
}

static struct listed list(struct shelf *shelf, struct artist_filter filter)
{
	struct listed listed = {.text = ""};
	filter.page = filter.page ? filter.page : 1;
	filter.page_size = filter.page_size ? filter.page_size : 30;
	store_list_artists(shelf->store, &filter, on_artists, &listed);
	shelf_wait_well(shelf, &listed.ending);
	return listed;
}

static void artists_are_listed_by_name_with_their_albums_counted(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = list(shelf, (struct artist_filter){.id = 0});
	assert_string_equal(listed.text, "Lantern:1 Orion:1 Orion:1 The Harbour:2");
	assert_int_equal(listed.total, 4);
}

static void artists_are_searched_by_the_start_of_their_words(void **state)
{
	static const struct {
		const char *words, *expected;
	} cases[] = {
	    {"orion", "Orion:1 Orion:1"},
	    {"ori", "Orion:1 Orion:1"},
	    {"rion", ""},
	    {"harb", "The Harbour:2"},
	    {"the harbour", "The Harbour:2"},
	    {"harbour the", ""},
	    {"nobody", ""},
	    {"%", ""},
	    {"'", ""},
	    {"", "Lantern:1 Orion:1 Orion:1 The Harbour:2"},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listed listed =
		    list(shelf, (struct artist_filter){.search_words = cases[i].words});
		assert_string_equal(listed.text, cases[i].expected);
		assert_int_equal(listed.total, listed.count);
	}
}

static void a_filter_is_copied_before_the_call_returns(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = {.text = ""};
	char words[] = "lantern";
	store_list_artists(
	    shelf->store,
	    &(struct artist_filter){.search_words = words, .page = 1, .page_size = 30}, on_artists,
	    &listed);
	memset(words, 'x', strlen(words));
	shelf_wait_well(shelf, &listed.ending);
	assert_string_equal(listed.text, "Lantern:1");
}

static void artists_come_in_pages_with_the_whole_count(void **state)
{
	static const struct {
		int64_t page, page_size;
		const char *expected;
	} cases[] = {{1, 2, "Lantern:1 Orion:1"},
	             {2, 2, "Orion:1 The Harbour:2"},
	             {3, 2, ""},
	             {2, 3, "The Harbour:2"}};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listed listed =
		    list(shelf, (struct artist_filter){.page = cases[i].page,
		                                       .page_size = cases[i].page_size});
		assert_string_equal(listed.text, cases[i].expected);
		assert_int_equal(listed.total, 4);
	}
	struct listed listed =
	    list(shelf, (struct artist_filter){.search_words = "o", .page = 2, .page_size = 1});
	assert_string_equal(listed.text, "Orion:1");
	assert_int_equal(listed.total, 2);
	assert_int_equal(listed.first.discogs_id, 63);
}

static void a_page_has_a_hundred_artists_at_most(void **state)
{
	struct shelf *shelf = *state;
	char name[24];
	for (int64_t id = 1000; id < 1110; id++) {
		snprintf(name, sizeof(name), "N%lld", (long long)id);
		shelf_add(shelf, &(struct record){.release_id = id, .title = "A", .artist = name});
	}
	struct listed listed = list(shelf, (struct artist_filter){.page_size = 1000});
	assert_int_equal(listed.count, 100);
	assert_int_equal(listed.total, 114);
}

static void one_artist_is_found_by_id(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = list(shelf, (struct artist_filter){.id = 1});
	assert_string_equal(listed.text, "The Harbour:2");
	assert_int_equal(listed.total, 1);
	assert_int_equal(listed.first.id, 1);
	assert_int_equal(listed.first.discogs_id, 61);
	listed = list(shelf, (struct artist_filter){.id = 3});
	assert_string_equal(listed.name, "Lantern");
	assert_int_equal(listed.first.discogs_id, 0);
	listed = list(shelf, (struct artist_filter){.id = 999});
	assert_int_equal(listed.count, 0);
	assert_int_equal(listed.total, 0);
}

static void an_artist_is_shown_with_the_image_that_was_found(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = list(shelf, (struct artist_filter){.id = 1});
	assert_string_equal(listed.url, "NULL");
	assert_string_equal(listed.spotify_id, "NULL");
	shelf_face(shelf, 1, NULL);
	listed = list(shelf, (struct artist_filter){.id = 1});
	assert_string_equal(listed.url, "NULL");
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	listed = list(shelf, (struct artist_filter){.id = 1});
	assert_string_equal(listed.url, "https://i.scdn.co/image/aa01");
	assert_string_equal(listed.spotify_id, "2bD1kq7VYlZr0sQ9oP3xHe");
	assert_int_equal(listed.first.image.width, 640);
	assert_int_equal(listed.first.image.height, 480);
	assert_int_equal(listed.total, 1); /* one artist, however many rows his face has */
	/* A row that came by another way takes no image away. */
	plain_do(shelf, "INSERT INTO artist_images (artist_id, outcome, created_ms)"
	                " VALUES (1, 'absent', 1)");
	listed = list(shelf, (struct artist_filter){.id = 1});
	assert_string_equal(listed.url, "https://i.scdn.co/image/aa01");
}

static void tables_that_cannot_be_read_are_an_error(void **state)
{
	static const char *const breaks[] = {"ALTER TABLE artist_images RENAME TO faces",
	                                     "ALTER TABLE artists RENAME TO bands"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		struct shelf *shelf = shelf_create();
		struct listed listed = {.text = ""};
		plain_do(shelf, breaks[i]);
		store_list_artists(shelf->store, &(struct artist_filter){.page = 1, .page_size = 1},
		                   on_artists, &listed);
		shelf_wait(shelf, &listed.ending);
		assert_int_equal(listed.ending.err.code, ERR_STORAGE);
		shelf_destroy(shelf);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(artists_are_listed_by_name_with_their_albums_counted),
	    TEST(artists_are_searched_by_the_start_of_their_words),
	    TEST(a_filter_is_copied_before_the_call_returns),
	    TEST(artists_come_in_pages_with_the_whole_count),
	    TEST(a_page_has_a_hundred_artists_at_most),
	    TEST(one_artist_is_found_by_id),
	    TEST(an_artist_is_shown_with_the_image_that_was_found),
	    cmocka_unit_test(tables_that_cannot_be_read_are_an_error),
	};
	return cmocka_run_group_tests_name("artists", tests, NULL, NULL);
}

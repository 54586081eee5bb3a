#include "store/stats.h"

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

/* Tallies as "name:count name:count". */
struct told {
	struct ending ending;
	struct store_stats stats; /* its numbers */
	char support[500], decade[500], genre[2000], verdict[500];
};

static void put(char *out, size_t size_bytes, const struct tallies *tallies)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < tallies->count; i++) {
		used +=
		    (size_t)snprintf(out + used, size_bytes - used, "%s%s:%lld", i ? " " : "",
		                     tallies->items[i].name, (long long)tallies->items[i].count);
	}
}

static void on_stats(void *data, const struct store_stats *stats, const struct err *err)
{
	struct told *told = data;
	assert_int_equal(stats == NULL, err != NULL);
	if (stats) {
		told->stats = *stats;
		put(told->support, sizeof(told->support), &stats->by_support);
		put(told->decade, sizeof(told->decade), &stats->by_decade);
		put(told->genre, sizeof(told->genre), &stats->by_genre);
		put(told->verdict, sizeof(told->verdict), &stats->by_verdict);
	}
	ending_note(&told->ending, err);
}

static struct told read(struct shelf *shelf)
{
	struct told told = {.support = "?"};
	store_read_stats(shelf->store, on_stats, &told);
	shelf_wait_well(shelf, &told.ending);
	return told;
}

static void an_empty_catalogue_counts_nothing(void **state)
{
	struct told told = read(*state);
	assert_int_equal(told.stats.albums, 0);
	assert_int_equal(told.stats.artists, 0);
	assert_int_equal(told.stats.copies, 0);
	assert_int_equal(told.stats.album_images, 0);
	assert_int_equal(told.stats.artist_images, 0);
	assert_int_equal(told.stats.spotify_urls, 0);
	assert_int_equal(told.stats.descriptions, 0);
	assert_string_equal(told.support, "");
	assert_string_equal(told.decade, "");
	assert_string_equal(told.genre, "");
	assert_string_equal(told.verdict, "");
}

static void a_catalogue_is_counted(void **state)
{
	struct shelf *shelf = *state;
	static const struct record records[] = {
	    {.release_id = 1,
	     .instance_id = 10,
	     .title = "A",
	     .artist = "Harbour",
	     .artist_id = 61,
	     .year = 1998,
	     .support = "Vinyle",
	     .genre = "Rock",
	     .cover = "https://i.discogs.com/1"},
	    {.release_id = 2,
	     .instance_id = 20,
	     .title = "B",
	     .artist = "Orion",
	     .artist_id = 62,
	     .year = 1990,
	     .support = "Vinyle",
	     .genre = "Jazz"},
	    {.release_id = 3,
	     .instance_id = 30,
	     .title = "C",
	     .artist = "Harbour",
	     .artist_id = 61,
	     .year = 1989,
	     .support = "CD",
	     .genre = "Rock",
	     .cover = "https://i.discogs.com/3"},
	    {.release_id = 4, .instance_id = 40, .title = "D"},
	    {.release_id = 4, .instance_id = 41, .title = "D"}, /* a second copy */
	    {.release_id = 5, .instance_id = 50, .title = "E"},
	};
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		shelf_add(shelf, &records[i]);
	}
	shelf_link_absent(shelf, 1);
	shelf_link(shelf, 1, "a"); /* the newest counts */
	shelf_link(shelf, 2, "b");
	shelf_pin(shelf, 2, NULL);
	shelf_pin(shelf, 3, "c");
	shelf_face(shelf, 1, NULL);
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	shelf_face(shelf, 2, NULL);
	shelf_describe(shelf, 1, "Un disque nocturne.");
	shelf_describe(shelf, 1, "Un disque de la nuit.");
	shelf_describe(shelf, 2, NULL);
	struct told told = read(shelf);
	assert_int_equal(told.stats.albums, 5);
	assert_int_equal(told.stats.artists, 2);
	assert_int_equal(told.stats.copies, 6);
	assert_int_equal(told.stats.album_images, 2);
	assert_int_equal(told.stats.artist_images, 1);
	assert_int_equal(told.stats.spotify_urls, 2);
	assert_int_equal(told.stats.descriptions, 1);
	assert_string_equal(told.support, "Vinyle:2 CD:1");
	assert_string_equal(told.decade, "1980:1 1990:2");
	assert_string_equal(told.genre, "Rock:2 Jazz:1");
	assert_string_equal(told.verdict, "pending:2 never:1 pinned:1 verified:1");
}

static void only_the_forty_most_frequent_are_told(void **state)
{
	struct shelf *shelf = *state;
	char genre[10];
	for (int64_t id = 1; id <= 90; id++) {
		snprintf(genre, sizeof(genre), "G%02d", (int)(id <= 45 ? id : 91 - id));
		if (id % 45 != 1) { /* one of them only once */
			shelf_add(shelf,
			          &(struct record){.release_id = id, .title = "A", .genre = genre});
		}
	}
	struct told told = read(shelf);
	assert_int_equal(told.stats.by_genre.count, 40);
	assert_null(strstr(told.genre, "G01"));
}

static void on_ping(void *data, const struct err *err)
{
	ending_note(data, err);
}

static void a_ping_reads_the_file(void **state)
{
	struct shelf *shelf = *state;
	struct ending well = {.done = false}, ill = {.done = false};
	store_ping(shelf->store, on_ping, &well);
	shelf_wait_well(shelf, &well);
	plain_do(shelf, "ALTER TABLE albums RENAME TO records");
	store_ping(shelf->store, on_ping, &ill);
	shelf_wait(shelf, &ill);
	assert_int_equal(ill.err.code, ERR_STORAGE);
}

static void tables_that_cannot_be_read_are_an_error(void **state)
{
	static const char *const breaks[] = {
	    "DROP VIEW current_links",
	    "ALTER TABLE copies RENAME TO books",
	    "ALTER TABLE albums RENAME COLUMN support TO medium",
	    "ALTER TABLE albums RENAME COLUMN year TO pressed",
	    "ALTER TABLE albums RENAME COLUMN genres TO kinds",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		struct shelf *shelf = shelf_create();
		struct told told = {.support = "?"};
		plain_do(shelf, breaks[i]);
		store_read_stats(shelf->store, on_stats, &told);
		shelf_wait(shelf, &told.ending);
		assert_int_equal(told.ending.err.code, ERR_STORAGE);
		assert_non_null(strstr(told.ending.err.msg, shelf->path));
		shelf_destroy(shelf);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_empty_catalogue_counts_nothing),
	    TEST(a_catalogue_is_counted),
	    TEST(only_the_forty_most_frequent_are_told),
	    TEST(a_ping_reads_the_file),
	    cmocka_unit_test(tables_that_cannot_be_read_are_an_error),
	};
	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}

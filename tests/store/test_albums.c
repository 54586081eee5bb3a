#include "store/albums.h"

#include "base/err.h"
#include "base/mem.h"
#include "store/facets.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The shelf's albums, by id: 1 Night Ferry, 2 Morning Ferry… Keys as match/ would fold them. */
static const struct record records[] = {
    {.release_id = 11,
     .instance_id = 110,
     .title = "Night Ferry",
     .artist = "Harbour",
     .artist_id = 61,
     .year = 1998,
     .support = "Vinyle",
     .cover = "https://i.discogs.com/1.jpeg",
     .added_ms = 3000},
    {.release_id = 12,
     .instance_id = 120,
     .title = "Émotions d'été",
     .artist = "Hüsker Dü",
     .artist_id = 62,
     .second = "Harbour",
     .second_id = 61,
     .year = 1984,
     .support = "CD",
     .cover = "https://i.discogs.com/2.jpeg",
     .added_ms = 1000,
     .title_key = "emotions d ete",
     .artist_key = "husker du harbour"},
    {.release_id = 13,
     .instance_id = 130,
     .title = "Ночь",
     .artist = "Кино",
     .artist_id = 63,
     .support = "Vinyle",
     .added_ms = 2000,
     .title_key = "noch",
     .artist_key = "kino"},
    {.release_id = 14,
     .instance_id = 140,
     .title = "★",
     .artist = "!!!",
     .artist_id = 64,
     .year = 1998,
     .support = "CD",
     .cover = "https://i.discogs.com/4.jpeg",
     .added_ms = 4000,
     .title_key = "★",
     .artist_key = "!!!"},
    {.release_id = 15,
     .instance_id = 150,
     .title = "AND OR NOT NEAR \"Rock*\"",
     .artist = "Harbour",
     .artist_id = 61,
     .year = 2001,
     .added_ms = 5000,
     .title_key = "and or not near rock",
     .artist_key = "harbour"},
};
#define RECORDS ((int64_t)ARRAY_LEN(records))

static int setup(void **state)
{
	struct shelf *shelf = shelf_create();
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		assert_int_equal(shelf_add(shelf, &records[i]), i + 1);
	}
	*state = shelf;
	return 0;
}

static int teardown(void **state)
{
	shelf_destroy(*state);
	return 0;
}

/* "1 2 3": ids in their order. */
struct listed {
	struct ending ending;
	char ids[1000];
	size_t count;
	int64_t total;
	void (*check)(const struct album_entry *entries, size_t count);
};

static void on_list(void *data, const struct album_entry *entries, size_t count, int64_t total,
                    const struct err *err)
{
	struct listed *listed = data;
	size_t used = 0;
	assert_int_equal(entries == NULL, err != NULL);
	listed->count = count;
	listed->total = total;
	for (size_t i = 0; entries && i < count; i++) {
		used += (size_t)snprintf(listed->ids + used, sizeof(listed->ids) - used, "%s%lld",
		                         i ? " " : "", (long long)entries[i].album->id);
	}
	if (entries && listed->check) {
		listed->check(entries, count);
	}
	ending_note(&listed->ending, err);
}

static void list(struct shelf *shelf, struct album_filter filter, struct listed *out)
{
	filter.page = filter.page ? filter.page : 1;
	filter.page_size = filter.page_size ? filter.page_size : 30;
	out->ending = (struct ending){.done = false};
	store_list_albums(shelf->store, &filter, on_list, out);
	shelf_wait_well(shelf, &out->ending);
}

/* The ids, in that order, and as many in total. */
static void assert_list(struct shelf *shelf, struct album_filter filter, const char *ids)
{
	struct listed listed = {.ids = ""};
	list(shelf, filter, &listed);
	assert_string_equal(listed.ids, ids);
	assert_int_equal(listed.total, listed.count);
}

/* --- filters ------------------------------------------------------------------------------ */

static void without_a_filter_all_are_listed(void **state)
{
	struct shelf *shelf = *state;
	assert_list(shelf, (struct album_filter){.sort = ALBUM_SORT_ADDED}, "2 3 1 4 5");
}

static void an_artists_albums_are_listed(void **state)
{
	struct shelf *shelf = *state;
	assert_list(shelf, (struct album_filter){.artist_id = 1}, "2 1 5");
	assert_list(shelf, (struct album_filter){.artist_id = 2}, "2");
	assert_list(shelf, (struct album_filter){.artist_id = 999}, "");
}

static void albums_of_a_support_are_listed(void **state)
{
	struct shelf *shelf = *state;
	assert_list(shelf, (struct album_filter){.support = "Vinyle"}, "3 1");
	assert_list(shelf, (struct album_filter){.support = "CD"}, "2 4");
	assert_list(shelf, (struct album_filter){.support = "vinyle"}, "");
	assert_list(shelf, (struct album_filter){.support = "' OR 1=1 --"}, "");
}

static void albums_of_a_year_are_listed(void **state)
{
	struct shelf *shelf = *state;
	assert_list(shelf, (struct album_filter){.year = 1998}, "1 4");
	assert_list(shelf, (struct album_filter){.year = 1997}, "");
}

static void albums_that_miss_something_are_listed(void **state)
{
	struct shelf *shelf = *state;
	shelf_link(shelf, 1, "a");
	shelf_link_absent(shelf, 2);
	shelf_link(shelf, 3, "c");
	shelf_pin(shelf, 3, NULL);
	shelf_pin(shelf, 4, "d");
	assert_list(shelf, (struct album_filter){.missing = MISSING_SPOTIFY_URL}, "2 3 5");
	shelf_describe(shelf, 1, "Un disque nocturne.");
	shelf_describe(shelf, 1, NULL);
	shelf_describe(shelf, 2, NULL);
	assert_list(shelf, (struct album_filter){.missing = MISSING_DESCRIPTION}, "2 3 4 5");
	assert_list(shelf, (struct album_filter){.missing = MISSING_IMAGE}, "3 5");
	assert_list(shelf, (struct album_filter){.missing = MISSING_ANYTHING}, "2 3 1 4 5");
}

static void albums_of_a_verdict_are_listed(void **state)
{
	struct shelf *shelf = *state;
	shelf_link(shelf, 1, "a");
	shelf_link_absent(shelf, 2);
	shelf_link_absent(shelf, 3);
	shelf_pin(shelf, 3, "c");
	shelf_pin(shelf, 4, NULL);
	static const struct {
		const char *verdict, *ids;
	} cases[] = {{"verified", "1"}, {"absent", "2"},  {"pinned", "3"},
	             {"never", "4"},    {"pending", "5"}, {"ambiguous", ""}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_list(shelf, (struct album_filter){.verdict = cases[i].verdict},
		            cases[i].ids);
	}
}

static void filters_count_together(void **state)
{
	struct shelf *shelf = *state;
	shelf_link(shelf, 1, "a");
	struct album_filter filter = {.search = "ferry harbour",
	                              .search_words = "ferry harbour",
	                              .artist_id = 1,
	                              .support = "Vinyle",
	                              .year = 1998,
	                              .missing = MISSING_DESCRIPTION,
	                              .verdict = "verified"};
	assert_list(shelf, filter, "1");
	filter.year = 1999;
	assert_list(shelf, filter, "");
	filter.year = 1998;
	filter.support = "CD";
	assert_list(shelf, filter, "");
	filter.support = "Vinyle";
	filter.artist_id = 2;
	assert_list(shelf, filter, "");
	filter.artist_id = 1;
	filter.verdict = "absent";
	assert_list(shelf, filter, "");
	filter.verdict = "verified";
	filter.search_words = "morning";
	assert_list(shelf, filter, "");
}

/* --- search ------------------------------------------------------------------------------- */

static void words_of_titles_and_artists_are_found(void **state)
{
	static const struct {
		const char *search, *words, *ids;
	} cases[] = {
	    {"Ferry", "ferry", "1"},
	    {"FER", "fer", "1"},  /* the start of a word */
	    {"erry", "erry", ""}, /* and nothing else of it */
	    {"ferry night", "ferry night", "1"},
	    {"night harbour", "night harbour", "1"}, /* title and artist */
	    {"night kino", "night kino", ""},
	    {"harbour", "harbour", "2 1 5"},
	    {"émotions", "emotions", "2"},
	    {"Emotions d'ete", "emotions d ete", "2"},
	    {"Été", "ete", "2"},
	    {"Hüsker Dü", "husker du", "2"},
	    {"husker du", "husker du", "2"},
	    {"Ночь", "noch", "3"},
	    {"noch", "noch", "3"},
	    {"Кино", "kino", "3"},
	    {"nothing of it", "nothing of it", ""},
	    {"  ferry  ", "ferry", "1"},
	    {"fer ferry", "fer ferry", "1"}, /* asked for twice */
	    {"ferry fer night fer", "ferry fer night fer", "1"},
	    {"night night", "night night", "1"},
	    {"fer ferryman", "fer ferryman", ""},
	    {"fer\" fer", "fer\" fer", "1"},
	    {"fer fer\"x", "fer fer\"x", "1"},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_list(shelf,
		            (struct album_filter){.search = cases[i].search,
		                                  .search_words = cases[i].words},
		            cases[i].ids);
	}
}

static void words_of_the_index_itself_find_without_being_folded(void **state)
{
	struct shelf *shelf = *state;
	/* What folding does not know stays as it is: the index ignores case and diacritics. */
	assert_list(shelf, (struct album_filter){.search = "été", .search_words = "été"}, "2");
	assert_list(shelf, (struct album_filter){.search = "ночь", .search_words = "ночь"}, "3");
}

static void symbols_alone_are_found_as_they_are(void **state)
{
	static const struct {
		const char *search, *words, *ids;
	} cases[] = {
	    {"!!!", "!!!", "4"}, {"★", "★", "4"},  {"?", "?", ""},     {"\"", "\"", "5"},
	    {"*", "*", "5"},     {"☆", "☆", ""},   {"'", "'", "2"},    {"%", "%", ""},
	    {"_", "_", ""},      {"\\", "\\", ""}, {"!!!", NULL, "4"},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_list(shelf,
		            (struct album_filter){.search = cases[i].search,
		                                  .search_words = cases[i].words},
		            cases[i].ids);
	}
}

static void operators_of_the_index_are_words_like_others(void **state)
{
	static const struct {
		const char *search, *words, *ids;
	} cases[] = {
	    {"AND", "and", "5"},
	    {"AND OR", "AND OR", "5"},
	    {"ferry AND kino", "ferry AND kino", ""},
	    {"ferry OR kino", "ferry OR kino", ""},
	    {"ferry NOT kino", "ferry NOT kino", ""},
	    {"NEAR(ferry kino)", "NEAR(ferry kino)", ""},
	    {"near", "near", "5"},
	    {"NOT NEAR rock", "not near rock", "5"},
	    {"title:ferry", "title:ferry", ""},
	    {"title ferry", "title ferry", ""},
	    {"{title}:ferry", "{title}:ferry", ""},
	    {"^night", "^night", "1"},
	    {"night + ferry", "night + ferry", "1"},
	    {"ferry*", "ferry*", "1"},
	    {"-ferry", "-ferry", "1"},
	    {"night* ferry*", "night* ferry*", "1"},
	    {"\"night ferry\"", "\"night ferry\"", ""}, /* words with quotes are left out */
	    {"ferry \"", "ferry \"", "1"},
	    {"(ferry", "(ferry", "1"},
	    {"ferry)", "ferry)", "1"},
	    {"a\"b", "a\"b", ""},
	    {";DROP TABLE albums", ";DROP TABLE albums", ""},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listed listed = {.ids = ""};
		list(shelf,
		     (struct album_filter){.search = cases[i].search,
		                           .search_words = cases[i].words},
		     &listed);
		if (strcmp(listed.ids, cases[i].ids) != 0) {
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].search, listed.ids,
			         cases[i].ids);
		}
	}
}

/* --- order and pages ---------------------------------------------------------------------- */

static void albums_are_sorted_either_way(void **state)
{
	static const struct {
		enum album_sort sort;
		const char *up, *down;
	} cases[] = {
	    {ALBUM_SORT_ADDED, "2 3 1 4 5", "5 4 1 3 2"},
	    {ALBUM_SORT_TITLE, "5 2 1 3 4", "4 3 1 2 5"},
	    {ALBUM_SORT_ARTIST, "4 1 5 2 3", "3 2 5 1 4"},
	    {ALBUM_SORT_YEAR, "3 2 1 4 5", "5 4 1 2 3"},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_list(shelf, (struct album_filter){.sort = cases[i].sort}, cases[i].up);
		assert_list(shelf, (struct album_filter){.sort = cases[i].sort, .descending = true},
		            cases[i].down);
	}
}

static void pages_are_cut_from_the_order_with_the_whole_count(void **state)
{
	static const struct {
		int64_t page, page_size;
		const char *ids;
	} cases[] = {
	    {1, 2, "2 3"},       {2, 2, "1 4"},         {3, 2, "5"},        {4, 2, ""},
	    {1, 5, "2 3 1 4 5"}, {1, 100, "2 3 1 4 5"}, {1000000, 100, ""},
	};
	struct shelf *shelf = *state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct listed listed = {.ids = ""};
		list(shelf,
		     (struct album_filter){.page = cases[i].page, .page_size = cases[i].page_size},
		     &listed);
		assert_string_equal(listed.ids, cases[i].ids);
		assert_int_equal(listed.total, RECORDS);
	}
	struct listed listed = {.ids = ""};
	list(shelf, (struct album_filter){.support = "CD", .page_size = 1, .page = 2}, &listed);
	assert_string_equal(listed.ids, "4");
	assert_int_equal(listed.total, 2);
}

static void a_page_has_a_hundred_albums_at_most(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t id = 1000; id < 1120; id++) {
		shelf_add(shelf, &(struct record){.release_id = id, .title = "A"});
	}
	struct listed listed = {.ids = ""};
	list(shelf, (struct album_filter){.page_size = 1000}, &listed);
	assert_int_equal(listed.count, 100);
	assert_int_equal(listed.total, RECORDS + 120);
}

/* --- entries ------------------------------------------------------------------------------ */

static void check_entry(const struct album_entry *entries, size_t count)
{
	assert_int_equal(count, 1);
	const struct album *album = entries->album;
	assert_string_equal(album->title, "Émotions d'été");
	assert_int_equal(album->discogs_id, 12);
	assert_int_equal(album->year, 1984);
	assert_int_equal(album->original_year, 1970);
	assert_string_equal(album->support, "CD");
	assert_string_equal(album->cover_url, "https://i.discogs.com/2.jpeg");
	assert_int_equal(album->credit_count, 2);
	assert_string_equal(album->credits[0].name, "Hüsker Dü");
	assert_string_equal(album->credits[1].name, "Harbour");
	assert_int_equal(album->credits[1].artist_id, 1);
	assert_string_equal(entries->source, "discogs");
	assert_int_equal(entries->added_ms, 1000);
	assert_true(entries->created_ms > 1000);
	assert_string_equal(entries->spotify_url, "https://open.spotify.com/album/b");
	assert_string_equal(entries->description, "Un disque d'été.");
}

static void an_entry_tells_what_is_known_of_its_album(void **state)
{
	struct shelf *shelf = *state;
	shelf_link(shelf, 2, "b");
	shelf_describe(shelf, 2, "Un disque d'été.");
	struct listed listed = {.check = check_entry};
	list(shelf, (struct album_filter){.artist_id = 2}, &listed);
}

struct detailed {
	struct ending ending;
	bool told;
};

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct detailed *detailed = data;
	detailed->told = detail != NULL;
	ending_note(&detailed->ending, err);
}

static void an_album_that_is_not_there_is_not_found(void **state)
{
	struct shelf *shelf = *state;
	const int64_t ids[] = {0, -1, 999, INT64_MAX};
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct detailed detailed = {.told = false};
		store_get_album(shelf->store, ids[i], on_detail, &detailed);
		shelf_wait(shelf, &detailed.ending);
		assert_int_equal(detailed.ending.err.code, ERR_NOT_FOUND);
		assert_false(detailed.told);
	}
}

static void on_copies(void *data, const struct album_detail *detail, const struct err *err)
{
	assert_null(err);
	assert_int_equal(detail->copy_count, 3);
	assert_int_equal(detail->copies[0].instance_id, 110);
	assert_int_equal(detail->copies[1].instance_id, 111);
	assert_int_equal(detail->copies[2].instance_id, 112);
	ending_note(data, err);
}

static void all_copies_of_an_album_are_told(void **state)
{
	struct shelf *shelf = *state;
	for (int64_t instance = 111; instance <= 112; instance++) {
		shelf_add(shelf, &(struct record){
				     .release_id = 11, .instance_id = instance, .title = "A"});
	}
	struct ending ending = {.done = false};
	store_get_album(shelf->store, 1, on_copies, &ending);
	shelf_wait_well(shelf, &ending);
}

/* --- what goes wrong ---------------------------------------------------------------------- */

static void forgotten_reads_are_not_told_and_leak_nothing(void **state)
{
	struct shelf *shelf = *state;
	struct listed listed = {.ids = ""};
	struct detailed detailed = {.told = false};
	struct album_filter filter = {
	    .page = 1, .page_size = 30, .search = "!", .search_words = "!"};
	store_forget(store_list_albums(shelf->store, &filter, on_list, &listed));
	store_forget(store_get_album(shelf->store, 1, on_detail, &detailed));
	shelf_close(shelf);
	assert_false(listed.ending.done);
	assert_false(detailed.ending.done);
}

static void a_filter_is_copied_before_the_call_returns(void **state)
{
	struct shelf *shelf = *state;
	char search[] = "Ferry", words[] = "ferry", support[] = "Vinyle", verdict[] = "pending";
	char symbols[] = "!!!";
	char *const texts[] = {search, words, support, verdict, symbols};
	struct album_filter filters[] = {{.search = search, .search_words = words},
	                                 {.support = support, .verdict = verdict},
	                                 {.search = symbols}};
	struct listed listed[ARRAY_LEN(filters)] = {{.ids = ""}};
	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		filters[i].page = 1;
		filters[i].page_size = 30;
		store_list_albums(shelf->store, &filters[i], on_list, &listed[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		memset(texts[i], 'x', strlen(texts[i]));
	}
	const char *const expected[] = {"1", "3 1", "4"};
	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		run_until(shelf->loop, &listed[i].ending.done);
		assert_string_equal(listed[i].ids, expected[i]);
	}
}

static void tables_that_cannot_be_read_are_an_error(void **state)
{
	/* What is broken, whether a list notices, whether an album's details do. */
	static const struct {
		const char *sql;
		bool list, detail;
	} breaks[] = {
	    {"ALTER TABLE album_artists RENAME TO credits", true, true},
	    {"ALTER TABLE artist_images RENAME TO faces", true, true},
	    {"ALTER TABLE copies RENAME TO books", false, true},
	    {"ALTER TABLE album_links RENAME COLUMN candidates TO others", false, true},
	    {"ALTER TABLE album_descriptions RENAME COLUMN model TO writer", false, true},
	    {"ALTER TABLE albums RENAME TO records", true, true},
	    {"ALTER TABLE albums RENAME COLUMN cover_url TO cover", true, true},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		struct shelf *shelf = shelf_create();
		struct listed listed = {.ids = ""};
		struct detailed detailed = {.told = false};
		struct album_filter filter = {.page = 1, .page_size = 30};
		shelf_add(shelf, &records[0]);
		plain_do(shelf, breaks[i].sql);
		store_list_albums(shelf->store, &filter, on_list, &listed);
		shelf_wait(shelf, &listed.ending);
		assert_int_equal(listed.ending.failed, breaks[i].list);
		assert_int_equal(listed.ending.err.code, breaks[i].list ? ERR_STORAGE : ERR_NONE);
		store_get_album(shelf->store, 1, on_detail, &detailed);
		shelf_wait(shelf, &detailed.ending);
		assert_int_equal(detailed.ending.failed, breaks[i].detail);
		assert_int_equal(detailed.ending.err.code, ERR_STORAGE);
		assert_non_null(strstr(detailed.ending.err.msg, shelf->path));
		shelf_destroy(shelf);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(without_a_filter_all_are_listed),
	    TEST(an_artists_albums_are_listed),
	    TEST(albums_of_a_support_are_listed),
	    TEST(albums_of_a_year_are_listed),
	    TEST(albums_that_miss_something_are_listed),
	    TEST(albums_of_a_verdict_are_listed),
	    TEST(filters_count_together),
	    TEST(words_of_titles_and_artists_are_found),
	    TEST(words_of_the_index_itself_find_without_being_folded),
	    TEST(symbols_alone_are_found_as_they_are),
	    TEST(operators_of_the_index_are_words_like_others),
	    TEST(albums_are_sorted_either_way),
	    TEST(pages_are_cut_from_the_order_with_the_whole_count),
	    TEST(a_page_has_a_hundred_albums_at_most),
	    TEST(an_entry_tells_what_is_known_of_its_album),
	    TEST(an_album_that_is_not_there_is_not_found),
	    TEST(all_copies_of_an_album_are_told),
	    TEST(forgotten_reads_are_not_told_and_leak_nothing),
	    TEST(a_filter_is_copied_before_the_call_returns),
	    cmocka_unit_test(tables_that_cannot_be_read_are_an_error),
	};
	return cmocka_run_group_tests_name("albums", tests, NULL, NULL);
}

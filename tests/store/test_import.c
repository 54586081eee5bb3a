#include "store/import.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/albums.h"
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

/* Imports it all in one write, which fails or not. */
static void import(struct shelf *shelf, struct parcel *parcel, struct ending *ending)
{
	*ending = (struct ending){.done = false};
	store_import(shelf->store, 0, parcel->imports, parcel->count, ending_note, ending);
	shelf_wait(shelf, ending);
}

static void import_well(struct shelf *shelf, struct parcel *parcel)
{
	struct ending ending;
	import(shelf, parcel, &ending);
	assert_string_equal(ending.err.msg, "");
}

/* --- all that is said --------------------------------------------------------------------- */

/* Discogs' row with everything in it. */
static struct album *full_album(void)
{
	struct album *album = album_create();
	struct arena *arena = album->arena;
	album->discogs_id = 700001;
	album->master_id = 52001;
	album->title = "Night Ferry \"live\" | 'é'";
	album->year = 1998;
	album->support = "Vinyle";
	album->cover_url = "https://i.discogs.com/a.jpeg";
	album->credit_count = 2;
	album->credits = arena_alloc(arena, 2, sizeof(*album->credits));
	album->credits[0] = (struct credit){.discogs_id = 61,
	                                    .name = "Harbour",
	                                    .raw_name = "Harbour (3)",
	                                    .anv = "The Harbour",
	                                    .join = "&"};
	album->credits[1] =
	    (struct credit){.discogs_id = 62, .name = "Salt Choir", .raw_name = "Salt Choir"};
	album->label_count = 2;
	album->labels = arena_alloc(arena, 2, sizeof(*album->labels));
	album->labels[0] = (struct label){.name = "Quayside", .catno = "QS 012"};
	album->labels[1] = (struct label){.name = "Not On Label"};
	album->format_count = 2;
	album->formats = arena_alloc(arena, 2, sizeof(*album->formats));
	album->formats[0] = (struct format){.name = "Vinyl", .text = "Gatefold", .quantity = 2};
	album->formats[0].descriptions = arena_alloc(arena, 2, sizeof(char *));
	album->formats[0].descriptions[0] = "LP";
	album->formats[0].descriptions[1] = "Album";
	album->formats[0].description_count = 2;
	album->formats[1] = (struct format){.name = "CD", .quantity = 1};
	album->genre_count = album->style_count = 2;
	album->genres = arena_alloc(arena, 2, sizeof(char *));
	album->genres[0] = "Electronic";
	album->genres[1] = "Rock";
	album->styles = arena_alloc(arena, 2, sizeof(char *));
	album->styles[0] = "Dub";
	album->styles[1] = "Downtempo";
	album->copy = (struct copy){
	    .instance_id = 90000001, .folder_id = 3, .rating = 4, .added_ms = 1615713069000};
	return album;
}

struct detailed {
	struct ending ending;
	void (*check)(const struct album_detail *detail);
};

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct detailed *detailed = data;
	assert_int_equal(detail == NULL, err != NULL);
	if (detail) {
		detailed->check(detail);
	}
	ending_note(&detailed->ending, err);
}

static void read_back(struct shelf *shelf, int64_t id,
                      void (*check)(const struct album_detail *detail))
{
	struct detailed detailed = {.check = check};
	store_get_album(shelf->store, id, on_detail, &detailed);
	shelf_wait_well(shelf, &detailed.ending);
}

static void check_full(const struct album_detail *detail)
{
	const struct album *album = detail->entry.album;
	assert_int_equal(album->id, 1);
	assert_int_equal(album->discogs_id, 700001);
	assert_int_equal(album->master_id, 52001);
	assert_string_equal(album->title, "Night Ferry \"live\" | 'é'");
	assert_int_equal(album->year, 1998);
	assert_int_equal(album->original_year, 0);
	assert_string_equal(album->support, "Vinyle");
	assert_string_equal(album->cover_url, "https://i.discogs.com/a.jpeg");
	assert_int_equal(album->credit_count, 2);
	assert_string_equal(album->credits[0].name, "Harbour");
	assert_string_equal(album->credits[0].raw_name, "Harbour (3)");
	assert_string_equal(album->credits[0].anv, "The Harbour");
	assert_string_equal(album->credits[0].join, "&");
	assert_int_equal(album->credits[0].discogs_id, 61);
	assert_int_equal(album->credits[0].artist_id, 1);
	assert_false(album->credits[0].image_decided);
	assert_string_equal(album->credits[1].name, "Salt Choir");
	assert_null(album->credits[1].anv);
	assert_null(album->credits[1].join);
	assert_int_equal(album->label_count, 2);
	assert_string_equal(album->labels[0].name, "Quayside");
	assert_string_equal(album->labels[0].catno, "QS 012");
	assert_string_equal(album->labels[1].name, "Not On Label");
	assert_null(album->labels[1].catno);
	assert_int_equal(album->format_count, 2);
	assert_string_equal(album->formats[0].name, "Vinyl");
	assert_string_equal(album->formats[0].text, "Gatefold");
	assert_int_equal(album->formats[0].quantity, 2);
	assert_int_equal(album->formats[0].description_count, 2);
	assert_string_equal(album->formats[0].descriptions[1], "Album");
	assert_null(album->formats[1].text);
	assert_int_equal(album->formats[1].description_count, 0);
	assert_int_equal(album->genre_count, 2);
	assert_string_equal(album->genres[0], "Electronic");
	assert_string_equal(album->genres[1], "Rock");
	assert_int_equal(album->style_count, 2);
	assert_string_equal(album->styles[1], "Downtempo");
	assert_string_equal(detail->entry.source, "discogs");
	assert_int_equal(detail->entry.added_ms, 1615713069000);
	assert_null(detail->entry.spotify_url);
	assert_null(detail->entry.description);
	assert_string_equal(detail->verdict, "pending");
	assert_string_equal(detail->reasons, "[]");
	assert_string_equal(detail->candidates, "[]");
	assert_null(detail->description_model);
	assert_int_equal(detail->copy_count, 1);
	assert_int_equal(detail->copies[0].instance_id, 90000001);
	assert_int_equal(detail->copies[0].folder_id, 3);
	assert_int_equal(detail->copies[0].rating, 4);
	assert_int_equal(detail->copies[0].added_ms, 1615713069000);
}

static void an_album_is_kept_with_all_that_is_said_of_it(void **state)
{
	struct shelf *shelf = *state;
	const char *artist_keys[] = {"harbour", "salt choir"};
	struct import one = {
	    .album = full_album(),
	    .keys = {.title_key = "night ferry live e",
	             .artist_key = "harbour and salt choir",
	             .search = "other words"},
	    .artist_keys = artist_keys,
	};
	struct parcel parcel = {.imports = &one, .count = 1};
	import_well(shelf, &parcel);
	assert_int_equal(one.album->id, 1);
	assert_false(one.existed);
	assert_int_equal(one.album->credits[0].artist_id, 1);
	assert_int_equal(one.album->credits[1].artist_id, 2);
	assert_true(one.album->credits[0].is_new);
	assert_false(one.album->credits[0].image_decided);
	read_back(shelf, 1, check_full);
	autofree char *keys = plain_text(shelf, "SELECT title_key, artist_key, run_id FROM albums");
	assert_string_equal(keys, "night ferry live e|harbour and salt choir|NULL\n");
	autofree char *sort_keys = plain_text(shelf, "SELECT sort_key FROM artists ORDER BY id");
	assert_string_equal(sort_keys, "harbour\nsalt choir\n");
	const char *const words[] = {"ferry", "harbour", "other"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		autofree char *sql = xasprintf("SELECT rowid FROM album_search"
		                               " WHERE album_search MATCH '%s'",
		                               words[i]);
		assert_int_equal(plain_number(shelf, sql), 1);
	}
	album_destroy(one.album);
}

static void check_bare(const struct album_detail *detail)
{
	const struct album *album = detail->entry.album;
	assert_int_equal(album->master_id, 0);
	assert_int_equal(album->year, 0);
	assert_null(album->support);
	assert_null(album->cover_url);
	assert_int_equal(album->credit_count, 0);
	assert_int_equal(album->label_count, 0);
	assert_int_equal(album->format_count, 0);
	assert_int_equal(album->genre_count, 0);
	assert_int_equal(detail->copy_count, 1);
	assert_int_equal(detail->copies[0].instance_id, 0);
	assert_int_equal(detail->copies[0].added_ms, 0);
	/* With no date of its own it came to the collection now. */
	assert_in_range(detail->entry.added_ms, 1, clock_wall_ms());
	assert_int_equal(detail->entry.added_ms, detail->entry.created_ms);
}

static void what_is_not_known_is_null_in_the_file(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = shelf_add(shelf, &(struct record){.release_id = 7, .title = "Night Ferry"});
	read_back(shelf, id, check_bare);
	autofree char *facts =
	    plain_text(shelf, "SELECT master_id, year, support, cover_url, labels,"
	                      " formats, genres, styles, run_id FROM albums");
	assert_string_equal(facts, "NULL|NULL|NULL|NULL|[]|[]|[]|[]|NULL\n");
	autofree char *copy =
	    plain_text(shelf, "SELECT instance_id, folder_id, added_ms, run_id FROM copies");
	assert_string_equal(copy, "NULL|NULL|NULL|NULL\n");
}

static void the_run_that_brought_it_is_noted(void **state)
{
	struct shelf *shelf = *state;
	int64_t run_id = shelf_begin_run(shelf, "sync");
	shelf_add_of_run(shelf, run_id, &(struct record){.release_id = 7, .title = "A"});
	assert_int_equal(plain_number(shelf, "SELECT run_id FROM albums"), run_id);
	assert_int_equal(plain_number(shelf, "SELECT run_id FROM copies"), run_id);
}

/* --- artists ------------------------------------------------------------------------------ */

static void albums_by_one_artist_share_the_row(void **state)
{
	struct shelf *shelf = *state;
	const struct record records[] = {
	    {.release_id = 1, .title = "A", .artist = "Harbour", .artist_id = 61},
	    {.release_id = 2, .title = "B", .artist = "Harbour", .artist_id = 61},
	    {.release_id = 3,
	     .title = "C",
	     .artist = "Salt Choir",
	     .artist_id = 62,
	     .second = "Harbour",
	     .second_id = 61},
	};
	struct parcel parcel;
	parcel_fill(&parcel, records, ARRAY_LEN(records));
	import_well(shelf, &parcel);
	assert_true(parcel.imports[0].album->credits[0].is_new);
	assert_false(parcel.imports[1].album->credits[0].is_new);
	assert_true(parcel.imports[2].album->credits[0].is_new);
	assert_false(parcel.imports[2].album->credits[1].is_new);
	int64_t id = parcel.imports[0].album->credits[0].artist_id;
	assert_int_equal(parcel.imports[1].album->credits[0].artist_id, id);
	assert_int_equal(parcel.imports[2].album->credits[1].artist_id, id);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM artists"), 2);
	parcel_finish(&parcel);
}

static void artists_of_one_name_are_told_apart_by_their_ids(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){
			     .release_id = 1, .title = "A", .artist = "Orion", .artist_id = 61});
	shelf_add(shelf, &(struct record){
			     .release_id = 2, .title = "B", .artist = "Orion", .artist_id = 62});
	shelf_add(shelf, &(struct record){.release_id = 3, .title = "C", .artist = "Orion"});
	shelf_add(shelf, &(struct record){.release_id = 4, .title = "D", .artist = "Orion"});
	shelf_add(shelf, &(struct record){.release_id = 5, .title = "E", .artist = "Lyra"});
	autofree char *artists =
	    plain_text(shelf, "SELECT discogs_id, name FROM artists ORDER BY id");
	assert_string_equal(artists, "61|Orion\n62|Orion\nNULL|Orion\nNULL|Lyra\n");
	autofree char *credits =
	    plain_text(shelf, "SELECT album_id, artist_id FROM album_artists ORDER BY album_id");
	assert_string_equal(credits, "1|1\n2|2\n3|3\n4|3\n5|4\n");
}

static void an_artist_may_stand_twice_in_a_credit(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){.release_id = 1,
	                                  .title = "A",
	                                  .artist = "Orion",
	                                  .artist_id = 61,
	                                  .second = "Orion",
	                                  .second_id = 61});
	autofree char *credits =
	    plain_text(shelf, "SELECT position, artist_id FROM album_artists ORDER BY position");
	assert_string_equal(credits, "0|1\n1|1\n");
}

static void what_is_known_of_an_artist_comes_back_with_the_import(void **state)
{
	struct shelf *shelf = *state;
	shelf_add(shelf, &(struct record){
			     .release_id = 1, .title = "A", .artist = "Harbour", .artist_id = 61});
	shelf_add(shelf, &(struct record){
			     .release_id = 2, .title = "B", .artist = "Orion", .artist_id = 62});
	shelf_face(shelf, 1, NULL);
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01"); /* the newest counts */
	shelf_face(shelf, 2, NULL);
	struct parcel parcel;
	parcel_fill(&parcel,
	            &(struct record){.release_id = 3,
	                             .title = "C",
	                             .artist = "Harbour",
	                             .artist_id = 61,
	                             .second = "Orion",
	                             .second_id = 62},
	            1);
	import_well(shelf, &parcel);
	const struct credit *credits = parcel.imports[0].album->credits;
	assert_true(credits[0].image_decided && !credits[0].image_absent);
	assert_string_equal(credits[0].spotify_id, "2bD1kq7VYlZr0sQ9oP3xHe");
	assert_true(credits[1].image_decided && credits[1].image_absent); /* decided, too */
	assert_null(credits[1].spotify_id);
	parcel_finish(&parcel);
}

/* --- whole or not at all ------------------------------------------------------------------ */

static void a_write_that_fails_half_way_leaves_nothing(void **state)
{
	struct shelf *shelf = *state;
	static const struct record good = {.release_id = 1,
	                                   .instance_id = 10,
	                                   .title = "Night Ferry",
	                                   .artist = "Harbour",
	                                   .artist_id = 61};
	static const struct record other = {.release_id = 2,
	                                    .instance_id = 20,
	                                    .title = "Morning Ferry",
	                                    .artist = "Salt Choir",
	                                    .artist_id = 62};
	autofree char *before = plain_dump(shelf);
	enum { NO_TITLE, NO_ARTIST_NAME, NO_SORT_KEY, NO_SUCH_RUN, WAYS };
	for (int way = 0; way < WAYS; way++) {
		struct parcel parcel;
		struct ending ending = {.done = false};
		parcel_fill(&parcel, (const struct record[]){good, other}, 2);
		struct import *second = &parcel.imports[1];
		if (way == NO_TITLE) {
			second->album->title = NULL;
		} else if (way == NO_ARTIST_NAME) {
			second->album->credits[0].name = NULL;
		} else if (way == NO_SORT_KEY) {
			second->artist_keys[0] = NULL;
		}
		store_import(shelf->store, way == NO_SUCH_RUN ? 99 : 0, parcel.imports, 2,
		             ending_note, &ending);
		shelf_wait(shelf, &ending);
		assert_true(ending.failed);
		assert_int_equal(ending.err.code, ERR_STORAGE);
		assert_non_null(strstr(ending.err.msg, shelf->path));
		autofree char *after = plain_dump(shelf);
		assert_string_equal(before, after);
		assert_int_equal(plain_number(shelf, "SELECT count(*) FROM album_search_docsize"),
		                 0);
		parcel_finish(&parcel);
	}
	/* The same can be written once it is whole. */
	shelf_add(shelf, &good);
	shelf_add(shelf, &other);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 2);
}

static void a_refused_copy_takes_its_album_with_it(void **state)
{
	struct shelf *shelf = *state;
	plain_do(shelf, "CREATE TRIGGER refuse BEFORE INSERT ON copies BEGIN"
	                " SELECT raise(ABORT, 'refused by the test'); END");
	struct parcel parcel;
	struct ending ending;
	parcel_fill(&parcel, &(struct record){.release_id = 1, .title = "A", .artist = "B"}, 1);
	import(shelf, &parcel, &ending);
	assert_true(ending.failed);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 0);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM artists"), 0);
	plain_do(shelf, "DROP TRIGGER refuse");
	import(shelf, &parcel, &ending);
	assert_false(ending.failed);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM copies"), 1);
	parcel_finish(&parcel);
}

/* --- what is there already ---------------------------------------------------------------- */

static void a_known_release_stays_as_it_is_byte_for_byte(void **state)
{
	struct shelf *shelf = *state;
	int64_t id = shelf_add(shelf, &(struct record){.release_id = 7,
	                                               .instance_id = 70,
	                                               .title = "Night Ferry",
	                                               .artist = "Harbour",
	                                               .artist_id = 61,
	                                               .year = 1998});
	autofree char *albums = plain_text(shelf, "SELECT * FROM albums");
	autofree char *artists = plain_text(shelf, "SELECT * FROM artists");
	autofree char *credits = plain_text(shelf, "SELECT * FROM album_artists");
	struct parcel parcel;
	parcel_fill(&parcel,
	            &(struct record){.release_id = 7,
	                             .instance_id = 71,
	                             .title = "Night Ferry (Remastered)",
	                             .artist = "The Harbour",
	                             .artist_id = 61,
	                             .second = "Salt Choir",
	                             .second_id = 62,
	                             .year = 2012,
	                             .cover = "https://i.discogs.com/b.jpeg"},
	            1);
	import_well(shelf, &parcel);
	assert_true(parcel.imports[0].existed);
	assert_int_equal(parcel.imports[0].album->id, id);
	autofree char *albums_after = plain_text(shelf, "SELECT * FROM albums");
	autofree char *artists_after = plain_text(shelf, "SELECT * FROM artists");
	autofree char *credits_after = plain_text(shelf, "SELECT * FROM album_artists");
	assert_string_equal(albums, albums_after);
	assert_string_equal(artists, artists_after);
	assert_string_equal(credits, credits_after);
	autofree char *copies =
	    plain_text(shelf, "SELECT album_id, instance_id FROM copies ORDER BY id");
	assert_string_equal(copies, "1|70\n1|71\n");
	parcel_finish(&parcel);
}

static void a_known_copy_is_not_written_again(void **state)
{
	struct shelf *shelf = *state;
	static const struct record record = {.release_id = 7, .instance_id = 70, .title = "A"};
	shelf_add(shelf, &record);
	autofree char *before = plain_dump(shelf);
	shelf_add(shelf, &record);
	autofree char *after = plain_dump(shelf);
	assert_string_equal(before, after);
}

static void one_release_twice_in_a_write_is_an_album_with_two_copies(void **state)
{
	struct shelf *shelf = *state;
	const struct record records[] = {
	    {.release_id = 7, .instance_id = 70, .title = "A", .artist = "B"},
	    {.release_id = 8, .instance_id = 80, .title = "C", .artist = "B"},
	    {.release_id = 7, .instance_id = 71, .title = "A", .artist = "B"},
	    {.release_id = 7, .instance_id = 70, .title = "A", .artist = "B"}, /* and once more */
	};
	struct parcel parcel;
	parcel_fill(&parcel, records, ARRAY_LEN(records));
	import_well(shelf, &parcel);
	assert_false(parcel.imports[0].existed);
	assert_false(parcel.imports[1].existed);
	assert_true(parcel.imports[2].existed);
	assert_true(parcel.imports[3].existed);
	assert_int_equal(parcel.imports[2].album->id, parcel.imports[0].album->id);
	autofree char *copies = plain_text(
	    shelf, "SELECT discogs_id, instance_id FROM copies JOIN albums a ON a.id = album_id"
		   " ORDER BY instance_id");
	assert_string_equal(copies, "7|70\n7|71\n8|80\n");
	parcel_finish(&parcel);
}

static void nothing_to_import_is_fine(void **state)
{
	struct shelf *shelf = *state;
	struct parcel parcel = {.count = 0};
	import_well(shelf, &parcel);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 0);
}

static void a_hundred_albums_are_one_write(void **state)
{
	struct shelf *shelf = *state;
	static struct record records[100];
	static char titles[100][20];
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		snprintf(titles[i], sizeof(titles[i]), "Record %zu", i);
		records[i] = (struct record){.release_id = (int64_t)i + 1,
		                             .instance_id = (int64_t)i + 1000,
		                             .title = titles[i],
		                             .artist = "Harbour",
		                             .artist_id = (int64_t)i % 7 + 1};
	}
	struct parcel parcel;
	parcel_fill(&parcel, records, ARRAY_LEN(records));
	import_well(shelf, &parcel);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM albums"), 100);
	assert_int_equal(plain_number(shelf, "SELECT count(*) FROM artists"), 7);
	parcel_finish(&parcel);
}

/* --- look-ups ----------------------------------------------------------------------------- */

static void a_look_up_tells_what_is_known(void **state)
{
	struct shelf *shelf = *state;
	int64_t run_id = shelf_begin_run(shelf, "sync");
	shelf_add_of_run(shelf, run_id,
	                 &(struct record){.release_id = 7, .instance_id = 70, .title = "A"});
	shelf_add(shelf, &(struct record){.release_id = 8, .instance_id = 80, .title = "B"});
	shelf_add(shelf, &(struct record){.release_id = 9, .title = "C"}); /* no instance id */
	struct known_row rows[] = {
	    {.discogs_id = 7, .instance_id = 70}, {.discogs_id = 7, .instance_id = 71},
	    {.discogs_id = 8, .instance_id = 80}, {.discogs_id = 99, .instance_id = 990},
	    {.discogs_id = 9, .instance_id = 0},  {.discogs_id = 99, .instance_id = 0},
	};
	const struct {
		bool release_known;
		int64_t copy_run_id;
	} expected[] = {{true, run_id}, {true, -1}, {true, 0},
	                {false, -1},    {true, -1}, {false, -1}};
	struct ending ending = {.done = false};
	store_lookup(shelf->store, rows, ARRAY_LEN(rows), ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(rows[i].release_known, expected[i].release_known);
		assert_int_equal(rows[i].copy_run_id, expected[i].copy_run_id);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_album_is_kept_with_all_that_is_said_of_it),
	    TEST(what_is_not_known_is_null_in_the_file),
	    TEST(the_run_that_brought_it_is_noted),
	    TEST(albums_by_one_artist_share_the_row),
	    TEST(artists_of_one_name_are_told_apart_by_their_ids),
	    TEST(an_artist_may_stand_twice_in_a_credit),
	    TEST(what_is_known_of_an_artist_comes_back_with_the_import),
	    TEST(a_write_that_fails_half_way_leaves_nothing),
	    TEST(a_refused_copy_takes_its_album_with_it),
	    TEST(a_known_release_stays_as_it_is_byte_for_byte),
	    TEST(a_known_copy_is_not_written_again),
	    TEST(one_release_twice_in_a_write_is_an_album_with_two_copies),
	    TEST(nothing_to_import_is_fine),
	    TEST(a_hundred_albums_are_one_write),
	    TEST(a_look_up_tells_what_is_known),
	};
	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}

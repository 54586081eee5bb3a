#include "sync/enrich.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "support/test.h"
#include "support/world.h"
#include "sync/desk.h"
#include "sync/year_desk.h"

#include <string.h>

struct bench {
	struct world *world;
	struct enrich_context context;
	struct enrich *enrich;
	unsigned done_count;
	bool done;
	struct enrich_result result;
	enum err_code code;
	char stage[32], new_image[64];
	int64_t discogs_id;
};

static int setup(void **state)
{
	struct world *world;
	world_setup((void **)&world);
	struct bench *bench = xcalloc(1, sizeof(*bench));
	bench->world = world;
	bench->context = (struct enrich_context){
	    .deps = &world->deps,
	    .desk = desk_create(&world->deps.listening),
	    .progress = &world->progress,
	    .run_id = world_begin_run(world),
	};
	bench->context.years = world_years(world, bench->context.run_id);
	roles_add_artist(world->roles, "a1", "The Young Gods", "https://img.example/a1.jpg");
	roles_add_album(world->roles, "s1", "T.V. Sky", "a1");
	world->roles->albums_by_artist = true;
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct world *world = bench->world;
	world_settle(world);
	desk_destroy(bench->context.desk);
	world_end_years(world, bench->context.years);
	free(bench);
	return world_teardown((void **)&world);
}

static void on_done(void *data, struct album *album, const struct enrich_result *result)
{
	struct bench *bench = data;
	bench->done = true;
	bench->done_count++;
	bench->result = *result;
	bench->code = result->err ? result->err->code : ERR_NONE;
	assert_int_equal(result->err != NULL, result->stage != NULL);
	strcpy(bench->stage, result->stage ? result->stage : "");
	strcpy(bench->new_image, result->new_image_count ? result->new_images[0] : "");
	bench->discogs_id = album->discogs_id;
	bench->enrich = NULL;
	album_destroy(album);
}

static const struct role_row young_gods = {
    .release_id = 100,
    .instance_id = 1,
    .title = "T.V. Sky",
    .artist = "The Young Gods",
    .artist_id = 7,
};

static struct album *import(struct bench *bench, const struct role_row *row)
{
	return world_import(bench->world, bench->context.run_id, row);
}

static void start(struct bench *bench, struct album *album)
{
	unsigned calls = roles_calls(bench->world->roles);
	bench->done = false;
	bench->enrich = enrich_start(&bench->context, album, on_done, bench);
	assert_false(bench->done);
	assert_int_equal(roles_calls(bench->world->roles), calls); /* not from inside */
}

static void finish(struct bench *bench)
{
	run_until(bench->world->loop, &bench->done);
}

static void enrich(struct bench *bench, const struct role_row *row)
{
	start(bench, import(bench, row));
	finish(bench);
}

static struct role_desk *desk_of(struct bench *bench, enum role role)
{
	return &bench->world->roles->desks[role];
}

/* Goes on until such a call is under way, and stays so. */
static void stall(struct bench *bench, enum role role)
{
	desk_of(bench, role)->stall = true;
	start(bench, import(bench, &young_gods));
	run_until(bench->world->loop, &desk_of(bench, role)->stalled);
}

static const struct progress_counters *counters(const struct bench *bench)
{
	return &bench->world->progress.count;
}

static void an_album_that_is_found_gets_its_link_face_and_description(void **state)
{
	struct bench *bench = *state;
	char text[200];
	enrich(bench, &young_gods);
	assert_int_equal(bench->done_count, 1);
	assert_true(bench->result.link_found && bench->result.description_found);
	assert_false(bench->result.failed || bench->result.stopped);
	assert_int_equal(bench->code, ERR_NONE);
	assert_int_equal(bench->result.new_image_count, 1);
	assert_string_equal(bench->new_image, "The Young Gods");
	assert_string_equal(catalogue_text("SELECT url FROM album_links", text, sizeof(text)),
	                    "https://open.spotify.com/album/s1");
	assert_string_equal(catalogue_text("SELECT url FROM artist_images", text, sizeof(text)),
	                    "https://img.example/a1.jpg");
	assert_string_equal(
	    catalogue_text("SELECT text FROM album_descriptions", text, sizeof(text)),
	    "T.V. Sky is a record.");
	assert_int_equal(counters(bench)->spotify_urls, 1);
	assert_int_equal(counters(bench)->artist_images, 1);
	assert_int_equal(counters(bench)->descriptions, 1);
	/* The artist's search brought the album along: no search of its own. */
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 0);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 0);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, 1);
}

static void an_album_that_the_artist_does_not_bring_is_searched_for(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->albums_by_artist = false;
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 1);
}

static void an_album_that_nobody_has_is_absent_after_all_searches(void **state)
{
	struct bench *bench = *state;
	static const struct role_row row = {.release_id = 101,
	                                    .instance_id = 2,
	                                    .title = "Nowhere",
	                                    .artist = "Nobody Known",
	                                    .artist_id = 8};
	char text[200];
	bench->world->roles->no_text = true;
	enrich(bench, &row);
	assert_int_equal(bench->code, ERR_NONE);
	assert_false(bench->result.failed || bench->result.link_found ||
	             bench->result.description_found);
	assert_int_equal(bench->result.new_image_count, 0);
	assert_true(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls >= 1);
	assert_string_equal(catalogue_text("SELECT verdict FROM album_links", text, sizeof(text)),
	                    "absent");
	assert_string_equal(catalogue_text("SELECT outcome FROM artist_images", text, sizeof(text)),
	                    "absent");
	assert_string_equal(
	    catalogue_text("SELECT outcome || ': ' || reason FROM album_descriptions", text,
	                   sizeof(text)),
	    "absent: it was cut off");
	/* Absences are no figures of success. */
	assert_int_equal(counters(bench)->spotify_urls, 0);
	assert_int_equal(counters(bench)->artist_images, 0);
	assert_int_equal(counters(bench)->descriptions, 0);
}

static void of_four_searches_those_for_the_artists_are_taken_off(void **state)
{
	struct bench *bench = *state;
	static const struct role_row row = {.release_id = 101,
	                                    .instance_id = 2,
	                                    .title = "Brel: A Suite In Three Parts",
	                                    .artist = "Nobody",
	                                    .artist_id = 9,
	                                    .second_artist = "Somebody"};
	enrich(bench, &row);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 2);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 2);
}

static void an_album_that_two_could_be_is_ambiguous_and_keeps_both(void **state)
{
	struct bench *bench = *state;
	char text[200];
	static const struct role_row row = {.release_id = 102,
	                                    .instance_id = 3,
	                                    .title = "The Young Gods",
	                                    .artist = "The Young Gods",
	                                    .artist_id = 7};
	roles_add_album(bench->world->roles, "s2", "The Young Gods", "a1");
	roles_add_album(bench->world->roles, "s3", "The Young Gods", "a1");
	bench->world->roles->albums[1].year = 1987;
	bench->world->roles->albums[2].year = 1995;
	enrich(bench, &row);
	assert_false(bench->result.link_found);
	assert_string_equal(catalogue_text("SELECT verdict FROM album_links", text, sizeof(text)),
	                    "ambiguous");
	assert_int_equal(catalogue_number("SELECT json_array_length(candidates) FROM album_links"),
	                 2);
}

static void the_verified_album_gives_the_artist_whose_image_is_fetched(void **state)
{
	struct bench *bench = *state;
	char text[200];
	bench->world->roles->artists[0].unlisted = true;
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 1);
	assert_string_equal(desk_of(bench, ROLE_GET_ARTIST)->last, "a1");
	assert_string_equal(catalogue_text("SELECT url FROM artist_images", text, sizeof(text)),
	                    "https://img.example/a1.jpg");
	assert_string_equal(
	    catalogue_text("SELECT spotify_id FROM artist_images", text, sizeof(text)), "a1");
	assert_string_equal(bench->new_image, "The Young Gods");
}

static void an_artist_is_fetched_once_for_all_the_albums(void **state)
{
	struct bench *bench = *state;
	static const struct role_row other = {.release_id = 103,
	                                      .instance_id = 4,
	                                      .title = "T.V. Sky",
	                                      .artist = "The Young Gods",
	                                      .artist_id = 7};
	bench->world->roles->artists[0].unlisted = true;
	struct album *first = import(bench, &young_gods);
	struct album *second = import(bench, &other); /* no face is written yet */
	start(bench, first);
	finish(bench);
	start(bench, second);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
	assert_int_equal(counters(bench)->artist_images, 1);
}

static void an_artist_without_an_image_is_fetched_once_for_all_the_albums(void **state)
{
	struct bench *bench = *state;
	struct role_row other = young_gods;
	other.release_id = other.instance_id = 107;
	bench->world->roles->artists[0].unlisted = true;
	bench->world->roles->artists[0].image_url = NULL;
	struct album *first = import(bench, &young_gods);
	struct album *second = import(bench, &other);
	start(bench, first);
	finish(bench);
	start(bench, second);
	finish(bench);
	assert_int_equal(bench->result.spotify_put_off, 0);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
}

static void an_artist_known_to_have_no_image_lends_no_other_ones_face(void **state)
{
	struct bench *bench = *state;
	struct bench other_bench = *bench;
	/* The right one has no image, another one of that name has. */
	bench->world->roles->artists[0].image_url = NULL;
	bench->world->roles->artists[0].unlisted = true;
	roles_add_artist(bench->world->roles, "a2", "The Young Gods", "https://img.example/a2.jpg");
	static const struct role_row other = {.release_id = 104,
	                                      .instance_id = 5,
	                                      .title = "Not On Spotify",
	                                      .artist = "The Young Gods",
	                                      .artist_id = 7};
	struct album *album = import(bench, &other);
	stall(bench, ROLE_SEARCH_ALBUMS);
	/* The other album has begun before the artist is known. */
	start(&other_bench, album);
	world_settle(bench->world);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->in_flight, 2);
	roles_release(bench->world->roles, ROLE_SEARCH_ALBUMS);
	finish(bench);
	run_until(bench->world->loop, &other_bench.done);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 1);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE outcome = 'found'"), 0);
	assert_int_equal(other_bench.result.new_image_count, 0);
}

static void two_albums_of_one_artist_at_the_same_time_ask_once(void **state)
{
	struct bench *bench = *state;
	struct bench other = *bench;
	static const struct role_row row = {.release_id = 105,
	                                    .instance_id = 6,
	                                    .title = "Only Heaven",
	                                    .artist = "The Young Gods",
	                                    .artist_id = 7};
	roles_add_album(bench->world->roles, "s4", "Only Heaven", "a1");
	struct album *first = import(bench, &young_gods);
	struct album *second = import(bench, &row);
	other.context.desk = bench->context.desk;
	start(bench, first);
	start(&other, second);
	finish(bench);
	run_until(bench->world->loop, &other.done);
	assert_true(bench->result.link_found && other.result.link_found);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
	assert_int_equal(bench->result.new_image_count + other.result.new_image_count, 1);
}

static void what_one_album_shows_of_the_artist_tells_a_namesakes_album_apart(void **state)
{
	struct bench *bench = *state;
	struct bench other_bench = *bench;
	static const struct role_row other = {.release_id = 108,
	                                      .instance_id = 8,
	                                      .title = "Only Heaven",
	                                      .artist = "The Young Gods",
	                                      .artist_id = 7};
	/* Another artist of that name has an album of that title. */
	roles_add_artist(bench->world->roles, "a2", "The Young Gods", NULL);
	roles_add_album(bench->world->roles, "s5", "Only Heaven", "a2");
	struct album *album = import(bench, &other); /* before anything is known */
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	start(&other_bench, album);
	finish(&other_bench);
	assert_false(other_bench.result.link_found);
}

/* Not on Spotify itself, of that year. */
static struct role_row lost_release(int64_t id, int year)
{
	return (struct role_row){.release_id = id,
	                         .instance_id = id,
	                         .title = "Not On Spotify",
	                         .artist = "The Young Gods",
	                         .artist_id = 7,
	                         .year = year};
}

static void who_had_published_nothing_by_then_lends_no_face_until_an_album_is_verified(void **state)
{
	struct bench *bench = *state;
	const struct role_row lost = lost_release(111, 1985);
	char text[200];
	bench->world->roles->albums[0].year = 1992;
	enrich(bench, &lost);
	assert_int_equal(bench->result.new_image_count, 0);
	assert_string_equal(
	    catalogue_text("SELECT outcome || ': ' || reason FROM artist_images", text,
	                   sizeof(text)),
	    "absent: no album found of the only artist with this name is old enough for this "
	    "release, so that it may be another one");
	/* Imported only now, when the absence is written. */
	enrich(bench, &young_gods);
	assert_string_equal(bench->new_image, "The Young Gods");
	assert_string_equal(
	    catalogue_text("SELECT spotify_id FROM artist_images WHERE outcome = 'found'", text,
	                   sizeof(text)),
	    "a1");
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
}

static void a_name_must_be_that_of_the_oldest_album_too(void **state)
{
	struct bench *bench = *state;
	const struct role_row early = lost_release(111, 1985), late = lost_release(112, 1999);
	bench->world->roles->albums[0].year = 1992;
	struct album *other = import(bench, &early);
	enrich(bench, &late);
	assert_int_equal(bench->result.new_image_count, 0);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE outcome = 'absent'"), 1);
	album_destroy(other);
}

static void of_several_works_one_must_be_verified_to_give_a_face(void **state)
{
	struct bench *bench = *state;
	const struct role_row row = lost_release(111, 1999);
	struct role_row again = lost_release(112, 2004), other = lost_release(113, 2003);
	other.title = "Another One";
	bench->world->roles->albums[0].year = 1992;
	struct album *pressing = import(bench, &again);
	struct album *work = import(bench, &other);
	start(bench, work); /* there are two works */
	finish(bench);
	assert_int_equal(bench->result.new_image_count, 0);
	album_destroy(pressing);
	enrich(bench, &row);
	assert_int_equal(bench->result.new_image_count, 0);
	enrich(bench, &young_gods);
	assert_int_equal(bench->result.new_image_count, 1);
}

static void another_pressing_is_no_other_work(void **state)
{
	struct bench *bench = *state;
	const struct role_row row = lost_release(111, 1999), again = lost_release(112, 2004);
	bench->world->roles->albums[0].year = 1992;
	struct album *pressing = import(bench, &again);
	enrich(bench, &row);
	assert_int_equal(bench->result.new_image_count, 1);
	album_destroy(pressing);
}

static void an_image_is_never_followed_by_its_absence(void **state)
{
	struct bench *bench = *state;
	const struct role_row early = lost_release(111, 1985), late = lost_release(112, 1999);
	bench->world->roles->albums[0].year = 1992;
	enrich(bench, &late);
	assert_string_equal(bench->new_image, "The Young Gods");
	assert_int_equal(catalogue_number("SELECT count(spotify_id) FROM artist_images"), 0);
	enrich(bench, &early);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
}

static void a_face_that_hangs_on_the_year_of_the_music_waits_for_it(void **state)
{
	struct bench *bench = *state;
	struct role_row row = lost_release(111, 1999);
	row.master_id = 55;
	row.master_year = 1985;
	bench->world->roles->rows[bench->world->roles->row_count++] = row;
	bench->world->roles->albums[0].year = 1992;
	enrich(bench, &row);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 1);
	assert_int_equal(bench->result.new_image_count, 0);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE outcome = 'absent'"), 1);
}

static void no_id_is_learned_where_a_namesake_has_a_record_of_the_same_title(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	char text[200];
	row.year = 1992;
	roles_add_artist(bench->world->roles, "a2", "The Young Gods", "https://img.example/a2.jpg");
	roles_add_album(bench->world->roles, "s2", "T.V. Sky", "a2");
	bench->world->roles->albums[0].year = 1992;
	bench->world->roles->albums[1].year = 2005;
	enrich(bench, &row);
	assert_true(bench->result.link_found);
	assert_string_equal(catalogue_text("SELECT url FROM artist_images", text, sizeof(text)),
	                    "https://img.example/a1.jpg");
	assert_int_equal(catalogue_number("SELECT count(spotify_id) FROM artist_images"), 0);
}

static void the_year_of_the_music_tells_which_id_to_learn(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	char text[200];
	row.year = 2005;
	row.master_id = 55;
	row.master_year = 1992;
	bench->world->roles->rows[bench->world->roles->row_count++] = row;
	roles_add_artist(bench->world->roles, "a2", "The Young Gods", "https://img.example/a2.jpg");
	roles_add_album(bench->world->roles, "s2", "T.V. Sky", "a2");
	bench->world->roles->albums[0].year = 1992;
	bench->world->roles->albums[1].year = 2005;
	enrich(bench, &row);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 1);
	assert_string_equal(
	    catalogue_text("SELECT spotify_id FROM artist_images", text, sizeof(text)), "a1");
}

static void two_artists_of_one_album_are_looked_up_at_the_same_time(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	row.second_artist = "Odile Brun";
	roles_add_artist(bench->world->roles, "a9", "Odile Brun", NULL);
	enrich(bench, &row);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 2);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->most_in_flight, 2);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 2);
	assert_int_equal(bench->result.new_image_count, 1);
}

static void an_artist_credited_twice_is_one_face(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	row.second_artist = "The Young Gods";
	struct album *album = import(bench, &row);
	album->credits[1] = album->credits[0];
	start(bench, album);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
}

static void a_credit_that_names_nobody_is_decided_without_a_call(void **state)
{
	struct bench *bench = *state;
	static const struct role_row row = {.release_id = 106,
	                                    .instance_id = 7,
	                                    .title = "T.V. Sky",
	                                    .artist = "Various",
	                                    .artist_id = 194};
	enrich(bench, &row);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 0);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE outcome = 'absent'"), 1);
	assert_int_equal(bench->result.spotify_put_off, 0);
}

static void an_album_without_credits_still_gets_its_description(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	album->credit_count = 0;
	start(bench, album);
	finish(bench);
	assert_true(bench->result.description_found);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 1);
}

static void what_is_decided_already_is_not_asked_again(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	album->link_decided = album->description_decided = true;
	album->credits[0].image_decided = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(roles_calls(bench->world->roles), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_descriptions"), 0);
	assert_false(bench->result.failed || bench->result.link_found);
}

static void a_decided_link_leaves_the_face_to_be_found(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	album->link_decided = album->description_decided = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
}

static void a_decided_face_leaves_the_link_to_be_found(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	album->credits[0].image_decided = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 0);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 1);
	assert_true(bench->result.link_found);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void without_spotify_only_the_description_is_asked_for(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.listening.self = NULL;
	enrich(bench, &young_gods);
	assert_true(bench->result.description_found);
	assert_int_equal(roles_calls(bench->world->roles), 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
}

static void without_euria_only_spotify_is_asked(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.writing.self = NULL;
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->calls, 0);
	assert_int_equal(bench->result.euria_put_off, 0);
}

static void without_either_an_album_ends_at_once(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.listening.self = bench->world->deps.writing.self = NULL;
	enrich(bench, &young_gods);
	assert_false(bench->result.failed);
	assert_int_equal(roles_calls(bench->world->roles), 0);
}

/* Each provider's own troubles put its facets off, and leave the other's alone. */
static void a_provider_that_cannot_be_asked_puts_its_facets_off(void **state)
{
	struct bench *bench = *state;
	static const enum err_code codes[] = {ERR_BLOCKED, ERR_TRANSIENT, ERR_REMOTE,
	                                      ERR_AUTH,    ERR_FORBIDDEN, ERR_UNAVAILABLE};
	struct role_row row = young_gods;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = codes[i];
		desk_of(bench, ROLE_SEARCH_ALBUMS)->fail = codes[i];
		row.release_id++;
		row.instance_id++;
		row.artist_id++;
		enrich(bench, &row);
		assert_int_equal(bench->code, codes[i]);
		assert_string_equal(bench->stage, "spotify");
		assert_false(bench->result.failed);
		assert_int_equal(bench->result.spotify_put_off, 2);
		assert_true(bench->result.description_found);
	}
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_NONE;
	desk_of(bench, ROLE_SEARCH_ALBUMS)->fail = ERR_NONE;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		desk_of(bench, ROLE_DESCRIBE)->fail = codes[i];
		row.release_id++;
		row.instance_id++;
		row.artist_id++;
		enrich(bench, &row);
		assert_int_equal(bench->code, codes[i]);
		assert_string_equal(bench->stage, "euria");
		assert_false(bench->result.failed);
		assert_int_equal(bench->result.euria_put_off, 1);
		assert_int_equal(bench->result.spotify_put_off, 0);
		assert_true(bench->result.link_found);
	}
	/* No row was written for what was put off. */
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), ARRAY_LEN(codes));
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_descriptions"),
	                 ARRAY_LEN(codes));
}

static void an_absence_is_not_believed_where_an_answer_is_missing(void **state)
{
	struct bench *bench = *state;
	/* The artist is not to be had; the album searches answer, with nothing. */
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_TRANSIENT;
	struct role_row row = young_gods;
	row.title = "Nowhere";
	enrich(bench, &row);
	assert_int_equal(bench->result.spotify_put_off, 2);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void a_link_is_believed_though_the_artist_is_not_to_be_had(void **state)
{
	struct bench *bench = *state;
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_TRANSIENT;
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	/* And gives the artist's id, whose image is asked for. */
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->calls, 1);
	assert_int_equal(bench->result.spotify_put_off, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 1);
}

/* Which album it is may show who it is: until then a name says too little, and nobody nothing. */
static void a_face_is_put_off_with_the_link_that_may_tell_whose_it_is(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->albums_by_artist = false;
	desk_of(bench, ROLE_SEARCH_ALBUMS)->fail = ERR_BLOCKED;
	enrich(bench, &young_gods);
	assert_int_equal(bench->result.spotify_put_off, 2);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
}

static void a_face_that_is_left_over_is_found_by_the_album_again(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	roles_add_artist(bench->world->roles, "a2", "The Young Gods", "https://img.example/a2.jpg");
	bench->world->roles->albums_by_artist = false;
	album->link_decided = album->description_decided = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->calls, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE url LIKE '%a1.jpg'"), 1);
}

static void an_absent_face_is_given_by_a_later_album_that_shows_the_artist(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	album->credits[0].image_decided = album->credits[0].image_absent = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM artist_images WHERE outcome = 'found'"), 1);
}

static void an_absent_face_is_not_told_again(void **state)
{
	struct bench *bench = *state;
	const struct role_row unknown = {.release_id = 200,
	                                 .instance_id = 2,
	                                 .title = "Nowhere To Be Found",
	                                 .artist = "Nobody Special",
	                                 .artist_id = 8};
	struct album *album = import(bench, &unknown);
	album->credits[0].image_decided = album->credits[0].image_absent = true;
	start(bench, album);
	finish(bench);
	assert_int_equal(bench->result.spotify_put_off, 0);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void a_face_that_cannot_be_fetched_is_put_off(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->artists[0].unlisted = true;
	desk_of(bench, ROLE_GET_ARTIST)->fail = ERR_BLOCKED;
	enrich(bench, &young_gods);
	assert_true(bench->result.link_found);
	assert_int_equal(bench->result.spotify_put_off, 1);
	assert_int_equal(bench->code, ERR_BLOCKED);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void an_artist_that_an_answer_leaves_out_is_put_off(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->artists[0].unlisted = bench->world->roles->artists[0].gone = true;
	enrich(bench, &young_gods);
	assert_int_equal(bench->code, ERR_NONE);
	assert_int_equal(bench->result.spotify_put_off, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void a_call_that_no_retry_can_help_is_an_error_of_the_album(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	static const enum role roles[] = {ROLE_SEARCH_ARTISTS, ROLE_SEARCH_ALBUMS, ROLE_DESCRIBE};
	bench->world->roles->albums_by_artist = false;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		desk_of(bench, roles[i])->fail = ERR_INVALID;
		row.release_id++;
		row.instance_id++;
		row.artist_id++;
		enrich(bench, &row);
		assert_true(bench->result.failed);
		assert_int_equal(bench->code, ERR_INVALID);
		desk_of(bench, roles[i])->fail = ERR_NONE;
	}
}

static void a_real_error_is_not_hidden_by_what_is_put_off_after_it(void **state)
{
	struct bench *bench = *state;
	desk_of(bench, ROLE_SEARCH_ARTISTS)->fail = ERR_INVALID;
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_BLOCKED;
	enrich(bench, &young_gods);
	assert_true(bench->result.failed);
	assert_int_equal(bench->code, ERR_INVALID);
	assert_string_equal(bench->stage, "spotify");
	assert_int_equal(bench->result.euria_put_off, 1);
}

static void a_facet_that_cannot_be_written_is_an_error_and_no_figure(void **state)
{
	struct bench *bench = *state;
	struct album *album = import(bench, &young_gods);
	catalogue_refuse("album_links");
	desk_of(bench, ROLE_DESCRIBE)->fail = ERR_BLOCKED;
	start(bench, album);
	finish(bench);
	assert_true(bench->result.failed);
	assert_int_equal(bench->code, ERR_STORAGE);
	assert_string_equal(bench->stage, "base");
	assert_false(bench->result.link_found);
	assert_int_equal(counters(bench)->spotify_urls, 0);
	assert_int_equal(counters(bench)->artist_images, 1);
}

/* Two albums of one name, two decades apart, and a pressing that may be of either. */
static const struct role_row killing_joke = {
    .release_id = 106,
    .instance_id = 6,
    .title = "Killing Joke",
    .artist = "Killing Joke",
    .artist_id = 8,
    .year = 2010,
    .master_id = 4711,
    .master_year = 1980,
};

static void add_killing_jokes(struct bench *bench)
{
	struct roles *roles = bench->world->roles;
	roles_add_artist(roles, "k1", "Killing Joke", "https://img.example/k1.jpg");
	roles_add_album(roles, "s2003", "Killing Joke", "k1");
	roles->albums[roles->album_count - 1].year = 2003;
	roles_add_album(roles, "s1980", "Killing Joke", "k1");
	roles->albums[roles->album_count - 1].year = 1980;
	roles->rows[roles->row_count++] = killing_joke; /* where its master's year is */
}

static void the_masters_year_decides_between_albums_of_one_name(void **state)
{
	struct bench *bench = *state;
	char url[100];
	add_killing_jokes(bench);
	enrich(bench, &killing_joke);
	assert_true(bench->result.link_found);
	assert_string_equal(catalogue_text("SELECT url FROM album_links", url, sizeof(url)),
	                    "https://open.spotify.com/album/s1980");
	assert_int_equal(catalogue_number("SELECT year FROM master_years"), 1980);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 1);
	assert_string_equal(desk_of(bench, ROLE_MASTER_YEAR)->last, "4711");
}

static void without_the_masters_year_they_stay_ambiguous(void **state)
{
	static const enum err_code codes[] = {ERR_NONE, ERR_BLOCKED, ERR_REMOTE};
	struct bench *bench = *state;
	add_killing_jokes(bench);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct role_row row = killing_joke;
		row.release_id += (int64_t)i;
		row.instance_id += (int64_t)i;
		row.master_id += (int64_t)i;
		bench->world->roles->rows[bench->world->roles->row_count - 1].master_year = 0;
		desk_of(bench, ROLE_MASTER_YEAR)->fail = codes[i];
		enrich(bench, &row);
		assert_false(bench->result.link_found || bench->result.failed);
		assert_int_equal(bench->code, codes[i]);
		assert_string_equal(bench->stage, codes[i] ? "discogs" : "");
		assert_int_equal(bench->result.spotify_put_off, 0);
		assert_int_equal(
		    catalogue_number(
			"SELECT count(*) FROM album_links WHERE verdict = 'ambiguous'"),
		    i + 1);
		assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, i + 1);
	}
}

static void nobody_is_asked_for_a_year_where_discogs_is_not_configured(void **state)
{
	struct bench *bench = *state;
	bench->world->deps.collection.self = NULL;
	add_killing_jokes(bench);
	enrich(bench, &killing_joke);
	assert_int_equal(
	    catalogue_number("SELECT count(*) FROM album_links WHERE verdict = 'ambiguous'"), 1);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 0);
}

static void a_year_that_is_known_is_not_asked_for(void **state)
{
	struct bench *bench = *state;
	add_killing_jokes(bench);
	struct album *album = import(bench, &killing_joke);
	album->original_year = 2003;
	start(bench, album);
	finish(bench);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 0);
}

static void the_year_of_an_edition_is_held_against_the_masters(void **state)
{
	struct bench *bench = *state;
	struct role_row row = young_gods;
	row.year = 2022;
	row.master_id = 55;
	row.master_year = 1992;
	bench->world->roles->rows[bench->world->roles->row_count++] = row;
	bench->world->roles->albums[0].title = "T.V. Sky (Remastered)";
	bench->world->roles->albums[0].year = 2012;
	enrich(bench, &row);
	world_settle(bench->world);
	assert_true(bench->result.link_found);
	assert_int_equal(catalogue_number("SELECT year FROM album_links"), 2012);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 1);
	assert_int_equal(catalogue_number("SELECT year FROM master_years"), 1992);
	/* The year of an album that names no edition is the music's. */
	row.release_id = row.instance_id = 109;
	row.master_id = 56;
	bench->world->roles->albums[0].title = "T.V. Sky";
	desk_destroy(bench->context.desk); /* it has the old title */
	bench->context.desk = desk_create(&bench->world->deps.listening);
	enrich(bench, &row);
	world_settle(bench->world);
	assert_true(bench->result.link_found);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->calls, 1);
}

static void stopped_while_the_year_is_asked_for_it_waits_no_longer(void **state)
{
	struct bench *bench = *state;
	add_killing_jokes(bench);
	desk_of(bench, ROLE_MASTER_YEAR)->stall = true;
	start(bench, import(bench, &killing_joke));
	run_until(bench->world->loop, &desk_of(bench, ROLE_MASTER_YEAR)->stalled);
	enrich_stop(bench->enrich);
	finish(bench);
	assert_true(bench->result.stopped);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
	year_desk_stop(bench->context.years);
	assert_int_equal(desk_of(bench, ROLE_MASTER_YEAR)->cancelled, 1);
}

static void the_year_of_the_music_is_not_younger_than_the_pressing(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->albums[0].year = 1992;
	struct album *album = import(bench, &young_gods);
	album->year = 2022;
	start(bench, album);
	finish(bench);
	assert_int_equal(catalogue_number("SELECT year FROM album_links WHERE id = 1"), 1992);
	struct role_row row = young_gods;
	row.release_id = row.instance_id = 300;
	album = import(bench, &row);
	album->year = 1991; /* before what Spotify says: the date is that of a reissue */
	start(bench, album);
	finish(bench);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links WHERE id = 2"
	                                  " AND verdict = 'verified' AND year IS NULL"),
	                 1);
}

/* --- stopped --------------------------------------------------------------------------------- */

static void assert_stopped_well(struct bench *bench, unsigned calls)
{
	enrich_stop(bench->enrich);
	enrich_stop(bench->enrich); /* twice is fine */
	assert_false(bench->done);
	finish(bench);
	world_settle(bench->world);
	assert_int_equal(bench->done_count, 1);
	assert_true(bench->result.stopped);
	assert_int_equal(roles_calls(bench->world->roles), calls);
	assert_int_equal(roles_in_flight(bench->world->roles), 0);
}

static void stopped_before_it_begins_it_asks_nothing(void **state)
{
	struct bench *bench = *state;
	start(bench, import(bench, &young_gods));
	assert_stopped_well(bench, 0);
}

static void stopped_while_the_artist_is_looked_up_it_cancels_the_search(void **state)
{
	struct bench *bench = *state;
	stall(bench, ROLE_SEARCH_ARTISTS);
	assert_stopped_well(bench, 1);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->cancelled, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void stopped_while_the_album_is_searched_it_cancels_the_search(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->albums_by_artist = false;
	stall(bench, ROLE_SEARCH_ALBUMS);
	assert_stopped_well(bench, 2);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ALBUMS)->cancelled, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 0);
}

static void stopped_while_the_face_is_fetched_it_cancels_the_fetch(void **state)
{
	struct bench *bench = *state;
	bench->world->roles->artists[0].unlisted = true;
	stall(bench, ROLE_GET_ARTIST);
	unsigned calls = roles_calls(bench->world->roles);
	assert_stopped_well(bench, calls);
	assert_int_equal(desk_of(bench, ROLE_GET_ARTIST)->cancelled, 1);
	/* The link was on its way: it is written. */
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM artist_images"), 0);
}

static void stopped_while_the_artists_albums_are_read_it_forgets_the_read(void **state)
{
	struct bench *bench = *state;
	const struct role_row row = lost_release(111, 1999);
	const struct role_desk *artists = desk_of(bench, ROLE_SEARCH_ARTISTS);
	struct album *album = import(bench, &row);
	album->link_decided = true;
	desk_of(bench, ROLE_DESCRIBE)->stall = true; /* should the read be the quicker */
	start(bench, album);
	while (artists->calls == 0 || artists->in_flight > 0) {
		loop_turn(bench->world->loop);
	}
	enrich_stop(bench->enrich);
	finish(bench);
	world_settle(bench->world);
	assert_true(bench->result.stopped);
	assert_int_equal(roles_in_flight(bench->world->roles), 0);
}

static void stopped_while_the_description_is_written_it_cancels_that(void **state)
{
	struct bench *bench = *state;
	stall(bench, ROLE_DESCRIBE);
	assert_stopped_well(bench, 2);
	assert_int_equal(desk_of(bench, ROLE_DESCRIBE)->cancelled, 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_links"), 1);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_descriptions"), 0);
}

static void stop_now(void *data)
{
	struct bench *bench = data;
	enrich_stop(bench->enrich);
	assert_false(bench->done);
}

static void stopped_with_writes_under_way_it_ends_after_them(void **state)
{
	struct bench *bench = *state;
	struct deferred deferred = {0};
	stall(bench, ROLE_DESCRIBE);
	world_settle(bench->world);
	roles_release(bench->world->roles, ROLE_DESCRIBE);
	/* Right after the answer: nothing is left but the description's write. */
	loop_defer(bench->world->loop, &deferred, stop_now, bench);
	finish(bench);
	assert_int_equal(bench->done_count, 1);
	assert_int_equal(roles_in_flight(bench->world->roles), 0);
	assert_true(bench->result.stopped);
	assert_true(bench->result.description_found);
	assert_int_equal(catalogue_number("SELECT count(*) FROM album_descriptions"), 1);
}

static void one_album_stopped_leaves_the_other_its_answer(void **state)
{
	struct bench *bench = *state;
	struct bench other = *bench;
	struct role_row row = young_gods;
	row.release_id = row.instance_id = 300;
	struct album *album = import(bench, &row);
	stall(bench, ROLE_SEARCH_ARTISTS);
	start(&other, album);
	world_settle(bench->world);
	enrich_stop(bench->enrich);
	finish(bench);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->cancelled, 0);
	roles_release(bench->world->roles, ROLE_SEARCH_ARTISTS);
	run_until(bench->world->loop, &other.done);
	assert_true(other.result.link_found);
	assert_int_equal(desk_of(bench, ROLE_SEARCH_ARTISTS)->calls, 1);
}

#define ENRICH_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ENRICH_TEST(an_album_that_is_found_gets_its_link_face_and_description),
	    ENRICH_TEST(an_album_that_the_artist_does_not_bring_is_searched_for),
	    ENRICH_TEST(an_album_that_nobody_has_is_absent_after_all_searches),
	    ENRICH_TEST(of_four_searches_those_for_the_artists_are_taken_off),
	    ENRICH_TEST(an_album_that_two_could_be_is_ambiguous_and_keeps_both),
	    ENRICH_TEST(the_verified_album_gives_the_artist_whose_image_is_fetched),
	    ENRICH_TEST(an_artist_is_fetched_once_for_all_the_albums),
	    ENRICH_TEST(an_artist_without_an_image_is_fetched_once_for_all_the_albums),
	    ENRICH_TEST(an_artist_known_to_have_no_image_lends_no_other_ones_face),
	    ENRICH_TEST(two_albums_of_one_artist_at_the_same_time_ask_once),
	    ENRICH_TEST(what_one_album_shows_of_the_artist_tells_a_namesakes_album_apart),
	    ENRICH_TEST(who_had_published_nothing_by_then_lends_no_face_until_an_album_is_verified),
	    ENRICH_TEST(a_name_must_be_that_of_the_oldest_album_too),
	    ENRICH_TEST(a_face_that_hangs_on_the_year_of_the_music_waits_for_it),
	    ENRICH_TEST(of_several_works_one_must_be_verified_to_give_a_face),
	    ENRICH_TEST(another_pressing_is_no_other_work),
	    ENRICH_TEST(an_image_is_never_followed_by_its_absence),
	    ENRICH_TEST(no_id_is_learned_where_a_namesake_has_a_record_of_the_same_title),
	    ENRICH_TEST(the_year_of_the_music_tells_which_id_to_learn),
	    ENRICH_TEST(two_artists_of_one_album_are_looked_up_at_the_same_time),
	    ENRICH_TEST(an_artist_credited_twice_is_one_face),
	    ENRICH_TEST(a_credit_that_names_nobody_is_decided_without_a_call),
	    ENRICH_TEST(an_album_without_credits_still_gets_its_description),
	    ENRICH_TEST(what_is_decided_already_is_not_asked_again),
	    ENRICH_TEST(a_decided_link_leaves_the_face_to_be_found),
	    ENRICH_TEST(a_decided_face_leaves_the_link_to_be_found),
	    ENRICH_TEST(without_spotify_only_the_description_is_asked_for),
	    ENRICH_TEST(without_euria_only_spotify_is_asked),
	    ENRICH_TEST(without_either_an_album_ends_at_once),
	    ENRICH_TEST(a_provider_that_cannot_be_asked_puts_its_facets_off),
	    ENRICH_TEST(an_absence_is_not_believed_where_an_answer_is_missing),
	    ENRICH_TEST(a_link_is_believed_though_the_artist_is_not_to_be_had),
	    ENRICH_TEST(a_face_is_put_off_with_the_link_that_may_tell_whose_it_is),
	    ENRICH_TEST(a_face_that_is_left_over_is_found_by_the_album_again),
	    ENRICH_TEST(an_absent_face_is_given_by_a_later_album_that_shows_the_artist),
	    ENRICH_TEST(an_absent_face_is_not_told_again),
	    ENRICH_TEST(a_face_that_cannot_be_fetched_is_put_off),
	    ENRICH_TEST(an_artist_that_an_answer_leaves_out_is_put_off),
	    ENRICH_TEST(a_call_that_no_retry_can_help_is_an_error_of_the_album),
	    ENRICH_TEST(a_real_error_is_not_hidden_by_what_is_put_off_after_it),
	    ENRICH_TEST(a_facet_that_cannot_be_written_is_an_error_and_no_figure),
	    ENRICH_TEST(the_masters_year_decides_between_albums_of_one_name),
	    ENRICH_TEST(without_the_masters_year_they_stay_ambiguous),
	    ENRICH_TEST(nobody_is_asked_for_a_year_where_discogs_is_not_configured),
	    ENRICH_TEST(a_year_that_is_known_is_not_asked_for),
	    ENRICH_TEST(the_year_of_an_edition_is_held_against_the_masters),
	    ENRICH_TEST(stopped_while_the_year_is_asked_for_it_waits_no_longer),
	    ENRICH_TEST(the_year_of_the_music_is_not_younger_than_the_pressing),
	    ENRICH_TEST(stopped_before_it_begins_it_asks_nothing),
	    ENRICH_TEST(stopped_while_the_artist_is_looked_up_it_cancels_the_search),
	    ENRICH_TEST(stopped_while_the_album_is_searched_it_cancels_the_search),
	    ENRICH_TEST(stopped_while_the_face_is_fetched_it_cancels_the_fetch),
	    ENRICH_TEST(stopped_while_the_artists_albums_are_read_it_forgets_the_read),
	    ENRICH_TEST(stopped_while_the_description_is_written_it_cancels_that),
	    ENRICH_TEST(stopped_with_writes_under_way_it_ends_after_them),
	    ENRICH_TEST(one_album_stopped_leaves_the_other_its_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "sync/forecast.h"

#include "base/arena.h"
#include "base/mem.h"
#include "support/roles.h"
#include "support/test.h"

static void add(struct forecast *forecast, const struct role_row *row)
{
	struct album *album = roles_album(row);
	forecast_add(forecast, album);
	album_destroy(album);
}

static void nothing_new_costs_nothing(void **state)
{
	(void)state;
	struct progress_forecast out = {.albums = 7};
	forecast_finish(forecast_create(), 0, &out);
	assert_true(out.is_set);
	assert_int_equal(out.albums, 0);
	assert_int_equal(out.artists, 0);
	assert_int_equal(out.spotify_requests, 0);
	assert_int_equal(out.euria_requests, 0);
}

static void without_a_forecast_nothing_is_filled_in(void **state)
{
	(void)state;
	struct progress_forecast out = {.albums = 7};
	forecast_finish(NULL, 0, &out);
	assert_false(out.is_set);
	assert_int_equal(out.albums, 7);
}

static void releases_and_artists_are_counted_once_each(void **state)
{
	(void)state;
	struct progress_forecast out;
	struct forecast *forecast = forecast_create();
	for (int64_t i = 0; i < 20; i++) {
		add(forecast, &(struct role_row){
				  .release_id = 100 + i, .title = "Title", .artist_id = i / 2});
		add(forecast, &(struct role_row){/* another copy */
		                                 .release_id = 100 + i,
		                                 .title = "Title",
		                                 .artist_id = i / 2});
	}
	forecast_finish(forecast, 0, &out);
	assert_int_equal(out.albums, 20);
	assert_int_equal(out.artists, 10);
	assert_int_equal(out.euria_requests, 20);
	/* A search for each artist, and for three albums in ten. */
	assert_int_equal(out.spotify_requests, 10 + 6);
}

static void every_artist_of_a_credit_counts(void **state)
{
	(void)state;
	struct progress_forecast out;
	struct forecast *forecast = forecast_create();
	add(forecast,
	    &(struct role_row){
		.release_id = 1, .title = "Title", .artist_id = 5, .second_artist = "Odile Brun"});
	forecast_finish(forecast, 0, &out);
	assert_int_equal(out.albums, 1);
	assert_int_equal(out.artists, 2);
}

static void descriptions_come_so_many_a_request(void **state)
{
	(void)state;
	struct progress_forecast out;
	struct forecast *forecast = forecast_create();
	for (int64_t i = 0; i < 9; i++) {
		add(forecast, &(struct role_row){.release_id = i + 1, .title = "Title"});
	}
	forecast_finish(forecast, 4, &out);
	assert_int_equal(out.euria_requests, 3);
}

static void for_one_release_in_seven_the_master_is_asked(void **state)
{
	(void)state;
	struct progress_forecast out;
	struct forecast *forecast = forecast_create();
	for (int64_t i = 0; i < 30; i++) { /* every release twice */
		add(forecast, &(struct role_row){.release_id = i / 2 + 1,
		                                 .title = "Title",
		                                 .master_id = i < 28 ? 9 : 0});
	}
	forecast_finish(forecast, 0, &out);
	assert_int_equal(out.discogs_requests, 2); /* 14 releases have one */
}

static void a_credit_that_names_nobody_costs_no_search(void **state)
{
	(void)state;
	struct progress_forecast out;
	struct forecast *forecast = forecast_create();
	add(forecast,
	    &(struct role_row){
		.release_id = 1, .title = "Title", .artist = "Various", .artist_id = 194});
	forecast_finish(forecast, 0, &out);
	assert_int_equal(out.albums, 1);
	assert_int_equal(out.artists, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_new_costs_nothing),
	    cmocka_unit_test(without_a_forecast_nothing_is_filled_in),
	    cmocka_unit_test(releases_and_artists_are_counted_once_each),
	    cmocka_unit_test(every_artist_of_a_credit_counts),
	    cmocka_unit_test(descriptions_come_so_many_a_request),
	    cmocka_unit_test(for_one_release_in_seven_the_master_is_asked),
	    cmocka_unit_test(a_credit_that_names_nobody_costs_no_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

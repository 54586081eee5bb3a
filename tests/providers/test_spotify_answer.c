#include "providers/spotify_answer.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "providers/outside.h"
#include "support/test.h"

#include <string.h>

#define ID "4ZfQp0nXn5uGZ1mB6Tt8aC"

static struct candidates *search(const char *body)
{
	struct err err = {0};
	bool with_artists = strstr(body, "\"artists\":{") != NULL;
	struct candidates *candidates =
	    spotify_parse_search(body, strlen(body), with_artists, &err);
	if (!candidates) {
		fail_msg("refused: %s\n%.300s", err.msg, body);
	}
	return candidates;
}

/* Single entries may be odd where others are whole: one such stands behind each list. */
#define WHOLE_ALBUM                                                                                \
	"{\"id\":\"" ID "\",\"name\":\"Night Ferry\",\"release_date\":\"1998\","                   \
	"\"artists\":[{\"id\":\"" ID "\",\"name\":\"Harbour\"}]}"
#define WHOLE_ARTIST "{\"id\":\"" ID "\",\"name\":\"Salt Choir\",\"images\":[]}"

static struct candidates *search_albums(const char *items)
{
	autofree char *body = xasprintf("{\"albums\":{\"items\":[%s," WHOLE_ALBUM "]}}", items);
	return search(body);
}

static struct candidates *search_artists(const char *items)
{
	autofree char *body = xasprintf(
	    "{\"artists\":{\"items\":[%s," WHOLE_ARTIST "]},\"albums\":{\"items\":[]}}", items);
	return search(body);
}

/* --- searches ----------------------------------------------------------------------------- */

static void a_search_gives_its_albums_and_artists(void **state)
{
	(void)state;
	autofree char *body = data_read("spotify_search.json");
	struct candidates *candidates = search(body);
	assert_int_equal(candidates->album_count, 2);
	const struct candidate_album *album = &candidates->albums[0];
	assert_string_equal(album->id, ID);
	assert_string_equal(album->url, "https://open.spotify.com/album/" ID);
	assert_string_equal(album->name, "Night Ferry");
	assert_string_equal(album->type, "album");
	assert_int_equal(album->track_count, 9);
	assert_int_equal(album->year, 1998);
	assert_int_equal(album->artist_count, 2);
	assert_string_equal(album->artists[0].id, "2bD1kq7VYlZr0sQ9oP3xHe");
	assert_string_equal(album->artists[0].name, "Harbour");
	assert_null(album->artists[0].image.url);
	assert_string_equal(album->artists[1].name, "Salt Choir");

	assert_int_equal(candidates->artist_count, 2);
	const struct candidate_artist *artist = &candidates->artists[0];
	assert_string_equal(artist->id, "2bD1kq7VYlZr0sQ9oP3xHe");
	assert_string_equal(artist->name, "Harbour");
	assert_string_equal(artist->image.url, "https://i.scdn.co/image/bb01");
	assert_int_equal(artist->image.width, 640);
	assert_int_equal(artist->image.height, 640);
	assert_string_equal(candidates->artists[1].id, "6bHSr2pZp7wIB3oD8Vv0cE");
	assert_null(candidates->artists[1].image.url);
	candidates_destroy(candidates);
}

static void an_album_may_lack_everything_but_its_id(void **state)
{
	(void)state;
	autofree char *body = data_read("spotify_search.json");
	struct candidates *candidates = search(body);
	const struct candidate_album *album = &candidates->albums[1];
	assert_string_equal(album->id, "5aGRq1oYo6vHA2nC7Uu9bD");
	assert_string_equal(album->name, "");
	assert_string_equal(album->type, "single");
	assert_int_equal(album->year, 0);
	assert_int_equal(album->artist_count, 0);
	candidates_destroy(candidates);
	candidates = search_albums("{\"id\":\"" ID "\"}");
	assert_int_equal(candidates->album_count, 2);
	assert_null(candidates->albums[0].type);
	assert_int_equal(candidates->albums[0].track_count, 0);
	candidates_destroy(candidates);
}

static void entries_that_name_no_album_are_left_out(void **state)
{
	static const char *const entries[] = {
	    "null",
	    "7",
	    "[]",
	    "{}",
	    "{\"id\":null,\"name\":\"Night Ferry\"}",
	    "{\"id\":\"\",\"name\":\"Night Ferry\"}",
	    "{\"id\":7,\"name\":\"Night Ferry\"}",
	    "{\"id\":\"../" ID "\",\"name\":\"Night Ferry\"}",
	    "{\"id\":\"" ID "?x=1\",\"name\":\"Night Ferry\"}",
	    "{\"id\":\"" ID " \",\"name\":\"Night Ferry\"}",
	    "{\"id\":\"" ID "\\n\",\"name\":\"Night Ferry\"}",
	    "{\"id\":\"caf\u00e9\",\"name\":\"Night Ferry\"}",
	    "{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		struct candidates *candidates = search_albums(entries[i]);
		if (candidates->album_count != 1) {
			fail_msg("%s: %zu albums", entries[i], candidates->album_count);
		}
		assert_string_equal(candidates->albums[0].id, ID);
		candidates_destroy(candidates);
	}
}

static void entries_that_name_no_artist_are_left_out(void **state)
{
	static const char *const entries[] = {
	    "null",
	    "{}",
	    "{\"id\":\"" ID "\"}",
	    "{\"id\":\"" ID "\",\"name\":\"\"}",
	    "{\"name\":\"Harbour\"}",
	    "{\"id\":null,\"name\":\"Harbour\"}",
	    "{\"id\":\"a/../b\",\"name\":\"Harbour\"}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		struct candidates *candidates = search_artists(entries[i]);
		if (candidates->artist_count != 1) {
			fail_msg("%s: %zu artists", entries[i], candidates->artist_count);
		}
		assert_string_equal(candidates->artists[0].name, "Salt Choir");
		candidates_destroy(candidates);
	}
}

static void an_albums_credit_keeps_artists_whose_id_is_unusable(void **state)
{
	(void)state;
	struct candidates *candidates =
	    search_albums("{\"id\":\"" ID "\",\"artists\":[{\"name\":\"Harbour\"},null,"
	                  "{\"id\":\"a/b\",\"name\":\"Salt Choir\"},{\"id\":\"" ID "\"}]}");
	const struct candidate_album *album = &candidates->albums[0];
	assert_int_equal(album->artist_count, 2);
	assert_string_equal(album->artists[0].name, "Harbour");
	assert_null(album->artists[0].id);
	assert_string_equal(album->artists[1].name, "Salt Choir");
	assert_null(album->artists[1].id);
	candidates_destroy(candidates);
}

static void the_year_is_read_from_dates_of_any_precision(void **state)
{
	static const struct {
		const char *json;
		int year;
	} cases[] = {
	    {"\"1998\"", 1998},
	    {"\"1998-05\"", 1998},
	    {"\"1998-05-04\"", 1998},
	    {"\"1998-00\"", 1998},
	    {"\"0000\"", 0},
	    {"\"0000-01-01\"", 0},
	    {"\"\"", 0},
	    {"null", 0},
	    {"1998", 0},
	    {"\"98\"", 0},
	    {"\"04.05.1998\"", 0},
	    {"\"unknown\"", 0},
	    {"\"-1998\"", 0},
	    {"{}", 0},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *item =
		    xasprintf("{\"id\":\"" ID "\",\"release_date\":%s}", cases[i].json);
		struct candidates *candidates = search_albums(item);
		assert_int_equal(candidates->albums[0].year, cases[i].year);
		candidates_destroy(candidates);
	}
}

static void track_counts_out_of_reason_are_unknown(void **state)
{
	static const struct {
		const char *json;
		int count;
	} cases[] = {{"9", 9},          {"\"9\"", 9}, {"0", 0},         {"-9", 0},
	             {"4294967305", 0}, {"null", 0},  {"99999", 99999}, {"100000", 0}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *item =
		    xasprintf("{\"id\":\"" ID "\",\"total_tracks\":%s}", cases[i].json);
		struct candidates *candidates = search_albums(item);
		assert_int_equal(candidates->albums[0].track_count, cases[i].count);
		candidates_destroy(candidates);
	}
}

static void the_widest_image_is_taken_in_whatever_order(void **state)
{
	autofree char *too_long = xasprintf("[{\"url\":\"https://i/%01000d\",\"width\":640},"
	                                    "{\"url\":\"https://i/s\",\"width\":64}]",
	                                    0);
	const struct {
		const char *images, *url;
		int width, height;
	} cases[] = {
	    {"[{\"url\":\"https://i/l\",\"width\":640,\"height\":480},"
	     "{\"url\":\"https://i/s\",\"width\":64}]",
	     "https://i/l", 640, 480},
	    {"[{\"url\":\"https://i/s\",\"width\":64},"
	     "{\"url\":\"https://i/l\",\"width\":640,\"height\":480}]",
	     "https://i/l", 640, 480},
	    {"[{\"url\":\"https://i/n\",\"width\":null,\"height\":null},"
	     "{\"url\":\"https://i/m\",\"width\":null}]",
	     "https://i/n", 0, 0},
	    {"[{\"url\":\"https://i/n\"},{\"url\":\"https://i/s\",\"width\":64,\"height\":64}]",
	     "https://i/s", 64, 64},
	    {"[{\"url\":\"https://i/x\",\"width\":-640,\"height\":1000000}]", "https://i/x", 0, 0},
	    {"[{\"url\":\"http://i/plain\",\"width\":640},{\"url\":\"javascript:x\"},"
	     "{\"url\":\"https://i/s\",\"width\":64,\"height\":64}]",
	     "https://i/s", 64, 64},
	    {"[null,{\"width\":640},{\"url\":\"\"},{\"url\":7}]", NULL, 0, 0},
	    {"[]", NULL, 0, 0},
	    {"{}", NULL, 0, 0},
	    {"null", NULL, 0, 0},
	    {too_long, "https://i/s", 64, 0}, /* a cut address would lead nowhere */
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		autofree char *item = xasprintf(
		    "{\"id\":\"" ID "\",\"name\":\"Harbour\",\"images\":%s}", cases[i].images);
		struct candidates *candidates = search_artists(item);
		const struct image *image = &candidates->artists[0].image;
		if (cases[i].url) {
			assert_non_null(image->url);
			assert_string_equal(image->url, cases[i].url);
		} else {
			assert_null(image->url);
		}
		assert_int_equal(image->width, cases[i].width);
		assert_int_equal(image->height, cases[i].height);
		candidates_destroy(candidates);
	}
}

static void a_search_may_find_nothing(void **state)
{
	(void)state;
	struct candidates *candidates = search("{\"albums\":{\"items\":[]}}");
	assert_int_equal(candidates->album_count, 0);
	assert_int_equal(candidates->artist_count, 0);
	candidates_destroy(candidates);
}

static void huge_answers_are_cut(void **state)
{
	(void)state;
	autobuf items = {0};
	for (int i = 0; i < 3000; i++) {
		buf_printf(&items, i % 2 ? "," WHOLE_ALBUM : "%s" WHOLE_ARTIST, i ? "," : "");
	}
	struct candidates *candidates = search_albums(items.bytes);
	assert_int_equal(candidates->album_count, 50);
	candidates_destroy(candidates);
	candidates = search_artists(items.bytes);
	assert_int_equal(candidates->artist_count, 50);
	candidates_destroy(candidates);
}

static void bodies_that_are_no_search_are_refused(void **state)
{
	static const char *const bodies[] = {
	    "",
	    "null",
	    "[]",
	    "{}",
	    "{\"error\":{\"status\":401,\"message\":\"The access token expired\"}}",
	    "{\"tracks\":{\"items\":[]}}",
	    "{\"albums\":null}",
	    "{\"albums\":[]}",
	    "{\"albums\":{\"items\":null}}",
	    "{\"albums\":{\"items\":[",
	    "{\"albums\":{\"items\":[{\"id\":\"a\",\"name\":\"\xE9\"}]}}",
	    "Active premium subscription required for the owner of the app.",
	    "<html></html>",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct err err = {0};
		if (spotify_parse_search(bodies[i], strlen(bodies[i]), false, &err)) {
			fail_msg("taken for a search: %s", bodies[i]);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, "search answer: "));
	}
	autobuf deep = {0};
	for (int i = 0; i < 100000; i++) {
		buf_puts(&deep, "[");
	}
	struct err err = {0};
	assert_null(spotify_parse_search(deep.bytes, deep.length, false, &err));
	assert_int_equal(err.code, ERR_REMOTE);
}

/* That nobody was found would be remembered. */
static void an_answer_without_one_whole_entry_is_refused(void **state)
{
	static const struct {
		const char *body;
		bool with_artists, taken;
	} cases[] = {
	    {"{\"albums\":{\"items\":[" WHOLE_ALBUM "]}}", false, true},
	    {"{\"albums\":{\"items\":[null," WHOLE_ALBUM ",{}]}}", false, true},
	    {"{\"albums\":{\"items\":[null,null]}}", false, true},
	    {"{\"albums\":{\"items\":[{}]}}", false, false},
	    {"{\"albums\":{\"items\":[7,\"x\"]}}", false, false},
	    {"{\"albums\":{\"items\":[{\"id\":7,\"name\":7,\"release_date\":7,\"artists\":7}]}}",
	     false, false},
	    {"{\"albums\":{\"items\":[{\"id\":\"" ID
	     "\",\"name\":\"A\",\"release_date\":\"1998\"}]}}",
	     false, false},
	    {"{\"albums\":{\"items\":[{\"id\":\"" ID "\",\"name\":\"A\",\"release_date\":\"1998\","
	     "\"artists\":[]}]}}",
	     false, false},
	    {"{\"albums\":{\"items\":[]},\"artists\":{\"items\":[" WHOLE_ARTIST "]}}", true, true},
	    {"{\"albums\":{\"items\":[]},\"artists\":{\"items\":[]}}", true, true},
	    {"{\"albums\":{\"items\":[]}}", true, false},
	    {"{\"artists\":{\"items\":[]}}", true, false},
	    {"{\"albums\":{\"items\":[]},\"artists\":{\"items\":[{\"id\":\"" ID
	     "\",\"name\":\"A\"}]}}",
	     true, false},
	    {"{\"albums\":{\"items\":[]},\"artists\":{\"items\":[{\"id\":\"" ID
	     "\",\"images\":[]}]}}",
	     true, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = {0};
		struct candidates *candidates = spotify_parse_search(
		    cases[i].body, strlen(cases[i].body), cases[i].with_artists, &err);
		if ((candidates != NULL) != cases[i].taken) {
			fail_msg("%s: %s", cases[i].taken ? "refused" : "taken", cases[i].body);
		}
		assert_int_equal(err.code, cases[i].taken ? ERR_NONE : ERR_REMOTE);
		candidates_destroy(candidates);
	}
}

static void a_search_cut_anywhere_is_refused(void **state)
{
	(void)state;
	autofree char *body = data_read("spotify_search.json");
	size_t whole = (size_t)(strrchr(body, '}') - body);
	for (size_t length = 0; length <= whole; length += length < whole - 5 ? 5 : 1) {
		struct err err;
		assert_null(spotify_parse_search(body, length, true, &err));
		assert_int_equal(err.code, ERR_REMOTE);
	}
}

/* --- one artist --------------------------------------------------------------------------- */

static void an_artist_is_read_alone(void **state)
{
	static const char body[] =
	    "{\"external_urls\":{\"spotify\":\"https://open.spotify.com/artist/" ID "\"},"
	    "\"href\":\"https://api.spotify.com/v1/artists/" ID "\",\"id\":\"" ID "\","
	    "\"images\":[{\"url\":\"https://i.scdn.co/image/bb01\",\"height\":640,\"width\":640}],"
	    "\"name\":\"Harbour\",\"type\":\"artist\",\"uri\":\"spotify:artist:" ID "\"}";
	(void)state;
	struct err err;
	struct candidates *candidates = spotify_parse_artist(body, strlen(body), &err);
	assert_non_null(candidates);
	assert_int_equal(candidates->artist_count, 1);
	assert_int_equal(candidates->album_count, 0);
	assert_string_equal(candidates->artists[0].id, ID);
	assert_string_equal(candidates->artists[0].name, "Harbour");
	assert_string_equal(candidates->artists[0].image.url, "https://i.scdn.co/image/bb01");
	candidates_destroy(candidates);
}

static void bodies_that_are_no_artist_are_refused(void **state)
{
	static const char *const bodies[] = {
	    "",
	    "null",
	    "[]",
	    "{\"id\":\"" ID "\"}",
	    "{\"name\":\"Harbour\"}",
	    "{\"id\":\"a/b\",\"name\":\"Harbour\",\"images\":[]}",
	    "{\"id\":\"" ID "\",\"name\":\"Harbour\",\"images\":null}",
	    "{\"id\":\"" ID "\",\"name\":\"Harb",
	    "{\"artists\":[null]}",
	    "{\"error\":{\"status\":404,\"message\":\"Resource not found\"}}",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct err err = {0};
		if (spotify_parse_artist(bodies[i], strlen(bodies[i]), &err)) {
			fail_msg("taken for an artist: %s", bodies[i]);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, "artist answer: "));
	}
}

/* --- tokens ------------------------------------------------------------------------------- */

static void a_token_comes_with_its_lifetime(void **state)
{
	static const struct {
		const char *body;
		int64_t lifetime_ms;
	} cases[] = {
	    {"{\"access_token\":\"fake-token\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
	     3600000},
	    {"{\"access_token\":\"fake-token\",\"token_type\":\"bearer\",\"expires_in\":1,"
	     "\"scope\":\"\"}",
	     1000},
	    {"{\"access_token\":\"fake-token\",\"expires_in\":\"3600\"}", 3600000},
	    {"{\"access_token\":\"fake-token\",\"expires_in\":9223372036854775807}", 86400000},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct spotify_grant grant;
		struct err err = {0};
		assert_true(
		    spotify_parse_token(cases[i].body, strlen(cases[i].body), &grant, &err));
		assert_string_equal(grant.token, "fake-token");
		assert_int_equal(grant.lifetime_ms, cases[i].lifetime_ms);
	}
}

static void tokens_that_cannot_be_used_are_refused_without_being_shown(void **state)
{
	autofree char *too_long =
	    xasprintf("{\"access_token\":\"fake-token%01014d\",\"expires_in\":3600}", 0);
	const char *const bodies[] = {
	    "",
	    "{}",
	    "[]",
	    "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client\"}",
	    "{\"access_token\":\"\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
	    "{\"access_token\":null,\"token_type\":\"Bearer\",\"expires_in\":3600}",
	    "{\"access_token\":\"fake-token\",\"token_type\":\"MAC\",\"expires_in\":3600}",
	    "{\"access_token\":\"fake-token\",\"token_type\":\"Bearer\"}",
	    "{\"access_token\":\"fake-token\",\"token_type\":\"Bearer\",\"expires_in\":0}",
	    "{\"access_token\":\"fake-token\",\"token_type\":\"Bearer\",\"expires_in\":-1}",
	    "{\"access_token\":\"fake-token\\r\\nX-Evil: 1\",\"expires_in\":3600}",
	    "{\"access_token\":\"fake token\",\"expires_in\":3600}",
	    "{\"access_token\":\"fake-tok\u00e9n\",\"expires_in\":3600}",
	    "{\"access_token\":\"fake-token\",\"expires_in\":36",
	    too_long,
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct spotify_grant grant = {.token = "older"};
		struct err err = {0};
		if (spotify_parse_token(bodies[i], strlen(bodies[i]), &grant, &err)) {
			fail_msg("taken for a token: %.100s", bodies[i]);
		}
		assert_int_equal(err.code, ERR_REMOTE);
		assert_non_null(strstr(err.msg, "token answer: "));
		assert_null(strstr(err.msg, "fake"));
		assert_string_equal(grant.token, "older");
	}
	autofree char *longest =
	    xasprintf("{\"access_token\":\"fake-token%01013d\",\"expires_in\":3600}", 0);
	struct spotify_grant grant;
	struct err err;
	assert_true(spotify_parse_token(longest, strlen(longest), &grant, &err));
	assert_int_equal(strlen(grant.token), 1023);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_search_gives_its_albums_and_artists),
	    cmocka_unit_test(an_album_may_lack_everything_but_its_id),
	    cmocka_unit_test(entries_that_name_no_album_are_left_out),
	    cmocka_unit_test(entries_that_name_no_artist_are_left_out),
	    cmocka_unit_test(an_albums_credit_keeps_artists_whose_id_is_unusable),
	    cmocka_unit_test(the_year_is_read_from_dates_of_any_precision),
	    cmocka_unit_test(track_counts_out_of_reason_are_unknown),
	    cmocka_unit_test(the_widest_image_is_taken_in_whatever_order),
	    cmocka_unit_test(a_search_may_find_nothing),
	    cmocka_unit_test(huge_answers_are_cut),
	    cmocka_unit_test(bodies_that_are_no_search_are_refused),
	    cmocka_unit_test(an_answer_without_one_whole_entry_is_refused),
	    cmocka_unit_test(a_search_cut_anywhere_is_refused),
	    cmocka_unit_test(an_artist_is_read_alone),
	    cmocka_unit_test(bodies_that_are_no_artist_are_refused),
	    cmocka_unit_test(a_token_comes_with_its_lifetime),
	    cmocka_unit_test(tokens_that_cannot_be_used_are_refused_without_being_shown),
	};
	return cmocka_run_group_tests_name("spotify_answer", tests, NULL, NULL);
}

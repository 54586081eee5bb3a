#include "api/internal.h"

#include "base/mem.h"
#include "model/album.h"
#include "model/candidate.h"
#include "store/albums.h"
#include "support/test.h"

#include <string.h>

/* The value as JSON text equals `wanted`, whose keys are sorted; takes the value. */
static void assert_json(json_t *value, const char *wanted)
{
	autofree char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	json_decref(value);
	assert_non_null(text);
	assert_string_equal(text, wanted);
}

static void what_is_absent_is_null(void **state)
{
	(void)state;
	assert_json(api_text(NULL), "null");
	assert_json(api_number(0), "null");
	assert_json(api_time(0), "null");
	assert_json(api_text("T.V. Sky"), "\"T.V. Sky\"");
	assert_json(api_text(""), "\"\"");
	assert_json(api_number(-1), "-1");
	assert_json(api_number(INT64_MAX), "9223372036854775807");
	assert_json(api_time(1770374272999), "\"2026-02-06T10:37:52Z\"");
}

static void an_image_has_its_kind_and_its_size_where_known(void **state)
{
	(void)state;
	const struct image known = {"https://img.example/1.jpg", 640, 480};
	const struct image unknown = {"https://img.example/1.jpg", 0, 0};
	assert_json(api_image(&known, "artist", "spotify"),
	            "{\"height\":480,\"image_type\":\"artist\",\"source\":\"spotify\","
	            "\"url\":\"https://img.example/1.jpg\",\"width\":640}");
	assert_json(api_image(&unknown, "artist", "spotify"),
	            "{\"height\":null,\"image_type\":\"artist\",\"source\":\"spotify\","
	            "\"url\":\"https://img.example/1.jpg\",\"width\":null}");
}

static struct credit credits[] = {{.artist_id = 1, .name = "The Young Gods"},
                                  {.artist_id = 2, .name = "Odile Brun"}};
static struct label labels[] = {{"[PIAS] Le Label", "PIAS1"}, {"Own", NULL}};
static struct format formats[] = {{.name = "Vinyl"}, {.name = "All Media"}};
static const char *genres[] = {"Rock"};
static const char *styles[] = {"Industrial", "Électronique"};

static struct album full_album(void)
{
	return (struct album){
	    .id = 1,
	    .discogs_id = 25118110,
	    .title = "T.V. Sky",
	    .year = 2022,
	    .original_year = 1992,
	    .support = "Vinyle",
	    .cover_url = "https://img.example/1.jpg",
	    .credits = credits,
	    .credit_count = 2,
	    .labels = labels,
	    .label_count = 2,
	    .formats = formats,
	    .format_count = 2,
	    .genres = genres,
	    .genre_count = 1,
	    .styles = styles,
	    .style_count = 2,
	};
}

static void an_album_has_the_members_of_the_interface(void **state)
{
	(void)state;
	struct album album = full_album();
	const struct album_entry entry = {
	    .album = &album,
	    .source = "discogs",
	    .added_ms = 1667289600000,
	    .created_ms = 1770374272000,
	    .spotify_url = "https://open.spotify.com/album/x",
	    .description = "Un disque.",
	};
	assert_json(api_album(&entry),
	            "{\"added_at\":\"2022-11-01T08:00:00Z\",\"ai_description\":\"Un disque.\","
	            "\"artists\":[{\"id\":1,\"name\":\"The Young Gods\"},"
	            "{\"id\":2,\"name\":\"Odile Brun\"}],"
	            "\"created_at\":\"2026-02-06T10:37:52Z\",\"discogs_id\":\"25118110\","
	            "\"discogs_url\":\"https://www.discogs.com/release/25118110\","
	            "\"formats\":[\"Vinyl\",\"All Media\"],\"genres\":[\"Rock\"],\"id\":1,"
	            "\"images\":[{\"image_type\":\"album\",\"source\":\"discogs\","
	            "\"url\":\"https://img.example/1.jpg\"}],"
	            "\"labels\":[{\"catno\":\"PIAS1\",\"name\":\"[PIAS] Le Label\"},"
	            "{\"catno\":null,\"name\":\"Own\"}],\"original_year\":1992,"
	            "\"source\":\"discogs\",\"spotify_url\":\"https://open.spotify.com/album/x\","
	            "\"styles\":[\"Industrial\",\"Électronique\"],\"support\":\"Vinyle\","
	            "\"title\":\"T.V. Sky\",\"year\":2022}");
}

static void an_album_of_which_nothing_is_known_has_nulls_and_empty_lists(void **state)
{
	(void)state;
	struct album album = {.id = 7, .title = "Untitled"};
	const struct album_entry entry = {.album = &album, .source = "discogs"};
	assert_json(api_album(&entry),
	            "{\"added_at\":null,\"ai_description\":null,\"artists\":[],"
	            "\"created_at\":null,\"discogs_id\":null,\"discogs_url\":null,"
	            "\"formats\":[],\"genres\":[],\"id\":7,\"images\":[],\"labels\":[],"
	            "\"original_year\":null,\"source\":\"discogs\",\"spotify_url\":null,"
	            "\"styles\":[],\"support\":null,\"title\":\"Untitled\",\"year\":null}");
}

static void a_detail_adds_match_copies_and_description(void **state)
{
	(void)state;
	struct album album = {.id = 7, .title = "Untitled"};
	struct copy copies[] = {{11, 1, 1667289600000, 4}, {0, 0, 0, 0}};
	struct album_detail detail = {
	    .entry = {.album = &album, .source = "discogs", .description = "Un disque."},
	    .verdict = "ambiguous",
	    .reasons = "[\"two have this title\"]",
	    .candidates = "[{\"title\":\"Untitled\"}]",
	    .description_model = "model",
	    .description_language = "fr",
	    .description_unverified = "[\"Montreux\"]",
	    .description_prompt_version = 2,
	    .description_ms = 1770374272000,
	    .copies = copies,
	    .copy_count = 2,
	};
	json_t *whole = api_album_detail(&detail);
	assert_json(json_incref(json_object_get(whole, "spotify_match")),
	            "{\"candidates\":[{\"title\":\"Untitled\"}],"
	            "\"reasons\":[\"two have this title\"],\"verdict\":\"ambiguous\"}");
	assert_json(json_incref(json_object_get(whole, "copies")),
	            "[{\"added_at\":\"2022-11-01T08:00:00Z\",\"folder_id\":1,"
	            "\"instance_id\":11,\"rating\":4},"
	            "{\"added_at\":null,\"folder_id\":null,\"instance_id\":null,\"rating\":0}]");
	assert_json(json_incref(json_object_get(whole, "description")),
	            "{\"created_at\":\"2026-02-06T10:37:52Z\",\"language\":\"fr\","
	            "\"model\":\"model\",\"prompt_version\":2,\"text\":\"Un disque.\","
	            "\"unverified\":[\"Montreux\"]}");
	assert_json(json_incref(json_object_get(whole, "description_absent_because")), "null");
	json_decref(whole);
	/* No description yet, and lists that are none. */
	detail.entry.description = NULL;
	detail.description_reason = "the answer is a refusal";
	detail.reasons = detail.candidates = "garbage";
	whole = api_album_detail(&detail);
	assert_json(json_incref(json_object_get(whole, "description")), "null");
	assert_json(json_incref(json_object_get(whole, "description_absent_because")),
	            "\"the answer is a refusal\"");
	assert_json(json_incref(json_object_get(whole, "spotify_match")),
	            "{\"candidates\":[],\"reasons\":[],\"verdict\":\"ambiguous\"}");
	json_decref(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_absent_is_null),
	    cmocka_unit_test(an_image_has_its_kind_and_its_size_where_known),
	    cmocka_unit_test(an_album_has_the_members_of_the_interface),
	    cmocka_unit_test(an_album_of_which_nothing_is_known_has_nulls_and_empty_lists),
	    cmocka_unit_test(a_detail_adds_match_copies_and_description),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

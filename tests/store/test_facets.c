#include "store/facets.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/albums.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define URL "https://open.spotify.com/album/"

struct fixture {
	struct shelf *shelf;
	int64_t album_id, artist_id;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->shelf = shelf_create();
	f->album_id = shelf_add(f->shelf, &(struct record){.release_id = 7,
	                                                   .title = "Night Ferry",
	                                                   .artist = "Harbour",
	                                                   .artist_id = 61});
	f->artist_id = plain_number(f->shelf, "SELECT id FROM artists");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	shelf_destroy(f->shelf);
	free(f);
	return 0;
}

/* What the catalogue says of the album now. */
struct shown {
	struct ending ending;
	char url[200], text[200], verdict[20], model[40], language[10];
	char reasons[1000], candidates[1000], unverified[200], absent_because[100];
	int original_year;
	int64_t description_ms;
};

static void keep(char *out, size_t size_bytes, const char *text)
{
	snprintf(out, size_bytes, "%s", text ? text : "NULL");
}

static void on_detail(void *data, const struct album_detail *detail, const struct err *err)
{
	struct shown *shown = data;
	ending_note(&shown->ending, err);
	if (detail) {
		keep(shown->url, sizeof(shown->url), detail->entry.spotify_url);
		keep(shown->text, sizeof(shown->text), detail->entry.description);
		keep(shown->verdict, sizeof(shown->verdict), detail->verdict);
		keep(shown->reasons, sizeof(shown->reasons), detail->reasons);
		keep(shown->candidates, sizeof(shown->candidates), detail->candidates);
		keep(shown->model, sizeof(shown->model), detail->description_model);
		keep(shown->language, sizeof(shown->language), detail->description_language);
		keep(shown->unverified, sizeof(shown->unverified), detail->description_unverified);
		keep(shown->absent_because, sizeof(shown->absent_because),
		     detail->description_reason);
		shown->original_year = detail->entry.album->original_year;
		shown->description_ms = detail->description_ms;
	}
}

static struct shown show(struct fixture *f)
{
	struct shown shown = {.original_year = -1};
	store_get_album(f->shelf->store, f->album_id, on_detail, &shown);
	shelf_wait_well(f->shelf, &shown.ending);
	return shown;
}

static int64_t rows(struct fixture *f, const char *table)
{
	autofree char *sql = xasprintf("SELECT count(*) FROM %s", table);
	return plain_number(f->shelf, sql);
}

/* --- links -------------------------------------------------------------------------------- */

static void a_link_is_kept_with_its_reasons_and_candidates(void **state)
{
	struct fixture *f = *state;
	const char *reasons[] = {"the title is the same", "the artist's name is \"Harbour\""};
	struct candidate_artist artists[] = {{.name = "Harbour"}, {.name = "Salt Choir"}};
	const struct candidate_album candidates[] = {
	    {.url = URL "a",
	     .name = "Night Ferry",
	     .year = 1998,
	     .artists = artists,
	     .artist_count = 2},
	    {.url = URL "b", .name = ""},
	};
	const struct link_facet facet = {.verdict = VERDICT_VERIFIED,
	                                 .url = URL "a",
	                                 .spotify_id = "a",
	                                 .year = 1998,
	                                 .reasons = reasons,
	                                 .reason_count = 2,
	                                 .candidates = candidates,
	                                 .candidate_count = 2};
	struct ending ending = {.done = false};
	int64_t run_id = shelf_begin_run(f->shelf, "enrich");
	int64_t before_ms = clock_wall_ms();
	store_add_link(f->shelf->store, f->album_id, run_id, &facet, ending_note, &ending);
	shelf_wait_well(f->shelf, &ending);
	struct shown shown = show(f);
	assert_string_equal(shown.verdict, "verified");
	assert_string_equal(shown.url, URL "a");
	assert_int_equal(shown.original_year, 1998);
	json_auto_t *wanted = json_pack("[s,s]", reasons[0], reasons[1]);
	json_auto_t *got = json_loads(shown.reasons, 0, NULL);
	assert_true(json_equal(got, wanted));
	json_auto_t *wanted_candidates =
	    json_pack("[{s:s,s:s,s:[s,s],s:i},{s:s,s:s,s:[],s:n}]", "url", URL "a", "title",
	              "Night Ferry", "artists", "Harbour", "Salt Choir", "year", 1998, "url",
	              URL "b", "title", "", "artists", "year");
	json_auto_t *got_candidates = json_loads(shown.candidates, 0, NULL);
	assert_non_null(wanted_candidates);
	assert_true(json_equal(got_candidates, wanted_candidates));
	assert_int_equal(plain_number(f->shelf, "SELECT run_id FROM album_links"), run_id);
	assert_in_range(plain_number(f->shelf, "SELECT created_ms FROM album_links"), before_ms,
	                clock_wall_ms());
}

static void the_newest_link_counts(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(show(f).verdict, "pending");
	shelf_link_absent(f->shelf, f->album_id);
	assert_string_equal(show(f).verdict, "absent");
	assert_string_equal(show(f).url, "NULL");
	shelf_link(f->shelf, f->album_id, "a");
	assert_string_equal(show(f).verdict, "verified");
	assert_string_equal(show(f).url, URL "a");
	assert_int_equal(rows(f, "album_links"), 2); /* one more row, never a changed one */
}

static void the_owners_pin_wins_over_later_findings(void **state)
{
	struct fixture *f = *state;
	shelf_link(f->shelf, f->album_id, "a");
	shelf_pin(f->shelf, f->album_id, "b");
	assert_string_equal(show(f).verdict, "pinned");
	assert_string_equal(show(f).url, URL "b");
	shelf_link(f->shelf, f->album_id, "c");
	shelf_link_absent(f->shelf, f->album_id);
	assert_string_equal(show(f).verdict, "pinned");
	assert_string_equal(show(f).url, URL "b");
	assert_int_equal(rows(f, "album_links"), 2);
}

static void a_pin_takes_the_overruled_albums_year_away(void **state)
{
	struct fixture *f = *state;
	shelf_link(f->shelf, f->album_id, "a");
	assert_int_equal(show(f).original_year, 1970);
	shelf_pin(f->shelf, f->album_id, "b"); /* another album, whose year nobody knows */
	assert_int_equal(show(f).original_year, 0);
}

static void the_owner_may_want_no_link(void **state)
{
	struct fixture *f = *state;
	shelf_link(f->shelf, f->album_id, "a");
	shelf_pin(f->shelf, f->album_id, NULL);
	assert_string_equal(show(f).verdict, "never");
	assert_string_equal(show(f).url, "NULL");
	shelf_link(f->shelf, f->album_id, "c");
	assert_string_equal(show(f).verdict, "never");
}

static void the_owner_may_change_his_mind(void **state)
{
	struct fixture *f = *state;
	shelf_pin(f->shelf, f->album_id, NULL);
	shelf_pin(f->shelf, f->album_id, "b");
	shelf_pin(f->shelf, f->album_id, "c");
	assert_string_equal(show(f).verdict, "pinned");
	assert_string_equal(show(f).url, URL "c");
	assert_int_equal(rows(f, "album_links"), 3);
}

static void a_pin_on_one_album_leaves_the_others_alone(void **state)
{
	struct fixture *f = *state;
	int64_t other = shelf_add(f->shelf, &(struct record){.release_id = 8, .title = "B"});
	shelf_pin(f->shelf, other, "b");
	shelf_link(f->shelf, f->album_id, "a");
	assert_string_equal(show(f).url, URL "a");
}

static void a_pin_on_no_album_is_not_found(void **state)
{
	struct fixture *f = *state;
	struct ending ending = {.done = false};
	const struct link_facet facet = {.verdict = VERDICT_NEVER};
	store_add_pin(f->shelf->store, 999, &facet, ending_note, &ending);
	shelf_wait(f->shelf, &ending);
	assert_int_equal(ending.err.code, ERR_NOT_FOUND);
	assert_string_equal(ending.err.msg, "there is no album 999");
	assert_int_equal(rows(f, "album_links"), 0);
}

static void links_that_contradict_themselves_are_refused(void **state)
{
	struct fixture *f = *state;
	const struct link_facet facets[] = {
	    {.verdict = VERDICT_VERIFIED}, /* where to? */
	    {.verdict = VERDICT_ABSENT, .url = URL "a"},
	    {.verdict = VERDICT_PENDING},
	};
	for (size_t i = 0; i < ARRAY_LEN(facets); i++) {
		struct ending ending = {.done = false};
		store_add_link(f->shelf->store, f->album_id, 0, &facets[i], ending_note, &ending);
		shelf_wait(f->shelf, &ending);
		assert_int_equal(ending.err.code, ERR_STORAGE);
	}
	assert_int_equal(rows(f, "album_links"), 0);
	struct ending ending = {.done = false};
	const struct link_facet good = {.verdict = VERDICT_ABSENT};
	store_add_link(f->shelf->store, 999, 0, &good, ending_note, &ending);
	shelf_wait(f->shelf, &ending);
	assert_int_equal(ending.err.code, ERR_STORAGE); /* of no album */
}

/* --- descriptions ------------------------------------------------------------------------- */

static void a_description_is_kept_with_its_writer(void **state)
{
	struct fixture *f = *state;
	int64_t before_ms = clock_wall_ms();
	shelf_describe(f->shelf, f->album_id, "Un disque nocturne.");
	struct shown shown = show(f);
	assert_string_equal(shown.text, "Un disque nocturne.");
	assert_string_equal(shown.model, "some/model");
	assert_string_equal(shown.language, "fr");
	assert_string_equal(shown.unverified, "[]");
	assert_string_equal(shown.absent_because, "NULL");
	assert_in_range(shown.description_ms, before_ms, clock_wall_ms());
	autofree char *row = plain_text(f->shelf, "SELECT outcome, prompt_version, reason, run_id"
	                                          " FROM album_descriptions");
	assert_string_equal(row, "found|1|NULL|NULL\n");
}

static void an_absent_description_keeps_its_reason(void **state)
{
	struct fixture *f = *state;
	shelf_describe(f->shelf, f->album_id, NULL);
	assert_string_equal(show(f).text, "NULL");
	assert_string_equal(show(f).model, "NULL");
	assert_string_equal(show(f).absent_because, "the answer is empty");
	autofree char *row =
	    plain_text(f->shelf, "SELECT outcome, text, reason FROM album_descriptions");
	assert_string_equal(row, "absent|NULL|the answer is empty\n");
}

static void names_that_no_fact_bears_out_are_kept_with_the_text(void **state)
{
	struct fixture *f = *state;
	struct ending ending = {.done = false};
	const char *const names[] = {"Zephirin \"Zeph\" Quellebrume", "Montreux"};
	const struct text_facet facet = {.outcome = OUTCOME_FOUND,
	                                 .text = "Un disque nocturne.",
	                                 .unverified = names,
	                                 .unverified_count = ARRAY_LEN(names)};
	store_add_description(f->shelf->store, f->album_id, 0, &facet, ending_note, &ending);
	shelf_wait_well(f->shelf, &ending);
	assert_string_equal(show(f).unverified,
	                    "[\"Zephirin \\\"Zeph\\\" Quellebrume\",\"Montreux\"]");
}

static void the_newest_description_is_shown(void **state)
{
	struct fixture *f = *state;
	shelf_describe(f->shelf, f->album_id, "Un disque nocturne.");
	shelf_describe(f->shelf, f->album_id, "Un disque de la nuit.");
	assert_string_equal(show(f).text, "Un disque de la nuit.");
	shelf_describe(f->shelf, f->album_id, NULL); /* takes no text away */
	assert_string_equal(show(f).text, "Un disque de la nuit.");
	assert_int_equal(rows(f, "album_descriptions"), 3);
}

static void a_description_without_its_text_is_refused(void **state)
{
	struct fixture *f = *state;
	struct ending ending = {.done = false};
	const struct text_facet facet = {.outcome = OUTCOME_FOUND, .model = "m", .language = "fr"};
	store_add_description(f->shelf->store, f->album_id, 0, &facet, ending_note, &ending);
	shelf_wait(f->shelf, &ending);
	assert_int_equal(ending.err.code, ERR_STORAGE);
	assert_int_equal(rows(f, "album_descriptions"), 0);
}

/* --- artists' images ---------------------------------------------------------------------- */

static void an_image_is_kept_and_not_overwritten(void **state)
{
	struct fixture *f = *state;
	shelf_face(f->shelf, f->artist_id, "https://i.scdn.co/image/aa01");
	autofree char *before = plain_text(f->shelf, "SELECT * FROM artist_images");
	shelf_face(f->shelf, f->artist_id, "https://i.scdn.co/image/aa02");
	shelf_face(f->shelf, f->artist_id, NULL);
	autofree char *after = plain_text(f->shelf, "SELECT * FROM artist_images");
	assert_string_equal(before, after);
	autofree char *row =
	    plain_text(f->shelf, "SELECT artist_id, outcome, url, width, height, spotify_id, reason"
	                         " FROM artist_images");
	assert_string_equal(row, "1|found|https://i.scdn.co/image/aa01|640|480|"
	                         "2bD1kq7VYlZr0sQ9oP3xHe|same name and same album\n");
}

static void an_absent_image_may_be_found_later(void **state)
{
	struct fixture *f = *state;
	shelf_face(f->shelf, f->artist_id, NULL);
	shelf_face(f->shelf, f->artist_id, NULL);
	shelf_face(f->shelf, f->artist_id, "https://i.scdn.co/image/aa01");
	autofree char *outcomes =
	    plain_text(f->shelf, "SELECT outcome, width FROM artist_images ORDER BY id");
	assert_string_equal(outcomes, "absent|NULL\nabsent|NULL\nfound|640\n");
}

static void an_image_of_no_artist_is_refused(void **state)
{
	struct fixture *f = *state;
	struct ending ending = {.done = false};
	const struct image_facet facet = {.outcome = OUTCOME_ABSENT, .reason = "nobody"};
	store_add_image(f->shelf->store, 999, 0, &facet, ending_note, &ending);
	shelf_wait(f->shelf, &ending);
	assert_int_equal(ending.err.code, ERR_STORAGE);
	assert_int_equal(rows(f, "artist_images"), 0);
}

/* --- ownership ---------------------------------------------------------------------------- */

static void a_facet_is_copied_before_the_call_returns(void **state)
{
	struct fixture *f = *state;
	char url[] = URL "a", id[] = "a", text[] = "Un disque nocturne.", model[] = "some/model";
	char face[] = "https://i.scdn.co/image/aa01", reason[] = "same name", language[] = "fr";
	char artist_id[] = "2bD1kq7VYlZr0sQ9oP3xHe";
	const char *reasons[] = {reason};
	struct ending endings[3] = {{.done = false}};
	struct link_facet link = {.verdict = VERDICT_VERIFIED,
	                          .url = url,
	                          .spotify_id = id,
	                          .reasons = reasons,
	                          .reason_count = 1};
	struct text_facet description = {.outcome = OUTCOME_FOUND,
	                                 .text = text,
	                                 .model = model,
	                                 .language = language,
	                                 .reason = reason};
	struct image_facet image = {.outcome = OUTCOME_FOUND,
	                            .image = {.url = face},
	                            .spotify_id = artist_id,
	                            .reason = reason};
	struct store *store = f->shelf->store;
	store_add_link(store, f->album_id, 0, &link, ending_note, &endings[0]);
	store_add_description(store, f->album_id, 0, &description, ending_note, &endings[1]);
	store_add_image(store, f->artist_id, 0, &image, ending_note, &endings[2]);
	char *const texts[] = {url, id, text, model, language, face, artist_id, reason};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		memset(texts[i], 'x', strlen(texts[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		run_until(f->shelf->loop, &endings[i].done);
		assert_false(endings[i].failed);
	}
	struct shown shown = show(f);
	assert_string_equal(shown.url, URL "a");
	assert_string_equal(shown.text, "Un disque nocturne.");
	assert_string_equal(shown.model, "some/model");
	assert_string_equal(shown.reasons, "[\"same name\"]");
	assert_string_equal(shown.language, "fr");
	autofree char *row =
	    plain_text(f->shelf, "SELECT url, spotify_id, reason FROM artist_images");
	assert_string_equal(row, "https://i.scdn.co/image/aa01|2bD1kq7VYlZr0sQ9oP3xHe|same name\n");
	autofree char *why = plain_text(f->shelf, "SELECT reason FROM album_descriptions");
	assert_string_equal(why, "same name\n");
	autofree char *linked = plain_text(f->shelf, "SELECT spotify_id FROM album_links");
	assert_string_equal(linked, "a\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_link_is_kept_with_its_reasons_and_candidates),
	    TEST(the_newest_link_counts),
	    TEST(the_owners_pin_wins_over_later_findings),
	    TEST(a_pin_takes_the_overruled_albums_year_away),
	    TEST(the_owner_may_want_no_link),
	    TEST(the_owner_may_change_his_mind),
	    TEST(a_pin_on_one_album_leaves_the_others_alone),
	    TEST(a_pin_on_no_album_is_not_found),
	    TEST(links_that_contradict_themselves_are_refused),
	    TEST(a_description_is_kept_with_its_writer),
	    TEST(an_absent_description_keeps_its_reason),
	    TEST(names_that_no_fact_bears_out_are_kept_with_the_text),
	    TEST(the_newest_description_is_shown),
	    TEST(a_description_without_its_text_is_refused),
	    TEST(an_image_is_kept_and_not_overwritten),
	    TEST(an_absent_image_may_be_found_later),
	    TEST(an_image_of_no_artist_is_refused),
	    TEST(a_facet_is_copied_before_the_call_returns),
	};
	return cmocka_run_group_tests_name("facets", tests, NULL, NULL);
}

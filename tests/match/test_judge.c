/* What a judgement holds: reasons, the owner's choice, ids, repeats; and odd candidates. The known
 * pairs are in test_judge_cases.c. */
#include "match/judge.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct credit credit;
	struct album album;
	struct link_facet facet;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->arena = arena_create();
	f->credit = (struct credit){.name = "Orion", .raw_name = "Orion"};
	f->album.credits = &f->credit;
	f->album.credit_count = 1;
	f->album.title = "Night Ferry";
	f->album.year = 1998;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	arena_destroy(f->arena);
	free(f);
	return 0;
}

static struct candidate_album candidate(struct fixture *f, const char *id, const char *artist_id,
                                        const char *artist, const char *name, int year)
{
	struct candidate_artist *artists = arena_alloc(f->arena, 1, sizeof(*artists));
	artists->id = artist_id;
	artists->name = artist;
	return (struct candidate_album){.id = id,
	                                .url =
	                                    arena_printf(f->arena, "url of %s", id ? id : "none"),
	                                .name = name,
	                                .type = "album",
	                                .track_count = 10,
	                                .year = year,
	                                .artists = artists,
	                                .artist_count = 1};
}

static void judge(struct fixture *f, const struct candidate_album *candidates, size_t count)
{
	judge_album(f->arena, &f->album, candidates, count, NULL, &f->facet);
}

static bool says(const struct link_facet *facet, const char *text)
{
	for (size_t i = 0; i < facet->reason_count; i++) {
		if (strstr(facet->reasons[i], text)) {
			return true;
		}
	}
	return false;
}

static void verified_link_has_url_id_year_and_reasons(void **state)
{
	struct fixture *f = *state;
	struct candidate_album candidates[] = {
	    candidate(f, "a", "orion", "Orion", "Night Ferry (Deluxe Edition)", 1998)};
	judge(f, candidates, 1);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_string_equal(f->facet.spotify_id, "a");
	assert_string_equal(f->facet.url, "url of a");
	assert_int_equal(f->facet.year, 1998);
	assert_int_equal(f->facet.candidate_count, 0);
	assert_true(says(&f->facet, "artist agrees exactly"));
	assert_true(says(&f->facet, "deluxe edition"));
	assert_true(says(&f->facet, "1998"));
}

static void absence_says_what_came_near(void **state)
{
	struct fixture *f = *state;
	f->credit.spotify_id = "orion";
	struct candidate_album candidates[] = {
	    candidate(f, "a", "orion", "Orion", "Night Ferry (Live at Wembley)", 2003),
	    candidate(f, "b", "other", "Orion Belt", "Night Ferry", 1998)};
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_ABSENT);
	assert_null(f->facet.url);
	assert_true(says(&f->facet, "artist agrees by id; base title equal; candidate is a live "
	                            "recording, the release is not"));
	assert_true(says(&f->facet, "artist is another; title equal"));
}

static void ambiguous_keeps_the_best_candidates_for_the_owner(void **state)
{
	struct fixture *f = *state;
	struct candidate_album candidates[8];
	static const char *const ids[8] = {"0", "1", "2", "3", "4", "5", "6", "7"};
	f->album.title = "Orion";
	f->album.year = 0;
	for (size_t i = 0; i < 8; i++) {
		candidates[i] = candidate(f, ids[i], "orion", "Orion", "Orion", 1970 + 5 * (int)i);
	}
	judge(f, candidates, 8);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	assert_int_equal(f->facet.candidate_count, JUDGE_KEPT_MAX);
	assert_null(f->facet.url);
	assert_string_equal(f->facet.candidates[0].id, "0");
	assert_true(f->facet.reason_count >= 2);
}

static void known_id_decides_between_namesakes(void **state)
{
	struct fixture *f = *state;
	struct candidate_album candidates[] = {
	    candidate(f, "wrong", "x", "Orion", "Night Ferry", 1998),
	    candidate(f, "right", "y", "Orion", "Night Ferry", 1998)};
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	f->credit.spotify_id = "y";
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_string_equal(f->facet.spotify_id, "right");
	f->credit.spotify_id = "z";
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
}

static void namesakes_record_of_the_same_title_keeps_the_artist_uncertain(void **state)
{
	struct fixture *f = *state;
	struct judge_hints hints = {.master_year = 1998};
	struct candidate_album candidates[] = {
	    candidate(f, "right", "x", "Orion", "Night Ferry", 1998),
	    candidate(f, "late", "y", "Orion", "Night Ferry", 2012),
	    candidate(f, "other", "z", "Orion Belt", "Night Ferry", 1998)};
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_false(f->facet.artist_certain);
	judge_album(f->arena, &f->album, candidates, 2, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_true(f->facet.artist_certain);
	candidates[1].name = "Day Ferry";
	judge(f, candidates, 3);
	assert_true(f->facet.artist_certain);
}

static void year_is_said_to_be_an_editions(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *name;
		int year;
		bool of_edition;
	} table[] = {
	    {"Night Ferry", 1998, false},
	    {"Night Ferry (Remastered)", 1998, true},
	    {"Night Ferry (Deluxe Edition)", 1995, true},
	    {"Night Ferry (2011 Remaster)", 1994, false}, /* dated by the music */
	    {"Night Ferry (Remastered)", 1975, false},    /* older than such editions are */
	    {"Night Ferry (Remastered)", 0, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct candidate_album album =
		    candidate(f, "a", "x", "Orion", table[i].name, table[i].year);
		judge(f, &album, 1);
		assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
		assert_int_equal(f->facet.year_of_edition, table[i].of_edition);
	}
}

static void known_id_needs_no_name(void **state)
{
	struct fixture *f = *state;
	f->credit.spotify_id = "y";
	struct candidate_album candidates[] = {
	    candidate(f, "a", "y", "Preoccupations", "Night Ferry", 2015)};
	judge(f, candidates, 1);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_true(says(&f->facet, "by id"));
}

static void same_album_twice_is_not_ambiguous(void **state)
{
	struct fixture *f = *state;
	struct candidate_album candidates[] = {
	    candidate(f, "c", "orion", "Orion", "Night Ferry (Clean)", 1998),
	    candidate(f, "b", "orion", "Orion", "Night Ferry", 1998),
	    candidate(f, "a", "orion", "Orion", "Night Ferry", 1998),
	    candidate(f, "b", "orion", "Orion", "Night Ferry", 1998),
	    candidate(f, "d", "orion", "Orion", "Night Ferry (Remastered)", 2011)};
	judge(f, candidates, 5);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_string_equal(f->facet.spotify_id, "a");
}

static void search_that_may_bring_more_verifies_only_what_is_certain(void **state)
{
	struct fixture *f = *state;
	struct judge_hints hints = {.searching = true};
	struct candidate_album live[] = {
	    candidate(f, "a", "orion", "Orion", "Night Ferry (Live)", 1998)};
	struct candidate_album plain[] = {candidate(f, "b", "orion", "Orion", "Night Ferry", 1998)};
	judge_album(f->arena, &f->album, live, 1, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	judge_album(f->arena, &f->album, plain, 1, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	judge(f, live, 1);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
}

static void search_goes_on_where_the_album_may_be_a_namesakes(void **state)
{
	struct fixture *f = *state;
	struct judge_hints hints = {.searching = true};
	struct candidate_album candidates[] = {candidate(f, "a", "x", "Orion", "Night Ferry", 2012),
	                                       candidate(f, "b", "y", "Orion", "Day Ferry", 1971)};
	judge_album(f->arena, &f->album, candidates, 2, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	f->credit.spotify_id = "x";
	judge_album(f->arena, &f->album, candidates, 2, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	f->credit.spotify_id = NULL;
	candidates[0].year =
	    1998; /* the pressing's, from before reissues were made of everything */
	judge_album(f->arena, &f->album, candidates, 2, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
}

static void master_year_decides_what_was_ambiguous(void **state)
{
	struct fixture *f = *state;
	struct judge_hints hints = {.master_year = 1980};
	struct candidate_album candidates[] = {
	    candidate(f, "new", "orion", "Orion", "Orion", 1998),
	    candidate(f, "old", "orion", "Orion", "Orion", 1980)};
	f->album.title = "Orion";
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	assert_string_equal(f->facet.reasons[0],
	                    "several candidates agree and nothing decides between them");
	judge_album(f->arena, &f->album, candidates, 2, &hints, &f->facet);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_string_equal(f->facet.spotify_id, "old");
	f->album.original_year = 1998;
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
	assert_string_equal(f->facet.spotify_id, "new");
}

static void a_record_that_may_be_of_either_album_says_so(void **state)
{
	struct fixture *f = *state;
	static const char *descriptions[] = {"LP", "Album"};
	struct format vinyl = {
	    .name = "Vinyl", .quantity = 1, .descriptions = descriptions, .description_count = 2};
	struct candidate_album candidates[] = {
	    candidate(f, "new", "orion", "Orion", "Orion", 2012),
	    candidate(f, "old", "orion", "Orion", "Orion", 1985)};
	f->album.title = "Orion";
	f->album.year = 2017;
	f->album.formats = &vinyl;
	f->album.format_count = 1;
	judge(f, candidates, 2);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	assert_string_equal(f->facet.reasons[0],
	                    "several candidates may be it, and nothing that is known tells which");
	judge(f, candidates, 1);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	assert_string_equal(f->facet.reasons[0],
	                    "one candidate may be it, but does not agree well enough for a link");
}

static void missing_facts_never_make_a_link(void **state)
{
	struct fixture *f = *state;
	struct candidate_album nameless = {.id = "a", .name = "Night Ferry"};
	struct candidate_album empty = {.name = ""};
	struct candidate_album unlinked = candidate(f, NULL, "orion", "Orion", "Night Ferry", 1998);
	judge(f, NULL, 0);
	assert_int_equal(f->facet.verdict, VERDICT_ABSENT);
	assert_true(f->facet.reason_count > 0);
	judge(f, &nameless, 1);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	judge(f, &empty, 1);
	assert_int_equal(f->facet.verdict, VERDICT_ABSENT);
	judge(f, &unlinked, 1);
	assert_int_equal(f->facet.verdict, VERDICT_AMBIGUOUS);
	f->album.credit_count = 0;
	judge(f, &nameless, 1);
	assert_true(f->facet.verdict != VERDICT_VERIFIED);
	f->album.title = "";
	judge(f, &empty, 1);
	assert_true(f->facet.verdict != VERDICT_VERIFIED);
	f->album.title = NULL;
	judge(f, &nameless, 1);
	assert_true(f->facet.verdict != VERDICT_VERIFIED);
}

/* A search gives ten; whoever gives more must not make us work without end. */
static void many_candidates_are_bounded(void **state)
{
	struct fixture *f = *state;
	enum { COUNT = 500 };
	struct candidate_album *candidates = arena_alloc(f->arena, COUNT, sizeof(*candidates));
	for (size_t i = 0; i < COUNT; i++) {
		const char *id = arena_printf(f->arena, "id %zu", i);
		candidates[i] = candidate(f, id, "orion", "Orion", "Day Ferry", 1990);
	}
	candidates[0].name = "Night Ferry";
	judge(f, candidates, COUNT);
	assert_int_equal(f->facet.verdict, VERDICT_VERIFIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(verified_link_has_url_id_year_and_reasons, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(absence_says_what_came_near, setup, teardown),
	    cmocka_unit_test_setup_teardown(ambiguous_keeps_the_best_candidates_for_the_owner,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(known_id_decides_between_namesakes, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		namesakes_record_of_the_same_title_keeps_the_artist_uncertain, setup, teardown),
	    cmocka_unit_test_setup_teardown(year_is_said_to_be_an_editions, setup, teardown),
	    cmocka_unit_test_setup_teardown(known_id_needs_no_name, setup, teardown),
	    cmocka_unit_test_setup_teardown(same_album_twice_is_not_ambiguous, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		search_that_may_bring_more_verifies_only_what_is_certain, setup, teardown),
	    cmocka_unit_test_setup_teardown(search_goes_on_where_the_album_may_be_a_namesakes,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(a_record_that_may_be_of_either_album_says_so, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(master_year_decides_what_was_ambiguous, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(missing_facts_never_make_a_link, setup, teardown),
	    cmocka_unit_test_setup_teardown(many_candidates_are_bounded, setup, teardown),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

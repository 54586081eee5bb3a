/* Titles taken apart: base, editions, recordings, numbers, in the languages that records carry; and
 * what else a title may be called. */
#include "match/title.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/compare.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIVE RECORDING_LIVE
#define UNPLUGGED RECORDING_UNPLUGGED
#define REMIX RECORDING_REMIX
#define REMADE RECORDING_REMADE

static const char *const artist_names[] = {"orion"};
static const struct title_scope scope = {.names = artist_names, .count = 1, .own = 1};

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

struct title_case {
	const char *text, *core, *base, *edition;
	unsigned recordings;
};

static const struct title_case parsed[] = {
    /* editions: the same recording */
    {"Night Ferry", "night ferry", "night ferry", "", 0},
    {"Night Ferry (Remastered)", "night ferry", "night ferry", "remastered", 0},
    {"Night Ferry (2011 - Remaster)", "night ferry", "night ferry", "2011 remaster", 0},
    {"Night Ferry [Deluxe Edition]", "night ferry", "night ferry", "deluxe edition", 0},
    {"Night Ferry - 20th Anniversary", "night ferry", "night ferry", "20th anniversary", 0},
    {"Night Ferry Remastered", "night ferry", "night ferry", "remastered", 0},
    {"Night Ferry 45th Anniversary (Super Deluxe)", "night ferry", "night ferry",
     "45th anniversary super deluxe", 0},
    {"Night Ferry (Deluxe Version/Remastered 2009)", "night ferry", "night ferry",
     "deluxe version remastered 2009", 0},
    {"Night Ferry (Mono)", "night ferry", "night ferry", "mono", 0},
    {"Night Ferry (2018 Mix)", "night ferry", "night ferry", "2018 mix", 0},
    {"Night Ferry (Explicit)", "night ferry", "night ferry", "explicit", 0},
    {"Night Ferry (UK Version)", "night ferry", "night ferry", "uk version", 0},
    {"Night Ferry (Wembley Edition)", "night ferry", "night ferry", "wembley edition", 0},
    {"Night Ferry (Édition Deluxe)", "night ferry", "night ferry", "edition deluxe", 0},
    {"Night Ferry (Version Remasterisée)", "night ferry", "night ferry", "version remasterisee", 0},
    {"Night Ferry (Jubiläums-Edition)", "night ferry", "night ferry", "jubilaums edition", 0},
    {"Night Ferry (Deluxe-Edition mit Bonus-Tracks)", "night ferry", "night ferry",
     "deluxe edition mit bonus tracks", 0},
    {"Night Ferry (Edición Especial)", "night ferry", "night ferry", "edicion especial", 0},
    {"Night Ferry (Versión Remasterizada)", "night ferry", "night ferry", "version remasterizada",
     0},
    {"Night Ferry (Edizione Speciale)", "night ferry", "night ferry", "edizione speciale", 0},
    {"Night Ferry (デラックス・エディション)", "night ferry", "night ferry", "deluxe edition", 0},
    {"Night Ferry（紙ジャケット仕様）", "night ferry", "night ferry", "limited edition", 0},
    {"Night Ferry (初回限定盤)", "night ferry", "night ferry", "limited edition", 0},
    /* other recordings */
    {"Night Ferry (Live)", "night ferry live", "night ferry", "", LIVE},
    {"Night Ferry Live", "night ferry live", "night ferry", "", LIVE},
    {"Night Ferry (En Public)", "night ferry en public", "night ferry", "", LIVE},
    {"Night Ferry (Dal Vivo)", "night ferry dal vivo", "night ferry", "", LIVE},
    {"Night Ferry (En Directo)", "night ferry en directo", "night ferry", "", LIVE},
    {"Night Ferry (Konzertmitschnitt)", "night ferry konzertmitschnitt", "night ferry", "", LIVE},
    {"Night Ferry (ライヴ)", "night ferry live", "night ferry", "", LIVE},
    {"Night Ferry (Unplugged)", "night ferry unplugged", "night ferry", "", UNPLUGGED},
    {"Night Ferry (Acoustique)", "night ferry acoustique", "night ferry", "", UNPLUGGED},
    {"Night Ferry (Demos)", "night ferry demos", "night ferry", "", RECORDING_DEMO},
    {"Night Ferry (Remixes)", "night ferry remixes", "night ferry", "", REMIX},
    {"Night Ferry Remixed", "night ferry remixed", "night ferry", "", REMIX},
    {"Night Ferry (86 Mix)", "night ferry 86 mix", "night ferry", "", REMIX},
    {"Night Ferry (Instrumental)", "night ferry instrumental", "night ferry", "",
     RECORDING_INSTRUMENTAL},
    {"Night Ferry (Drumless Edition)", "night ferry drumless edition", "night ferry", "",
     RECORDING_INSTRUMENTAL},
    {"Night Ferry (Karaoke Version)", "night ferry karaoke version", "night ferry", "",
     RECORDING_KARAOKE},
    {"Night Ferry (Harbour's Version)", "night ferry harbours version", "night ferry", "", REMADE},
    {"Night Ferry Redux", "night ferry redux", "night ferry", "", REMADE},
    {"Night Ferry (Re-Recorded)", "night ferry re recorded", "night ferry", "", REMADE},
    {"Night Ferry (Original Cast Recording)", "night ferry original cast recording", "night ferry",
     "", RECORDING_CAST},
    {"Night Ferry (German Version)", "night ferry german version", "night ferry", "",
     RECORDING_LANGUAGE},
    {"Night Ferry (Version Française)", "night ferry version francaise", "night ferry", "",
     RECORDING_LANGUAGE},
    /* soundtracks, forms, credits: neither */
    {"Night Ferry (Original Motion Picture Soundtrack)", "night ferry", "night ferry", "", 0},
    {"Night Ferry (Bande Originale Du Film)", "night ferry", "night ferry", "", 0},
    {"Night Ferry - Colonna Sonora Originale", "night ferry", "night ferry", "", 0},
    {"Night Ferry (Banda Sonora Original)", "night ferry", "night ferry", "", 0},
    {"Night Ferry (Original Filmmusik)", "night ferry", "night ferry", "", 0},
    {"Night Ferry Original Soundtrack", "night ferry", "night ferry", "", 0},
    {"Soundtrack From The Film \"Night Ferry\"", "night ferry", "night ferry", "", 0},
    {"Original Motion Picture Score For Night Ferry", "night ferry", "night ferry", "", 0},
    {"Night Ferry EP", "night ferry", "night ferry", "", 0},
    {"Night Ferry - Single", "night ferry", "night ferry", "", 0},
    {"Night Ferry (feat. Odile Brun)", "night ferry", "night ferry", "", 0},
    {"Night Ferry (Orion)", "night ferry", "night ferry", "", 0},
    /* what looks like a qualifier and is the title */
    {"Remaster", "remaster", "remaster", "", 0},
    {"Live", "live", "live", "", 0},
    {"The Original Soundtrack", "the original soundtrack", "the original soundtrack", "", 0},
    {"Live Through This", "live through this", "live through this", "", 0},
    {"(What's The Story) Morning Glory?", "whats the story morning glory",
     "whats the story morning glory", "", 0},
    {"(Untitled)", "untitled", "untitled", "", 0},
    {"( )", "()", "()", "", 0},
    {"+ (Deluxe)", "+", "+", "deluxe", 0},
    {"Night Ferry (unclosed", "night ferry unclosed", "night ferry unclosed", "", 0},
};

static void title_is_taken_apart(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(parsed); i++) {
		struct title titles[TITLE_ALTERNATIVES_MAX];
		title_alternatives(*state, parsed[i].text, false, &scope, titles);
		assert_string_equal(titles[0].core, parsed[i].core);
		assert_string_equal(titles[0].base, parsed[i].base);
		assert_string_equal(titles[0].edition, parsed[i].edition);
		assert_int_equal(titles[0].recordings, parsed[i].recordings);
	}
}

static void numbers_and_colours_are_identity(void **state)
{
	static const struct {
		const char *text, *base;
		int value;
		unsigned colour;
	} table[] = {
	    {"Orion III", "orion", 3, 0},
	    {"Ferries Vol. 2", "ferries", 2, 0},
	    {"Ferries, Volume Three", "ferries", 3, 0},
	    {"Ferries (Pt. II)", "ferries", 2, 0},
	    {"Ferries - Teil Zwei", "ferries", 2, 0},
	    {"Ferries (Vol. 4) [Remastered]", "ferries", 4, 0},
	    {"Ferries MCMLXXII", "ferries", 1972, 0},
	    {"Ferries (Soundtrack, Vol. 2)", "ferries", 2, 0},
	    {"Volume 3", "volume", 3, 0},
	    {"Orion (Blue Album)", "orion", 0, 1},
	    {"Orion (The White Album / Super Deluxe)", "orion", 0, 4},
	    {"Civil Mix", "civil mix", 0, 0},
	    {"Malcolm X", "malcolm x", 0, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct title title;
		title_parse(*state, table[i].text, &scope, &title);
		int value = title.number_count ? title.numbers[0].value : 0;
		assert_int_equal(value, table[i].value);
		assert_int_equal(title.colour, table[i].colour);
		if (table[i].value || table[i].colour) {
			assert_string_equal(title.base, table[i].base);
		}
	}
}

static void split_titles_have_alternatives_in_order(void **state)
{
	static const struct {
		const char *text;
		const char *alternatives[6];
		enum title_origin origins[6];
	} table[] = {
	    {"Abbey Road = アビイ・ロード",
	     {"Abbey Road = abii・rodo", "Abbey Road", "abii・rodo"},
	     {TITLE_WHOLE, TITLE_PARALLEL, TITLE_PARALLEL}},
	    {"Now And Then / Love Me Do",
	     {"Now And Then / Love Me Do", "Love Me Do / Now And Then", "Now And Then",
	      "Love Me Do"},
	     {TITLE_WHOLE, TITLE_WHOLE, TITLE_SIDE, TITLE_FLIP_SIDE}},
	    {"★ (Blackstar)",
	     {"★ (Blackstar)", "Blackstar", "black star"},
	     {TITLE_WHOLE, TITLE_PARALLEL, TITLE_PARALLEL}},
	    {"الأطلال   Al Atlal",
	     {NULL, NULL, "Al Atlal"},
	     {TITLE_WHOLE, TITLE_PARALLEL, TITLE_PARALLEL}},
	    {"Приказна =", {"Prikazna"}, {TITLE_WHOLE}},
	    {"Kid A", {"Kid A"}, {TITLE_WHOLE}},
	    {"", {""}, {TITLE_WHOLE}},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct title titles[TITLE_ALTERNATIVES_MAX];
		size_t count = title_alternatives(*state, table[i].text, true, &scope, titles);
		for (size_t j = 0; j < 6; j++) {
			if (table[i].alternatives[j]) {
				assert_true(j < count);
				assert_string_equal(titles[j].text, table[i].alternatives[j]);
				assert_int_equal(titles[j].origin, table[i].origins[j]);
			}
		}
	}
}

static void shared_titles_are_known(void **state)
{
	static const struct {
		const char *text;
		bool shared;
	} table[] = {
	    {"Orion", true},
	    {"Orion (Deluxe Edition)", true},
	    {"Orion III", false},
	    {"Orion (Blue Album)", false},
	    {"Untitled", true},
	    {"[symbol]", true},
	    {"Greatest Hits", true},
	    {"The Best Of Orion", true},
	    {"Live", true},
	    {"Les Plus Grands Succès", true},
	    {"Greatest Hits 1966-1992", false},
	    {"Vol. 3", true},
	    {"Night Ferry", false},
	    {"25", false},
	    {"Night Ferry: Greatest Hits", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct title title;
		title_parse(*state, table[i].text, &scope, &title);
		assert_int_equal(title_is_shared(&title), table[i].shared);
	}
}

static void pairs_of_titles_relate(void **state)
{
	static const struct {
		const char *release, *candidate;
		enum title_relation relation;
	} table[] = {
	    {"Night Ferry", "night ferry", TITLE_EQUAL},
	    {"The Night Ferry", "Night Ferry", TITLE_EQUAL},
	    {"Night Ferry", "Orion - Night Ferry", TITLE_EQUAL},
	    {"1967-1970", "Orion 1967 - 1970 (Remastered)", TITLE_EQUAL},
	    {"Volume 3", "Orion, Vol. 3", TITLE_EQUAL},
	    {"Nuggets II", "Nuggets Vol. 2", TITLE_EQUAL},
	    {"The Best Of", "The Best of Orion", TITLE_EQUAL},
	    {"Ferries (Music From The Film)", "Ferries (Original Soundtrack)", TITLE_EQUAL},
	    {"Ferries (Songs Of The Old Harbour)", "Ferries: Old Harbour Songs", TITLE_EQUAL},
	    {"Night Ferry", "Night Ferry (Music from the Motion Picture)", TITLE_ADDS_KIND},
	    {"Night Ferry", "Night Ferry - Greatest Hits", TITLE_ADDS_KIND},
	    {"Night Ferry", "Night Ferry (And Other Boats)", TITLE_ADDS_NOTE},
	    {"Night Ferry", "Night Ferry: The Return", TITLE_ADDS_SUBTITLE},
	    {"Untitled", "Orion IV", TITLE_MAYBE_NAME},
	    {"[symbol]", "Love Symbol", TITLE_MAYBE_NAME},
	    {"Night Ferry", "Night Ferry (Live)", TITLE_MAYBE_LIVE},
	    {"Orion", "Orion III", TITLE_MAYBE_NUMBER},
	    {"Orion", "The White Album", TITLE_MAYBE_NUMBER},
	    {"Kid A", "Kid A Mnesia", TITLE_CONTINUES},
	    {"Night Ferry", "Night Ferry Live", TITLE_OTHER_RECORDING},
	    {"Night Ferry", "Night Ferry (Live at Wembley)", TITLE_OTHER_RECORDING},
	    {"Night Ferry (Live in Paris)", "Night Ferry (Live in Rome)", TITLE_OTHER_RECORDING},
	    {"Night Ferry", "Night Ferry (Remixes)", TITLE_OTHER_RECORDING},
	    {"Night Ferry (Live)", "Night Ferry", TITLE_OTHER_RECORDING},
	    {"Night Ferry II", "Night Ferry III", TITLE_OTHER_NUMBER},
	    {"Night Ferry", "Night Ferry II", TITLE_OTHER_NUMBER},
	    {"Part 1", "Part 2", TITLE_OTHER_NUMBER},
	    {"Ferries: The Return", "Ferries: The Departure", TITLE_OTHER_SUBTITLE},
	    {"Night Ferry", "Day Ferry", TITLE_DIFFERENT},
	    {"( )", "!!!", TITLE_DIFFERENT},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct title release, candidate;
		title_parse(*state, table[i].release, &scope, &release);
		title_parse(*state, table[i].candidate, &scope, &candidate);
		assert_int_equal(compare_titles(&release, &candidate).relation, table[i].relation);
	}
}

static void odd_titles_do_no_harm(void **state)
{
	static const char *const table[] = {
	    "",
	    "(",
	    ")",
	    "()",
	    "([{",
	    "((((((((((((((((((",
	    " - ",
	    ": ",
	    " = ",
	    " = = ",
	    " / ",
	    "/ / / / /",
	    "\xFF(",
	    "(\xC3",
	    "「",
	    "「」",
	    "a = ",
	    " = a",
	    "★ (",
	    "★ ()",
	    "Vol. ",
	    "Part",
	    "II",
	    "(((a) b) c)",
	    "- - - -",
	    "EP",
	    "E.P.",
	    "the",
	    "the (the)",
	    "1 2 3 4 5 6 7 8 9 10",
	    "(1)(2)(3)(4)(5)(6)(7)(8)(9)(10)(11)(12)(13)(14)(15)(16)(17)(18)"};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct title titles[TITLE_ALTERNATIVES_MAX];
		size_t count = title_alternatives(*state, table[i], true, &scope, titles);
		assert_true(count >= 1 && count <= TITLE_ALTERNATIVES_MAX);
		for (size_t j = 0; j < count; j++) {
			assert_int_equal(compare_titles(&titles[j], &titles[j]).relation,
			                 TITLE_EQUAL);
		}
	}
	static const char *const pieces[] = {"(live) ", "a = ", "b / ", "vol 2 ", "[", "щ - "};
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t length = strlen(pieces[i]), count = 3000;
		struct title titles[TITLE_ALTERNATIVES_MAX];
		char *text = xcalloc(length * count + 1, 1);
		for (size_t j = 0; j < count; j++) {
			memcpy(text + j * length, pieces[i], length);
		}
		assert_true(title_alternatives(*state, text, true, &scope, titles) >= 1);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(title_is_taken_apart, setup, teardown),
	    cmocka_unit_test_setup_teardown(numbers_and_colours_are_identity, setup, teardown),
	    cmocka_unit_test_setup_teardown(split_titles_have_alternatives_in_order, setup,
	                                    teardown),
	    cmocka_unit_test_setup_teardown(shared_titles_are_known, setup, teardown),
	    cmocka_unit_test_setup_teardown(pairs_of_titles_relate, setup, teardown),
	    cmocka_unit_test_setup_teardown(odd_titles_do_no_harm, setup, teardown),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

/* Folding: what two catalogues spell differently becomes the same, and nothing else does. */
#include "match/fold.h"

#include "base/arena.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static void text_folds_to_words(void **state)
{
	static const char *const table[][2] = {
	    {"", ""},
	    {" ", ""},
	    {"Kid A", "kid a"},
	    {"Hüsker Dü", "husker du"},
	    {"MØ", "mo"},
	    {"Ágætis Byrjun", "agaetis byrjun"},
	    {"Łona", "lona"},
	    {"Grüße", "grusse"},
	    {"u\xCC\x88nder", "under"}, /* decomposed */
	    {"Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"},
	    {"Guns N' Roses", "guns and roses"},
	    {"Guns N’ Roses", "guns and roses"},
	    {"Rock 'N' Roll", "rock and roll"},
	    {"Rock'n'Roll", "rock and roll"},
	    {"Rock & Roll", "rock and roll"},
	    {"Salt-N-Pepa", "salt and pepa"},
	    {"N", "n"},
	    {"Him & Her", "him and her"},
	    {"Les Uns Et Les Autres", "les uns and les autres"},
	    {"Sturm Und Drang", "sturm and drang"},
	    {"La Pistola Y El Corazón", "la pistola and el corazon"},
	    {"Don't", "dont"},
	    {"Don’t", "dont"},
	    {"L'Eau Rouge", "leau rouge"},
	    {"Florence + The Machine", "florence and the machine"},
	    {"+44", "plus 44"},
	    {"P!NK", "pink"},
	    {"M!ssundaztood", "missundaztood"},
	    {"Wham!", "wham"},
	    {"Ke$ha", "kesha"},
	    {"$uicideboy$", "suicideboys"},
	    {"F♯A♯∞", "f sharp a sharp infinity"},
	    {"F# A# Infinity", "f sharp a sharp infinity"},
	    {"#1 Record", "no 1 record"},
	    {"№ 1", "no 1"},
	    {"Tillerman²", "tillerman 2"},
	    {"10 000 Hz", "10000 hz"},
	    {"10,000 Hz", "10000 hz"},
	    {"5:55", "5 55"},
	    {"81→85", "81 85"},
	    {"1967-1970", "1967 1970"},
	    {"Mensch·Maschine", "mensch maschine"},
	    {"Vol. 3", "volume 3"},
	    {"Dr. Feelgood", "dr feelgood"},
	    {"Doctor Feelgood", "dr feelgood"},
	    {"100 %", "100 percent"},
	    {"Spiritualized®", "spiritualized"},
	    {"Группа Крови", "gruppa krovi"},
	    {"Ζορμπάς", "zormpas"},
	    {"ザ・ビートルズ", "za bitoruzu"},
	    {"椎名林檎", "椎名林檎"},
	    {"( )", "()"},
	    {"!!!", "!!!"},
	    {"★", "★"},
	    {"♥️", "heart"},
	    {"=", "="},
	    {"...", "..."},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		assert_string_equal(fold_text(*state, table[i][0]), table[i][1]);
	}
}

struct pair {
	const char *one, *other;
	bool same;
};

static void folded_texts_compare_without_spaces_but_between_digits(void **state)
{
	static const struct pair table[] = {
	    {"16 Bit", "16bit", true},
	    {"R.E.M.", "REM", true},
	    {"N*E*R*D", "N.E.R.D", true},
	    {"Melody A.M.", "Melody AM", true},
	    {"w h o k i l l", "WHOKILL", true},
	    {"Pin Ups", "Pinups", true},
	    {"1 23", "12 3", false},
	    {"4:13", "413", false},
	    {"( )", "!!!", false},
	    {"!!!", "!!", false},
	    {"★", "☆", false},
	    {"+", "÷", false},
	    {"", "a", false},
	    {"", "", true},
	    {"Led Zeppelin II", "Led Zeppelin III", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const char *one = fold_text(*state, table[i].one);
		const char *other = fold_text(*state, table[i].other);
		assert_int_equal(fold_same(one, other), table[i].same);
		assert_int_equal(fold_same(other, one), table[i].same);
	}
}

static void text_in_another_script_has_several_readings(void **state)
{
	const char *readings[FOLD_READINGS_MAX];
	assert_int_equal(fold_readings(*state, "Etazhi", readings), 1);
	size_t count = fold_readings(*state, "Этажи", readings);
	assert_true(count >= 2);
	assert_string_equal(readings[0], "etazi");
	assert_string_equal(readings[1], "etazhi");
	count = fold_readings(*state, "Müller", readings);
	assert_int_equal(count, 2);
	assert_string_equal(readings[1], "mueller");
	assert_int_equal(fold_readings(*state, "Café", readings), 1);
}

static void article_is_left_out_unless_nothing_remains(void **state)
{
	(void)state;
	assert_string_equal(fold_without_article("the beatles"), "beatles");
	assert_string_equal(fold_without_article("the the"), "the the");
	assert_string_equal(fold_without_article("the"), "the");
	assert_string_equal(fold_without_article("theatre"), "theatre");
	assert_string_equal(fold_without_article("die arzte"), "die arzte");
}

static void prefix_ends_with_a_word(void **state)
{
	(void)state;
	assert_int_equal(fold_prefix("the beatles 1967 1970", "the beatles"), 12);
	assert_int_equal(fold_prefix("the beatles", "the beatles"), 11);
	assert_int_equal(fold_prefix("beatlesque", "beatles"), 0);
	assert_int_equal(fold_prefix("kid a mnesia", "kida"), 6);
	assert_int_equal(fold_prefix("anything", ""), 0);
}

static void words_are_found_whole(void **state)
{
	(void)state;
	assert_true(fold_has_words("live in concert", "in concert"));
	assert_true(fold_has_words("live", "live"));
	assert_false(fold_has_words("alive", "live"));
	assert_false(fold_has_words("olive live x", "live y"));
	autofree char *two = xstrdup("olive live"); /* where a read past its end is seen */
	assert_false(fold_has_words(two, ""));
}

/* Broken, cut, endless: folding gives something, and never fails. */
static void odd_text_does_no_harm(void **state)
{
	static const char *const table[] = {"\xFF",
	                                    "\xC3",
	                                    "a\xE2\x80",
	                                    "\xF0\x9F\x98",
	                                    "\xED\xA0\x80",
	                                    "\xC0\xAF",
	                                    "\xF8\x88\x80",
	                                    "\x01\x02\x7F",
	                                    "'n",
	                                    "'",
	                                    "$",
	                                    "#",
	                                    "1,000,",
	                                    "1 ",
	                                    " 1 234",
	                                    "\xE3\x83",
	                                    "12,345,678.9",
	                                    "n n n",
	                                    "y y y y",
	                                    "%%%%%%%%",
	                                    "\xD0\xBF\xFF",
	                                    "\xCC\x81",
	                                    "\xEF\xB8\x8F",
	                                    "\xE2\x80\x8B"};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const char *readings[FOLD_READINGS_MAX];
		assert_non_null(fold_text(*state, table[i]));
		assert_true(fold_readings(*state, table[i], readings) >= 1);
	}
	static const char *const pieces[] = {"a", "%", "½", "∞", "щ", "漢", "ä", " ", "\xFF", "&"};
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		size_t length = strlen(pieces[i]), count = 5000;
		char *text = xcalloc(length * count + 1, 1);
		for (size_t j = 0; j < count; j++) {
			memcpy(text + j * length, pieces[i], length);
		}
		assert_true(strlen(fold_text(*state, text)) < 12000);
		free(text);
	}
}

static void folding_starts_again_after_its_end(void **state)
{
	fold_finish();
	assert_string_equal(fold_text(*state, "Ёлка Café"), "elka cafe");
	fold_finish();
	fold_finish();
	assert_string_equal(fold_text(*state, "é"), "e");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(text_folds_to_words, setup, teardown),
	    cmocka_unit_test_setup_teardown(folded_texts_compare_without_spaces_but_between_digits,
	                                    setup, teardown),
	    cmocka_unit_test_setup_teardown(text_in_another_script_has_several_readings, setup,
	                                    teardown),
	    cmocka_unit_test(article_is_left_out_unless_nothing_remains),
	    cmocka_unit_test(prefix_ends_with_a_word),
	    cmocka_unit_test(words_are_found_whole),
	    cmocka_unit_test_setup_teardown(odd_text_does_no_harm, setup, teardown),
	    cmocka_unit_test_setup_teardown(folding_starts_again_after_its_end, setup, teardown),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

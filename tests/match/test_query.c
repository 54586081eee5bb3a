/* The search plan: which queries an artist and an album give. */
#include "match/query.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct query_case {
	const char *artist, *title;
	const char *queries[QUERY_MAX];
};

static const struct query_case album_cases[] = {
    {"Radiohead", "Kid A", {"album:Kid A artist:Radiohead", "Radiohead Kid A"}},
    {"Nirvana (2)", "All Of Us", {"album:All Of Us artist:Nirvana", "Nirvana All Of Us"}},
    {"David Bowie", "\"Heroes\"", {"album:Heroes artist:David Bowie", "David Bowie Heroes"}},
    {"Kruder & Dorfmeister",
     "DJ-Kicks:",
     {"album:DJ-Kicks artist:Kruder & Dorfmeister", "Kruder & Dorfmeister DJ-Kicks"}},
    {"Sinéad O’Connor",
     "I Don’t Know",
     {"album:I Dont Know artist:Sinéad O Connor", "Sinéad O'Connor I Don't Know"}},
    {"The Young Gods",
     "L'Eau Rouge - Red Water",
     {"album:L Eau Rouge Red Water artist:The Young Gods", "The Young Gods L'Eau Rouge Red Water",
      "The Young Gods L'Eau Rouge"}},
    {"The Beatles",
     "Abbey Road = アビイ・ロード",
     {"album:Abbey Road artist:The Beatles", "The Beatles Abbey Road",
      "The Beatles アビイ ロード"}},
    {"The Beatles",
     "Now And Then / Love Me Do",
     {"album:Now And Then Love Me Do artist:The Beatles", "The Beatles Now And Then Love Me Do",
      "The Beatles Now And Then"}},
    {"Daft Punk",
     "Random Access Memories (10th Anniversary Edition)",
     {"album:Random Access Memories 10th Anniversary Edition artist:Daft Punk",
      "Daft Punk Random Access Memories 10th Anniversary Edition",
      "Daft Punk Random Access Memories"}},
    {"Various",
     "Pulp Fiction (Music From The Motion Picture)",
     {"album:Pulp Fiction Music From The Motion Picture",
      "Pulp Fiction Music From The Motion Picture", "Pulp Fiction"}},
    {"Unknown Artist", "Untitled", {"album:Untitled", "Untitled"}},
    {"Oasis (2)",
     "(What's The Story) Morning Glory?",
     {"album:Whats The Story Morning Glory? artist:Oasis",
      "Oasis What's The Story Morning Glory?"}},
    {"!!!", "Louden Up Now", {"album:Louden Up Now artist:!!!", "!!! Louden Up Now"}},
    {"Sigur Rós", "( )", {NULL}},
    {"Kraftwerk",
     "Die Mensch·Maschine",
     {"album:Die Mensch Maschine artist:Kraftwerk", "Kraftwerk Die Mensch Maschine"}},
    {"AC/DC", "-Live OR NOT-", {"album:Live or not artist:AC/DC", "AC/DC Live or not"}},
    {"The Little Kettle",
     "The Little Kettle",
     {"album:The Little Kettle artist:The Little Kettle", "The Little Kettle The Little Kettle",
      "Little Kettle Little Kettle"}},
    {"The Beatles", "The End", {"album:The End artist:The Beatles", "The Beatles The End"}},
    {"The The", "Soul Mining", {"album:Soul Mining artist:The The", "The The Soul Mining"}},
    {"The Band",
     "The Band (Remastered)",
     {"album:The Band Remastered artist:The Band", "The Band The Band Remastered",
      "The Band The Band"}},
    {"Radiohead", "", {NULL}},
};

static struct album *album_of(const char *artist, const char *title)
{
	struct album *album = album_create();
	album->credits = arena_alloc(album->arena, 1, sizeof(*album->credits));
	album->credit_count = 1;
	album->credits[0].raw_name = artist;
	album->title = title;
	album->year = 1999;
	return album;
}

static void album_is_searched_by_fields_then_words_then_base(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(album_cases); i++) {
		const struct query_case *expected = &album_cases[i];
		const char *queries[QUERY_MAX] = {0};
		struct album *album = album_of(expected->artist, expected->title);
		size_t count = query_for_album(album->arena, album, queries);
		for (size_t j = 0; j < QUERY_MAX; j++) {
			if (!expected->queries[j]) {
				assert_int_equal(count, j);
				break;
			}
			assert_true(j < count);
			assert_string_equal(queries[j], expected->queries[j]);
		}
		album_destroy(album);
	}
}

static const char *const artist_cases[][2] = {
    {"Radiohead", "artist:\"Radiohead\""},
    {"Nirvana (2)", "artist:\"Nirvana\""},
    {"\"Weird Al\" Yankovic", "artist:\"Weird Al Yankovic\""},
    {"Guns N' Roses", "artist:\"Guns N Roses\""},
    {"The Beatles = ザ・ビートルズ", "artist:\"The Beatles\""},
    {" = Harbour", "artist:\"Harbour\""},
    {" = ", NULL},
    {"Various", NULL},
    {"Various Artists", NULL},
    {"Verschiedene", NULL},
    {"Unknown Artist", NULL},
    {"", NULL},
    {"\"\"", "\"\""},
};

static void artist_is_searched_by_name_and_various_never(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(artist_cases); i++) {
		struct arena *arena = arena_create();
		struct credit credit = {.raw_name = artist_cases[i][0]};
		const char *query = query_for_artist(arena, &credit);
		if (artist_cases[i][1]) {
			assert_non_null(query);
			assert_string_equal(query, artist_cases[i][1]);
		} else {
			assert_null(query);
		}
		arena_destroy(arena);
	}
}

static size_t characters(const char *text)
{
	size_t count = 0;
	for (; *text; text++) {
		count += ((unsigned char)*text & 0xC0) != 0x80;
	}
	return count;
}

/* Whatever comes in, no query is longer than Spotify takes, empty, or holds what breaks one. */
static void no_query_is_long_empty_or_broken(void **state)
{
	(void)state;
	static const char many_words[] =
	    "When The Pawn Hits The Conflicts He Thinks Like A King What He Knows Throws The Blows "
	    "When He Goes To The Fight And He'll Win The Whole Thing";
	static const char one_word[] =
	    "ПреображениеПреображениеПреображениеПреображениеПреображениеПреображениеПреображение"
	    "ПреображениеПреображениеПреображениеПреображение";
	static const char *const titles[] = {
	    many_words, one_word, "\xFF\xFE broken \xC3",  "\"\":::\"\"", "=",
	    " = ",      " / ",    "a = b = c = d / e / f", "\t\n",        "((((",
	    "- - -"};
	static const char *const artists[] = {
	    "Orion",
	    "A Name So Long That It Fills A Whole Query By Itself And Goes On And On And On",
	    "\xC3\x28", "Various", ""};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		for (size_t j = 0; j < ARRAY_LEN(artists); j++) {
			const char *queries[QUERY_MAX];
			struct album *album = album_of(artists[j], titles[i]);
			size_t count = query_for_album(album->arena, album, queries);
			for (size_t k = 0; k < count; k++) {
				assert_true(*queries[k] != '\0');
				assert_true(characters(queries[k]) <= QUERY_MAX_CHARACTERS);
				assert_null(strchr(queries[k], '"'));
				assert_null(strstr(queries[k], "Various"));
				assert_null(strstr(queries[k], "1999"));
				for (size_t l = 0; l < k; l++) {
					assert_string_not_equal(queries[l], queries[k]);
				}
			}
			album_destroy(album);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(album_is_searched_by_fields_then_words_then_base),
	    cmocka_unit_test(artist_is_searched_by_name_and_various_never),
	    cmocka_unit_test(no_query_is_long_empty_or_broken),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

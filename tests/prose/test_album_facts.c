#include "prose/album_facts.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/album.h"
#include "support/test.h"

#include <string.h>

static void an_album_gives_what_is_known_of_it(void **state)
{
	(void)state;
	struct credit credits[] = {{.name = "Harbour", .join = "&"}, {.name = "Odile Brun"}};
	struct label labels[] = {{.name = "Quai Ouest"}, {.name = "Another"}};
	struct format formats[] = {{.name = "Vinyl"}, {.name = "CD"}, {.name = "Vinyl"}};
	const char *genres[] = {"Electronic", "Rock"}, *styles[] = {"Dub"};
	struct album *album = album_create();
	album->title = "Night Ferry";
	album->year = 2011;
	album->original_year = 1998;
	album->country = "France";
	album->credits = credits;
	album->credit_count = ARRAY_LEN(credits);
	album->labels = labels;
	album->label_count = ARRAY_LEN(labels);
	album->formats = formats;
	album->format_count = ARRAY_LEN(formats);
	album->genres = genres;
	album->genre_count = ARRAY_LEN(genres);
	album->styles = styles;
	album->style_count = ARRAY_LEN(styles);

	struct arena *arena = arena_create();
	struct album_facts facts;
	album_facts_read(arena, album, &facts);
	album_destroy(album); /* nothing is borrowed from it */
	assert_string_equal(facts.artist, "Harbour & Odile Brun");
	assert_string_equal(facts.title, "Night Ferry");
	assert_int_equal(facts.original_year, 1998);
	assert_int_equal(facts.pressing_year, 2011);
	assert_string_equal(facts.label, "Quai Ouest");
	assert_string_equal(facts.country, "France");
	assert_int_equal(facts.genres.count, 2);
	assert_string_equal(facts.genres.texts[1], "Rock");
	assert_int_equal(facts.styles.count, 1);
	assert_int_equal(facts.formats.count, 2);
	assert_string_equal(facts.formats.texts[0], "Vinyl");
	assert_string_equal(facts.formats.texts[1], "CD");
	arena_destroy(arena);
}

static void what_discogs_does_not_say_is_unknown(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct album *album = album_create();
	struct album_facts facts;
	memset(&facts, 0xFF, sizeof(facts));
	album_facts_read(arena, album, &facts);
	album_destroy(album);
	assert_null(facts.artist);
	assert_null(facts.title);
	assert_int_equal(facts.original_year, 0);
	assert_int_equal(facts.pressing_year, 0);
	assert_null(facts.label);
	assert_null(facts.country);
	assert_int_equal(facts.genres.count + facts.styles.count + facts.formats.count, 0);
	arena_destroy(arena);
}

static void long_texts_and_lists_are_cut(void **state)
{
	(void)state;
	char title[600];
	const char *genres[FACT_LIST_MAX + 5];
	for (size_t i = 0; i + 2 < sizeof(title); i += 2) {
		memcpy(title + i + 1, "é", 2); /* so that the cut falls inside a character */
	}
	title[0] = 'x';
	title[sizeof(title) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(genres); i++) {
		genres[i] = "Rock";
	}
	struct arena *arena = arena_create();
	struct album *album = album_create();
	album->title = title;
	album->genres = genres;
	album->genre_count = ARRAY_LEN(genres);
	struct album_facts facts;
	album_facts_read(arena, album, &facts);
	album_destroy(album);
	size_t length = strlen(facts.title);
	assert_int_equal(length, FACT_MAX_BYTES - 1);
	assert_memory_equal(facts.title + length - 2, "é", 2);
	assert_int_equal(facts.genres.count, FACT_LIST_MAX);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_album_gives_what_is_known_of_it),
	    cmocka_unit_test(what_discogs_does_not_say_is_unknown),
	    cmocka_unit_test(long_texts_and_lists_are_cut),
	};
	return cmocka_run_group_tests_name("album_facts", tests, NULL, NULL);
}

/* Faces: the right artist or nobody. */
#include "match/face.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STAR "https://lastfm.freetls.fastly.net/i/u/300x300/2a96cbd8b46e442fc41c2b86b821562f.png"

#define FACE(artist_id)                                                                            \
	{                                                                                          \
		.url = "https://i.scdn.co/image/" artist_id, .width = 640, .height = 640           \
	}
#define ARTIST(artist_id, artist_name)                                                             \
	{                                                                                          \
		.id = artist_id, .name = artist_name, .image = FACE(artist_id)                     \
	}

struct face_case {
	const char *what;
	struct credit credit;
	struct candidate_artist artists[4];
	size_t artist_count;
	struct candidate_artist album_artists[2]; /* of the verified album; none when empty */
	size_t album_artist_count;
	enum outcome outcome;
	const char *spotify_id; /* NULL where only the name tells: no proof for albums to come */
};

static const struct face_case cases[] = {
    {"the only one of the name",
     {.raw_name = "Orion"},
     {ARTIST("b", "Orion Belt"), ARTIST("a", "ORION")},
     2,
     {{0}},
     0,
     OUTCOME_FOUND,
     NULL},
    {"nobody of the name",
     {.raw_name = "Orion"},
     {ARTIST("b", "Orion Belt"), ARTIST("c", "Oryon")},
     2,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"two of the name, no album",
     {.raw_name = "Orion"},
     {ARTIST("a", "Orion"), ARTIST("b", "Oríon")},
     2,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"two of the name, the album tells",
     {.raw_name = "Orion"},
     {ARTIST("a", "Orion"), ARTIST("b", "Orion")},
     2,
     {ARTIST("b", "Orion")},
     1,
     OUTCOME_FOUND,
     "b"},
    {"the same one twice",
     {.raw_name = "Orion"},
     {ARTIST("a", "Orion"), ARTIST("a", "Orion")},
     2,
     {{0}},
     0,
     OUTCOME_FOUND,
     NULL},
    {"numbered, no album",
     {.raw_name = "Nirvana (2)", .name = "Nirvana"},
     {ARTIST("seattle", "Nirvana")},
     1,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"numbered, the album tells",
     {.raw_name = "Nirvana (2)", .name = "Nirvana"},
     {ARTIST("seattle", "Nirvana"), ARTIST("uk", "Nirvana")},
     2,
     {ARTIST("uk", "Nirvana")},
     1,
     OUTCOME_FOUND,
     "uk"},
    {"the album's artist is not among the found",
     {.raw_name = "Orion"},
     {ARTIST("a", "Orion")},
     1,
     {ARTIST("z", "Orion")},
     1,
     OUTCOME_PENDING,
     "z"},
    {"one of the album's artists",
     {.raw_name = "David Byrne"},
     {ARTIST("byrne", "David Byrne")},
     1,
     {ARTIST("eno", "Brian Eno"), ARTIST("byrne", "David Byrne")},
     2,
     OUTCOME_FOUND,
     "byrne"},
    {"the album is by others",
     {.raw_name = "Orion"},
     {ARTIST("a", "Orion")},
     1,
     {ARTIST("va", "Various Artists")},
     1,
     OUTCOME_FOUND,
     NULL},
    {"known from an earlier album",
     {.raw_name = "Orion", .spotify_id = "a"},
     {ARTIST("b", "Orion"), ARTIST("a", "Orion")},
     2,
     {{0}},
     0,
     OUTCOME_FOUND,
     "a"},
    {"known, but not found here",
     {.raw_name = "Viet Cong", .spotify_id = "preoccupations"},
     {ARTIST("b", "Viet Cong")},
     1,
     {{0}},
     0,
     OUTCOME_PENDING,
     "preoccupations"},
    {"printed under another name",
     {.raw_name = "The Buggles", .anv = "Buggles"},
     {ARTIST("a", "The Buggles")},
     1,
     {{0}},
     0,
     OUTCOME_FOUND,
     NULL},
    {"an article makes another band",
     {.raw_name = "The Band"},
     {ARTIST("a", "Band")},
     1,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"only part of the name",
     {.raw_name = "Crosby, Stills, Nash & Young"},
     {ARTIST("a", "Crosby, Stills & Nash"), ARTIST("b", "Neil Young")},
     2,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"symbols alone",
     {.raw_name = "!!!"},
     {ARTIST("a", "( )"), ARTIST("b", "!!!")},
     2,
     {{0}},
     0,
     OUTCOME_FOUND,
     NULL},
    {"Cyrillic and Latin",
     {.raw_name = "Молчат Дома"},
     {ARTIST("a", "Molchat Doma")},
     1,
     {{0}},
     0,
     OUTCOME_FOUND,
     NULL},
    {"without an image",
     {.raw_name = "Orion"},
     {{.id = "a", .name = "Orion"}},
     1,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"with a placeholder",
     {.raw_name = "Orion"},
     {{.id = "a", .name = "Orion", .image = {.url = STAR, .width = 300, .height = 300}}},
     1,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"without an id",
     {.raw_name = "Orion"},
     {{.name = "Orion", .image = FACE("x")}},
     1,
     {{0}},
     0,
     OUTCOME_ABSENT,
     NULL},
    {"Various",
     {.raw_name = "Various"},
     {ARTIST("va", "Various Artists"), ARTIST("v", "Various")},
     2,
     {ARTIST("va", "Various Artists")},
     1,
     OUTCOME_ABSENT,
     NULL},
    {"nothing found", {.raw_name = "Orion"}, {{0}}, 0, {{0}}, 0, OUTCOME_ABSENT, NULL},
};

static void face_is_right_or_nobodys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct face_case *c = &cases[i];
		struct arena *arena = arena_create();
		struct candidate_artist artists[2] = {c->album_artists[0], c->album_artists[1]};
		struct candidate_album album = {.id = "album",
		                                .name = "Night Ferry",
		                                .artists = artists,
		                                .artist_count = c->album_artist_count};
		struct image_facet facet;
		judge_artist(arena, &c->credit, c->artists, c->artist_count,
		             c->album_artist_count ? &album : NULL, &facet);
		if (facet.outcome != c->outcome) {
			print_message("# %s: %s\n", c->what, facet.reason);
		}
		assert_int_equal(facet.outcome, c->outcome);
		assert_non_null(facet.reason);
		assert_int_equal(facet.image.url != NULL, c->outcome == OUTCOME_FOUND);
		if (c->spotify_id) {
			assert_string_equal(facet.spotify_id, c->spotify_id);
		} else {
			assert_null(facet.spotify_id);
		}
		arena_destroy(arena);
	}
}

static void various_and_its_kin_are_not_searchable(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool searchable;
	} table[] = {
	    {"Various", false},
	    {"Various Artists", false},
	    {"Verschiedene", false},
	    {"Divers", false},
	    {"Artistes Variés", false},
	    {"Varios Artistas", false},
	    {"Artisti Vari", false},
	    {"V.A.", false},
	    {"オムニバス", false},
	    {"Unknown Artist", false},
	    {"No Artist", false},
	    {"Anonymous", false},
	    {"Traditional", false},
	    {"Guests", false},
	    {"", false},
	    {" ", false},
	    {"Anonymous (4)", true},
	    {"Various Production", true},
	    {"The The", true},
	    {"!!!", true},
	    {"Unknown Mortal Orchestra", true},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct credit credit = {.raw_name = table[i].name, .name = table[i].name};
		assert_int_equal(face_is_searchable(&credit), table[i].searchable);
	}
	struct credit nobody = {0};
	assert_false(face_is_searchable(&nobody));
}

static void placeholders_are_no_images(void **state)
{
	(void)state;
	assert_true(face_is_placeholder(NULL));
	assert_true(face_is_placeholder(""));
	assert_true(face_is_placeholder(STAR));
	assert_true(face_is_placeholder("https://s.discogs.com/images/spacer.gif"));
	assert_false(face_is_placeholder("https://i.scdn.co/image/ab6761610000e5eb0123"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(face_is_right_or_nobodys),
	    cmocka_unit_test(various_and_its_kin_are_not_searchable),
	    cmocka_unit_test(placeholders_are_no_images),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

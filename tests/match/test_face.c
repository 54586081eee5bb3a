/* Faces: the right artist or nobody. */
#include "match/face.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
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

#define RELEASE_YEAR 1990

static const struct face_hints of_that_year = {.year = RELEASE_YEAR, .year_trusted = true};

/* The artists as a search brings them, each with an album of the release's year. */
static struct candidates answer_of(struct arena *arena, struct candidate_artist *artists,
                                   size_t count)
{
	struct candidates answer = {.artists = artists, .artist_count = count};
	answer.albums = arena_alloc(arena, count, sizeof(*answer.albums));
	answer.album_count = count;
	for (size_t i = 0; i < count; i++) {
		answer.albums[i] = (struct candidate_album){.id = artists[i].id,
		                                            .name = "Day Ferry",
		                                            .year = RELEASE_YEAR,
		                                            .artists = &artists[i],
		                                            .artist_count = 1};
	}
	return answer;
}

static void face_is_right_or_nobodys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct face_case *c = &cases[i];
		struct arena *arena = arena_create();
		struct candidate_artist artists[2] = {c->album_artists[0], c->album_artists[1]};
		struct candidate_artist found[4];
		memcpy(found, c->artists, sizeof(found));
		struct candidates answer = answer_of(arena, found, c->artist_count);
		struct candidate_album album = {.id = "album",
		                                .name = "Night Ferry",
		                                .artists = artists,
		                                .artist_count = c->album_artist_count};
		struct image_facet facet;
		judge_artist(arena, &c->credit, &answer, c->album_artist_count ? &album : NULL,
		             &of_that_year, &facet);
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

/* Names that nearly say who it is: each artist is "id name". */
static const struct {
	const char *what, *raw, *anv, *known;
	const char *found[4], *album[2];
	enum outcome outcome;
	const char *spotify_id;
} names[] = {
    {"a sign makes another artist", "M", NULL, NULL, {"chedid -M-"}, {0}, OUTCOME_ABSENT, NULL},
    {"a sign and the name itself",
     "M",
     NULL,
     NULL,
     {"chedid -M-", "scott M"},
     {0},
     OUTCOME_FOUND,
     NULL},
    {"a letter with a stroke", "Ø", NULL, NULL, {"x O"}, {0}, OUTCOME_ABSENT, NULL},
    {"points between letters", "HIM", NULL, NULL, {"x H.I.M."}, {0}, OUTCOME_ABSENT, NULL},
    {"only the case differs", "AIR", NULL, NULL, {"fr Air"}, {0}, OUTCOME_FOUND, NULL},
    {"a short printed name is somebody else's",
     "Antonio Carlos Jobim",
     "Tom",
     NULL,
     {"x Tom"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"a printed name, and the name itself",
     "Elis Regina",
     "Elis",
     NULL,
     {"x Elis", "regina Elis Regina"},
     {0},
     OUTCOME_FOUND,
     NULL},
    {"a printed name that the album has",
     "Brian Eno",
     "Eno",
     NULL,
     {"x Eno"},
     {"eno Eno"},
     OUTCOME_PENDING,
     "eno"},
    {"the album has two of the name",
     "Orion",
     NULL,
     NULL,
     {"a Orion"},
     {"a Orion", "b Orion"},
     OUTCOME_ABSENT,
     NULL},
    {"a name in both scripts",
     "坂本龍一 = Ryuichi Sakamoto",
     NULL,
     NULL,
     {"rs Ryuichi Sakamoto"},
     {0},
     OUTCOME_FOUND,
     NULL},
    {"the number is the name's own",
     "Maroon 5",
     NULL,
     NULL,
     {"m Maroon 5"},
     {0},
     OUTCOME_FOUND,
     NULL},
    {"a number without brackets",
     "Apollo 440",
     NULL,
     NULL,
     {"a Apollo"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"the web site's star", "Cher*", NULL, NULL, {"c Cher"}, {0}, OUTCOME_FOUND, NULL},
    {"numbered and starred", "Cher (4)*", NULL, NULL, {"c Cher"}, {0}, OUTCOME_ABSENT, NULL},
    {"a tribute",
     "Queen",
     NULL,
     NULL,
     {"t Queen Tribute Band", "k Queen Karaoke"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"the son", "Hank Williams", NULL, NULL, {"jr Hank Williams Jr."}, {0}, OUTCOME_ABSENT, NULL},
    {"the band of the leader",
     "Miles Davis",
     NULL,
     NULL,
     {"q Miles Davis Quintet"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"the leader, by the album",
     "Miles Davis Quintet",
     NULL,
     NULL,
     {"m Miles Davis"},
     {"m Miles Davis"},
     OUTCOME_FOUND,
     "m"},
    {"the renamed, by the album",
     "Jorge Ben",
     NULL,
     NULL,
     {"j Jorge Ben Jor"},
     {"j Jorge Ben Jor"},
     OUTCOME_FOUND,
     "j"},
    {"the renamed, without an album",
     "Jorge Ben",
     NULL,
     NULL,
     {"j Jorge Ben Jor"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"one of two on the album",
     "Art Garfunkel",
     NULL,
     NULL,
     {"x Art"},
     {"ps Paul Simon", "ag Art Garfunkel"},
     OUTCOME_PENDING,
     "ag"},
    {"known, against a namesake on the album",
     "Orion",
     NULL,
     "a",
     {"a Orion", "b Orion"},
     {"b Orion"},
     OUTCOME_FOUND,
     "a"},
    {"numbered, and known",
     "Nirvana (2)",
     NULL,
     "uk",
     {"seattle Nirvana", "uk Nirvana"},
     {0},
     OUTCOME_FOUND,
     "uk"},
    {"a pair is not its half",
     "Hall & Oates",
     NULL,
     NULL,
     {"h Daryl Hall", "o John Oates"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"the article of another language",
     "Die Ärzte",
     NULL,
     NULL,
     {"a Ärzte"},
     {0},
     OUTCOME_ABSENT,
     NULL},
    {"an accent more", "Sigur Ros", NULL, NULL, {"s Sigur Rós"}, {0}, OUTCOME_FOUND, NULL},
};

/* Of "id name"; the rest is borrowed. */
static struct candidate_artist artist_of(struct arena *arena, const char *text)
{
	size_t length = strcspn(text, " ");
	return (struct candidate_artist){.id = arena_strndup(arena, text, length),
	                                 .name = text + length + 1,
	                                 .image = FACE("any")};
}

static size_t artists_of(struct arena *arena, const char *const *texts, size_t room,
                         struct candidate_artist *artists)
{
	size_t count = 0;
	while (count < room && texts[count]) {
		artists[count] = artist_of(arena, texts[count]);
		count++;
	}
	return count;
}

static void a_name_is_a_face_only_when_it_is_the_whole_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct arena *arena = arena_create();
		struct candidate_artist found[4], on_album[2];
		struct credit credit = {
		    .raw_name = names[i].raw, .anv = names[i].anv, .spotify_id = names[i].known};
		size_t count = artists_of(arena, names[i].found, ARRAY_LEN(found), found);
		struct candidate_album album = {.id = "album", .name = "Night Ferry"};
		album.artists = on_album;
		album.artist_count =
		    artists_of(arena, names[i].album, ARRAY_LEN(on_album), on_album);
		struct image_facet facet;
		struct candidates answer = answer_of(arena, found, count);
		judge_artist(arena, &credit, &answer, album.artist_count ? &album : NULL,
		             &of_that_year, &facet);
		if (facet.outcome != names[i].outcome) {
			print_message("# %s: %s\n", names[i].what, facet.reason);
		}
		assert_int_equal(facet.outcome, names[i].outcome);
		assert_int_equal(facet.spotify_id != NULL, names[i].spotify_id != NULL);
		if (names[i].spotify_id) {
			assert_string_equal(facet.spotify_id, names[i].spotify_id);
		}
		arena_destroy(arena);
	}
}

/* The only "Orion" found, and the albums that came along: "id year" each, 0 = unknown. */
static const struct {
	const char *what, *albums[3], *known;
	struct face_hints hints;
	enum outcome outcome;
	const char *says;
} published[] = {
    {"an album of that year", {"a 1990"}, NULL, {1990, true, false}, OUTCOME_FOUND, "only artist"},
    {"an older album",
     {"a 2004", "a 1971"},
     NULL,
     {1990, true, false},
     OUTCOME_FOUND,
     "only artist"},
    {"a year late, as dates go",
     {"a 1991"},
     NULL,
     {1990, true, false},
     OUTCOME_FOUND,
     "only artist"},
    {"nothing until later",
     {"a 1992", "a 2015"},
     NULL,
     {1990, true, false},
     OUTCOME_ABSENT,
     "old enough"},
    {"the older ones are another's",
     {"b 1980", "a 2015"},
     NULL,
     {1990, true, false},
     OUTCOME_ABSENT,
     "old enough"},
    {"only another's albums", {"b 1990"}, NULL, {1990, true, false}, OUTCOME_ABSENT, "no album"},
    {"no album at all", {NULL}, NULL, {1990, true, false}, OUTCOME_ABSENT, "no album"},
    {"no album, and no year", {NULL}, NULL, {0}, OUTCOME_ABSENT, "no album"},
    {"before the pressing", {"a 1989"}, NULL, {1990, false, false}, OUTCOME_FOUND, "only"},
    {"the pressing's year", {"a 1990"}, NULL, {1990, false, false}, OUTCOME_ABSENT, "old enough"},
    {"the release's year is unknown", {"a 2015"}, NULL, {0}, OUTCOME_FOUND, "only artist"},
    {"the album's year is unknown",
     {"a 0", "a 2015"},
     NULL,
     {1990, true, false},
     OUTCOME_FOUND,
     "only artist"},
    {"one of several works", {"a 1990"}, NULL, {1990, true, true}, OUTCOME_ABSENT, "several"},
    {"one of several works, by id",
     {"a 1990"},
     "a",
     {1990, true, true},
     OUTCOME_FOUND,
     "earlier verified album"},
    {"known by id", {"a 2015"}, "a", {1990, true, false}, OUTCOME_FOUND, "earlier verified album"},
};

static void the_only_bearer_of_a_name_must_have_published_by_then(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(published); i++) {
		struct arena *arena = arena_create();
		struct candidate_artist orion = ARTIST("a", "Orion"), by[3];
		struct candidate_album albums[3];
		struct candidates answer = {.artists = &orion, .artist_count = 1, .albums = albums};
		struct credit credit = {.raw_name = "Orion", .spotify_id = published[i].known};
		struct image_facet facet;
		for (size_t j = 0; j < 3 && published[i].albums[j]; j++) {
			by[j] = artist_of(arena, published[i].albums[j]);
			albums[j] = (struct candidate_album){.name = "Day Ferry",
			                                     .year = atoi(by[j].name),
			                                     .artists = &by[j],
			                                     .artist_count = 1};
			answer.album_count++;
		}
		judge_artist(arena, &credit, &answer, NULL, &published[i].hints, &facet);
		if (facet.outcome != published[i].outcome) {
			print_message("# %s: %s\n", published[i].what, facet.reason);
		}
		assert_int_equal(facet.outcome, published[i].outcome);
		assert_non_null(strstr(facet.reason, published[i].says));
		arena_destroy(arena);
	}
}

static void no_answer_is_nobody(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	const struct credit credit = {.raw_name = "Orion"};
	struct image_facet facet;
	judge_artist(arena, &credit, NULL, NULL, &of_that_year, &facet);
	assert_int_equal(facet.outcome, OUTCOME_ABSENT);
	arena_destroy(arena);
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
	    cmocka_unit_test(a_name_is_a_face_only_when_it_is_the_whole_name),
	    cmocka_unit_test(the_only_bearer_of_a_name_must_have_published_by_then),
	    cmocka_unit_test(no_answer_is_nobody),
	    cmocka_unit_test(various_and_its_kin_are_not_searchable),
	    cmocka_unit_test(placeholders_are_no_images),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

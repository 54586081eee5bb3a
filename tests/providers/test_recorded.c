/* Every recorded body of a folder that is not part of the project, given to every parser. What a
 * body should give is told by its name, and compared with the body itself. */
#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "providers/discogs_page.h"
#include "providers/euria_answer.h"
#include "providers/spotify_answer.h"
#include "support/fixture.h"
#include "support/test.h"

#include <dirent.h>
#include <fnmatch.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum kind {
	NOTHING, /* every parser refuses it */
	PAGE,
	SEARCH,
	ARTIST,
	TOKEN,
	COMPLETION,
	OTHER, /* not for these parsers: they need only survive it */
};

/* The first pattern that fits counts. */
static const struct {
	const char *pattern;
	enum kind kind;
} kinds[] = {
    {"discogs/collection_4*", NOTHING},
    {"discogs/collection_*", PAGE},
    {"discogs/*", NOTHING},
    {"spotify/search_empty*", NOTHING}, /* a search for tracks */
    {"spotify/search_tracks*", NOTHING},
    {"spotify/search_album_old*", NOTHING}, /* albums without artists, as years ago */
    {"spotify/new_releases_*", NOTHING},    /* the same */
    {"spotify/search_*", SEARCH},
    {"spotify/artists_batch*", NOTHING},
    {"spotify/artist*", ARTIST},
    {"spotify/album_full_*", OTHER}, /* has an id and a name, as an artist does */
    {"spotify/token_4*", NOTHING},
    {"spotify/token_*", TOKEN},
    {"spotify/*", NOTHING},
    {"euria/chat_completion_*", COMPLETION},
    {"euria/*", NOTHING},
};

struct body {
	const char *name;
	char *bytes;
	size_t size_bytes;
	enum kind kind;
	json_t *root; /* NULL where it is no JSON */
};

static void same(const json_t *expected, const char *got)
{
	const char *text = json_string_value(expected);
	if (text_is_empty(text)) {
		assert_null(got);
	} else {
		assert_non_null(got);
		assert_string_equal(got, text);
	}
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* --- what each kind should give ----------------------------------------------------------- */

static void check_row(const struct album *album, const json_t *row)
{
	const json_t *basic = json_object_get(row, "basic_information");
	const json_t *artists = json_object_get(basic, "artists");
	assert_int_equal(album->discogs_id, number(row, "id"));
	assert_int_equal(album->copy.instance_id, number(row, "instance_id"));
	assert_int_equal(album->copy.rating, number(row, "rating"));
	assert_int_equal(album->copy.added_ms > 0, json_object_get(row, "date_added") != NULL);
	assert_int_equal(album->year, number(basic, "year"));
	assert_int_equal(album->master_id, number(basic, "master_id"));
	same(json_object_get(basic, "title"), album->title);
	assert_int_equal(album->credit_count, json_array_size(artists));
	for (size_t i = 0; i < album->credit_count; i++) {
		const json_t *artist = json_array_get(artists, i);
		same(json_object_get(artist, "name"), album->credits[i].raw_name);
		assert_int_equal(album->credits[i].discogs_id, number(artist, "id"));
	}
	assert_int_equal(album->label_count, json_array_size(json_object_get(basic, "labels")));
	assert_int_equal(album->format_count, json_array_size(json_object_get(basic, "formats")));
	assert_int_equal(album->genre_count, json_array_size(json_object_get(basic, "genres")));
	assert_int_equal(album->style_count, json_array_size(json_object_get(basic, "styles")));
	assert_non_null(album->support);
	assert_non_null(album->cover_url);
}

static void check_page(const struct collection_page *page, const json_t *root)
{
	const json_t *pagination = json_object_get(root, "pagination");
	const json_t *rows = json_object_get(root, "releases");
	assert_int_equal(page->page, number(pagination, "page"));
	assert_int_equal(page->page_count, number(pagination, "pages"));
	assert_int_equal(page->item_count, number(pagination, "items"));
	assert_int_equal(page->album_count, json_array_size(rows));
	assert_int_equal(page->unusable_count, 0);
	for (size_t i = 0; i < page->album_count; i++) {
		check_row(page->albums[i], json_array_get(rows, i));
	}
}

static void check_artist(const struct candidate_artist *artist, const json_t *item)
{
	const json_t *images = json_object_get(item, "images");
	same(json_object_get(item, "id"), artist->id);
	same(json_object_get(item, "name"), artist->name);
	same(json_object_get(json_array_get(images, 0), "url"), artist->image.url);
}

static void check_search(const struct candidates *candidates, const json_t *root)
{
	const json_t *albums = json_object_get(json_object_get(root, "albums"), "items");
	const json_t *artists = json_object_get(json_object_get(root, "artists"), "items");
	assert_int_equal(candidates->album_count, json_array_size(albums));
	assert_int_equal(candidates->artist_count, json_array_size(artists));
	assert_true(candidates->album_count + candidates->artist_count > 0);
	for (size_t i = 0; i < candidates->album_count; i++) {
		const json_t *item = json_array_get(albums, i);
		const json_t *urls = json_object_get(item, "external_urls");
		same(json_object_get(item, "id"), candidates->albums[i].id);
		same(json_object_get(item, "name"), candidates->albums[i].name);
		same(json_object_get(urls, "spotify"), candidates->albums[i].url);
	}
	for (size_t i = 0; i < candidates->artist_count; i++) {
		check_artist(&candidates->artists[i], json_array_get(artists, i));
	}
}

static void check_completion(const struct body *body, const struct euria_completion *completion)
{
	const json_t *choice = json_array_get(json_object_get(body->root, "choices"), 0);
	const json_t *message = json_object_get(choice, "message");
	same(json_object_get(message, "content"), completion->text);
	assert_true(completion->is_whole);
}

/* --- every parser, every body ------------------------------------------------------------- */

static void assert_taken(const struct body *body, enum kind parser, bool taken)
{
	if (body->kind != OTHER && taken != (body->kind == parser)) {
		fail_msg("%s: %s by parser %d", body->name, taken ? "taken" : "refused", parser);
	}
}

static void feed_page(const struct body *body)
{
	struct collection_page page;
	struct err err = {0};
	bool taken = discogs_page_parse(body->bytes, body->size_bytes, &page, &err);
	assert_taken(body, PAGE, taken);
	if (taken) {
		check_page(&page, body->root);
	} else {
		assert_int_equal(err.code, ERR_REMOTE);
	}
	discogs_page_finish(&page);
}

static void feed_search(const struct body *body)
{
	struct err err = {0};
	if (!json_object_get(body->root, "albums")) {
		return; /* artists alone: no search of ours */
	}
	bool with_artists = json_object_get(body->root, "artists") != NULL;
	struct candidates *found =
	    spotify_parse_search(body->bytes, body->size_bytes, with_artists, &err);
	assert_taken(body, SEARCH, found != NULL);
	if (found) {
		check_search(found, body->root);
	} else {
		assert_int_equal(err.code, ERR_REMOTE);
	}
	candidates_destroy(found);
}

static void feed_artist(const struct body *body)
{
	struct err err = {0};
	struct candidates *found = spotify_parse_artist(body->bytes, body->size_bytes, &err);
	assert_taken(body, ARTIST, found != NULL);
	if (found) {
		assert_int_equal(found->artist_count, 1);
		check_artist(&found->artists[0], body->root);
	} else {
		assert_int_equal(err.code, ERR_REMOTE);
	}
	candidates_destroy(found);
}

static void feed_token(const struct body *body)
{
	struct err err = {0};
	struct spotify_grant grant;
	bool taken = spotify_parse_token(body->bytes, body->size_bytes, &grant, &err);
	assert_taken(body, TOKEN, taken);
	if (taken) {
		same(json_object_get(body->root, "access_token"), grant.token);
		assert_int_equal(grant.lifetime_ms, number(body->root, "expires_in") * 1000);
	} else {
		assert_int_equal(err.code, ERR_REMOTE);
	}
}

static void feed_completion(const struct body *body)
{
	struct err err = {0};
	struct arena *arena = arena_create();
	struct euria_completion completion;
	bool taken = euria_read_completion(arena, body->bytes, body->size_bytes, &completion, &err);
	assert_taken(body, COMPLETION, taken);
	if (taken) {
		check_completion(body, &completion);
	} else {
		assert_int_equal(err.code, ERR_REMOTE);
	}
	arena_destroy(arena);
}

static void feed(const struct body *body)
{
	feed_page(body);
	feed_search(body);
	feed_artist(body);
	feed_token(body);
	feed_completion(body);
}

/* A recording with its headers holds the body as a text. */
static void feed_exchange(const struct body *exchange)
{
	const json_t *inner = json_object_get(json_array_get(exchange->root, 0), "responseBody");
	json_int_t status = number(json_array_get(exchange->root, 0), "responseStatusCode");
	assert_true(json_is_string(inner));
	struct body body = {
	    .name = exchange->name,
	    .bytes = (char *)json_string_value(inner),
	    .size_bytes = json_string_length(inner),
	    .kind = status == 200 && strstr(exchange->name, "collection") ? PAGE : NOTHING,
	};
	body.root = json_loadb(body.bytes, body.size_bytes, 0, NULL);
	feed(&body);
	json_decref(body.root);
}

static enum kind kind_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (fnmatch(kinds[i].pattern, name, 0) == 0) {
			return kinds[i].kind;
		}
	}
	fail_msg("nobody has said what %s should give", name);
	return NOTHING;
}

static void feed_file(const char *folder, const char *name)
{
	autofree char *path = xasprintf("%s/%s", folder, name);
	uint64_t size_bytes;
	struct body body = {.name = name, .kind = kind_of(name)};
	body.bytes = file_read(path, &size_bytes);
	body.size_bytes = size_bytes;
	body.root = json_loadb(body.bytes, body.size_bytes, 0, NULL);
	feed(&body);
	if (strstr(name, "/exchange_")) {
		feed_exchange(&body);
	}
	json_decref(body.root);
	free(body.bytes);
}

/* The number of bodies in the folder of one provider. */
static size_t feed_folder(const char *folder, const char *provider)
{
	autofree char *path = xasprintf("%s/%s", folder, provider);
	DIR *entries = opendir(path);
	struct dirent *entry;
	size_t count = 0;
	while (entries && (entry = readdir(entries))) {
		autofree char *name = xasprintf("%s/%s", provider, entry->d_name);
		if (entry->d_name[0] != '.') {
			feed_file(folder, name);
			count++;
		}
	}
	if (entries) {
		closedir(entries);
	}
	return count;
}

static const char *recordings(void)
{
	const char *folder = getenv("SILLON_FIXTURES");
	return folder && access(folder, R_OK) == 0 ? folder : NULL;
}

static void every_recorded_body_gives_what_its_kind_should_give(void **state)
{
	(void)state;
	assert_true(feed_folder(recordings(), "discogs") > 0);
	assert_true(feed_folder(recordings(), "spotify") > 0);
	assert_true(feed_folder(recordings(), "euria") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_recorded_body_gives_what_its_kind_should_give),
	};
	if (!recordings()) {
		/* cmocka's own skip is "not ok … # SKIP", which counts as a failure. */
		puts("1..0 # SKIP no folder of recorded bodies in SILLON_FIXTURES");
		return 0;
	}
	return cmocka_run_group_tests_name("recorded", tests, NULL, NULL);
}

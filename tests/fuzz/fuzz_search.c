/* Any text as words to search for: however it is put into the index' own language, the database
 * never finds a mistake in it, and an album is found by its own title.
 *
 * The input is a byte for the order, then the text. */
#include "base/arena.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "loop/loop.h"
#include "match/fold.h"
#include "store/albums.h"
#include "store/artists.h"
#include "store/shelf.h"
#include "support/fixture.h"

#include <string.h>

/* What the interface takes at most, in characters of four bytes. */
#define SEARCH_MAX_BYTES 800

static struct shelf *shelf;

static const struct record records[] = {
    {.release_id = 1, .title = "Night Ferry", .artist = "Harbour", .artist_id = 61},
    {.release_id = 2, .title = "!!!", .artist = "Salt Choir", .artist_id = 62},
    {.release_id = 3, .title = "AND OR NOT NEAR(\"x*\")", .artist = "^", .artist_id = 63},
};

static void close_shelf(void)
{
	shelf_destroy(shelf);
}

static void prepare(void)
{
	if (shelf) {
		return;
	}
	shelf = shelf_create();
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		shelf_add(shelf, &records[i]);
	}
	atexit(close_shelf);
}

struct answer {
	bool done;
	size_t count;
	int64_t total;
};

static void note(void *data, size_t count, int64_t total, const struct err *err)
{
	struct answer *answer = data;
	check(!err && !answer->done);
	*answer = (struct answer){true, count, total};
}

static void on_albums(void *data, const struct album_entry *entries, size_t count, int64_t total,
                      const struct err *err)
{
	(void)entries;
	note(data, count, total, err);
}

static void on_artists(void *data, const struct artist_entry *entries, size_t count, int64_t total,
                       const struct err *err)
{
	(void)entries;
	note(data, count, total, err);
}

static void check_answer(const struct answer *answer)
{
	run_until(shelf->loop, &answer->done);
	check(answer->total >= 0 && answer->total <= (int64_t)ARRAY_LEN(records));
	check((int64_t)answer->count == answer->total);
}

static bool is_title(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		if (strcmp(records[i].title, text) == 0) {
			return true;
		}
	}
	return false;
}

static void search(unsigned order, const char *text)
{
	struct arena *arena = arena_create();
	struct answer albums = {0}, artists = {0};
	const char *words = fold_text(arena, text);
	const struct album_filter filter = {
	    .search = text,
	    .search_words = words,
	    .sort = order % (ALBUM_SORT_YEAR + 1),
	    .descending = order & 0x10,
	    .page = 1,
	    .page_size = 100,
	};
	store_list_albums(shelf->store, &filter, on_albums, &albums);
	check_answer(&albums);
	check(!is_title(text) || albums.total >= 1);
	const struct artist_filter by_name = {.search_words = words, .page = 1, .page_size = 100};
	store_list_artists(shelf->store, &by_name, on_artists, &artists);
	check_answer(&artists);
	arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	prepare();
	struct input input = input_of(bytes, size);
	unsigned order = input_byte(&input);
	size_t length;
	autofree char *text = input_rest(&input, &length);
	bool is_text = length > 0 && length <= SEARCH_MAX_BYTES && is_utf8(text, strlen(text));
	if (is_text && *text) { /* as web/params.c sees to */
		search(order, text);
	}
	return 0;
}

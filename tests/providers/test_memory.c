/* What is read from a provider and asked of one, where memory runs out: whole, or not at all. */
#include "base/arena.h"
#include "base/err.h"
#include "base/jmake.h"
#include "base/mem.h"
#include "outside.h"
#include "providers/discogs_page.h"
#include "providers/euria_answer.h"
#include "providers/euria_prompt.h"
#include "providers/spotify_answer.h"
#include "support/scarce.h"
#include "support/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What the child read must be what the parent did. */
static void expect(bool whole)
{
	if (!whole) {
		exit(1);
	}
}

static void read_a_page(void *data)
{
	struct collection_page page = {0};
	struct err err;
	jmake_use_mem();
	expect(discogs_page_parse(data, strlen(data), &page, &err));
	expect(page.album_count == 2 && page.albums[0]->credit_count > 0 &&
	       page.albums[0]->format_count > 0);
	discogs_page_finish(&page);
}

static void a_page_is_whole_or_ends_the_process(void **state)
{
	static char page[] =
	    "{\"pagination\":{\"page\":1,\"pages\":1,\"items\":2,\"per_page\":100},\"releases\":["
	    "{\"id\":1,\"instance_id\":11,\"date_added\":\"2020-01-02T03:04:05-08:00\","
	    "\"basic_information\":{\"id\":1,\"master_id\":5,\"title\":\"Night Ferry\","
	    "\"year\":1998,\"artists\":[{\"id\":3,\"name\":\"Harbour (3)\",\"anv\":\"\","
	    "\"join\":\"\"}],\"labels\":[{\"name\":\"Quayside\",\"catno\":\"QS 012\"}],"
	    "\"formats\":[{\"name\":\"Vinyl\",\"qty\":\"2\",\"descriptions\":[\"LP\"]}],"
	    "\"genres\":[\"Electronic\"],\"styles\":[\"Dub\"]}},"
	    "{\"id\":2,\"instance_id\":12,\"basic_information\":{\"id\":2,\"title\":\"Quay\","
	    "\"artists\":[{\"id\":4,\"name\":\"Salt Choir\"}]}}]}";
	(void)state;
	assert_true(every_allocation_is_wanted(read_a_page, page, 1) > 100);
}

static void read_a_search(void *data)
{
	struct err err;
	jmake_use_mem();
	struct candidates *found = spotify_parse_search(data, strlen(data), true, &err);
	expect(found && found->album_count == 1 && found->albums[0].artist_count == 1 &&
	       found->artist_count == 1);
	candidates_destroy(found);
}

static void a_search_is_whole_or_ends_the_process(void **state)
{
	static char answer[] =
	    "{\"albums\":{\"items\":[null,{\"id\":\"4ZfQp0nXn5uGZ1mB6Tt8aC\",\"name\":\"Quay\","
	    "\"album_type\":\"album\",\"release_date\":\"1998-02-01\",\"total_tracks\":9,"
	    "\"external_urls\":{\"spotify\":\"https://open.spotify.com/album/"
	    "4ZfQp0nXn5uGZ1mB6Tt8aC\"},\"artists\":[{\"id\":\"2bD1kq7VYlZr0sQ9oP3xHe\","
	    "\"name\":\"Salt Choir\"}]}]},\"artists\":{\"items\":[{\"id\":"
	    "\"2bD1kq7VYlZr0sQ9oP3xHe\",\"name\":\"Salt Choir\",\"images\":[{\"url\":"
	    "\"https://i.scdn.co/image/1\",\"width\":640,\"height\":640}]}]}}";
	(void)state;
	assert_true(every_allocation_is_wanted(read_a_search, answer, 1) > 50);
}

static void read_a_completion(void *data)
{
	struct euria_completion completion;
	const char *notices[2];
	struct err err;
	jmake_use_mem();
	struct arena *arena = arena_create();
	expect(euria_read_completion(arena, data, strlen(data), &completion, &err));
	expect(completion.is_whole && euria_read_notices(arena, completion.text, notices, 2) &&
	       notices[0] && notices[1]);
	arena_destroy(arena);
}

static void a_completion_is_whole_or_ends_the_process(void **state)
{
	static char answer[] =
	    "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
	    "\"content\":\"{\\\"notices\\\":[{\\\"id\\\":1,\\\"text\\\":\\\"Un.\\\"},"
	    "{\\\"id\\\":2,\\\"text\\\":\\\"Deux.\\\"}]}\"}}]}";
	(void)state;
	assert_true(every_allocation_is_wanted(read_a_completion, answer, 1) > 30);
}

static char *prompt_for_two(void)
{
	static const char *genres[] = {"Electronic", "Dub"};
	struct credit credit = {.name = "Harbour", .raw_name = "Harbour (3)"};
	struct album *album = album_create();
	struct arena *arena = album->arena;
	album->title = "Night Ferry";
	album->year = 2012;
	album->credits = &credit;
	album->credit_count = 1;
	album->genres = genres;
	album->genre_count = ARRAY_LEN(genres);
	struct album_facts *facts = arena_alloc(arena, 1, sizeof(*facts));
	album_facts_read(arena, album, facts);
	const struct album_facts *both[] = {facts, facts};
	char *prompt = euria_prompt(&(struct euria_question){
	    .model = "some/model", .language = "fr", .strict = true, .albums = both, .count = 2});
	album_destroy(album);
	return prompt;
}

static void ask_for_two(void *data)
{
	jmake_use_mem();
	autofree char *prompt = prompt_for_two();
	expect(prompt && strcmp(prompt, data) == 0);
}

static void a_prompt_is_whole_or_ends_the_process(void **state)
{
	autofree char *prompt = prompt_for_two();
	(void)state;
	assert_non_null(prompt);
	assert_true(every_allocation_is_wanted(ask_for_two, prompt, 1) > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_page_is_whole_or_ends_the_process),
	    cmocka_unit_test(a_search_is_whole_or_ends_the_process),
	    cmocka_unit_test(a_completion_is_whole_or_ends_the_process),
	    cmocka_unit_test(a_prompt_is_whole_or_ends_the_process),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

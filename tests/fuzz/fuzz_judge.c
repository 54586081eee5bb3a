/* Any texts as a release and as what Spotify offers for it: a link is one of the candidates, every
 * verdict has its reasons, and the order in which the candidates came changes nothing.
 *
 * The input is lines, their fields divided by "|", several names by ";". The release:
 * credit|title|year|year of the music|format descriptions. Each candidate: artists|name|year|type|
 * tracks. "Name@x" gives an artist the id "x". */
#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "match/face.h"
#include "match/judge.h"
#include "match/query.h"

#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 12
#define NAMES_MAX 6
#define TEXT_MAX_BYTES 1000

/* The next field of a line; NULL where it is empty. */
static const char *take(struct arena *arena, struct input *line, char stop)
{
	autofree char *raw = input_until(line, stop, NULL);
	char clean[TEXT_MAX_BYTES + 1];
	text_clean(clean, sizeof(clean), raw);
	return *clean ? arena_strdup(arena, clean) : NULL;
}

static int take_number(struct arena *arena, struct input *line, long long max)
{
	const char *text = take(arena, line, '|');
	long long number = 0;
	text_to_int(text, 0, max, &number);
	return (int)number;
}

/* "Name@id"; the id may be absent. */
static const char *take_id(struct arena *arena, const char *name, const char **plain)
{
	const char *at = strrchr(name, '@');
	*plain = at && at > name ? arena_strndup(arena, name, (size_t)(at - name)) : name;
	return at && at > name && at[1] ? at + 1 : NULL;
}

static size_t take_names(struct arena *arena, struct input *line, const char *names[NAMES_MAX])
{
	autofree char *field = input_until(line, '|', NULL);
	struct input rest = {field, field + strlen(field)};
	size_t count = 0;
	while (rest.at < rest.end && count < NAMES_MAX) {
		const char *name = take(arena, &rest, ';');
		if (name) {
			names[count++] = name;
		}
	}
	return count;
}

static struct album *take_album(struct input *line)
{
	struct album *album = album_create();
	struct arena *arena = album->arena;
	const char *names[NAMES_MAX];
	size_t count = take_names(arena, line, names);
	album->credits = arena_alloc(arena, NAMES_MAX, sizeof(*album->credits));
	for (size_t i = 0; i < count; i++) {
		struct credit *credit = &album->credits[album->credit_count++];
		credit->spotify_id = take_id(arena, names[i], &credit->name);
		credit->raw_name = credit->name;
		credit->discogs_id = (int64_t)i + 1;
	}
	const char *title = take(arena, line, '|');
	album->title = title ? title : "Night Ferry";
	album->year = take_number(arena, line, 9999);
	album->original_year = take_number(arena, line, 9999);
	album->formats = arena_alloc(arena, 1, sizeof(*album->formats));
	album->format_count = 1;
	album->formats[0] = (struct format){.name = "Vinyl", .quantity = 1};
	album->formats[0].descriptions = arena_alloc(arena, NAMES_MAX, sizeof(const char *));
	album->formats[0].description_count =
	    take_names(arena, line, album->formats[0].descriptions);
	return album;
}

static void take_candidate(struct arena *arena, struct input *line, size_t number,
                           struct candidate_album *out)
{
	const char *names[NAMES_MAX];
	size_t count = take_names(arena, line, names);
	const char *name = take(arena, line, '|');
	*out = (struct candidate_album){.name = name ? name : ""};
	out->id = arena_printf(arena, "id%zu", number);
	out->url = arena_printf(arena, "https://open.spotify.com/album/%s", out->id);
	out->artists = arena_alloc(arena, NAMES_MAX, sizeof(*out->artists));
	for (size_t i = 0; i < count; i++) {
		struct candidate_artist *artist = &out->artists[out->artist_count++];
		artist->id = take_id(arena, names[i], &artist->name);
	}
	out->year = take_number(arena, line, 9999);
	out->type = take(arena, line, '|');
	out->track_count = take_number(arena, line, 99999);
}

static size_t take_candidates(struct arena *arena, struct input *input,
                              struct candidate_album *candidates)
{
	size_t count = 0;
	while (input->at < input->end && count < CANDIDATES_MAX) {
		autofree char *text = input_until(input, '\n', NULL);
		struct input line = {text, text + strlen(text)};
		take_candidate(arena, &line, count, &candidates[count]);
		count++;
	}
	return count;
}

static bool is_offered(const char *id, const struct candidate_album *candidates, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(candidates[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

static void check_link(const struct link_facet *link, const struct candidate_album *candidates,
                       size_t count)
{
	check(link->verdict == VERDICT_ABSENT || link->verdict == VERDICT_AMBIGUOUS ||
	      link->verdict == VERDICT_VERIFIED);
	bool verified = link->verdict == VERDICT_VERIFIED;
	check(verified == (link->spotify_id != NULL) && verified == (link->url != NULL));
	check(!verified || is_offered(link->spotify_id, candidates, count));
	check(!verified || strstr(link->url, link->spotify_id));
	check(link->reason_count > 0);
	for (size_t i = 0; i < link->reason_count; i++) {
		check(*link->reasons[i] && is_clean(link->reasons[i]));
	}
	check(link->candidate_count <= JUDGE_KEPT_MAX);
	check(link->verdict != VERDICT_AMBIGUOUS || link->candidate_count > 0);
	for (size_t i = 0; i < link->candidate_count; i++) {
		check(is_offered(link->candidates[i].id, candidates, count));
	}
}

static void check_same(const struct link_facet *one, const struct link_facet *other)
{
	check(one->verdict == other->verdict);
	check(!one->spotify_id || strcmp(one->spotify_id, other->spotify_id) == 0);
	check(one->artist_certain == other->artist_certain && one->year == other->year);
	check(one->candidate_count == other->candidate_count);
	for (size_t i = 0; i < one->candidate_count; i++) {
		check(strcmp(one->candidates[i].id, other->candidates[i].id) == 0);
	}
}

static void check_album(struct arena *arena, const struct album *album,
                        const struct candidate_album *candidates, size_t count)
{
	struct candidate_album turned[CANDIDATES_MAX];
	const struct judge_hints searching = {.searching = true};
	struct link_facet link, other;
	for (size_t i = 0; i < count; i++) {
		turned[i] = candidates[count - 1 - i];
	}
	judge_album(arena, album, candidates, count, NULL, &link);
	check_link(&link, candidates, count);
	judge_album(arena, album, turned, count, NULL, &other);
	check_same(&link, &other);
	judge_album(arena, album, candidates, count, &searching, &other);
	check_link(&other, candidates, count);
}

static void check_face(struct arena *arena, const struct credit *credit,
                       const struct candidates *answer, const struct candidate_album *verified)
{
	const struct face_hints hints = {.year = 1998, .year_trusted = true};
	struct image_facet face;
	judge_artist(arena, credit, answer, verified, &hints, &face);
	check(face.outcome != OUTCOME_FOUND || face.image.url);
	check(face.outcome == OUTCOME_FOUND || !face.image.url);
	check(face.outcome != OUTCOME_PENDING || face.spotify_id);
	check(face.outcome == OUTCOME_PENDING || (face.reason && *face.reason));
}

static void check_faces(struct arena *arena, const struct album *album,
                        struct candidate_album *candidates, size_t count)
{
	struct candidates answer = {.arena = arena, .albums = candidates, .album_count = count};
	answer.artists = arena_alloc(arena, CANDIDATES_MAX, sizeof(*answer.artists));
	for (size_t i = 0; i < count; i++) {
		if (candidates[i].artist_count > 0 && candidates[i].artists[0].id) {
			struct candidate_artist *artist = &answer.artists[answer.artist_count++];
			*artist = candidates[i].artists[0];
			artist->image = (struct image){"https://i.scdn.co/image/aa01", 640, 640};
		}
	}
	for (size_t i = 0; i < album->credit_count; i++) {
		check_face(arena, &album->credits[i], &answer, NULL);
		check_face(arena, &album->credits[i], &answer, count ? &candidates[0] : NULL);
		check_face(arena, &album->credits[i], NULL, NULL);
	}
}

static void check_query(const char *query)
{
	size_t characters = 0;
	check(*query && is_clean(query));
	for (const char *at = query; *at; at++) {
		characters += ((unsigned char)*at & 0xC0) != 0x80;
	}
	check(characters <= QUERY_MAX_CHARACTERS);
}

static void check_queries(struct arena *arena, const struct album *album)
{
	const char *queries[QUERY_MAX];
	size_t count = query_for_album(arena, album, queries);
	check(count <= QUERY_MAX);
	for (size_t i = 0; i < count; i++) {
		check_query(queries[i]);
	}
	for (size_t i = 0; i < album->credit_count; i++) {
		const char *query = query_for_artist(arena, &album->credits[i]);
		if (query) {
			check_query(query);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	autofree char *first = input_until(&input, '\n', NULL);
	struct input line = {first, first + strlen(first)};
	struct album *album = take_album(&line);
	struct candidate_album candidates[CANDIDATES_MAX];
	size_t count = take_candidates(album->arena, &input, candidates);
	check_queries(album->arena, album);
	check_album(album->arena, album, candidates, count);
	check_faces(album->arena, album, candidates, count);
	album_destroy(album);
	return 0;
}

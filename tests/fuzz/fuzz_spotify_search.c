/* Any bytes as the answer of Spotify's search: what is read is what model/candidate.h says, and no
 * link leads anywhere but to an album on Spotify. */
#include "base/err.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "providers/spotify_answer.h"

#include <string.h>

#define TEXT_MAX 1000
#define LIST_MAX 50
#define PREFIX "https://open.spotify.com/album/"

static void check_id(const char *id)
{
	static const char alphabet[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	check(*id && strlen(id) <= 64 && strspn(id, alphabet) == strlen(id));
}

static void check_artist(const struct candidate_artist *artist)
{
	check(artist->name && is_model_text(artist->name, TEXT_MAX));
	if (artist->id) {
		check_id(artist->id);
	}
	const struct image *image = &artist->image;
	check(!image->url || strncmp(image->url, "https://", 8) == 0);
	check(is_model_text(image->url, TEXT_MAX));
	check(image->width >= 0 && image->width <= 100000);
	check(image->height >= 0 && image->height <= 100000);
	check(image->url || (image->width == 0 && image->height == 0));
}

static void check_album(const struct candidate_album *album)
{
	check(album->id && album->url && album->name);
	check_id(album->id);
	check(strncmp(album->url, PREFIX, strlen(PREFIX)) == 0);
	check(strcmp(album->url + strlen(PREFIX), album->id) == 0);
	check(!*album->name || is_model_text(album->name, TEXT_MAX));
	check(is_model_text(album->type, TEXT_MAX));
	check(album->track_count >= 0 && album->track_count < 100000);
	check(album->year == 0 || (album->year >= 1000 && album->year <= 9999));
	check(album->artist_count <= LIST_MAX);
	for (size_t i = 0; i < album->artist_count; i++) {
		check_artist(&album->artists[i]);
	}
}

static void check_answer(const char *body, size_t size, bool with_artists)
{
	struct err err = {0};
	struct candidates *answer = spotify_parse_search(body, size, with_artists, &err);
	if (!answer) {
		check_err(&err, ERR_REMOTE);
		return;
	}
	check(answer->album_count <= LIST_MAX && answer->artist_count <= LIST_MAX);
	for (size_t i = 0; i < answer->album_count; i++) {
		check_album(&answer->albums[i]);
	}
	for (size_t i = 0; i < answer->artist_count; i++) {
		check(answer->artists[i].id);
		check_artist(&answer->artists[i]);
	}
	candidates_destroy(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	check_answer((const char *)bytes, size, false);
	check_answer((const char *)bytes, size, true);
	return 0;
}

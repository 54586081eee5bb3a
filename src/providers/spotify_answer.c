#include "providers/spotify_answer.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A search of one type is asked for at most 10 (the maximum since February 2026); older answers
 * had 50. */
#define ITEMS_MAX 50
#define TEXT_MAX_BYTES 1000

static const char *take(struct arena *arena, const json_t *object, const char *key)
{
	const char *text = jget_str(object, key);
	return text ? arena_strndup(arena, text, text_cut(text, TEXT_MAX_BYTES)) : NULL;
}

static size_t list_size(const json_t *list)
{
	size_t size = json_array_size(list);
	return size < ITEMS_MAX ? size : ITEMS_MAX;
}

/* Ids are 22 letters and digits: anything else must not get into a link. */
static bool is_id(const char *id)
{
	static const char alphabet[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t length = id ? strlen(id) : 0;
	return length > 0 && length <= 64 && strspn(id, alphabet) == length;
}

static int read_size(const json_t *image, const char *key)
{
	int64_t pixels = jget_int(image, key, 0);
	return pixels > 0 && pixels <= 100000 ? (int)pixels : 0;
}

/* Documented as widest first; looked at all the same. */
static struct image read_widest(struct arena *arena, const json_t *images)
{
	struct image widest = {0};
	for (size_t i = 0; i < list_size(images); i++) {
		const json_t *item = json_array_get(images, i);
		const char *url = jget_str(item, "url");
		int width = read_size(item, "width");
		bool usable = url && text_starts(url, "https://") && strlen(url) <= TEXT_MAX_BYTES;
		if (usable && (!widest.url || width > widest.width)) {
			widest = (struct image){arena_strdup(arena, url), width,
			                        read_size(item, "height")};
		}
	}
	return widest;
}

/* False where it has no name. */
static bool read_artist(struct arena *arena, const json_t *item, struct candidate_artist *out)
{
	const char *id = jget_str(item, "id");
	*out = (struct candidate_artist){
	    .id = is_id(id) ? arena_strdup(arena, id) : NULL,
	    .name = take(arena, item, "name"),
	    .image = read_widest(arena, jget_array(item, "images")),
	};
	return out->name != NULL;
}

/* A credit is read with what it has; a result of the search is of no use without its id. */
static size_t read_artists(struct arena *arena, const json_t *items, bool with_id,
                           struct candidate_artist **out)
{
	size_t size = list_size(items), count = 0;
	*out = arena_alloc(arena, size, sizeof(**out));
	for (size_t i = 0; i < size; i++) {
		struct candidate_artist *artist = &(*out)[count];
		count += read_artist(arena, json_array_get(items, i), artist) &&
		         (artist->id || !with_id);
	}
	return count;
}

/* "1998", "1998-05", "1998-05-04"; "0000" has been seen for unknown. */
static int read_year(const json_t *album)
{
	const char *date = jget_str(album, "release_date");
	int year = 0;
	return date && sscanf(date, "%4d", &year) == 1 && year >= 1000 ? year : 0;
}

static bool read_album(struct arena *arena, const json_t *item, struct candidate_album *out)
{
	const char *id = jget_str(item, "id");
	if (!is_id(id)) {
		return false;
	}
	int64_t tracks = jget_int(item, "total_tracks", 0);
	const char *name = take(arena, item, "name");
	*out = (struct candidate_album){
	    .id = arena_strdup(arena, id),
	    .url = arena_printf(arena, "https://open.spotify.com/album/%s", id),
	    .name = name ? name : "",
	    .type = take(arena, item, "album_type"),
	    .track_count = tracks > 0 && tracks < 100000 ? (int)tracks : 0,
	    .year = read_year(item),
	};
	out->artist_count = read_artists(arena, jget_array(item, "artists"), false, &out->artists);
	return true;
}

static void read_albums(struct candidates *out, const json_t *items)
{
	size_t size = list_size(items);
	out->albums = arena_alloc(out->arena, size, sizeof(*out->albums));
	for (size_t i = 0; i < size; i++) {
		const json_t *item = json_array_get(items, i);
		out->album_count += read_album(out->arena, item, &out->albums[out->album_count]);
	}
}

/* Whether it has what each artist has. */
static bool is_whole_artist(const json_t *item)
{
	return is_id(jget_str(item, "id")) && jget_str(item, "name") && jget_array(item, "images");
}

/* Its date may be missing: most albums can be told apart without one. */
static bool is_whole_album(const json_t *item)
{
	const json_t *artist = json_array_get(jget_array(item, "artists"), 0);
	return is_id(jget_str(item, "id")) && json_is_string(json_object_get(item, "name")) &&
	       is_id(jget_str(artist, "id")) && jget_str(artist, "name");
}

/* Single entries may be odd; where not one is whole, the answer is not what was asked for. */
static bool has_whole(const json_t *items, bool (*is_whole)(const json_t *item))
{
	bool any = false;
	for (size_t i = 0; i < list_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		if (is_whole(item)) {
			return true;
		}
		any |= !json_is_null(item);
	}
	return !any;
}

struct candidates *spotify_parse_search(const char *body, size_t size_bytes, bool with_artists,
                                        struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	const json_t *albums = jget_array(jget_object(root, "albums"), "items");
	const json_t *artists = jget_array(jget_object(root, "artists"), "items");
	bool usable = albums && has_whole(albums, is_whole_album) && (artists || !with_artists) &&
	              has_whole(artists, is_whole_artist);
	if (!usable) {
		if (root) {
			err_set(err, ERR_REMOTE, "no usable albums or artists in it");
		}
		err_wrap(err, "search answer");
		return NULL;
	}
	struct candidates *out = candidates_create();
	read_albums(out, albums);
	out->artist_count = read_artists(out->arena, artists, true, &out->artists);
	return out;
}

struct candidates *spotify_parse_artist(const char *body, size_t size_bytes, struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	struct candidates *out = candidates_create();
	out->artists = arena_alloc(out->arena, 1, sizeof(*out->artists));
	if (is_whole_artist(root) && read_artist(out->arena, root, &out->artists[0])) {
		out->artist_count = 1;
		return out;
	}
	if (root) {
		err_set(err, ERR_REMOTE, "no name, id and images in it");
	}
	err_wrap(err, "artist answer");
	candidates_destroy(out);
	return NULL;
}

bool spotify_parse_token(const char *body, size_t size_bytes, struct spotify_grant *out,
                         struct err *err)
{
	json_auto_t *root = jget_parse(body, size_bytes, err);
	const char *token = jget_str(root, "access_token");
	const char *type = jget_str(root, "token_type");
	int64_t seconds = jget_int(root, "expires_in", 0);
	if (!root) {
		return err_wrap(err, "token answer");
	}
	/* It becomes a header: no space, no control character. */
	size_t printable = 0;
	while (token && token[printable] > 0x20 && token[printable] < 0x7F) {
		printable++;
	}
	if (!token || token[printable] || printable >= sizeof(out->token) || seconds <= 0 ||
	    (type && strcasecmp(type, "Bearer") != 0)) {
		return err_set(err, ERR_REMOTE, "token answer: no usable bearer token in it");
	}
	snprintf(out->token, sizeof(out->token), "%s", token);
	out->lifetime_ms = (seconds > 86400 ? 86400 : seconds) * 1000;
	return true;
}

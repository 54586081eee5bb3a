#include "providers/spotify_json.h"

#include <inttypes.h>

#include "base/draw.h"
#include "world/names.h"

struct size {
	const char *prefix; /* of the image's name: its kind and size */
	unsigned pixels;
};
static const struct size album_sizes[3] = {
    {"ab67616d0000b273", 640}, {"ab67616d00001e02", 300}, {"ab67616d00004851", 64}};
static const struct size artist_sizes[3] = {
    {"ab6761610000e5eb", 640}, {"ab67616100005174", 320}, {"ab6761610000f178", 160}};

static void add_image_name(uint64_t image, const struct size *size, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	char name[24];
	uint64_t more = mix64(image);
	for (unsigned i = 0; i < sizeof(name); i++) {
		name[i] = digits[(i < 16 ? image >> (4 * i) : more >> (4 * (i - 16))) & 15];
	}
	buf_text(out, "https://i.scdn.co/image/");
	buf_text(out, size->prefix);
	buf_add(out, name, sizeof(name));
}

/* Widest first. 0: no image. */
static void add_images(uint64_t image, const struct size sizes[3], struct buf *out)
{
	buf_key(out, "images");
	buf_char(out, '[');
	for (unsigned i = 0; image && i < 3; i++) {
		buf_comma(out);
		buf_text(out, "{\"url\":\"");
		add_image_name(image, &sizes[i], out);
		buf_text(out, "\",\"height\":");
		buf_int(out, sizes[i].pixels);
		buf_text(out, ",\"width\":");
		buf_int(out, sizes[i].pixels);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void add_identity(const struct stage *stage, const char *kind, const char *id,
                         const char *name, struct buf *out)
{
	buf_key(out, "external_urls");
	buf_text(out, "{\"spotify\":\"https://open.spotify.com/");
	buf_text(out, kind);
	buf_char(out, '/');
	buf_text(out, id);
	buf_text(out, "\"},\"href\":\"");
	buf_text(out, stage->base_urls[HOST_SPOTIFY]);
	buf_text(out, "/v1/");
	buf_text(out, kind);
	buf_text(out, "s/");
	buf_text(out, id);
	buf_char(out, '"');
	buf_key_text(out, "id", id);
	buf_key_text(out, "name", name);
	buf_key_text(out, "type", kind);
	buf_text(out, ",\"uri\":\"spotify:");
	buf_text(out, kind);
	buf_char(out, ':');
	buf_text(out, id);
	buf_char(out, '"');
}

static void add_artists(const struct stage *stage, const struct listing *listing, struct buf *out)
{
	buf_key(out, "artists");
	buf_char(out, '[');
	for (unsigned i = 0; i < listing->artist_count; i++) {
		buf_comma(out);
		buf_char(out, '{');
		add_identity(stage, "artist", listing->artists[i].id, listing->artists[i].name,
		             out);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void add_track(const struct stage *stage, const struct listing *listing, unsigned number,
                      struct buf *out)
{
	struct room room;
	char id[BASE62_ID_LENGTH + 1];
	uint64_t drawn = draw(world_listing_image(stage->world, listing), 800, number);
	room_init(&room);
	base62_encode(stage->seed, drawn >> 8, id);
	buf_comma(out);
	buf_char(out, '{');
	add_artists(stage, listing, out);
	buf_text(out, ",\"disc_number\":1");
	buf_key_int(out, "duration_ms", 120000 + pick(drawn, 240000));
	buf_text(out, ",\"explicit\":false");
	add_identity(stage, "track", id,
	             name_title(drawn, listing->slot, number, LANGUAGE_EN, &room), out);
	buf_text(out, ",\"is_local\":false");
	buf_key_int(out, "track_number", number);
	buf_char(out, '}');
}

static void add_full(const struct stage *stage, const struct listing *listing, struct buf *out)
{
	buf_text(out, ",\"tracks\":{\"href\":\"");
	buf_printf(out, "%s/v1/albums/%s/tracks?offset=0&limit=50\"",
	           stage->base_urls[HOST_SPOTIFY], listing->id);
	buf_printf(
	    out,
	    ",\"limit\":50,\"next\":null,\"offset\":0,\"previous\":null,\"total\":%u,\"items\":[",
	    listing->tracks);
	for (unsigned number = 1; number <= listing->tracks; number++) {
		add_track(stage, listing, number, out);
	}
	buf_printf(out, "]},\"copyrights\":[{\"text\":\"%.4s Stand-in Records\",\"type\":\"P\"}]",
	           listing->release_date);
	buf_printf(out, ",\"external_ids\":{\"upc\":\"%012" PRIu64 "\"},\"genres\":[]",
	           world_listing_image(stage->world, listing) % UINT64_C(1000000000000));
}

void spotify_json_album(const struct stage *stage, const struct listing *listing, bool full,
                        bool images, struct buf *out)
{
	buf_char(out, '{');
	buf_key_text(out, "album_type", listing->type);
	buf_key_int(out, "total_tracks", listing->tracks);
	add_images(images ? world_listing_image(stage->world, listing) : 0, album_sizes, out);
	buf_key_text(out, "release_date", listing->release_date);
	buf_key_text(out, "release_date_precision", listing->precision);
	add_identity(stage, "album", listing->id, listing->title, out);
	add_artists(stage, listing, out);
	if (full) {
		add_full(stage, listing, out);
	}
	buf_char(out, '}');
}

void spotify_json_artist(const struct stage *stage, const struct spotify_artist *artist,
                         bool images, struct buf *out)
{
	uint64_t image = world_face_image(stage->world, artist->face, artist->number);
	buf_char(out, '{');
	add_images(images ? image : 0, artist_sizes, out);
	add_identity(stage, "artist", artist->id, artist->name, out);
	buf_char(out, '}');
}

bool spotify_json_artist_image(const struct stage *stage, const struct spotify_artist *artist,
                               struct buf *out)
{
	uint64_t image = world_face_image(stage->world, artist->face, artist->number);
	if (image) {
		add_image_name(image, &artist_sizes[0], out);
	}
	return image != 0;
}

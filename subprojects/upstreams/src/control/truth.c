#include "control/truth.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "http/exchange.h"
#include "providers/spotify_json.h"
#include "upstreams.h"

enum { PART_SIZE = 65536 };

enum part { PART_RELEASES, PART_ARTISTS, PART_DECOYS, PART_ARTIST_DECOYS, PART_END };
static const char *const part_names[PART_END] = {"releases", "artists", "decoys", "artist_decoys"};

/* The numbers of what there is to tell, each once. */
struct list {
	uint32_t *numbers;
	uint32_t count;
};

struct truth {
	const struct stage *stage;
	struct list releases, artists;
	enum part part;
	uint32_t next; /* in the part's list */
	bool opened;   /* the part's bracket is written */
	bool comma;    /* something of the part is written */
};

/* Remembers which numbers were seen; 0xffffffff (Various) has the last bit. */
struct seen {
	unsigned char *bits;
	uint32_t size;
};

static bool is_new(struct seen *seen, uint32_t number)
{
	uint32_t at = number < seen->size ? number : seen->size;
	unsigned char bit = (unsigned char)(1u << at % 8);
	bool known = seen->bits[at / 8] & bit;
	seen->bits[at / 8] |= bit;
	return !known;
}

static struct seen seen_create(uint32_t size)
{
	return (struct seen){xcalloc(size / 8 + 1, 1), size};
}

static void append(struct list *list, uint32_t number)
{
	if ((list->count & (list->count - 1)) == 0) { /* at powers of two */
		list->numbers =
		    xrealloc(list->numbers, list->count ? list->count * 2 : 1, sizeof(number));
	}
	list->numbers[list->count++] = number;
}

static void gather_artists(const struct stage *stage, uint32_t work, struct seen *seen,
                           struct list *artists)
{
	struct room room;
	struct release release;
	room_init(&room);
	world_work(stage->world, work, &room, &release);
	for (unsigned i = 0; i < release.credit_count; i++) {
		if (is_new(seen, release.credits[i].artist)) {
			append(artists, release.credits[i].artist);
		}
	}
}

static struct truth *gather(const struct stage *stage)
{
	struct truth *truth = xcalloc(1, sizeof(*truth));
	const struct copy *copies = collection_copies(stage->collection);
	uint32_t slots = collection_slots(stage->collection);
	struct seen releases = seen_create(slots), works = seen_create(slots);
	struct seen artists = seen_create(world_artist_count(stage->world, slots));
	truth->stage = stage;
	for (uint32_t i = 0; i < collection_count(stage->collection); i++) {
		uint32_t release = world_release_of(stage->world, copies[i].slot);
		uint32_t work = world_work_of(stage->world, release);
		if (is_new(&releases, release)) {
			append(&truth->releases, release);
		}
		if (is_new(&works, work)) {
			gather_artists(stage, work, &artists, &truth->artists);
		}
	}
	free(releases.bits);
	free(works.bits);
	free(artists.bits);
	return truth;
}

static void release_truth(void *data)
{
	struct truth *truth = data;
	free(truth->releases.numbers);
	free(truth->artists.numbers);
	free(truth);
}

static void add_album_url(const struct listing *listing, struct buf *out)
{
	buf_text(out, "\"https://open.spotify.com/album/");
	buf_text(out, listing->id);
	buf_char(out, '"');
}

static void add_right(const struct listing *listings, unsigned count, struct buf *out)
{
	const struct listing *first = NULL;
	buf_key(out, "right");
	buf_char(out, '[');
	for (unsigned i = 0; i < count; i++) {
		if (listing_is_right(listings[i].class)) {
			first = first ? first : &listings[i];
			buf_comma(out);
			add_album_url(&listings[i], out);
		}
	}
	buf_char(out, ']');
	buf_key(out, "spotify_url");
	if (first) {
		add_album_url(first, out);
	} else {
		buf_text(out, "null");
	}
}

static void add_release(const struct stage *stage, uint32_t slot, struct buf *out)
{
	struct room room;
	struct release release, work;
	struct listing listings[LISTING_VARIANTS];
	uint32_t work_slot = world_work_of(stage->world, slot);
	room_init(&room);
	world_release(stage->world, slot, &room, &release);
	world_work(stage->world, work_slot, &room, &work);
	unsigned count = world_listings(stage->world, work_slot, &room, listings);
	buf_char(out, '{');
	buf_key_int(out, "discogs_id", release.id);
	buf_key_text(out, "artist", release.credits[0].name);
	buf_key_text(out, "title", release.title);
	add_right(listings, count, out);
	buf_key_text(out, "kind", kind_names[release.kind]);
	buf_key_int(out, "year", release.year);
	buf_key_int(out, "original_year", work.original_year);
	buf_char(out, '}');
}

static void add_face(const struct stage *stage, enum face face, uint32_t number, struct buf *out)
{
	struct room room;
	struct spotify_artist artist;
	room_init(&room);
	if (!world_face(stage->world, face, number, &room, &artist)) {
		buf_text(out, ",\"spotify_id\":null,\"image_url\":null");
		return;
	}
	buf_key_text(out, "spotify_id", artist.id);
	buf_key(out, "image_url");
	struct buf image = {0};
	bool has_image = spotify_json_artist_image(stage, &artist, &image);
	buf_json(out, has_image ? image.data : NULL);
	buf_finish(&image);
}

static void add_artist(const struct stage *stage, uint32_t number, struct buf *out)
{
	struct room room;
	struct artist artist;
	room_init(&room);
	world_artist(stage->world, number, &room, &artist);
	buf_char(out, '{');
	buf_key_int(out, "discogs_id", artist.id);
	buf_key_text(out, "name", artist.name);
	add_face(stage, FACE_TRUE, number, out);
	buf_char(out, '}');
}

static void add_decoys(const struct stage *stage, uint32_t slot, struct buf *out)
{
	struct room room;
	struct release release;
	struct listing listings[LISTING_VARIANTS];
	room_init(&room);
	world_release(stage->world, slot, &room, &release);
	unsigned count =
	    world_listings(stage->world, world_work_of(stage->world, slot), &room, listings);
	for (unsigned i = 0; i < count; i++) {
		if (listing_is_right(listings[i].class)) {
			continue;
		}
		if (out->size) {
			buf_char(out, ',');
		}
		buf_char(out, '{');
		buf_key_int(out, "discogs_id", release.id);
		buf_key_text(out, "class", listing_class_names[listings[i].class]);
		buf_key(out, "url");
		add_album_url(&listings[i], out);
		buf_key_text(out, "title", listings[i].title);
		buf_key_text(out, "artist", listings[i].artists[0].name);
		buf_char(out, '}');
	}
}

static void add_artist_decoy(const struct stage *stage, const struct artist *artist,
                             const char *class, enum face face, uint32_t number, struct buf *out)
{
	if (out->size) {
		buf_char(out, ',');
	}
	buf_char(out, '{');
	buf_key_int(out, "discogs_id", artist->id);
	buf_key_text(out, "class", class);
	add_face(stage, face, number, out);
	buf_char(out, '}');
}

static void add_artist_decoys(const struct stage *stage, uint32_t number, struct buf *out)
{
	struct room room;
	struct artist artist;
	uint32_t listed;
	room_init(&room);
	world_artist(stage->world, number, &room, &artist);
	if (artist.has_namesake) {
		add_artist_decoy(stage, &artist, "same-name-artist", FACE_NAMESAKE, number, out);
	}
	if (world_listed_namesake(stage->world, number, &listed)) {
		add_artist_decoy(stage, &artist, "same-name-artist", FACE_LISTED, listed, out);
	}
	if (artist.has_tribute) {
		add_artist_decoy(stage, &artist, "tribute", FACE_TRIBUTE, number, out);
	}
}

static const struct list *list_of(const struct truth *truth)
{
	switch (truth->part) {
	case PART_RELEASES:
	case PART_DECOYS:
		return &truth->releases;
	default:
		return &truth->artists;
	}
}

static void add_one(const struct truth *truth, uint32_t number, struct buf *out)
{
	switch (truth->part) {
	case PART_RELEASES:
		add_release(truth->stage, number, out);
		break;
	case PART_ARTISTS:
		add_artist(truth->stage, number, out);
		break;
	case PART_DECOYS:
		add_decoys(truth->stage, number, out);
		break;
	default:
		add_artist_decoys(truth->stage, number, out);
	}
}

static void next_part(struct truth *truth, struct buf *out)
{
	buf_char(out, ']');
	truth->part++;
	truth->next = 0;
	truth->opened = false;
	truth->comma = false;
}

static bool produce(void *data, struct buf *out)
{
	struct truth *truth = data;
	struct buf one = {0};
	while (truth->part < PART_END && out->size < PART_SIZE) {
		if (!truth->opened) {
			buf_printf(out, "%c\"%s\":[", truth->part ? ',' : '{',
			           part_names[truth->part]);
			truth->opened = true;
		}
		if (truth->next == list_of(truth)->count) {
			next_part(truth, out);
			continue;
		}
		buf_clear(&one);
		add_one(truth, list_of(truth)->numbers[truth->next++], &one);
		if (one.size) {
			buf_text(out, truth->comma ? ",\n" : "\n");
			buf_add(out, one.data, one.size);
			truth->comma = true;
		}
	}
	buf_finish(&one);
	if (truth->part == PART_END) {
		buf_text(out, "}\n");
	}
	return truth->part < PART_END;
}

void truth_serve(struct exchange *exchange)
{
	const struct upstreams *upstreams = exchange->host->data;
	exchange_stream(exchange, "application/json", produce, release_truth,
	                gather(&upstreams->stage));
}

#include "providers/discogs_json.h"

#include <stdio.h>
#include <time.h>

#include "base/draw.h"
#include "world/names.h"

enum { FIRST_INSTANCE_ID = 90000000, TOPIC_TRACK = 700, TOPIC_DETAIL };

static void add_link(const struct stage *stage, const char *key, const char *kind, uint32_t id,
                     struct buf *out)
{
	buf_key(out, key);
	buf_char(out, '"');
	buf_text(out, stage->base_urls[HOST_DISCOGS]);
	buf_text(out, kind);
	buf_int(out, id);
	buf_char(out, '"');
}

static void add_credits(const struct stage *stage, const struct release *release, struct buf *out)
{
	buf_key(out, "artists");
	buf_char(out, '[');
	for (unsigned i = 0; i < release->credit_count; i++) {
		struct room room;
		struct artist artist;
		const struct credit *credit = &release->credits[i];
		room_init(&room);
		world_artist(stage->world, credit->artist, &room, &artist);
		buf_comma(out);
		buf_char(out, '{');
		buf_key_text(out, "name", credit->name);
		buf_key_text(out, "anv", credit->anv);
		buf_key_text(out, "join", credit->join);
		buf_text(out, ",\"role\":\"\",\"tracks\":\"\"");
		buf_key_int(out, "id", artist.id);
		add_link(stage, "resource_url", "/artists/", artist.id, out);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void add_labels(const struct stage *stage, const struct release *release, struct buf *out)
{
	buf_key(out, "labels");
	buf_char(out, '[');
	for (unsigned i = 0; i < release->label_count; i++) {
		const struct label *label = &release->labels[i];
		buf_comma(out);
		buf_char(out, '{');
		buf_key_text(out, "name", label->name);
		buf_key_text(out, "catno", label->catno);
		buf_text(out, ",\"entity_type\":\"1\",\"entity_type_name\":\"Label\"");
		buf_key_int(out, "id", label->id);
		add_link(stage, "resource_url", "/labels/", label->id, out);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

/* Nothing at all for NULL. */
static void add_words(const char *key, const char *const *words, struct buf *out)
{
	if (!words) {
		return;
	}
	buf_key(out, key);
	buf_char(out, '[');
	for (; *words; words++) {
		buf_comma(out);
		buf_json(out, *words);
	}
	buf_char(out, ']');
}

static void add_formats(const struct release *release, struct buf *out)
{
	buf_key(out, "formats");
	buf_char(out, '[');
	for (unsigned i = 0; i < release->format_count; i++) {
		const struct format *format = &release->formats[i];
		buf_comma(out);
		buf_char(out, '{');
		buf_key_text(out, "name", format->name);
		buf_key_text(out, "qty", format->quantity);
		if (format->text) {
			buf_key_text(out, "text", format->text);
		}
		add_words("descriptions", format->descriptions, out);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void add_master(const struct stage *stage, const struct release *release, struct buf *out)
{
	buf_key_int(out, "master_id", release->master_id);
	if (release->master_id) {
		add_link(stage, "master_url", "/masters/", release->master_id, out);
	} else {
		buf_text(out, ",\"master_url\":null");
	}
}

static void add_basic(const struct stage *stage, const struct release *release, bool with_ids,
                      struct buf *out)
{
	buf_key(out, "basic_information");
	buf_char(out, '{');
	if (with_ids) {
		buf_key_int(out, "id", release->id);
		add_master(stage, release, out);
		add_link(stage, "resource_url", "/releases/", release->id, out);
	}
	buf_key_text(out, "thumb", release->thumb);
	buf_key_text(out, "cover_image", release->cover);
	buf_key_text(out, "title", release->title);
	buf_key_int(out, "year", release->year);
	add_formats(release, out);
	add_labels(stage, release, out);
	add_credits(stage, release, out);
	add_words("genres", release->genres, out);
	add_words("styles", release->styles, out);
	buf_char(out, '}');
}

/* Pacific time, as Discogs gives it; summer time is taken to last from April to October. */
static void add_date(const struct copy *copy, struct buf *out)
{
	struct tm parts;
	time_t when = (time_t)collection_unix_time(copy);
	gmtime_r(&when, &parts);
	int hours = parts.tm_mon >= 3 && parts.tm_mon <= 9 ? 7 : 8;
	when -= hours * 3600;
	gmtime_r(&when, &parts);
	char text[48];
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d-%02d:00", parts.tm_year + 1900,
	         parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, hours);
	buf_key_text(out, "date_added", text);
}

void discogs_json_row(const struct stage *stage, const struct copy *copy, bool with_ids,
                      struct buf *out)
{
	struct room room;
	struct release release;
	room_init(&room);
	world_release(stage->world, copy->slot, &room, &release);
	buf_char(out, '{');
	if (with_ids) {
		buf_key_int(out, "id", release.id);
		buf_key_int(out, "instance_id", FIRST_INSTANCE_ID + (int64_t)copy->slot);
	}
	add_date(copy, out);
	buf_key_int(out, "rating", collection_rating(copy->slot));
	if (copy->slot % 31 == 7) {
		buf_text(out, ",\"notes\":[{\"field_id\":1,\"value\":\"Near Mint (NM or M-)\"},"
		              "{\"field_id\":3,\"value\":\"bought in \\\"Le Disquaire\\\"\"}]");
	}
	add_basic(stage, &release, with_ids, out);
	buf_text(out, ",\"folder_id\":1}");
}

static void add_tracks(const struct stage *stage, const struct release *release, struct buf *out)
{
	unsigned count = 8 + pick(draw(stage->seed, TOPIC_TRACK, release->id), 6);
	buf_key(out, "tracklist");
	buf_char(out, '[');
	for (unsigned i = 0; i < count; i++) {
		struct room room;
		uint64_t drawn = draw(stage->seed, TOPIC_TRACK + i, release->id);
		room_init(&room);
		buf_comma(out);
		buf_printf(out, "{\"position\":\"%c%u\",\"type_\":\"track\"",
		           'A' + (char)(i * 2 / count), i % ((count + 1) / 2) + 1);
		buf_key_text(out, "title",
		             name_title(stage->seed, release->id, i, LANGUAGE_EN, &room));
		buf_key_text(out, "duration",
		             drawn % 4 ? room_printf(&room, "%u:%02u", 2 + pick(drawn, 5),
		                                     pick_low(drawn, 60))
		                       : "");
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

static void add_images(const struct release *release, struct buf *out)
{
	if (!*release->cover) {
		return; /* the key is absent then */
	}
	buf_key(out, "images");
	buf_text(out, "[{\"type\":\"primary\"");
	buf_key_text(out, "uri", release->cover);
	buf_key_text(out, "resource_url", release->cover);
	buf_key_text(out, "uri150", release->thumb);
	buf_text(out, ",\"width\":600,\"height\":595}]");
}

static void add_community(const struct stage *stage, const struct release *release, struct buf *out)
{
	uint64_t drawn = draw(stage->seed, TOPIC_DETAIL, release->id);
	buf_printf(
	    out,
	    ",\"community\":{\"have\":%u,\"want\":%u,\"rating\":{\"count\":%u,\"average\":%u.%02u},"
	    "\"status\":\"Accepted\",\"data_quality\":\"Correct\"}",
	    pick(drawn, 5000), pick_low(drawn, 2000), pick(drawn, 300), 3 + pick(drawn, 2),
	    pick_low(drawn, 100));
	buf_key_int(out, "num_for_sale", pick(drawn, 40));
	if (pick(drawn, 40)) {
		buf_printf(out, ",\"lowest_price\":%u.%02u", 4 + pick_low(drawn, 60),
		           pick(drawn, 100));
	} else {
		buf_text(out, ",\"lowest_price\":null");
	}
}

void discogs_json_release(const struct stage *stage, uint32_t slot, struct buf *out)
{
	static const char *const countries[] = {"France",  "Switzerland", "UK",
	                                        "Germany", "Europe",      "US"};
	struct room room;
	struct release release;
	room_init(&room);
	world_release(stage->world, slot, &room, &release);
	buf_char(out, '{');
	buf_key_int(out, "id", release.id);
	buf_text(out, ",\"status\":\"Accepted\"");
	buf_key_int(out, "year", release.year);
	add_link(stage, "resource_url", "/releases/", release.id, out);
	buf_key(out, "uri");
	buf_printf(out, "\"https://www.discogs.com/release/%u\"", release.id);
	add_credits(stage, &release, out);
	buf_key_text(out, "artists_sort", release.credits[0].name);
	add_labels(stage, &release, out);
	buf_text(out, ",\"series\":[],\"companies\":[]");
	add_formats(&release, out);
	buf_text(out, ",\"data_quality\":\"Correct\"");
	add_community(stage, &release, out);
	buf_key_int(out, "format_quantity", release.format_count);
	add_master(stage, &release, out);
	buf_key_text(out, "title", release.title);
	buf_key_text(out, "country", countries[slot % 6]);
	if (release.year) {
		buf_printf(out, ",\"released\":\"%d%s\",\"released_formatted\":\"%d\"",
		           release.year, slot % 3 ? "-03-00" : "", release.year);
	}
	buf_text(out, ",\"identifiers\":[],\"videos\":[]");
	add_words("genres", release.genres, out);
	add_words("styles", release.styles, out);
	add_tracks(stage, &release, out);
	buf_text(out, ",\"extraartists\":[]");
	add_images(&release, out);
	buf_key_text(out, "thumb", release.thumb);
	buf_text(out, ",\"estimated_weight\":230}");
}

/* Its year is the year of the music, which no row of the collection tells. */
void discogs_json_master(const struct stage *stage, uint32_t slot, struct buf *out)
{
	struct room room;
	struct release release, work;
	room_init(&room);
	world_release(stage->world, slot, &room, &release);
	world_work(stage->world, world_work_of(stage->world, slot), &room, &work);
	buf_char(out, '{');
	buf_key_int(out, "id", release.master_id);
	buf_key_int(out, "main_release", release.id);
	add_link(stage, "resource_url", "/masters/", release.master_id, out);
	buf_key(out, "uri");
	buf_printf(out, "\"https://www.discogs.com/master/%u\"", release.master_id);
	add_link(stage, "main_release_url", "/releases/", release.id, out);
	add_images(&release, out);
	add_words("genres", release.genres, out);
	add_words("styles", release.styles, out);
	buf_key_int(out, "year", work.original_year);
	add_tracks(stage, &release, out);
	add_credits(stage, &release, out);
	buf_key_text(out, "title", release.title);
	buf_text(out, ",\"data_quality\":\"Correct\",\"videos\":[]}");
}

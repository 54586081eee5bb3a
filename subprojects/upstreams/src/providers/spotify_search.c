#include "providers/spotify_search.h"

#include <string.h>

#include "base/draw.h"
#include "http/exchange.h"
#include "providers/spotify.h"
#include "providers/spotify_json.h"
#include "providers/stage.h"

enum {
	LIMIT_DEFAULT = 5,
	LIMIT_MAX = 10,
	OFFSET_MAX = 1000,
	QUERY_WORKING = 100, /* characters; longer ones were seen to fail with 404 */
	QUERY_MAX = 250,     /* and still longer ones with 400 */
	NULL_ITEM_EVERY = 29 /* queries of which one has a null among its albums */
};

/* A page of hits being written. */
struct listing_page {
	struct exchange *exchange;
	const struct stage *stage;
	const char *kind; /* "albums" or "artists" */
	long limit, offset;
	bool null_item; /* one among the others */
	bool all_null;
	bool images;
};

static bool read_paging(struct exchange *exchange, struct listing_page *page)
{
	page->exchange = exchange;
	page->stage = exchange->host->data;
	page->limit = target_number(&exchange->target, "limit", LIMIT_DEFAULT);
	page->offset = target_number(&exchange->target, "offset", 0);
	page->all_null = exchange->fault && exchange->fault->kind == FAULT_NULL_ITEMS;
	page->images = !exchange->fault || exchange->fault->kind != FAULT_NO_IMAGES;
	if (page->limit > LIMIT_MAX) {
		exchange_violation(exchange, "limit above 10");
	}
	if (page->limit < 1 || page->limit > LIMIT_MAX) {
		spotify_refuse(exchange, 400, "Invalid limit");
		return false;
	}
	if (page->offset < 0 || page->offset > OFFSET_MAX) {
		spotify_refuse(exchange, 400, "Invalid offset");
		return false;
	}
	return true;
}

/* The same request with another offset. */
static void add_href(const struct listing_page *page, long offset, struct buf *out)
{
	const struct target *target = &page->exchange->target;
	const char *path = page->exchange->uri;
	const char *query = target_param(target, "q");
	buf_char(out, '"');
	buf_text(out, page->stage->base_urls[HOST_SPOTIFY]);
	buf_add(out, path, strcspn(path, "?"));
	buf_text(out, "?offset=");
	buf_int(out, offset);
	buf_text(out, "&limit=");
	buf_int(out, page->limit);
	if (query) {
		buf_text(out, "&query=");
		buf_percent(out, query);
		buf_text(out, "&type=");
		buf_percent(out, target_param(target, "type"));
	}
	buf_char(out, '"');
}

static void add_item(const struct listing_page *page, uint32_t number, struct buf *out)
{
	struct room room;
	room_init(&room);
	buf_comma(out);
	if (page->all_null) {
		buf_text(out, "null");
	} else if (page->kind[1] == 'l') {
		struct listing listing;
		world_listing(page->stage->world, search_album_slot(number),
		              search_album_variant(number), &room, &listing);
		spotify_json_album(page->stage, &listing, false, page->images, out);
	} else {
		struct spotify_artist artist;
		world_face(page->stage->world, search_artist_face(number),
		           search_artist_number(number), &room, &artist);
		spotify_json_artist(page->stage, &artist, page->images, out);
	}
}

static void add_page(const struct listing_page *page, const struct search_hits *hits,
                     struct buf *out)
{
	long total = (long)hits->count;
	long end = page->offset + page->limit < total ? page->offset + page->limit : total;
	buf_text(out, "{\"href\":");
	add_href(page, page->offset, out);
	buf_key_int(out, "limit", page->limit);
	buf_key(out, "next");
	if (end < total && end <= OFFSET_MAX) {
		add_href(page, end, out);
	} else {
		buf_text(out, "null");
	}
	buf_key_int(out, "offset", page->offset);
	buf_key(out, "previous");
	if (page->offset > 0) {
		add_href(page, page->offset > page->limit ? page->offset - page->limit : 0, out);
	} else {
		buf_text(out, "null");
	}
	buf_key_int(out, "total", total);
	buf_key(out, "items");
	buf_char(out, '[');
	bool full = end - page->offset == page->limit;
	for (long i = page->offset; i < end - (page->null_item && full); i++) {
		if (page->null_item && i == page->offset + 1) {
			buf_text(out, ",null");
		}
		add_item(page, hits->numbers[i], out);
	}
	buf_text(out, "]}");
}

/* Albums that have nothing to do with the query. */
static void hit_wrongly(const struct stage *stage, const struct query *query,
                        struct search_hits *out)
{
	out->count = 0;
	for (uint32_t i = 0; i < 40 && out->count < 5; i++) {
		uint32_t slot = pick(mix64(query->hash + i), stage->searched_slots);
		slot = world_work_of(stage->world, slot);
		struct room room;
		struct listing listings[LISTING_VARIANTS];
		room_init(&room);
		if (world_listings(stage->world, slot, &room, listings)) {
			out->numbers[out->count++] = slot * LISTING_VARIANTS + listings[0].variant;
		}
	}
}

static void find(const struct listing_page *page, const struct query *query,
                 struct search_hits *hits)
{
	const struct fault *fault = page->exchange->fault;
	bool albums = page->kind[1] == 'l';
	if (fault && fault->kind == FAULT_NO_HITS) {
		hits->count = 0;
	} else if (fault && fault->kind == FAULT_WRONG_HITS && albums) {
		hit_wrongly(page->stage, query, hits);
	} else if (albums) {
		search_albums(page->stage->search, query, (unsigned)page->limit, hits);
	} else {
		search_artists(page->stage->search, query, hits);
	}
}

static bool has_type(const char *types, const char *type)
{
	size_t size = strlen(type);
	for (const char *at = types; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, type, size) == 0 && (at[size] == ',' || !at[size])) {
			return true;
		}
	}
	return false;
}

static void add_kind(struct listing_page *page, const char *kind, const struct query *query,
                     struct buf *out)
{
	struct search_hits hits;
	page->kind = kind;
	find(page, query, &hits);
	/* Never the first place: that is the right one often enough. */
	page->null_item = kind[1] == 'l' && hits.count > 2 && query->hash % NULL_ITEM_EVERY == 0;
	buf_key(out, kind);
	add_page(page, &hits, out);
}

/* False when the request was refused. */
static bool check_query(struct exchange *exchange, const char *text, const char *types)
{
	if (!text || !*text) {
		spotify_refuse(exchange, 400, "No search query");
	} else if (!types || !*types) {
		spotify_refuse(exchange, 400, "Missing parameter type");
	} else if (!has_type(types, "album") && !has_type(types, "artist")) {
		spotify_refuse(exchange, 400, "Bad search type field");
	} else if (utf8_length(text) > QUERY_MAX) {
		spotify_refuse(exchange, 400, "Query exceeds maximum length of 250 characters");
	} else if (utf8_length(text) > QUERY_WORKING) {
		spotify_refuse(exchange, 404, "Not found.");
	} else {
		return true;
	}
	return false;
}

void spotify_search_serve(struct exchange *exchange)
{
	const char *text = target_param(&exchange->target, "q");
	const char *types = target_param(&exchange->target, "type");
	struct listing_page page = {0};
	if (!check_query(exchange, text, types) || !read_paging(exchange, &page)) {
		return;
	}
	struct query query;
	query_parse(text, &query);
	struct buf *body = exchange_json(exchange, 200);
	buf_char(body, '{');
	if (has_type(types, "album")) {
		add_kind(&page, "albums", &query, body);
	}
	if (has_type(types, "artist")) {
		add_kind(&page, "artists", &query, body);
	}
	buf_char(body, '}');
}

void spotify_search_albums_of(struct exchange *exchange, const char *artist_id)
{
	struct listing_page page = {0};
	struct room room;
	struct spotify_artist artist;
	enum face face;
	uint32_t number;
	room_init(&room);
	if (!read_paging(exchange, &page)) {
		return;
	}
	if (!world_find_face(page.stage->world, artist_id, &face, &number) ||
	    !world_face(page.stage->world, face, number, &room, &artist)) {
		spotify_refuse(exchange, 404, "Resource not found");
		return;
	}
	struct search_hits hits;
	search_albums_of(page.stage->search, &artist, &hits);
	page.kind = "albums";
	add_page(&page, &hits, exchange_json(exchange, 200));
}

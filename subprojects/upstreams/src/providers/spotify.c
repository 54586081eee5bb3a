#include "providers/spotify.h"

#include <strings.h>

#include "http/exchange.h"
#include "providers/spotify_json.h"
#include "providers/spotify_search.h"
#include "providers/stage.h"

void spotify_refuse(struct exchange *exchange, int status, const char *message)
{
	struct buf *body = exchange_json(exchange, status);
	buf_printf(body, "{\"error\":{\"status\":%d", status);
	buf_key_text(body, "message", message);
	buf_text(body, "}}");
}

/* Whole seconds until the window has room again. */
static void add_retry_after(struct exchange *exchange, unsigned limit)
{
	int64_t wait_us = window_free_at(&exchange->host->window, limit) - exchange->arrived_us;
	exchange_add_header_int(exchange, "Retry-After", wait_us > 0 ? wait_us / 1000000 + 1 : 1);
}

static unsigned spotify_limit(const struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	return stage->spotify_window;
}

static void spotify_fail(struct exchange *exchange, int status, const char *reason)
{
	if (reason) {
		buf_text(exchange_json(exchange, 429),
		         "{\"error\":{\"status\":429,\"message\":\"Too many "
		         "requests\",\"reason\":\"QUOTA_EXCEEDED\"}}");
		return;
	}
	const char *message = status == 401   ? "The access token expired"
	                      : status == 403 ? "Forbidden."
	                      : status == 404 ? "Resource not found"
	                      : status == 429 ? "API rate limit exceeded"
	                      : status == 503 ? "Service temporarily unavailable"
	                                      : "Server error";
	spotify_refuse(exchange, status, message);
	if (status == 429 && exchange->over_limit && !exchange->fault) {
		add_retry_after(exchange, spotify_limit(exchange));
	}
}

/* False when the request was refused. */
static bool check_token(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	const char *header = exchange_header(exchange, "Authorization");
	if (!header) {
		spotify_refuse(exchange, 401, "No token provided");
		return false;
	}
	if (strncasecmp(header, "Bearer ", 7) != 0) {
		spotify_refuse(exchange, 400, "Only valid bearer authentication supported");
		return false;
	}
	switch (tokens_look(&stage->tokens, exchange->arrived_us, header + 7)) {
	case TOKEN_GOOD:
		return true;
	case TOKEN_EXPIRED:
		spotify_refuse(exchange, 401, "The access token expired");
		return false;
	default:
		spotify_refuse(exchange, 401, "Invalid access token");
		return false;
	}
}

static void serve_album(struct exchange *exchange, const char *id)
{
	const struct stage *stage = exchange->host->data;
	struct room room;
	struct listing listing;
	uint32_t slot;
	unsigned variant;
	room_init(&room);
	if (!base62_is_id(id)) {
		spotify_refuse(exchange, 400, "Invalid base62 id");
	} else if (!world_find_listing(stage->world, id, &slot, &variant) ||
	           !world_listing(stage->world, slot, variant, &room, &listing)) {
		spotify_refuse(exchange, 404, "Resource not found");
	} else {
		spotify_json_album(stage, &listing, true, true, exchange_json(exchange, 200));
	}
}

static void serve_artist(struct exchange *exchange, const char *id)
{
	const struct stage *stage = exchange->host->data;
	struct room room;
	struct spotify_artist artist;
	enum face face;
	uint32_t number;
	bool images = !exchange->fault || exchange->fault->kind != FAULT_NO_IMAGES;
	room_init(&room);
	if (!base62_is_id(id)) {
		spotify_refuse(exchange, 400, "Invalid base62 id");
	} else if (!world_find_face(stage->world, id, &face, &number) ||
	           !world_face(stage->world, face, number, &room, &artist)) {
		spotify_refuse(exchange, 404, "Resource not found");
	} else {
		spotify_json_artist(stage, &artist, images, exchange_json(exchange, 200));
	}
}

/* Taken away from apps in development mode in 2026. */
static bool is_removed(const struct target *target)
{
	static const char *const paths[] = {
	    "/v1/albums",     "/v1/artists",    "/v1/tracks",   "/v1/episodes",
	    "/v1/shows",      "/v1/audiobooks", "/v1/chapters", "/v1/browse/?",
	    "/v1/browse/?/?", "/v1/markets",    "/v1/users/?",  "/v1/artists/?/top-tracks",
	};
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (target_is(target, paths[i])) {
			return true;
		}
	}
	return false;
}

static void route(struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	if (target_is(target, "/v1/search")) {
		exchange_path(exchange, "/v1/search");
		spotify_search_serve(exchange);
	} else if (target_is(target, "/v1/albums/?")) {
		exchange_path(exchange, "/v1/albums/{id}");
		serve_album(exchange, target->segments[2]);
	} else if (target_is(target, "/v1/artists/?")) {
		exchange_path(exchange, "/v1/artists/{id}");
		serve_artist(exchange, target->segments[2]);
	} else if (target_is(target, "/v1/artists/?/albums")) {
		exchange_path(exchange, "/v1/artists/{id}/albums");
		spotify_search_albums_of(exchange, target->segments[2]);
	} else if (is_removed(target)) {
		exchange_path(exchange, "(batch or removed)");
		exchange_violation(exchange, "an endpoint that development mode has lost");
		spotify_refuse(exchange, 403, "Forbidden.");
	} else {
		exchange_path(exchange, "(other)");
		spotify_refuse(exchange, 404, "Service not found");
	}
}

static void spotify_serve(struct exchange *exchange)
{
	if (!check_token(exchange)) {
		exchange_path(exchange, "(not authorized)");
	} else if (!exchange_is(exchange, "GET")) {
		exchange_path(exchange, "(other)");
		spotify_refuse(exchange, 405, "Method not allowed");
	} else {
		route(exchange);
	}
}

const struct host_role spotify_role = {
    .serve = spotify_serve, .fail = spotify_fail, .limit = spotify_limit};

#include "providers/discogs.h"

#include <string.h>

#include "base/draw.h"
#include "http/exchange.h"
#include "http/secrets.h"
#include "providers/discogs_json.h"
#include "providers/discogs_page.h"
#include "providers/stage.h"

enum {
	LIMIT_KNOWN = 60, /* requests a minute with credentials */
	LIMIT_UNKNOWN = 25,
	GONE_EVERY = 50 /* one release in 50 of the collection no longer exists */
};

enum visitor {
	VISITOR_OWNER,
	VISITOR_UNKNOWN,
	VISITOR_WRONG /* credentials that are not valid */
};

static enum visitor visitor_of(const struct exchange *exchange)
{
	const char *header = exchange_header(exchange, "Authorization");
	const char *param = target_param(&exchange->target, "token");
	if (header) {
		return strcmp(header, "Discogs token=" DISCOGS_TOKEN) == 0 ? VISITOR_OWNER
		                                                           : VISITOR_WRONG;
	}
	if (param) {
		return strcmp(param, DISCOGS_TOKEN) == 0 ? VISITOR_OWNER : VISITOR_WRONG;
	}
	return VISITOR_UNKNOWN;
}

static unsigned limit(const struct exchange *exchange)
{
	return visitor_of(exchange) == VISITOR_OWNER ? LIMIT_KNOWN : LIMIT_UNKNOWN;
}

static bool is_nameless(const struct exchange *exchange)
{
	const char *agent = exchange_header(exchange, "User-Agent");
	return !agent || !*agent;
}

/* On every answer, also of errors. The count lags by the request itself, as it was seen to. */
static void prepare(struct exchange *exchange)
{
	unsigned most = limit(exchange);
	unsigned used = exchange->in_window ? exchange->in_window - 1 : 0;
	used = used > most ? most : used;
	exchange_add_header_int(exchange, "x-discogs-ratelimit", most);
	exchange_add_header_int(exchange, "x-discogs-ratelimit-used", used);
	exchange_add_header_int(exchange, "x-discogs-ratelimit-remaining", most - used);
	if (is_nameless(exchange)) {
		exchange_violation(exchange, "no User-Agent");
	}
}

static void refuse(struct exchange *exchange, int status, const char *message)
{
	struct buf *body = exchange_json(exchange, status);
	buf_char(body, '{');
	buf_key_text(body, "message", message);
	buf_char(body, '}');
}

static void fail(struct exchange *exchange, int status, const char *reason)
{
	(void)reason;
	switch (status) {
	case 401:
		refuse(exchange, 401, "You must authenticate to access this resource.");
		break;
	case 403:
		refuse(exchange, 403,
		       "You are not allowed to view this resource. Please authenticate as "
		       "the owner to view this content.");
		break;
	case 404:
		refuse(exchange, 404, "The requested resource was not found.");
		break;
	case 429:
		refuse(exchange, 429, "You are making requests too quickly.");
		break;
	case 500:
		refuse(exchange, 500, "Query time exceeded. Please try a simpler query.");
		break;
	default:
		refuse(exchange, status, "Service unavailable.");
	}
}

static void serve_identity(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	exchange_path(exchange, "/oauth/identity");
	if (visitor_of(exchange) != VISITOR_OWNER) {
		fail(exchange, 401, NULL);
		return;
	}
	buf_printf(exchange_json(exchange, 200),
	           "{\"id\":1000001,\"username\":\"%s\",\"resource_url\":\"%s/users/%s\","
	           "\"consumer_name\":\"%s\"}",
	           DISCOGS_USERNAME, stage->base_urls[HOST_DISCOGS], DISCOGS_USERNAME,
	           DISCOGS_USERNAME);
}

static void serve_collection(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	enum visitor visitor = visitor_of(exchange);
	const char *folder = exchange->target.segments[4];
	exchange_path(exchange, "/users/{username}/collection/folders/{folder}/releases");
	if (visitor == VISITOR_WRONG) {
		fail(exchange, 401, NULL);
	} else if (strcmp(exchange->target.segments[1], DISCOGS_USERNAME) != 0) {
		refuse(exchange, 404, "User does not exist or may have been deleted.");
	} else if (visitor != VISITOR_OWNER &&
	           (stage->private_collection || strcmp(folder, "0") != 0)) {
		fail(exchange, 403, NULL);
	} else if (strcmp(folder, "0") != 0 && strcmp(folder, "1") != 0) {
		refuse(exchange, 404, "The requested folder does not exist.");
	} else {
		discogs_page_serve(exchange);
	}
}

static void serve_release(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	uint32_t slot;
	long id = target_parse_number(exchange->target.segments[1]);
	exchange_path(exchange, "/releases/{id}");
	if (visitor_of(exchange) == VISITOR_WRONG) {
		fail(exchange, 401, NULL);
	} else if (id < 1 || !world_find_release(stage->world, (uint32_t)id, &slot)) {
		refuse(exchange, 404, "Release not found.");
	} else if (mix64((uint64_t)slot + 1) % GONE_EVERY == 0) {
		refuse(exchange, 404, "That release does not exist or may have been deleted.");
	} else {
		discogs_json_release(stage, slot, exchange_json(exchange, 200));
	}
}

static void serve_master(struct exchange *exchange)
{
	const struct stage *stage = exchange->host->data;
	uint32_t slot;
	long id = target_parse_number(exchange->target.segments[1]);
	exchange_path(exchange, "/masters/{id}");
	if (visitor_of(exchange) == VISITOR_WRONG) {
		fail(exchange, 401, NULL);
	} else if (id < 1 || !world_find_master(stage->world, (uint32_t)id, &slot)) {
		refuse(exchange, 404, "Master Release not found.");
	} else {
		discogs_json_master(stage, slot, exchange_json(exchange, 200));
	}
}

static void serve(struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	if (is_nameless(exchange)) {
		exchange_path(exchange, "(no User-Agent)");
		exchange_json(exchange, 403);
		exchange->content_type = "text/html";
	} else if (!exchange_is(exchange, "GET")) {
		exchange_path(exchange, "(other)");
		refuse(exchange, 405, "The requested method is not allowed for this resource.");
	} else if (target_is(target, "/oauth/identity")) {
		serve_identity(exchange);
	} else if (target_is(target, "/users/?/collection/folders/?/releases")) {
		serve_collection(exchange);
	} else if (target_is(target, "/releases/?")) {
		serve_release(exchange);
	} else if (target_is(target, "/masters/?")) {
		serve_master(exchange);
	} else {
		exchange_path(exchange, "(other)");
		fail(exchange, 404, NULL);
	}
}

const struct host_role discogs_role = {
    .prepare = prepare, .serve = serve, .fail = fail, .limit = limit};

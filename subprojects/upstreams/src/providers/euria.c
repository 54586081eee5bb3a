#include "providers/euria.h"

#include <string.h>
#include <strings.h>

#include "http/exchange.h"
#include "http/secrets.h"
#include "providers/euria_reply.h"
#include "providers/euria_request.h"

enum {
	LIMIT = 60, /* requests a minute */
	MODEL_CREATED = 1758412800
};

const char *const euria_models[] = {"Qwen/Qwen3.5-122B-A10B-FP8",
                                    "Qwen/Qwen3.5-397B-A17B-FP8",
                                    "google/gemma-4-31B-it",
                                    "mistralai/Ministral-3-14B-Instruct-2512",
                                    EURIA_MODEL,
                                    "moonshotai/Kimi-K2.6",
                                    "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-FP8",
                                    "swiss-ai/Apertus-v1.5-70B",
                                    NULL};

static unsigned limit(const struct exchange *exchange)
{
	(void)exchange;
	return LIMIT;
}

static void answer_text(struct exchange *exchange, int status, const char *text)
{
	buf_text(exchange_json(exchange, status), text);
	exchange->content_type = "text/plain; charset=utf-8";
}

/* The gateway and the older routes speak of not_authorized, the newer ones as OpenAI does. */
static void refuse_token(struct exchange *exchange, bool openai)
{
	if (openai) {
		euria_refuse_openai(exchange, 401, "Invalid Authentication");
	} else {
		euria_refuse(exchange, 401, "not_authorized", "Authorization required");
	}
}

static bool is_newer_route(const struct exchange *exchange)
{
	return exchange->target.segment_count && strcmp(exchange->target.segments[0], "2") == 0;
}

static void fail(struct exchange *exchange, int status, const char *reason)
{
	const char *shape = exchange->fault ? fault_text(exchange->fault, "shape", NULL) : NULL;
	(void)reason;
	switch (status) {
	case 401:
		refuse_token(exchange,
		             shape ? strcmp(shape, "openai") == 0 : is_newer_route(exchange));
		break;
	case 403:
		euria_refuse(exchange, 403, "access_product_forbidden",
		             "Access to this product is forbidden");
		break;
	case 404:
		euria_refuse(exchange, 404, "method_not_found", "Method not found");
		break;
	case 429:
		euria_refuse_openai(exchange, 429, "Rate limit exceeded");
		break;
	case 500:
		answer_text(exchange, 500, "Internal Server Error");
		break;
	default:
		answer_text(exchange, status,
		            "upstream connect error or disconnect/reset before headers");
	}
}

static bool has_token(const struct exchange *exchange)
{
	const char *header = exchange_header(exchange, "Authorization");
	return header && strncasecmp(header, "Bearer ", 7) == 0 &&
	       strcmp(header + 7, EURIA_TOKEN) == 0;
}

static void serve_completion(struct exchange *exchange)
{
	struct euria_request request;
	if (exchange->fault && exchange->fault->kind == FAULT_422_MODEL) {
		euria_refuse_model(exchange);
		return;
	}
	if (exchange->fault && exchange->fault->kind == FAULT_ERROR_200) {
		euria_refuse(exchange, 200, "internal_error", "An internal error occurred");
		return;
	}
	if (euria_request_read(exchange, &request)) {
		euria_reply(exchange, &request);
	}
	euria_request_finish(&request);
}

static void serve_models(struct exchange *exchange)
{
	struct buf *body = exchange_json(exchange, 200);
	buf_text(body, "{\"object\":\"list\",\"data\":[");
	for (unsigned i = 0; euria_models[i]; i++) {
		buf_comma(body);
		buf_char(body, '{');
		buf_key_text(body, "id", euria_models[i]);
		buf_printf(body,
		           ",\"object\":\"model\",\"created\":%d,\"owned_by\":\"infomaniak\"}",
		           MODEL_CREATED);
	}
	buf_text(body, "]}");
}

static void serve_products(struct exchange *exchange)
{
	buf_text(
	    exchange_json(exchange, 200),
	    "{\"result\":\"success\",\"data\":[{\"product_id\":" EURIA_PRODUCT
	    ",\"product_name\":\"AI Services\",\"account_name\":\"Stand-in\",\"status\":\"ok\"}]}");
}

static void serve_catalogue(struct exchange *exchange)
{
	struct buf *body = exchange_json(exchange, 200);
	buf_text(
	    body,
	    "{\"result\":\"success\",\"data\":[{\"id\":2,\"name\":\"whisper\",\"type\":\"stt\","
	    "\"info_status\":\"ready\",\"max_token_input\":null,\"version\":\"3.0\","
	    "\"meta\":{\"is_beta\":false,\"is_coder\":false}}");
	for (unsigned i = 0; euria_models[i]; i++) {
		buf_printf(body, ",{\"id\":%u", 40 + i * 3);
		buf_key_text(body, "name", euria_models[i]);
		buf_text(body, ",\"type\":\"llm\",\"description\":\"\"");
		buf_key_text(body, "info_status", i % 3 ? "ready" : "coming_soon");
		buf_printf(body,
		           ",\"last_updated_at\":\"2026-09-01\",\"max_token_input\":%u,\"version\":"
		           "\"1.0\","
		           "\"meta\":{\"is_beta\":%s,\"is_coder\":false}}",
		           32000 * (1 + i % 4), i % 4 ? "false" : "true");
	}
	buf_text(body, "]}");
}

static void route(struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	bool get = exchange_is(exchange, "GET");
	if (target_is(target, "/2/ai/?/openai/v1/chat/completions") &&
	    exchange_is(exchange, "POST")) {
		exchange_path(exchange, "/2/ai/{product}/openai/v1/chat/completions");
		serve_completion(exchange);
	} else if (target_is(target, "/2/ai/?/openai/v1/models") && get) {
		exchange_path(exchange, "/2/ai/{product}/openai/v1/models");
		serve_models(exchange);
	} else if (target_is(target, "/1/ai") && get) {
		exchange_path(exchange, "/1/ai");
		serve_products(exchange);
	} else if (target_is(target, "/1/ai/models") && get) {
		exchange_path(exchange, "/1/ai/models");
		serve_catalogue(exchange);
	} else {
		exchange_path(exchange, "(other)");
		fail(exchange, 404, NULL);
	}
}

static void serve(struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	if (!has_token(exchange)) {
		exchange_path(exchange, "(not authorized)");
		refuse_token(exchange, is_newer_route(exchange));
	} else if (is_newer_route(exchange) && target->segment_count > 2 &&
	           strcmp(target->segments[2], EURIA_PRODUCT) != 0) {
		exchange_path(exchange, "(another product)");
		fail(exchange, 403, NULL);
	} else {
		route(exchange);
	}
}

const struct host_role euria_role = {.serve = serve, .fail = fail, .limit = limit};

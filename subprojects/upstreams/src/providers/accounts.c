#include <string.h>
#include <strings.h>

#include "http/exchange.h"
#include "http/secrets.h"
#include "providers/spotify.h"
#include "providers/stage.h"

enum {
	ACCOUNTS_LIMIT = 1000 /* token requests in 30 s: nobody knows, nobody gets there */
};

/* OAuth's shape, which is not the Web API's. */
static void oauth_refuse(struct exchange *exchange, int status, const char *error,
                         const char *description)
{
	struct buf *body = exchange_json(exchange, status);
	buf_char(body, '{');
	buf_key_text(body, "error", error);
	if (description) {
		buf_key_text(body, "error_description", description);
	}
	buf_char(body, '}');
}

static void accounts_fail(struct exchange *exchange, int status, const char *reason)
{
	(void)reason;
	switch (status) {
	case 401:
		oauth_refuse(exchange, 401, "invalid_client", "Invalid client secret");
		break;
	case 403:
		oauth_refuse(exchange, 403, "access_denied", NULL);
		break;
	case 404:
		oauth_refuse(exchange, 404, "not_found", NULL);
		break;
	case 429:
		oauth_refuse(exchange, 429, "rate_limited", "Too many requests");
		break;
	default:
		oauth_refuse(exchange, status, "server_error", NULL);
	}
}

static bool is_right_client(const struct exchange *exchange)
{
	const char *header = exchange_header(exchange, "Authorization");
	return header && strncasecmp(header, "Basic ", 6) == 0 &&
	       strcmp(header + 6, secrets_spotify_basic()) == 0;
}

static void give_token(struct exchange *exchange)
{
	struct stage *stage = exchange->host->data;
	char token[TOKEN_SIZE];
	tokens_give(&stage->tokens, exchange->arrived_us, token);
	struct buf *body = exchange_json(exchange, 200);
	buf_char(body, '{');
	buf_key_text(body, "access_token", token);
	buf_key_text(body, "token_type", "Bearer");
	buf_key_int(body, "expires_in", stage->tokens.seconds);
	buf_char(body, '}');
}

static void accounts_serve(struct exchange *exchange)
{
	const char *type = exchange_header(exchange, "Content-Type");
	size_t size;
	if (!target_is(&exchange->target, "/api/token")) {
		exchange_path(exchange, "(other)");
		oauth_refuse(exchange, 404, "not_found", NULL);
		return;
	}
	exchange_path(exchange, "/api/token");
	if (!exchange_is(exchange, "POST")) {
		oauth_refuse(exchange, 405, "invalid_request", "Method not allowed");
	} else if (!type || strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0) {
		oauth_refuse(exchange, 415, "invalid_request", "Unsupported content type");
	} else if (!is_right_client(exchange)) {
		oauth_refuse(exchange, 400, "invalid_client", "Invalid client");
	} else if (!strstr(exchange_request_body(exchange, &size),
	                   "grant_type=client_credentials")) {
		oauth_refuse(
		    exchange, 400, "unsupported_grant_type",
		    "grant_type must be client_credentials, authorization_code or refresh_token");
	} else {
		give_token(exchange);
	}
}

static unsigned accounts_limit(const struct exchange *exchange)
{
	(void)exchange;
	return ACCOUNTS_LIMIT;
}

const struct host_role accounts_role = {
    .serve = accounts_serve, .fail = accounts_fail, .limit = accounts_limit};

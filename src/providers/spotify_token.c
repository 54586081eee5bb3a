#include "providers/spotify_token.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "net/http.h"
#include "net/upstream.h"
#include "providers/spotify_answer.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* A call that starts with the token must end before it expires. */
#define RENEW_BEFORE_MS 60000

struct spotify_token {
	struct upstream *accounts;
	char *credentials; /* "id:secret" */
	char *known[2];    /* to base/secret.h: calls under way may still carry the one before */
	struct spotify_grant grant;
	int64_t good_until_ms; /* monotonic; 0 = there is none */
	struct flight flight;
	struct upstream_call *step;
};

static bool parse(void *data, const struct http_response *response, struct err *err)
{
	struct spotify_token *token = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	return spotify_parse_token(body, size_bytes, &token->grant, err);
}

static void hide_token(struct spotify_token *token)
{
	secret_forget(token->known[1]);
	free(token->known[1]);
	token->known[1] = token->known[0];
	token->known[0] = xstrdup(token->grant.token);
	secret_keep(token->known[0]);
}

static void on_token(void *data, const struct err *err)
{
	struct spotify_token *token = data;
	token->step = NULL;
	if (err) {
		token->good_until_ms = 0;
		flight_land(&token->flight, NULL, err);
		return;
	}
	hide_token(token);
	int64_t lifetime_ms = token->grant.lifetime_ms;
	int64_t early_ms = lifetime_ms > 2 * RENEW_BEFORE_MS ? RENEW_BEFORE_MS : lifetime_ms / 4;
	token->good_until_ms = clock_mono_ms() + lifetime_ms - early_ms;
	flight_land(&token->flight, token->grant.token, NULL);
}

static void fetch(struct spotify_token *token)
{
	const char *headers[] = {"Content-Type: application/x-www-form-urlencoded"};
	token->step = upstream_start(token->accounts, &(struct upstream_request){
							  .target = "/api/token",
							  .headers = headers,
							  .header_count = ARRAY_LEN(headers),
							  .body = "grant_type=client_credentials",
							  .basic = token->credentials,
							  .parse = parse,
							  .done = on_token,
							  .data = token,
						      });
}

struct spotify_token *spotify_token_create(struct upstream *accounts, const char *client_id,
                                           const char *client_secret)
{
	struct spotify_token *token = xcalloc(1, sizeof(*token));
	token->accounts = accounts;
	token->credentials = xasprintf("%s:%s", client_id, client_secret);
	secret_keep(token->credentials); /* as base64 they are in a header */
	flight_init(&token->flight);
	return token;
}

void spotify_token_destroy(struct spotify_token *token)
{
	if (!token) {
		return;
	}
	assert(flight_is_empty(&token->flight));
	upstream_cancel(token->step); /* whoever waited for it has left */
	secret_forget(token->credentials);
	free(token->credentials);
	for (size_t i = 0; i < ARRAY_LEN(token->known); i++) {
		secret_forget(token->known[i]);
		free(token->known[i]);
	}
	free(token);
}

const char *spotify_token_get(struct spotify_token *token, struct flight_wait *wait,
                              flight_fn ready, void *data)
{
	if (token->good_until_ms > clock_mono_ms()) {
		return token->grant.token;
	}
	flight_join(&token->flight, wait, ready, data);
	if (!token->step) {
		fetch(token);
	}
	return NULL;
}

void spotify_token_reject(struct spotify_token *token, const char *rejected)
{
	if (strcmp(token->grant.token, rejected) == 0) {
		token->good_until_ms = 0;
	}
}

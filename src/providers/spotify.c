#include "providers/spotify.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/http.h"
#include "net/upstream.h"
#include "providers/spotify_answer.h"
#include "providers/spotify_token.h"
#include "providers/status.h"

#include <stdio.h>

/* The most that a search may ask for since February 2026. */
#define SEARCH_LIMIT 10

struct spotify {
	struct upstream *api, *accounts;
	struct spotify_token *token;
};

typedef struct candidates *(*parse_fn)(const char *body, size_t size_bytes, struct err *err);

/* Happy path: a token, the request, its answer.
 * A 401 renews the token once and asks once more. */
struct spotify_call {
	struct role_call base;
	struct spotify *spotify;
	char *target;
	parse_fn parse;
	struct flight_wait token_wait;
	char used_token[sizeof(((struct spotify_grant *)0)->token)];
	bool renewed;
	struct upstream_call *step;
	struct candidates *candidates;
	candidates_fn done;
	void *data;
};

static void call_free(struct spotify_call *call)
{
	free(call->target);
	free(call);
}

static void call_end(struct spotify_call *call, const struct err *err)
{
	struct spotify_call last = *call;
	call_free(call);
	last.done(last.data, err ? NULL : last.candidates, err);
}

static void start(struct spotify_call *call);

static bool parse_answer(void *data, const struct http_response *response, struct err *err)
{
	struct spotify_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	call->candidates = call->parse(body, size_bytes, err);
	return call->candidates != NULL;
}

static void on_answer(void *data, const struct err *err)
{
	struct spotify_call *call = data;
	call->step = NULL;
	if (err && err->code == ERR_AUTH && !call->renewed) {
		call->renewed = true;
		spotify_token_reject(call->spotify->token, call->used_token);
		start(call);
		return;
	}
	call_end(call, err);
}

static void ask(struct spotify_call *call, const char *token)
{
	snprintf(call->used_token, sizeof(call->used_token), "%s", token);
	autofree char *authorization = xasprintf("Authorization: Bearer %s", token);
	const char *headers[] = {authorization};
	call->step = upstream_start(call->spotify->api, &(struct upstream_request){
							    .target = call->target,
							    .headers = headers,
							    .header_count = ARRAY_LEN(headers),
							    .may_renew = !call->renewed,
							    .parse = parse_answer,
							    .done = on_answer,
							    .data = call,
							});
}

static void on_token(void *data, const void *result, const struct err *err)
{
	struct spotify_call *call = data;
	if (err) {
		call_end(call, err);
		return;
	}
	ask(call, result);
}

static void start(struct spotify_call *call)
{
	const char *token =
	    spotify_token_get(call->spotify->token, &call->token_wait, on_token, call);
	if (token) {
		ask(call, token);
	}
}

static void cancel_call(struct role_call *base)
{
	struct spotify_call *call = (struct spotify_call *)base;
	flight_leave(&call->token_wait);
	upstream_cancel(call->step);
	call_free(call);
}

static struct role_call *call_create(struct spotify *spotify, char *stolen_target, parse_fn parse,
                                     candidates_fn done, void *data)
{
	struct spotify_call *call = xcalloc(1, sizeof(*call));
	call->base.cancel = cancel_call;
	call->spotify = spotify;
	call->target = stolen_target;
	call->parse = parse;
	call->done = done;
	call->data = data;
	start(call);
	return &call->base;
}

static struct candidates *parse_albums(const char *body, size_t size_bytes, struct err *err)
{
	return spotify_parse_search(body, size_bytes, false, err);
}

static struct candidates *parse_artists(const char *body, size_t size_bytes, struct err *err)
{
	return spotify_parse_search(body, size_bytes, true, err);
}

static struct role_call *search(struct spotify *spotify, const char *query, const char *types,
                                parse_fn parse, candidates_fn done, void *data)
{
	autofree char *escaped = http_escape(query);
	char *target = xasprintf("/v1/search?q=%s&type=%s&limit=%d", escaped, types, SEARCH_LIMIT);
	return call_create(spotify, target, parse, done, data);
}

static struct role_call *search_albums(void *self, const char *query, candidates_fn done,
                                       void *data)
{
	return search(self, query, "album", parse_albums, done, data);
}

static struct role_call *search_artists(void *self, const char *query, candidates_fn done,
                                        void *data)
{
	return search(self, query, "artist%2Calbum", parse_artists, done, data);
}

static struct role_call *get_artist(void *self, const char *id, candidates_fn done, void *data)
{
	autofree char *escaped = http_escape(id);
	char *target = xasprintf("/v1/artists/%s", escaped);
	return call_create(self, target, spotify_parse_artist, done, data);
}

struct spotify *spotify_create(const struct spotify_options *options)
{
	struct spotify *spotify = xcalloc(1, sizeof(*spotify));
	spotify->api = options->api;
	spotify->accounts = options->accounts;
	spotify->token =
	    spotify_token_create(options->accounts, options->client_id, options->client_secret);
	return spotify;
}

void spotify_destroy(struct spotify *spotify)
{
	if (spotify) {
		spotify_token_destroy(spotify->token);
		free(spotify);
	}
}

/* Two hosts, one provider: the one that is worse off speaks for both. */
static struct provider_status status(void *self)
{
	const struct spotify *spotify = self;
	struct provider_status api = status_of(spotify->api);
	struct provider_status accounts = status_of(spotify->accounts);
	struct provider_status worse = accounts.state > api.state ? accounts : api;
	worse.requests = api.requests + accounts.requests;
	worse.retries = api.retries + accounts.retries;
	worse.requests_per_minute = api.requests_per_minute; /* a token is asked for once an hour */
	return worse;
}

struct listening_role spotify_role(struct spotify *spotify)
{
	return (struct listening_role){
	    .self = spotify,
	    .status = status,
	    .search_albums = search_albums,
	    .search_artists = search_artists,
	    .get_artist = get_artist,
	};
}

#include "app/upstreams.h"

#include "app/config.h"
#include "app/config_check.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/upstream.h"

#include <string.h>

/* A page of 100 rows is about 150 KB, a search of ten albums 15 KB. The loop stands still while a
 * body is parsed: about 10 ms a megabyte. */
#define MAX_BODY_BYTES (2u * 1024 * 1024)
/* Six starts in a row; see net/limiter.h for what a burst does. */
#define BURST 6

static struct limiter_rules rules_of(const struct config_limits *limits)
{
	return (struct limiter_rules){
	    .in_flight = (unsigned)limits->requests_in_flight,
	    .per_minute = (unsigned)limits->requests_per_minute,
	    .burst = BURST,
	};
}

/* Waits as the providers' documents ask for: Discogs a minute where it names no time, the others
 * growing from five seconds. */
static struct retry_policy policy_of(const struct config_limits *limits, int64_t rate_limit_wait_ms)
{
	return (struct retry_policy){
	    .retries = (unsigned)limits->retries,
	    .first_wait_ms = 1000,
	    .longest_wait_ms = 15000,
	    .rate_limit_wait_ms = rate_limit_wait_ms,
	    .patience_ms = limits->patience_seconds * 1000,
	};
}

static struct upstream *host(struct upstreams *upstreams, struct loop *loop,
                             const struct upstream_options *common, const char *name,
                             const char *url, const struct config_limits *limits)
{
	struct upstream_options options = *common;
	options.name = name;
	options.base_url = url;
	options.limits = rules_of(limits);
	options.policy = policy_of(limits, strcmp(name, "discogs") == 0 ? 60000 : 5000);
	options.timeout_ms = limits->timeout_seconds * 1000;
	options.max_body_bytes = MAX_BODY_BYTES;
	return upstream_create(loop, upstreams->http, &options);
}

/* Discogs wants an agent of our own, with a place where its user can be reached: the owner's
 * profile. */
static char *user_agent(const struct config *config)
{
	if (!config->discogs.username) {
		return xstrdup("sillon/" SILLON_VERSION);
	}
	autofree char *name = http_escape(config->discogs.username);
	return xasprintf("sillon/" SILLON_VERSION " +https://www.discogs.com/user/%s", name);
}

static void open_clients(struct upstreams *upstreams, const struct config *config)
{
	if (config_has_discogs(config)) {
		upstreams->discogs = discogs_create(
		    upstreams->discogs_host, config->discogs.username, config->discogs.token);
	}
	if (config_has_spotify(config)) {
		upstreams->spotify = spotify_create(&(struct spotify_options){
		    .api = upstreams->spotify_host,
		    .accounts = upstreams->accounts_host,
		    .client_id = config->spotify.client_id,
		    .client_secret = config->spotify.client_secret,
		});
	}
	if (config_has_euria(config)) {
		upstreams->euria = euria_create(&(struct euria_options){
		    .upstream = upstreams->euria_host,
		    .token = config->euria.token,
		    .model = config->euria.model,
		    .language = config->euria.language,
		    .albums_per_request = (unsigned)config->euria.albums_per_request,
		});
	}
}

void upstreams_open(struct upstreams *upstreams, struct loop *loop, const struct config *config,
                    upstreams_block_fn on_block, void *data)
{
	*upstreams = (struct upstreams){.http = http_create(loop)};
	autofree char *named_agent = user_agent(config);
	struct upstream_options common = {
	    .user_agent = named_agent, .on_block = on_block, .data = data};
	upstreams->discogs_host =
	    host(upstreams, loop, &common, "discogs", config->discogs.url, &config->discogs.limits);
	common.user_agent = "sillon/" SILLON_VERSION;
	upstreams->spotify_host = host(upstreams, loop, &common, "spotify", config->spotify.api_url,
	                               &config->spotify.limits);
	upstreams->accounts_host = host(upstreams, loop, &common, "accounts",
	                                config->spotify.accounts_url, &config->spotify.limits);
	upstreams->euria_host =
	    host(upstreams, loop, &common, "euria", config->euria.url, &config->euria.limits);
	open_clients(upstreams, config);
}

void upstreams_close(struct upstreams *upstreams)
{
	discogs_destroy(upstreams->discogs);
	spotify_destroy(upstreams->spotify);
	euria_destroy(upstreams->euria);
	upstream_destroy(upstreams->discogs_host);
	upstream_destroy(upstreams->spotify_host);
	upstream_destroy(upstreams->accounts_host);
	upstream_destroy(upstreams->euria_host);
	http_destroy(upstreams->http);
	*upstreams = (struct upstreams){0};
}

void upstreams_block(struct upstreams *upstreams, const char *name, int64_t until_wall_ms,
                     const char *reason)
{
	const struct {
		const char *name;
		struct upstream *host;
	} hosts[] = {
	    {"discogs", upstreams->discogs_host},
	    {"spotify", upstreams->spotify_host},
	    {"accounts", upstreams->accounts_host},
	    {"euria", upstreams->euria_host},
	};
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		if (strcmp(hosts[i].name, name) == 0) {
			upstream_block_until(hosts[i].host, until_wall_ms, reason);
		}
	}
}

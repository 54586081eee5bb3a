#include "app/config_check.h"

#include "app/config.h"
#include "base/err.h"
#include "base/loopback.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/http.h"
#include "providers/euria_prompt.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool config_has_discogs(const struct config *config)
{
	return config->discogs.username && config->discogs.token;
}

bool config_has_spotify(const struct config *config)
{
	return config->spotify.client_id && config->spotify.client_secret;
}

bool config_has_euria(const struct config *config)
{
	return config->euria.token != NULL;
}

/* Credentials travel to these. */
static bool check_urls(const struct config *config, struct err *err)
{
	const struct {
		const char *key, *url;
	} urls[] = {
	    {"discogs.url", config->discogs.url},
	    {"spotify.api_url", config->spotify.api_url},
	    {"spotify.accounts_url", config->spotify.accounts_url},
	    {"euria.url", config->euria.url},
	};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		const char *url = urls[i].url;
		if (!url || !http_url_is_safe(url)) {
			bool shown = url && !strchr(url, '@'); /* a password may stand before it */
			return err_set(err, ERR_INVALID,
			               "%s: '%.80s' is not an https URL without user name and "
			               "password (plain http is for loopback addresses only)",
			               urls[i].key, shown ? url : "");
		}
		if (text_ends(url, "/")) {
			return err_set(err, ERR_INVALID, "%s: leave out the slash at its end",
			               urls[i].key);
		}
	}
	return true;
}

static bool check_pair(const char *first_key, const char *first, const char *second_key,
                       const char *second, struct err *err)
{
	if (!first == !second) {
		return true;
	}
	return err_set(err, ERR_INVALID, "%s is set, %s is not: both are needed",
	               first ? first_key : second_key, first ? second_key : first_key);
}

static bool check_euria(const struct config *config, struct err *err)
{
	if (!config->euria.language || !euria_language_is_known(config->euria.language)) {
		return err_set(err, ERR_INVALID,
		               "euria.language: '%.20s' is not fr, en, de, it or es",
		               config->euria.language ? config->euria.language : "");
	}
	if (!config->euria.token) {
		return true;
	}
	if (!config->euria.model) {
		return err_set(err, ERR_INVALID, "euria.token is set, euria.model is not");
	}
	if (strstr(config->euria.url, "/PRODUCT/")) {
		return err_set(err, ERR_INVALID,
		               "euria.url: put your product's number in the place of PRODUCT");
	}
	return true;
}

/* "HOST:PORT" as the listener takes it apart. */
static bool is_loopback(const char *listen)
{
	const char *colon = strrchr(listen, ':');
	autofree char *host = xasprintf("%.*s", colon ? (int)(colon - listen) : 0, listen);
	return text_starts(listen, "unix:") || loopback_has_host(host);
}

static bool may_be_open(const struct config *config)
{
	return config->server.api_token || config->server.allow_open;
}

static bool check_listen(const struct config *config, struct err *err)
{
	if (!config->server.listen) {
		return err_set(err, ERR_INVALID, "server.listen is empty");
	}
	if (!strchr(config->server.listen, ':')) {
		return err_set(err, ERR_INVALID,
		               "server.listen: '%.80s' is not HOST:PORT, [HOST]:PORT or unix:PATH",
		               config->server.listen);
	}
	if (may_be_open(config) || is_loopback(config->server.listen)) {
		return true;
	}
	return err_set(err, ERR_INVALID,
	               "server.listen: %s can be reached from outside: set server.api_token, or "
	               "allow_open = true if that is meant",
	               config->server.listen);
}

bool config_check_socket(const struct config *config, int fd, struct err *err)
{
	struct sockaddr_storage bound;
	socklen_t size = sizeof(bound);
	if (may_be_open(config)) {
		return true;
	}
	if (getsockname(fd, (struct sockaddr *)&bound, &size) != 0) {
		return err_set(err, ERR_INVALID, "inherited descriptor %d: %s", fd,
		               strerror(errno));
	}
	return loopback_has_address((const struct sockaddr *)&bound) ||
	       err_set(err, ERR_INVALID,
	               "the inherited socket (descriptor %d) can be reached from outside: set "
	               "server.api_token, or allow_open = true if that is meant",
	               fd);
}

bool config_check(const struct config *config, struct err *err)
{
	return check_listen(config, err) && check_urls(config, err) &&
	       check_pair("discogs.username", config->discogs.username, "discogs.token",
	                  config->discogs.token, err) &&
	       check_pair("spotify.client_id", config->spotify.client_id, "spotify.client_secret",
	                  config->spotify.client_secret, err) &&
	       check_euria(config, err) &&
	       (config->store.database || err_set(err, ERR_INVALID, "store.database is empty"));
}

#include "http/secrets.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

const char *const host_names[HOST_COUNT] = {"discogs", "spotify", "accounts", "euria", "control"};

enum host_id host_id_named(const char *name)
{
	unsigned id = 0;
	while (id < HOST_COUNT && strcmp(host_names[id], name) != 0) {
		id++;
	}
	return (enum host_id)id;
}

const char *secrets_spotify_basic(void)
{
	static char encoded[128];
	if (!encoded[0]) {
		static const char plain[] = SPOTIFY_CLIENT_ID ":" SPOTIFY_CLIENT_SECRET;
		EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)plain,
		                sizeof(plain) - 1);
	}
	return encoded;
}

/* Which host may see which credential. */
struct secret {
	enum host_id host;
	const char *text;
};

static unsigned list_secrets(struct secret out[5])
{
	out[0] = (struct secret){HOST_DISCOGS, DISCOGS_TOKEN};
	out[1] = (struct secret){HOST_ACCOUNTS, SPOTIFY_CLIENT_SECRET};
	out[2] = (struct secret){HOST_ACCOUNTS, secrets_spotify_basic()};
	out[3] = (struct secret){HOST_SPOTIFY, SPOTIFY_ACCESS_PREFIX};
	out[4] = (struct secret){HOST_EURIA, EURIA_TOKEN};
	return 5;
}

bool secrets_are_foreign(enum host_id host, const char *text)
{
	struct secret secrets[5];
	unsigned count = list_secrets(secrets);
	for (unsigned i = 0; i < count; i++) {
		if (secrets[i].host != host && strstr(text, secrets[i].text)) {
			return true;
		}
	}
	return false;
}

/* The parameter of that kind which begins at `at`, as the size of its name and "=", or 0. */
static size_t secret_param(const char *target, const char *at)
{
	static const char *const names[] = {
	    "token=",   "access_token=", "client_secret=", "secret=",
	    "api_key=", "apikey=",       "password="};
	if (at == target || (at[-1] != '?' && at[-1] != '&')) {
		return 0;
	}
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncasecmp(at, names[i], strlen(names[i])) == 0) {
			return strlen(names[i]);
		}
	}
	return 0;
}

static size_t known_secret(const char *at)
{
	struct secret secrets[5];
	unsigned count = list_secrets(secrets);
	for (unsigned i = 0; i < count; i++) {
		if (strncmp(at, secrets[i].text, strlen(secrets[i].text)) == 0) {
			return strlen(secrets[i].text);
		}
	}
	return 0;
}

bool secrets_in_target(const char *target)
{
	const char *query = strchr(target, '?');
	for (const char *at = query; at && *at; at++) {
		if (secret_param(target, at)) {
			return true;
		}
	}
	const char *mark = strstr(target, "stand-in-"); /* the usernames and ids do not begin so */
	for (; mark; mark = strstr(mark + 1, "stand-in-")) {
		if (known_secret(mark)) {
			return true;
		}
	}
	return strstr(target, secrets_spotify_basic()) != NULL;
}

void secrets_redact(const char *target, struct buf *out)
{
	for (const char *at = target; *at;) {
		size_t name = secret_param(target, at);
		size_t known = name ? 0 : known_secret(at);
		if (!name && !known) {
			buf_char(out, *at++);
			continue;
		}
		buf_add(out, at, name);
		buf_text(out, "[redacted]");
		at += name + known;
		while (name && *at && *at != '&') {
			at++;
		}
	}
}

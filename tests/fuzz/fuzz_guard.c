/* Any bytes as the headers that say who asks: a host is allowed, an origin own and a token right
 * only where they are so letter by letter.
 *
 * The input is lines: Host, Origin, Sec-Fetch-Site, Authorization. */
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "web/guard.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TOKEN "fake-token"

/* What is allowed here, and how one may write it. */
static const char *const allowed_names[] = {"127.0.0.1", "localhost", "[::1]", "music.example"};

static bool is_port(const char *text)
{
	return strspn(text, "0123456789") == strlen(text) && strlen(text) >= 1 &&
	       strlen(text) <= 5 && atoi(text) >= 1 && atoi(text) <= 65535;
}

/* "name" or "name:port"; an IPv6 address in any of its forms. */
static bool is_written(const char *text, const char *name)
{
	size_t length = strlen(name);
	if (name[0] == '[') {
		struct in6_addr address;
		const char *close = strchr(text, ']');
		if (text[0] != '[' || !close) {
			return false;
		}
		autofree char *inside = xasprintf("%.*s", (int)(close - text - 1), text + 1);
		length = (size_t)(close + 1 - text);
		if (inet_pton(AF_INET6, inside, &address) != 1 ||
		    memcmp(&address, &in6addr_loopback, sizeof(address)) != 0) {
			return false;
		}
	} else if (strncasecmp(text, name, length) != 0) {
		return false;
	}
	return !text[length] || (text[length] == ':' && is_port(text + length + 1));
}

static void check_host(const char *text, size_t length, const struct guard_host *host)
{
	check(strlen(text) == length); /* no NUL within */
	check(host->port >= 0 && host->port <= 65535);
	check(memchr(host->name, '\0', sizeof(host->name)) && host->name[0]);
	for (const char *at = host->name; *at; at++) {
		check(isalnum((unsigned char)*at) || strchr("-._:[]", *at));
		check(!isupper((unsigned char)*at));
	}
	/* What is printed reads as the same again. */
	struct guard_host again;
	char port[16] = "";
	if (host->port) {
		snprintf(port, sizeof(port), ":%d", host->port);
	}
	autofree char *printed = xasprintf("%s%s", host->name, port);
	check(guard_parse_host(printed, strlen(printed), &again));
	check(strcmp(again.name, host->name) == 0 && again.port == host->port);
}

static void check_allowed(const char *text, const struct guard_host *host)
{
	struct guard_host allowed[ARRAY_LEN(allowed_names)];
	bool written = false;
	for (size_t i = 0; i < ARRAY_LEN(allowed_names); i++) {
		const char *name = allowed_names[i];
		check(guard_parse_host(name, strlen(name), &allowed[i]));
		written |= is_written(text, name);
	}
	check(guard_host_is_allowed(host, allowed, ARRAY_LEN(allowed)) == written);
	check(!guard_host_is_allowed(host, allowed, 0));
}

static void check_origin(const char *origin, size_t length, const struct guard_host *host)
{
	if (!guard_origin_is_own(origin, length, host)) {
		return;
	}
	bool plain = strncmp(origin, "http://", 7) == 0;
	check(plain || strncmp(origin, "https://", 8) == 0);
	const char *rest = origin + (plain ? 7 : 8);
	check(strlen(origin) == length && !strpbrk(rest, "/@ ?#%"));
	struct guard_host from;
	check(guard_parse_host(rest, strlen(rest), &from) && strcmp(from.name, host->name) == 0);
	int usual = plain ? 80 : 443;
	check((from.port ? from.port : usual) == (host->port ? host->port : usual));
}

static void check_token(const char *text, size_t length)
{
	bool right = length == strlen("Bearer " TOKEN) && strlen(text) == length &&
	             strncasecmp(text, "Bearer ", 7) == 0 && strcmp(text + 7, TOKEN) == 0;
	check(guard_token_is_right(text, length, TOKEN) == right);
	check(!guard_token_is_right(text, length, "") || length == 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	struct guard_host host;
	size_t host_length, origin_length, site_length, token_length;
	autofree char *host_text = input_until(&input, '\n', &host_length);
	autofree char *origin = input_until(&input, '\n', &origin_length);
	autofree char *site = input_until(&input, '\n', &site_length);
	autofree char *token = input_rest(&input, &token_length);
	if (guard_parse_host(host_text, host_length, &host)) {
		check_host(host_text, host_length, &host);
		check_allowed(host_text, &host);
		check_origin(origin, origin_length, &host);
	}
	bool own = strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
	check(guard_site_is_own(site, site_length) == (own && strlen(site) == site_length));
	check_token(token, token_length);
	return 0;
}

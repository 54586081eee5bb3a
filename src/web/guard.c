#include "web/guard.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PORT_HTTP 80
#define PORT_HTTPS 443

static bool parse_port(const char *text, size_t length, int *out)
{
	int port = 0;
	if (length == 0 || length > 5) {
		return false;
	}
	for (size_t at = 0; at < length; at++) {
		if (!isdigit((unsigned char)text[at])) {
			return false;
		}
		port = port * 10 + (text[at] - '0');
	}
	*out = port;
	return port >= 1 && port <= 65535;
}

static bool parse_ipv6(const char *text, size_t length, struct guard_host *out)
{
	char address[INET6_ADDRSTRLEN], shortest[INET6_ADDRSTRLEN];
	struct in6_addr bytes;
	if (length >= sizeof(address)) {
		return false;
	}
	memcpy(address, text, length);
	address[length] = '\0';
	if (memchr(text, '\0', length) || inet_pton(AF_INET6, address, &bytes) != 1) {
		return false;
	}
	inet_ntop(AF_INET6, &bytes, shortest, sizeof(shortest));
	snprintf(out->name, sizeof(out->name), "[%s]", shortest);
	return true;
}

static bool parse_name(const char *text, size_t length, struct guard_host *out)
{
	if (length == 0 || length >= sizeof(out->name)) {
		return false;
	}
	for (size_t at = 0; at < length; at++) {
		unsigned char byte = (unsigned char)text[at];
		if (byte >= 0x80 || !(isalnum(byte) || byte == '-' || byte == '.' || byte == '_')) {
			return false;
		}
		out->name[at] = (char)tolower(byte);
	}
	out->name[length] = '\0';
	return true;
}

bool guard_parse_host(const char *text, size_t length, struct guard_host *out)
{
	out->port = 0;
	bool bracketed = length > 0 && text[0] == '[';
	const char *close = bracketed ? memchr(text, ']', length) : NULL;
	if (bracketed && !close) {
		return false;
	}
	const char *rest = bracketed ? close + 1 : text;
	const char *colon = memchr(rest, ':', length - (size_t)(rest - text));
	size_t name_length = colon ? (size_t)(colon - text) : length;
	if (colon && !parse_port(colon + 1, length - name_length - 1, &out->port)) {
		return false;
	}
	if (!bracketed) {
		return parse_name(text, name_length, out);
	}
	bool closes_name = close == text + name_length - 1;
	return closes_name && parse_ipv6(text + 1, name_length - 2, out);
}

static bool is_default_port(int port)
{
	return port == PORT_HTTP || port == PORT_HTTPS;
}

bool guard_host_is_allowed(const struct guard_host *host, const struct guard_host *allowed,
                           size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool port_fits = allowed[i].port == 0 || allowed[i].port == host->port ||
		                 (host->port == 0 && is_default_port(allowed[i].port));
		if (port_fits && strcmp(allowed[i].name, host->name) == 0) {
			return true;
		}
	}
	return false;
}

bool guard_origin_is_own(const char *origin, size_t length, const struct guard_host *host)
{
	static const struct {
		const char *prefix;
		int port;
	} schemes[] = {{"http://", PORT_HTTP}, {"https://", PORT_HTTPS}};
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t skip = strlen(schemes[i].prefix);
		struct guard_host from;
		if (length <= skip || memcmp(origin, schemes[i].prefix, skip) != 0) {
			continue;
		}
		if (!guard_parse_host(origin + skip, length - skip, &from)) {
			return false;
		}
		int from_port = from.port ? from.port : schemes[i].port;
		int host_port = host->port ? host->port : schemes[i].port;
		return from_port == host_port && strcmp(from.name, host->name) == 0;
	}
	return false;
}

static bool is_text(const char *text, size_t length, const char *wanted)
{
	return length == strlen(wanted) && memcmp(text, wanted, length) == 0;
}

bool guard_site_is_own(const char *site, size_t length)
{
	return is_text(site, length, "same-origin") || is_text(site, length, "none");
}

bool guard_token_is_right(const char *authorization, size_t length, const char *token)
{
	static const char scheme[] = "Bearer ";
	size_t skip = sizeof(scheme) - 1;
	if (length <= skip || strncasecmp(authorization, scheme, skip) != 0) {
		return false;
	}
	const char *given = authorization + skip;
	size_t given_length = length - skip, wanted_length = strlen(token);
	/* The time taken depends on what was given alone; volatile, so that no compiler may stop
	 * at the first difference. */
	volatile unsigned char differs = given_length != wanted_length;
	for (size_t at = 0; at < given_length; at++) {
		unsigned char wanted = (unsigned char)token[wanted_length ? at % wanted_length : 0];
		differs |= (unsigned char)given[at] ^ wanted;
	}
	return !differs;
}

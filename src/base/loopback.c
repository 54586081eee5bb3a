#include "base/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static bool has_ipv4(const struct in_addr *address)
{
	return (ntohl(address->s_addr) >> 24) == IN_LOOPBACKNET;
}

static bool has_ipv6(const struct in6_addr *address)
{
	struct in_addr mapped;
	memcpy(&mapped, &address->s6_addr[12], sizeof(mapped));
	return IN6_IS_ADDR_LOOPBACK(address) ||
	       (IN6_IS_ADDR_V4MAPPED(address) && has_ipv4(&mapped));
}

bool loopback_has_host(const char *host)
{
	size_t length = strlen(host);
	struct in_addr ipv4;
	struct in6_addr ipv6;
	char inside[INET6_ADDRSTRLEN];
	if (strcmp(host, "localhost") == 0) {
		return true;
	}
	if (length >= 2 && length < sizeof(inside) + 2 && host[0] == '[' &&
	    host[length - 1] == ']') {
		snprintf(inside, sizeof(inside), "%.*s", (int)length - 2, host + 1);
		return inet_pton(AF_INET6, inside, &ipv6) == 1 && has_ipv6(&ipv6);
	}
	return inet_pton(AF_INET, host, &ipv4) == 1 && has_ipv4(&ipv4);
}

bool loopback_has_address(const struct sockaddr *address)
{
	switch (address->sa_family) {
	case AF_UNIX:
		return true;
	case AF_INET:
		return has_ipv4(&((const struct sockaddr_in *)address)->sin_addr);
	case AF_INET6:
		return has_ipv6(&((const struct sockaddr_in6 *)address)->sin6_addr);
	default:
		return false;
	}
}

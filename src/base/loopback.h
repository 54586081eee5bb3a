/* base/loopback.h - what only this machine can reach. Pure.
 *
 * Addresses are read, never names resolved: "127.evil.example" is a name that its owner may point
 * anywhere. "localhost" counts, since neither the listener nor curl asks a name server for it. */
#ifndef BASE_LOOPBACK_H
#define BASE_LOOPBACK_H
#include <stdbool.h>

struct sockaddr;

/* A host as it stands in a URL or before a port: "127.0.0.1", "[::1]", "localhost". */
bool loopback_has_host(const char *host);
/* Where a socket is bound. Unix sockets count. */
bool loopback_has_address(const struct sockaddr *address);

#endif

/* tests/net/tls_peer.h - a peer that speaks TLS, with a certificate that nobody vouches for.
 *
 * It serves one connection, on a thread of its own. */
#ifndef TESTS_NET_TLS_PEER_H
#define TESTS_NET_TLS_PEER_H
#include <stdbool.h>

struct tls_peer;

struct tls_peer *tls_peer_open(void);
/* "https://127.0.0.1:PORT/". */
const char *tls_peer_url(const struct tls_peer *peer);
/* Waits until its one client has gone. Whether that client trusted it with a request. */
bool tls_peer_close(struct tls_peer *peer);

#endif

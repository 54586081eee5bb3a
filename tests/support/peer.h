/* support/peer.h - a scripted HTTP peer on the test's own loop.
 *
 * Answers each request with the next line of its script (the last one again and again), as bytes:
 * it can answer, stall, cut or send garbage. Listens on loopback, on a port that the kernel picks.
 */
#ifndef SUPPORT_PEER_H
#define SUPPORT_PEER_H
#include <stdbool.h>
#include <stddef.h>

struct loop;
struct peer;

struct peer *peer_open(struct loop *loop);
/* Closes every connection, and accepts no more. */
void peer_close(struct peer *peer);
/* Closes every connection; new ones are welcome. */
void peer_drop(struct peer *peer);
/* "http://127.0.0.1:PORT". */
const char *peer_url(const struct peer *peer);

/* What follows is added to the script, in order. */
/* A whole answer; `headers` is "" or "Name: value\r\n…". Content-Length is added. */
void peer_reply(struct peer *peer, int status, const char *headers, const char *body);
/* Exactly these bytes, then the connection stays open (`close_after` false) or is closed. */
void peer_send(struct peer *peer, const char *bytes, size_t length, bool close_after);
/* No answer at all. */
void peer_stall(struct peer *peer);

/* Requests whose head has arrived, and that of the last one with its body, NUL-terminated. */
unsigned peer_requests(const struct peer *peer);
const char *peer_last_request(const struct peer *peer);
/* True once a request is being stalled. */
const bool *peer_is_stalling(const struct peer *peer);
/* Connections accepted so far. */
unsigned peer_connections(const struct peer *peer);

#endif

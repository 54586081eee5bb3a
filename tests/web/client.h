/* tests/web/client.h - an HTTP client as raw as a socket, on the test's own loop.
 *
 * It sends what it is told, however wrong, and takes apart what comes back. Every wait ends with
 * its condition or fails the test. */
#ifndef TESTS_WEB_CLIENT_H
#define TESTS_WEB_CLIENT_H
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct client;
struct loop;
struct watch;

struct answer {
	int status;
	struct buf head; /* from the status line to the empty line */
	struct buf body; /* without chunk framing */
	bool is_cut;     /* the connection ended before the body did */
};

struct client *client_open(struct loop *loop, int port);
/* The same with a buffer of that size for what it has not read. */
struct client *client_open_narrow(struct loop *loop, int port, int bytes);
/* On a socket that is connected, and the client's from now on. */
struct client *client_adopt(struct loop *loop, int fd);
/* Runs the loop until the end has arrived where it was going. NULL is fine. */
void client_close(struct client *client);
/* Closes with a reset. */
void client_reset(struct client *client);
/* Sends the end of the stream and goes on reading. */
void client_half_close(struct client *client);

void client_send(struct client *client, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void client_send_bytes(struct client *client, const void *bytes, size_t length);
/* "METHOD target HTTP/1.1", the right Host, `extra` header lines ("A: b\r\n"), the empty line. */
void client_ask(struct client *client, const char *method, const char *target, const char *extra);

/* Reads nothing more, or again. */
void client_pause(struct client *client, bool is_paused);
/* While it reads nothing: this much at most. */
void client_sip(struct client *client, size_t bytes);

/* The next answer, into `client->answer`. `is_head`: it has no body, whatever it says. */
const struct answer *client_read(struct client *client, bool is_head);
/* The value of a header of the last answer, "" where there is none. Overwritten by the next call.
 */
const char *client_header(struct client *client, const char *name);
/* The server has closed the connection, and nothing came that was not read. */
bool client_is_closed(struct client *client);
/* Waits until `text` has come, anywhere in what was not read yet, and drops all up to its end. */
void client_expect(struct client *client, const char *text);
/* What came and was not read. */
const char *client_seen(const struct client *client);

#endif

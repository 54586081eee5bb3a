#include "client.h"

#include "base/mem.h"
#include "loop/loop.h"
#include "loop/watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS 20000

struct client {
	struct loop *loop;
	int fd, port;
	struct watch *watch;
	struct buf seen;
	struct answer answer;
	bool is_changed, is_ended;
	char header[512];
};

static void on_readable(void *data, int fd, unsigned events)
{
	struct client *client = data;
	char bytes[65536];
	(void)events;
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (got < 0 && errno == EAGAIN) {
		return;
	}
	client->is_changed = true;
	if (got > 0) {
		buf_append(&client->seen, bytes, (size_t)got);
		return;
	}
	client->is_ended = true;
	watch_set(client->watch, 0);
}

struct client *client_adopt(struct loop *loop, int fd)
{
	struct client *client = xcalloc(1, sizeof(*client));
	client->loop = loop;
	client->fd = fd;
	client->watch = watch_create(loop, fd, on_readable, client);
	watch_set(client->watch, WATCH_READ);
	return client;
}

struct client *client_open_narrow(struct loop *loop, int port, int bytes)
{
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	assert_int_equal(connect(fd, (struct sockaddr *)&where, sizeof(where)), 0);
	struct client *client = client_adopt(loop, fd);
	client->port = port;
	return client;
}

struct client *client_open(struct loop *loop, int port)
{
	/* Small and fixed, so that a client which does not read is soon felt. */
	return client_open_narrow(loop, port, 65536);
}

static void drop(struct buf *buf, size_t length)
{
	if (length) {
		memmove(buf->bytes, buf->bytes + length, buf->length - length + 1);
		buf->length -= length;
	}
}

void client_close(struct client *client)
{
	if (!client) {
		return;
	}
	watch_destroy(client->watch);
	close(client->fd);
	buf_finish(&client->seen);
	buf_finish(&client->answer.head);
	buf_finish(&client->answer.body);
	free(client);
}

void client_reset(struct client *client)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};
	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	client_close(client);
}

void client_half_close(struct client *client)
{
	shutdown(client->fd, SHUT_WR);
}

/* What does not fit is sent while the loop, and with it the server, runs on. The server may have
 * had enough before that: what it says then is what the test looks at. */
void client_send_bytes(struct client *client, const void *bytes, size_t length)
{
	const char *at = bytes;
	while (length) {
		ssize_t sent = send(client->fd, at, length, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN) {
			return;
		}
		at += sent > 0 ? sent : 0;
		length -= sent > 0 ? (size_t)sent : 0;
		bool never = false;
		loop_run_until(client->loop, &never, length ? 1 : 0);
	}
}

void client_send(struct client *client, const char *fmt, ...)
{
	char text[8192];
	va_list args;
	va_start(args, fmt);
	int length = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	assert_in_range(length, 0, sizeof(text) - 1);
	client_send_bytes(client, text, (size_t)length);
}

void client_ask(struct client *client, const char *method, const char *target, const char *extra)
{
	autobuf request = {0};
	buf_printf(&request, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", method, target,
	           client->port, extra);
	client_send_bytes(client, request.bytes, request.length);
}

void client_pause(struct client *client, bool is_paused)
{
	watch_set(client->watch, is_paused ? 0 : WATCH_READ);
}

void client_sip(struct client *client, size_t bytes)
{
	char scratch[4096];
	assert_true(bytes <= sizeof(scratch));
	recv(client->fd, scratch, bytes, MSG_DONTWAIT);
}

/* Until more has come or the end. */
static void wait_for_more(struct client *client)
{
	client->is_changed = false;
	if (!client->is_ended && !loop_run_until(client->loop, &client->is_changed, WAIT_MS)) {
		fail_msg("nothing more came after: %s", client_seen(client));
	}
}

const char *client_seen(const struct client *client)
{
	return client->seen.bytes ? client->seen.bytes : "";
}

const char *client_header(struct client *client, const char *name)
{
	size_t length = strlen(name);
	client->header[0] = '\0';
	for (const char *line = client->answer.head.bytes; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
			const char *value = line + length + 1;
			value += strspn(value, " ");
			snprintf(client->header, sizeof(client->header), "%.*s",
			         (int)strcspn(value, "\r\n"), value);
			break;
		}
	}
	return client->header;
}

static void read_head(struct client *client)
{
	const char *end;
	while (!(end = strstr(client_seen(client), "\r\n\r\n"))) {
		if (client->is_ended) {
			fail_msg("closed without an answer; so far: '%s'", client_seen(client));
		}
		wait_for_more(client);
	}
	size_t length = (size_t)(end - client->seen.bytes) + 4;
	buf_clear(&client->answer.head);
	buf_append(&client->answer.head, client->seen.bytes, length);
	drop(&client->seen, length);
	assert_int_equal(sscanf(client->answer.head.bytes, "HTTP/1.1 %d ", &client->answer.status),
	                 1);
}

/* Moves `length` bytes to the body; false where the connection ends before. */
static bool take(struct client *client, size_t length)
{
	while (client->seen.length < length && !client->is_ended) {
		wait_for_more(client);
	}
	bool whole = client->seen.length >= length;
	size_t taken = whole ? length : client->seen.length;
	if (taken) {
		buf_append(&client->answer.body, client->seen.bytes, taken);
	}
	drop(&client->seen, taken);
	return whole;
}

static bool take_chunks(struct client *client)
{
	for (;;) {
		char *end;
		while (!strstr(client_seen(client), "\r\n")) {
			if (client->is_ended) {
				return false;
			}
			wait_for_more(client);
		}
		size_t size = strtoul(client->seen.bytes, &end, 16);
		assert_true(end != client->seen.bytes && end[0] == '\r' && end[1] == '\n');
		drop(&client->seen, (size_t)(end + 2 - client->seen.bytes));
		if (!take(client, size + 2)) {
			return false;
		}
		struct buf *body = &client->answer.body;
		if (memcmp(body->bytes + body->length - 2, "\r\n", 2) != 0) {
			return false;
		}
		body->length -= 2;
		body->bytes[body->length] = '\0';
		if (size == 0) {
			return true;
		}
	}
}

const struct answer *client_read(struct client *client, bool is_head)
{
	struct answer *answer = &client->answer;
	read_head(client);
	buf_clear(&answer->body);
	buf_append(&answer->body, "", 0);
	answer->is_cut = false;
	if (is_head || answer->status == 204 || answer->status == 304) {
		return answer;
	}
	if (strcmp(client_header(client, "transfer-encoding"), "chunked") == 0) {
		answer->is_cut = !take_chunks(client);
	} else if (*client_header(client, "content-length")) {
		answer->is_cut = !take(client, strtoul(client->header, NULL, 10));
	} else {
		while (!client->is_ended) {
			wait_for_more(client);
		}
		take(client, client->seen.length);
	}
	return answer;
}

bool client_is_closed(struct client *client)
{
	while (!client->is_ended) {
		if (client->seen.length) {
			return false;
		}
		wait_for_more(client);
	}
	return client->seen.length == 0;
}

void client_expect(struct client *client, const char *text)
{
	const char *found;
	while (!(found = strstr(client_seen(client), text))) {
		if (client->is_ended) {
			fail_msg("closed before '%s'; so far: '%s'", text, client_seen(client));
		}
		wait_for_more(client);
	}
	drop(&client->seen, (size_t)(found - client->seen.bytes) + strlen(text));
}

/* Any bytes as the head of a request, counted again a simpler way; as its method; and as an
 * If-None-Match.
 *
 * The input is the bytes on the wire. */
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "web/etag.h"
#include "web/wire.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Header lines that begin with `name` and a colon. */
static unsigned count_lines(const char *head, size_t length, const char *name)
{
	unsigned count = 0;
	size_t wanted = strlen(name);
	for (size_t at = 1; at + wanted <= length; at++) {
		bool begins = head[at - 1] == '\n' && strncasecmp(head + at, name, wanted) == 0;
		count += begins;
	}
	return count;
}

static void check_head(const char *bytes, size_t size)
{
	struct wire_head head;
	memset(&head, 0xAA, sizeof(head));
	if (!wire_scan(bytes, size, &head)) {
		return;
	}
	check(head.length >= 2 && head.length <= size);
	check(bytes[head.length - 1] == '\n');
	bool bare = bytes[head.length - 2] == '\n';
	check(bare || (bytes[head.length - 2] == '\r' && bytes[head.length - 3] == '\n'));
	/* The request line is not a header; one empty line may stand before it. */
	const char *start = bytes;
	start += *start == '\r' && start[1] == '\n';
	start += *start == '\n';
	size_t length = head.length - (size_t)(start - bytes);
	check(head.hosts == count_lines(start, length, "host:"));
	check(head.content_lengths == count_lines(start, length, "content-length:"));
	check(head.transfer_encodings == count_lines(start, length, "transfer-encoding:"));
	/* A head is whole with its last byte and not before. */
	struct wire_head less;
	check(!wire_scan(bytes, head.length - 1, &less));
	check(wire_scan(bytes, head.length, &less) && less.length == head.length);
}

/* RFC 9110: what can be seen, but for the delimiters. */
static void check_token(const char *bytes, size_t size)
{
	bool token = size > 0;
	for (size_t i = 0; i < size; i++) {
		token &=
		    bytes[i] > 0x20 && bytes[i] < 0x7F && !strchr("\"(),/:;<=>?@[\\]{}", bytes[i]);
	}
	check(wire_is_token(bytes, size) == token);
}

static void check_etag(const char *text)
{
	static const char own[] = "\"9f2c\"";
	if (etag_is_named(text, own)) {
		check(strcmp(text, "*") == 0 || strstr(text, own));
		check(etag_is_named(text, "W/\"9f2c\""));
	}
	autofree char *listed = xasprintf("\"x\", %s", text);
	check(!etag_is_named(text, own) || strcmp(text, "*") == 0 || etag_is_named(listed, own));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct input input = input_of(bytes, size);
	check_head(input.at, size);
	check_token(input.at, size);
	autofree char *text = input_rest(&input, NULL);
	check_etag(text);
	return 0;
}

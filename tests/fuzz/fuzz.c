#include "fuzz/fuzz.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_failed(const char *promise, const char *file, int line)
{
	fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, promise);
	abort();
}

/* Takes a character off; -1 where there is none. */
static long take_character(const unsigned char **at, const unsigned char *end)
{
	static const struct {
		unsigned char mask, mark;
		long least; /* a smaller one is written too long */
	} forms[] = {
	    {0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
	const unsigned char *byte = *at;
	for (size_t more = 0; more < 4; more++) {
		if ((*byte & forms[more].mask) != forms[more].mark) {
			continue;
		}
		long character = *byte & (unsigned char)~forms[more].mask;
		if ((size_t)(end - byte) <= more) {
			return -1;
		}
		for (size_t i = 1; i <= more; i++) {
			if ((byte[i] & 0xC0) != 0x80) {
				return -1;
			}
			character = character << 6 | (byte[i] & 0x3F);
		}
		*at = byte + more + 1;
		bool surrogate = character >= 0xD800 && character <= 0xDFFF;
		return character < forms[more].least || character > 0x10FFFF || surrogate
		           ? -1
		           : character;
	}
	return -1;
}

bool is_utf8(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;
	while (at < end) {
		if (take_character(&at, end) < 0) {
			return false;
		}
	}
	return true;
}

bool is_clean(const char *text)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + strlen(text);
	while (at < end) {
		long character = take_character(&at, end);
		bool control = character < 0x20 || (character >= 0x7F && character <= 0x9F);
		bool turns = (character >= 0x2028 && character <= 0x202E) ||
		             (character >= 0x2066 && character <= 0x2069);
		if (control || turns) {
			return false;
		}
	}
	return true;
}

bool is_model_text(const char *text, size_t max_bytes)
{
	size_t length = text ? strlen(text) : 0;
	return !text || (length > 0 && length <= max_bytes && is_utf8(text, length));
}

void check_err(const struct err *err, int code)
{
	check((int)err->code == code);
	check(memchr(err->msg, '\0', sizeof(err->msg)));
	check(err->msg[0] && is_clean(err->msg));
}

struct input input_of(const uint8_t *bytes, size_t size)
{
	const char *at = size ? (const char *)bytes : "";
	return (struct input){at, at + size};
}

unsigned input_byte(struct input *input)
{
	return input->at < input->end ? (unsigned char)*input->at++ : 0;
}

static char *take(struct input *input, size_t size, size_t *length)
{
	char *text = xcalloc(1, size + 1);
	memcpy(text, input->at, size);
	input->at += size;
	if (length) {
		*length = size;
	}
	return text;
}

char *input_until(struct input *input, char stop, size_t *length)
{
	size_t left = (size_t)(input->end - input->at);
	const char *found = left ? memchr(input->at, stop, left) : NULL;
	char *text = take(input, found ? (size_t)(found - input->at) : left, length);
	input->at += found != NULL;
	return text;
}

char *input_rest(struct input *input, size_t *length)
{
	return take(input, (size_t)(input->end - input->at), length);
}

#include "prose/form.h"

#include "base/text.h"
#include "match/latin.h"
#include "prose/passage.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SHORTEST_BYTES 40
#define LONGEST_BYTES 2000

/* Controls but for line ends and tabs, what turns the direction of writing, private characters, and
 * what stands where a character was lost. */
static bool is_unclean(uint32_t point)
{
	return (point < 0x20 && point != '\n' && point != '\r' && point != '\t') ||
	       (point >= 0x7F && point <= 0x9F) || (point >= 0x202A && point <= 0x202E) ||
	       (point >= 0x2066 && point <= 0x2069) || (point >= 0xE000 && point <= 0xF8FF) ||
	       point == 0xFFFD;
}

const char *form_text_fault(const char *text)
{
	size_t length = strlen(text), used;
	if (length == 0) {
		return "the answer is empty";
	}
	if (length > LONGEST_BYTES) {
		return "the answer is too long";
	}
	for (size_t i = 0; i < length; i += used) {
		if (is_unclean(latin_decode(text + i, length - i, &used))) {
			return "the answer has characters that are no text";
		}
	}
	return NULL;
}

/* The length without one of `endings` at the end; the same where none is there. */
static size_t length_without(const char *text, size_t length, const char *const *endings)
{
	for (; *endings; endings++) {
		size_t size = strlen(*endings);
		if (length >= size && memcmp(text + length - size, *endings, size) == 0) {
			return length - size;
		}
	}
	return length;
}

/* Full stop, question or exclamation mark, ellipsis, perhaps inside quotes or parentheses, which
 * French closes behind a space and German with what English opens them with. */
static bool ends_as_sentence(const char *text)
{
	static const char *const closing[] = {"\"", "'", "»", "«", "”", "“",      "’",      "‘",
	                                      "›",  "‹", ")", "]", " ", "\u00a0", "\u202f", NULL};
	static const char *const stops[] = {".", "!", "?", "…", NULL};
	size_t length = strlen(text), shorter;
	while ((shorter = length_without(text, length, closing)) < length) {
		length = shorter;
	}
	return length_without(text, length, stops) < length;
}

const char *form_fault(const struct passage *passage)
{
	if (strlen(passage->text) < SHORTEST_BYTES) {
		return "the answer is too short";
	}
	return ends_as_sentence(passage->text) ? NULL : "the answer does not end as a sentence";
}

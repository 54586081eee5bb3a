#include "prose/markup.h"

#include "base/mem.h"
#include "base/text.h"
#include "prose/known.h"
#include "prose/passage.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* "# Night Ferry"; "#1 Record" is a title. */
static bool is_heading(const char *line)
{
	size_t level = strspn(line, "#");
	return level > 0 && line[level] == ' ';
}

/* "1. Night Ferry", "2) Night Ferry" */
static bool is_numbered(const char *line)
{
	size_t digits = strspn(line, "0123456789");
	return digits >= 1 && digits <= 2 && strchr(".)", line[digits]) && line[digits + 1] == ' ';
}

static bool begins_marked(const char *line)
{
	static const char *const marks[] = {"- ", "* ", "+ ", "• ", "· ",
	                                    "– ", "— ", "> ", "| ", "---"};
	line += strspn(line, " \t");
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (text_starts(line, marks[i])) {
			return true;
		}
	}
	return is_heading(line) || is_numbered(line);
}

static bool has_marked_line(const struct passage *passage)
{
	for (const char *line = passage->text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (begins_marked(line) && !known_begins(passage->known, line)) {
			return true;
		}
	}
	return false;
}

/* Marks that stand in no prose, wherever they are. */
static bool has_mark(const struct passage *passage)
{
	static const char *const marks[] = {"**",     "__",      "~~",       "`",    "](",
	                                    "&amp;",  "http://", "https://", "www.", "&nbsp;",
	                                    "&quot;", "&#",      "&lt;",     "&gt;"};
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (strstr(passage->text, marks[i]) &&
		    !known_has_bytes(passage->known, marks[i], strlen(marks[i]))) {
			return true;
		}
	}
	return false;
}

static bool is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || (byte & 0x80);
}

/* *so* and _so_ around words; neither N*E*R*D nor 5 * 5. */
static bool opens_emphasis(const char *text, const char *at)
{
	return !(at > text && is_word_byte(at[-1])) && !isspace((unsigned char)at[1]);
}

static bool closes_emphasis(const char *at)
{
	return !isspace((unsigned char)at[-1]) && !is_word_byte(at[1]);
}

/* Where the emphasis that opens at `at` closes, or its line does. */
static const char *find_emphasis_end(const char *at)
{
	const char *end = at + 1;
	while (*end && *end != '\n' && !(*end == *at && end > at + 1 && closes_emphasis(end))) {
		end++;
	}
	return end;
}

static bool is_marked_span(const struct passage *passage, const char *at, const char *end)
{
	return *end == (*at == '<' ? '>' : *at) &&
	       !known_has_bytes(passage->known, at, (size_t)(end - at) + 1);
}

static bool has_emphasis(const struct passage *passage, char mark)
{
	const char *text = passage->text;
	for (const char *at = text; (at = strchr(at, mark)); at++) {
		if (!opens_emphasis(text, at)) {
			continue;
		}
		const char *end = find_emphasis_end(at);
		if (is_marked_span(passage, at, end)) {
			return true;
		}
		at = *end == mark || !*end ? end - 1 : end;
	}
	return false;
}

/* <b>, </think>; "<3" is none. */
static bool has_tag(const struct passage *passage)
{
	for (const char *at = passage->text; (at = strchr(at, '<')); at++) {
		const char *end = at + strcspn(at, ">");
		bool named = isalpha((unsigned char)at[1]) || at[1] == '/' || at[1] == '!';
		if (!*end) {
			return false;
		}
		if (named && is_marked_span(passage, at, end)) {
			return true;
		}
	}
	return false;
}

const char *markup_fault(const struct passage *passage)
{
	return has_marked_line(passage) || has_mark(passage) || has_emphasis(passage, '*') ||
	               has_emphasis(passage, '_') || has_tag(passage)
	           ? "the answer is marked up"
	           : NULL;
}

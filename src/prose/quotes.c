#include "prose/quotes.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "prose/known.h"
#include "prose/passage.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Of a quotation, as much as an error message has room for. */
#define SHOWN_BYTES 120

static const struct mark {
	const char *open;
	const char *close[3];
	enum {
		BRACKET,    /* nothing but an opening mark: one may stand in another */
		TYPEWRITER, /* opens what it did not close; 12" is no quotation */
		TURNED,     /* closes elsewhere: opens only before a word */
		APOSTROPHE, /* so does it; and it must be closed, behind a word */
	} kind;
} marks[] = {
    {"«", {"»"}, BRACKET},           {"»", {"«"}, TURNED},     {"„", {"“", "”", "\""}, BRACKET},
    {"“", {"”", "“", "\""}, TURNED}, {"”", {"”"}, TURNED},     {"\"", {"\"", "”"}, TYPEWRITER},
    {"‹", {"›"}, BRACKET},           {"›", {"‹"}, TURNED},     {"‚", {"‘", "’"}, APOSTROPHE},
    {"‘", {"’"}, APOSTROPHE},        {"’", {"’"}, APOSTROPHE}, {"'", {"'"}, APOSTROPHE},
    {"「", {"」"}, BRACKET},         {"『", {"』"}, BRACKET},
};

/* Where the apostrophe that begins a word stands for something. */
static const char *const clipped[] = {"bout",  "cause", "em",  "n",   "na",  "neath", "o",
                                      "round", "s",     "sto", "til", "tis", "twas"};

/* "'n'", "'til", "'77" */
static bool is_clipped(const char *text)
{
	if (strspn(text, "0123456789") == 2) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(clipped); i++) {
		if (text_starts(text, clipped[i]) &&
		    !isalpha((unsigned char)text[strlen(clipped[i])])) {
			return true;
		}
	}
	return false;
}

/* Whether a word ends before `at`. */
static bool is_behind_word(const char *text, const char *at)
{
	if (at == text) {
		return false;
	}
	/* Of all that is not ASCII, only what opens stands before a mark, and spaces. */
	static const char *const openers[] = {"«", "„", "“", "‹",      "‚",     "‘",
	                                      "’", "–", "—", "\u00a0", "\u202f"};
	unsigned char before = (unsigned char)at[-1];
	if (before < 0x80) {
		return isalnum(before) || strchr(".,!?)", before);
	}
	for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
		size_t length = strlen(openers[i]);
		if ((size_t)(at - text) >= length && memcmp(at - length, openers[i], length) == 0) {
			return false;
		}
	}
	return true;
}

static bool opens(const struct mark *mark, const char *text, const char *at)
{
	if (!text_starts(at, mark->open)) {
		return false;
	}
	const char *inside = at + strlen(mark->open);
	bool at_border = !is_behind_word(text, at) && *inside && !isspace((unsigned char)*inside);
	switch (mark->kind) {
	case BRACKET:
		return true;
	case TYPEWRITER:
		return at == text || !isdigit((unsigned char)at[-1]);
	case TURNED:
		return at_border;
	default:
		return at_border && !is_clipped(inside);
	}
}

static const struct mark *mark_at(const char *text, const char *at)
{
	if (*at == ' ' || isalnum((unsigned char)*at)) { /* nearly always */
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (opens(&marks[i], text, at)) {
			return &marks[i];
		}
	}
	return NULL;
}

/* Whether the apostrophe at `at` stands where a word ends. */
static bool ends_word(const char *at, size_t length)
{
	return !isspace((unsigned char)at[-1]) && !isalnum((unsigned char)at[length]) &&
	       !(at[length] & 0x80);
}

/* The length of the mark at `at` that closes, 0 where none does. */
static size_t closes(const struct mark *mark, const char *at)
{
	for (size_t i = 0; i < ARRAY_LEN(mark->close) && mark->close[i]; i++) {
		size_t length = strlen(mark->close[i]);
		if (text_starts(at, mark->close[i]) &&
		    (mark->kind != APOSTROPHE || ends_word(at, length))) {
			return length;
		}
	}
	return 0;
}

/* Where the quotation ends, and how long the mark is that ends it: 0 at the end of the line. */
static const char *find_close(const struct mark *mark, const char *inside, size_t *length)
{
	size_t depth = 0;
	const char *at = inside;
	for (; *at && *at != '\n'; at += *length ? *length : 1) {
		*length = closes(mark, at);
		if (*length > 0 && depth-- == 0) {
			return at;
		}
		depth += mark->kind == BRACKET && text_starts(at, mark->open);
	}
	*length = 0;
	return at;
}

struct quote *quotes_find(struct arena *arena, const char *text, size_t *count)
{
	struct quote *quotes = arena_alloc(arena, strlen(text) / 2 + 1, sizeof(*quotes));
	const char *hopeless[ARRAY_LEN(marks)] = {0}; /* no such mark closes before this */
	*count = 0;
	for (const char *at = text; *at;) {
		const struct mark *mark = mark_at(text, at);
		if (!mark || at < hopeless[mark - marks]) {
			at++;
			continue;
		}
		size_t close_length;
		const char *inside = at + strlen(mark->open);
		const char *end = find_close(mark, inside, &close_length);
		if (close_length == 0 && mark->kind == APOSTROPHE) {
			hopeless[mark - marks] = end;
			at = inside;
			continue;
		}
		quotes[(*count)++] =
		    (struct quote){.start = inside, .length = (size_t)(end - inside)};
		at = end + close_length;
	}
	return quotes;
}

const char *quotes_fault(const struct passage *passage)
{
	for (size_t i = 0; i < passage->quote_count; i++) {
		const struct quote *quote = &passage->quotes[i];
		if (known_has_text(passage->arena, passage->known, quote->start, quote->length)) {
			continue;
		}
		char *quoted = arena_strndup(passage->arena, quote->start, quote->length);
		quoted[text_cut(quoted, SHOWN_BYTES)] = '\0';
		return arena_printf(passage->arena, "\"%s\" is quoted and not among the facts",
		                    quoted);
	}
	return NULL;
}

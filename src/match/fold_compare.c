#include "base/text.h"
#include "match/fold.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A space counts only between two digits. */
static bool space_counts(const char *start, const char *at)
{
	return *at == ' ' && at > start && is_digit(at[-1]) && is_digit(at[1]);
}

static const char *skip_space(const char *start, const char *at)
{
	return *at == ' ' && !space_counts(start, at) ? at + 1 : at;
}

/* Where `one` stops agreeing with all of `other`; NULL when it does before `other` ends. */
static const char *agree(const char *one, const char *other)
{
	const char *a = one, *b = other;
	for (;;) {
		b = skip_space(other, b);
		if (!*b) {
			return a;
		}
		a = skip_space(one, a);
		if (*a != *b) {
			return NULL;
		}
		a++;
		b++;
	}
}

bool fold_same(const char *one, const char *other)
{
	const char *end = agree(one, other);
	return end && *end == '\0';
}

size_t fold_prefix(const char *text, const char *prefix)
{
	const char *end = *prefix ? agree(text, prefix) : NULL;
	if (!end || (*end && *end != ' ')) {
		return 0;
	}
	return (size_t)(end - text) + (*end == ' ');
}

const char *fold_without_article(const char *folded)
{
	if (!text_starts(folded, "the ") || strcmp(folded + 4, "the") == 0) {
		return folded;
	}
	return folded + 4;
}

bool fold_has_words(const char *folded, const char *words)
{
	size_t length = strlen(words);
	if (length == 0) {
		return false;
	}
	for (const char *at = strstr(folded, words); at; at = strstr(at + 1, words)) {
		bool starts = at == folded || at[-1] == ' ';
		if (starts && (at[length] == '\0' || at[length] == ' ')) {
			return true;
		}
	}
	return false;
}

const char *fold_next_word(const char *word)
{
	word += strcspn(word, " ");
	return *word == ' ' ? word + 1 : word;
}

bool fold_has_word(const char *folded, const char *word, size_t length)
{
	for (const char *at = folded; *at; at = fold_next_word(at)) {
		if (strncmp(at, word, length) == 0 && (at[length] == ' ' || at[length] == '\0')) {
			return true;
		}
	}
	return false;
}

#include "prose/known.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "prose/country.h"
#include "prose/word.h"

#include <stdlib.h>
#include <string.h>

static void add_text(struct arena *arena, struct known *known, const char *text)
{
	if (text_is_empty(text)) {
		return;
	}
	struct known_text *out = &known->texts[known->text_count++];
	out->text = text;
	out->reading_count = fold_readings(arena, text, out->readings);
	out->symbol = latin_symbol_name(arena, text);
	out->words = word_split(arena, text, &out->word_count);
}

static void add_list(struct arena *arena, struct known *known, const struct fact_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		add_text(arena, known, list->texts[i]);
	}
}

static int compare_words(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static size_t count_words(const char *folded)
{
	size_t count = 0;
	for (; *folded; folded = fold_next_word(folded)) {
		count++;
	}
	return count;
}

static void add_words(struct arena *arena, struct known *known, const char *folded)
{
	for (; *folded; folded = fold_next_word(folded)) {
		known->words[known->word_count++] =
		    arena_strndup(arena, folded, strcspn(folded, " "));
	}
}

/* Words are compared as the text's are split, and as folding splits them: "P!nk" is "p nk" and
 * "pink". */
static void index_words(struct arena *arena, struct known *known, const char *countries)
{
	size_t room = count_words(countries);
	for (size_t i = 0; i < known->text_count; i++) {
		room += known->texts[i].word_count;
		for (size_t k = 0; k < known->texts[i].reading_count; k++) {
			room += count_words(known->texts[i].readings[k]);
		}
	}
	known->words = arena_alloc(arena, room + 1, sizeof(*known->words));
	add_words(arena, known, countries);
	for (size_t i = 0; i < known->text_count; i++) {
		const struct known_text *text = &known->texts[i];
		for (size_t k = 0; k < text->reading_count; k++) {
			add_words(arena, known, text->readings[k]);
		}
		for (size_t k = 0; k < text->word_count; k++) {
			known->words[known->word_count++] = text->words[k].folded;
		}
	}
	qsort(known->words, known->word_count, sizeof(*known->words), compare_words);
}

struct known *known_read(struct arena *arena, const struct album_facts *facts)
{
	struct known *known = arena_alloc(arena, 1, sizeof(*known));
	known->facts = facts;
	add_text(arena, known, facts->title);
	add_text(arena, known, facts->artist);
	add_text(arena, known, facts->label);
	add_text(arena, known, facts->country);
	add_list(arena, known, &facts->genres);
	add_list(arena, known, &facts->styles);
	add_list(arena, known, &facts->formats);
	index_words(arena, known, facts->country ? country_words(arena, facts->country) : "");
	return known;
}

static bool has(const struct known *known, const char *folded)
{
	return bsearch(&folded, known->words, known->word_count, sizeof(*known->words),
	               compare_words) != NULL;
}

/* "Bowies" */
static bool has_genitive(struct arena *arena, const struct known *known, const char *folded)
{
	size_t length = strlen(folded);
	return length > 2 && folded[length - 1] == 's' &&
	       has(known, arena_strndup(arena, folded, length - 1));
}

/* Whether a fact says the same, however it is spaced: "NERD" for N*E*R*D. */
static bool is_text(const struct known *known, const char *folded)
{
	for (size_t i = 0; i < known->text_count; i++) {
		const struct known_text *text = &known->texts[i];
		for (size_t k = 0; k < text->reading_count; k++) {
			if (fold_same(text->readings[k], folded)) {
				return true;
			}
		}
		if (text->symbol && fold_same(text->symbol, folded)) {
			return true;
		}
	}
	return false;
}

bool known_has_word(struct arena *arena, const struct known *known, const struct word *word)
{
	if (has(known, word->folded) || has_genitive(arena, known, word->folded)) {
		return true;
	}
	const char *readings[FOLD_READINGS_MAX];
	size_t count =
	    fold_readings(arena, arena_strndup(arena, word->start, word->length), readings);
	for (size_t i = 0; i < count; i++) {
		if (has(known, readings[i]) || is_text(known, readings[i])) {
			return true;
		}
	}
	return false;
}

static bool text_has(const struct known_text *text, const char *folded)
{
	for (size_t i = 0; i < text->reading_count; i++) {
		if (fold_has_words(text->readings[i], folded)) {
			return true;
		}
	}
	return false;
}

bool known_has_text(struct arena *arena, const struct known *known, const char *text, size_t length)
{
	const char *readings[FOLD_READINGS_MAX];
	size_t count = fold_readings(arena, arena_strndup(arena, text, length), readings);
	for (size_t k = 0; k < count; k++) {
		if (!*readings[k] || is_text(known, readings[k])) {
			return true;
		}
		for (size_t i = 0; i < known->text_count; i++) {
			if (text_has(&known->texts[i], readings[k])) {
				return true;
			}
		}
	}
	return false;
}

bool known_has_bytes(const struct known *known, const char *bytes, size_t length)
{
	for (size_t i = 0; i < known->text_count; i++) {
		const char *text = known->texts[i].text;
		if (memmem(text, strlen(text), bytes, length)) {
			return true;
		}
	}
	return false;
}

bool known_begins(const struct known *known, const char *text)
{
	for (size_t i = 0; i < known->text_count; i++) {
		if (text_starts(text, known->texts[i].text)) {
			return true;
		}
	}
	return false;
}

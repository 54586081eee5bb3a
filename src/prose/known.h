/* prose/known.h - the facts as a text is compared with them: their words, in every reading. */
#ifndef PROSE_KNOWN_H
#define PROSE_KNOWN_H
#include "match/fold.h"
#include "prose/album_facts.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct word;

/* Artist, title, label, country and the lists. */
#define KNOWN_TEXTS_MAX (4 + 3 * FACT_LIST_MAX)

struct known_text {
	const char *text;
	const char *readings[FOLD_READINGS_MAX]; /* folded */
	size_t reading_count;
	const char *symbol; /* "black star" for ★; NULL for other texts */
	struct word *words;
	size_t word_count;
};

struct known {
	const struct album_facts *facts;
	struct known_text texts[KNOWN_TEXTS_MAX];
	size_t text_count;
	const char **words; /* sorted */
	size_t word_count;
};

/* Borrows `facts`. */
struct known *known_read(struct arena *arena, const struct album_facts *facts);

/* Whether the word stands in a fact, in any reading, or with an s that makes it a genitive. */
bool known_has_word(struct arena *arena, const struct known *known, const struct word *word);
/* Whether the words of `text` stand in a row within one fact; no words do. */
bool known_has_text(struct arena *arena, const struct known *known, const char *text,
                    size_t length);
/* Whether a fact holds these very bytes. */
bool known_has_bytes(const struct known *known, const char *bytes, size_t length);
/* Whether this text is the fact or goes on from it. */
bool known_begins(const struct known *known, const char *text);

#endif

/* base/text.h - UTF-8, and text taken apart into folded words for the search.
 *
 * Folding here is what a search engine does to a query: case, diacritics and the width of letters
 * are dropped, apostrophes and combining marks vanish, other punctuation separates. Letters of
 * other scripts stay as they are, in lower case. Text of nothing but symbols is one word. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TEXT_WORDS_MAX = 32 /* further words of a text are not looked at */
};

struct words {
	uint64_t hash[TEXT_WORDS_MAX];
	unsigned count;
};

/* The code point at *at, which moves behind it; an invalid byte gives U+FFFD. 0 at the end. */
uint32_t utf8_next(const char **at);
size_t utf8_length(const char *text); /* in code points */
/* The largest size up to `size_bytes` that does not cut a character. */
size_t utf8_cut(const char *text, size_t size_bytes);

/* Appends the words of `text`, without those that are there already. */
void text_words(struct words *words, const char *text);
/* One number for all spellings that fold alike: equal words in the same order. */
uint64_t text_fold_hash(const char *text);
/* Folded text of at most size - 1 bytes, words parted by spaces; for sorting. */
void text_fold(const char *text, char *out, size_t size);
/* Where a whole word first stands, any case of its ASCII letters; NULL: nowhere. */
const char *text_find_word(const char *text, const char *word);

#endif

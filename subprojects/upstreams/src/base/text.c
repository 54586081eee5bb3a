#include "base/text.h"

#include <string.h>
#include <strings.h>

#include "base/draw.h"
#include "base/fold.h"

enum {
	WORD_SIZE_MAX = 64 /* bytes of a word that count */
};

uint32_t utf8_next(const char **at)
{
	const unsigned char *s = (const unsigned char *)*at;
	uint32_t code = s[0];
	int more = code < 0x80   ? 0
	           : code < 0xc2 ? -1
	           : code < 0xe0 ? 1
	           : code < 0xf0 ? 2
	           : code < 0xf5 ? 3
	                         : -1;
	if (more < 0) {
		*at += 1;
		return 0xfffd;
	}
	if (more == 0) {
		*at += code != 0;
		return code;
	}
	code &= 0x3fu >> more;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			*at += i;
			return 0xfffd;
		}
		code = code << 6 | (s[i] & 0x3fu);
	}
	*at += more + 1;
	return code;
}

size_t utf8_length(const char *text)
{
	size_t length = 0;
	while (utf8_next(&text)) {
		length++;
	}
	return length;
}

size_t utf8_cut(const char *text, size_t size_bytes)
{
	while (size_bytes && ((unsigned char)text[size_bytes] & 0xc0) == 0x80) {
		size_bytes--;
	}
	return size_bytes;
}

/* One word after the other; false at the end. `dotted` tells that a dot came right behind it. */
static bool next_word(const char **at, char out[WORD_SIZE_MAX + 5], size_t *size, bool *dotted)
{
	*size = 0;
	*dotted = false;
	for (const char *here = *at;; here = *at) {
		uint32_t code = utf8_next(at);
		if (code == 0) {
			*at = here;
			return *size > 0;
		}
		int kept = fold_code_point(code, out + *size);
		if (kept == FOLD_SEPARATOR && *size) {
			*dotted = code == '.';
			return true;
		}
		if (kept > 0 && *size + (size_t)kept <= WORD_SIZE_MAX) {
			*size += (size_t)kept;
		}
	}
}

static void add_word(struct words *words, const char *word, size_t size)
{
	uint64_t hash = hash_bytes(word, size);
	for (unsigned i = 0; i < words->count; i++) {
		if (words->hash[i] == hash) {
			return;
		}
	}
	if (words->count < TEXT_WORDS_MAX) {
		words->hash[words->count++] = hash;
	}
}

/* "T.V. Sky" is found as "t v sky" and as "tv sky": dotted letters are also put together. */
void text_words(struct words *words, const char *text)
{
	char word[WORD_SIZE_MAX + 5];
	char initials[16];
	size_t size, letters = 0, found = 0;
	bool dotted;
	const char *at = text;
	while (next_word(&at, word, &size, &dotted)) {
		found++;
		add_word(words, word, size);
		if (size == 1 && (dotted || letters) && letters < sizeof(initials)) {
			initials[letters++] = word[0];
		}
		if (letters > 1 && (!dotted || size > 1)) {
			add_word(words, initials, letters);
		}
		if (!dotted || size > 1) {
			letters = 0;
		}
	}
	if (letters > 1) {
		add_word(words, initials, letters);
	}
	if (!found && text[strspn(text, " ")]) {
		add_word(words, text, strlen(text));
	}
}

uint64_t text_fold_hash(const char *text)
{
	char word[WORD_SIZE_MAX + 5];
	size_t size;
	bool dotted;
	uint64_t hash = 0;
	const char *at = text;
	while (next_word(&at, word, &size, &dotted)) {
		hash = mix64(hash * 31 + hash_bytes(word, size));
	}
	return hash ? hash : hash_bytes(text, strlen(text));
}

void text_fold(const char *text, char *out, size_t size)
{
	char word[WORD_SIZE_MAX + 5];
	size_t word_size, used = 0;
	bool dotted;
	const char *at = text;
	while (next_word(&at, word, &word_size, &dotted) && used + word_size + 2 < size) {
		if (used) {
			out[used++] = ' ';
		}
		memcpy(out + used, word, word_size);
		used += word_size;
	}
	out[used] = '\0';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

const char *text_find_word(const char *text, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = strcasestr(text, word); at; at = strcasestr(at + 1, word)) {
		if ((at == text || !is_letter(at[-1])) && !is_letter(at[size])) {
			return at;
		}
	}
	return NULL;
}

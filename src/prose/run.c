#include "prose/run.h"

#include "base/mem.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/word.h"

#include <string.h>

/* Inside a name: "Charles de Gaulle", "Kings of Leon". */
static const char *const particles[] = {"al",  "bin", "d",   "da",  "das", "de",  "del", "della",
                                        "den", "der", "des", "di",  "do",  "dos", "du",  "el",
                                        "ibn", "l",   "la",  "las", "le",  "les", "los", "of",
                                        "ten", "ter", "the", "van", "von", "zu"};

/* In German these stand between any two nouns: "Anklänge von Swing". */
static const char *const german_words[] = {"das", "den", "der", "des", "von", "zu"};

/* So many small words in a row: "of the". */
#define PARTICLES_MAX 2

/* What may stand between two words of a name; ". " behind an initial only. */
static const char *const joints[] = {" ",   "\u00a0", "\u202f", "-", "‑", "/", "'", "’",  "&", "+",
                                     " & ", " + ",    "*",      "!", "$", "@", ".", ". ", "·"};

bool run_takes(const struct word *word)
{
	return word->capital && !word->quoted;
}

static bool is_joint(const struct passage *passage, size_t at)
{
	if (at + 1 >= passage->word_count || passage->words[at + 1].opens) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(joints); i++) {
		if (word_gap_is(&passage->words[at], joints[i])) {
			return true;
		}
	}
	return false;
}

static bool is_particle(const struct passage *passage, size_t at)
{
	const char *folded = passage->words[at].folded;
	bool german = strcmp(passage->task->language, "de") == 0;
	return word_in(folded, particles, ARRAY_LEN(particles)) &&
	       !(german && word_in(folded, german_words, ARRAY_LEN(german_words)));
}

/* The next word of the name behind the one at `at`, over particles; `at` where there is none. */
static size_t next_word(const struct passage *passage, size_t at)
{
	size_t next = at;
	for (size_t i = 0; i <= PARTICLES_MAX && is_joint(passage, next); i++) {
		next++;
		if (run_takes(&passage->words[next])) {
			return next;
		}
		bool hyphened = word_gap_is(&passage->words[next - 1], "-") &&
		                word_gap_is(&passage->words[next], "-"); /* Bar-sur-Aube */
		if (passage->words[next].quoted || !(hyphened || is_particle(passage, next))) {
			break;
		}
	}
	return at;
}

/* "Studio 54"; a year is none. */
static bool is_number(const struct word *word)
{
	return word->length <= 3 && strspn(word->folded, "0123456789") == word->length;
}

struct run run_read(const struct passage *passage, size_t first)
{
	size_t last = first, next;
	while ((next = next_word(passage, last)) > last) {
		last = next;
	}
	if (is_joint(passage, last) && is_number(&passage->words[last + 1])) {
		last++;
	}
	return (struct run){.first = first, .end = last + 1};
}

/* English and German begin a sentence behind a colon, too. */
bool run_opens(const struct passage *passage, size_t at)
{
	if (at == 0 || passage->words[at].opens) {
		return true;
	}
	size_t length;
	const char *gap = word_gap(&passage->words[at - 1], &length);
	bool colon = memchr(gap, ':', length) != NULL;
	return colon && (strcmp(passage->task->language, "en") == 0 ||
	                 strcmp(passage->task->language, "de") == 0);
}

size_t run_next(const struct passage *passage, const struct run *run, size_t at)
{
	do {
		at++;
	} while (at < run->end && !run_takes(&passage->words[at]));
	return at < run->end ? at : run->end;
}

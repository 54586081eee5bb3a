#include "prose/dates.h"

#include "base/arena.h"
#include "base/mem.h"
#include "prose/calendar.h"
#include "prose/known.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/word.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A number with nothing, or with the ending of an ordinal; 0 when it is none. */
static int number_of(const struct word *word)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", "er", "o", "ro", "re"};
	size_t digits = strspn(word->folded, "0123456789");
	const char *ending = word->folded + digits;
	bool fits = digits >= 1 && digits <= 4;
	return fits && (!*ending || word_in(ending, endings, ARRAY_LEN(endings)))
	           ? atoi(word->folded)
	           : 0;
}

static bool is_day(const struct word *word)
{
	int number = number_of(word);
	return number >= 1 && number <= 31;
}

static bool is_year(const struct word *word)
{
	int number = number_of(word);
	return (number >= 32 && number <= 99) || (number >= 1000 && number <= 2099);
}

/* Only these may stand inside a date: "12. März", "March 12, 1977". */
static bool goes_on(const struct word *word)
{
	static const char *const gaps[] = {" ", ". ", ", ", "\u00a0", "\u202f"};
	for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
		if (word_gap_is(word, gaps[i])) {
			return true;
		}
	}
	return false;
}

static bool is_of(const struct word *word)
{
	static const char *const words[] = {"de", "del", "di", "of"};
	return word_in(word->folded, words, ARRAY_LEN(words));
}

/* The word `step` words away within the same date, over an "of"; NULL where there is none. */
static const struct word *neighbour(const struct passage *passage, const struct word *word,
                                    int step)
{
	const struct word *first = passage->words, *end = first + passage->word_count;
	for (int i = 0; i < 2; i++) {
		if (step < 0 ? word == first : word + 1 == end) {
			return NULL;
		}
		if (!goes_on(step < 0 ? word - 1 : word)) {
			return NULL;
		}
		word += step;
		if (!is_of(word)) {
			return word;
		}
	}
	return NULL;
}

/* Where months are written with a capital, "march" and "may" are other words. */
static bool is_month(const struct passage *passage, const struct word *word)
{
	bool capitals = strcmp(passage->task->language, "en") == 0 ||
	                strcmp(passage->task->language, "de") == 0;
	return calendar_is_month(word->folded) && (word->capital || !capitals);
}

static const char *fault_of(const struct passage *passage, const struct word *first,
                            const struct word *last)
{
	size_t length = (size_t)(last->start + last->length - first->start);
	if (known_has_text(passage->arena, passage->known, first->start, length)) {
		return NULL;
	}
	return arena_printf(passage->arena, "the date \"%.*s\" is not among the facts", (int)length,
	                    first->start);
}

static const char *month_fault(const struct passage *passage, const struct word *month)
{
	const struct word *before = neighbour(passage, month, -1);
	const struct word *after = neighbour(passage, month, 1);
	bool english = strcmp(passage->task->language, "en") == 0;
	const struct word *first = before && is_day(before) ? before : month;
	bool dated = after && (is_year(after) || (english && is_day(after)));
	const struct word *last = dated ? after : month;
	return first == last ? NULL : fault_of(passage, first, last);
}

/* "12/03/1977", "1977-03-12" */
static bool is_numeric(const struct word *words, size_t count)
{
	static const char *const gaps[] = {"/", ".", "-"};
	if (count < 3 || !is_day(&words[1]) ||
	    !((is_day(&words[0]) && number_of(&words[2]) >= 1000) ||
	      (number_of(&words[0]) >= 1000 && is_day(&words[2])))) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
		if (word_gap_is(&words[0], gaps[i]) && word_gap_is(&words[1], gaps[i])) {
			return true;
		}
	}
	return false;
}

const char *dates_fault(const struct passage *passage)
{
	for (size_t i = 0; i < passage->word_count; i++) {
		const struct word *word = &passage->words[i];
		const char *fault = NULL;
		if (is_month(passage, word)) {
			fault = month_fault(passage, word);
		} else if (is_numeric(word, passage->word_count - i)) {
			fault = fault_of(passage, word, word + 2);
		}
		if (fault) {
			return fault;
		}
	}
	return NULL;
}

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

static bool is_of(const struct word *word)
{
	static const char *const words[] = {"de", "del", "di", "of"};
	return word_in(word->folded, words, ARRAY_LEN(words));
}

static bool is_spaced(const struct word *word)
{
	return word_gap_is(word, " ") || word_gap_is(word, "\u00a0") || word_gap_is(word, "\u202f");
}

/* The day before a month: "12 mars", "12 de marzo", "12. März". */
static const struct word *day_before(const struct passage *passage, const struct word *month)
{
	bool german = strcmp(passage->task->language, "de") == 0;
	size_t at = (size_t)(month - passage->words);
	if (at > 1 && is_of(month - 1) && is_spaced(month - 1)) {
		at--;
	}
	if (at == 0) {
		return NULL;
	}
	const struct word *day = &passage->words[at - 1];
	bool near = is_spaced(day) || (german && word_gap_is(day, ". "));
	return near && is_day(day) ? day : NULL;
}

/* The year behind a month, or in English the day: "marzo de 1998", "March, 1998", "March 12". */
static const struct word *number_after(const struct passage *passage, const struct word *month)
{
	const struct word *last = passage->words + passage->word_count - 1, *word = month + 1;
	bool english = strcmp(passage->task->language, "en") == 0;
	if (month + 1 < last && is_of(word) && is_spaced(month)) {
		word++;
	}
	if (month == last || !(is_spaced(word - 1) || word_gap_is(word - 1, ", "))) {
		return NULL;
	}
	return is_year(word) || (english && is_spaced(month) && is_day(word)) ? word : NULL;
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
	const struct word *day = day_before(passage, month);
	const struct word *number = number_after(passage, month);
	const struct word *first = day ? day : month, *last = number ? number : month;
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

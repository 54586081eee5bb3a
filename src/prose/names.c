#include "prose/names.h"

#include "base/arena.h"
#include "base/mem.h"
#include "prose/german_run.h"
#include "prose/language.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/run.h"
#include "prose/word.h"

#include <stdbool.h>
#include <string.h>

static bool settles(const struct passage *passage, size_t at)
{
	return passage_settles(passage, &passage->words[at]);
}

/* What stands at the start of a sentence is left out of the name where it may be an everyday word:
 * "L'Écosse", "Avec Zoé", "Musique de Zoé", but not "Zoé Brun". */
static struct run without_opening(const struct passage *passage, const struct run *run)
{
	const struct word *opening = &passage->words[run->first];
	size_t next = run_next(passage, run, run->first);
	if (!run_opens(passage, run->first)) {
		return *run;
	}
	bool elided = word_is_elided(opening) && !word_is(opening, "o"); /* "O'Connor" */
	bool apart = next == run->end || next > run->first + 1;
	if (elided || apart || settles(passage, next) ||
	    language_has_word(passage->task->language, opening->folded)) {
		return (struct run){next, run->end};
	}
	return *run;
}

/* Whether names go apart between `at` and the word behind it in the run: "Zoé & Paul". */
static bool parts_behind(const struct passage *passage, const struct run *run, size_t at)
{
	size_t length;
	const char *gap = word_gap(&passage->words[at], &length);
	return at + 1 == run->end || run_next(passage, run, at) != at + 1 ||
	       memchr(gap, '&', length) || memchr(gap, '+', length);
}

/* Where the part that begins at `first` ends, and whether it is settled. */
static size_t part_end(const struct passage *passage, const struct run *run, size_t first,
                       bool *settled)
{
	size_t at = first;
	*settled = settles(passage, at);
	while (!parts_behind(passage, run, at)) {
		at++;
		*settled = *settled && settles(passage, at);
	}
	return at + 1;
}

/* The run without the parts at both ends that are settled. */
static struct run without_settled(const struct passage *passage, const struct run *run)
{
	struct run left = {run->end, run->end};
	bool found = false, settled;
	for (size_t at = run->first, end; at < run->end; at = run_next(passage, run, end - 1)) {
		end = part_end(passage, run, at, &settled);
		if (settled) {
			continue;
		}
		left.first = found ? left.first : at;
		left.end = end;
		found = true;
	}
	if (found && left.end + 1 == run->end && !run_takes(&passage->words[left.end])) {
		left.end = run->end; /* the number of "Studio 54" */
	}
	return left;
}

static struct run name_in(const struct passage *passage, const struct run *run)
{
	if (strcmp(passage->task->language, "de") == 0) {
		return german_run_name(passage, run);
	}
	struct run rest = without_opening(passage, run);
	return without_settled(passage, &rest);
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static const char *text_of(const struct passage *passage, const struct run *run)
{
	const struct word *first = &passage->words[run->first];
	const struct word *last = &passage->words[run->end - 1];
	return arena_strndup(passage->arena, first->start,
	                     (size_t)(last->start + last->length - first->start));
}

size_t names_find(const struct passage *passage, const char **names, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < passage->word_count && count < room;) {
		if (!run_takes(&passage->words[i])) {
			i++;
			continue;
		}
		struct run run = run_read(passage, i);
		struct run name = name_in(passage, &run);
		const char *text = name.first < name.end ? text_of(passage, &name) : NULL;
		if (text && !is_among(text, names, count)) {
			names[count++] = text;
		}
		i = run.end;
	}
	return count;
}

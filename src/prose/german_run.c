#include "prose/german_run.h"

#include "base/arena.h"
#include "prose/german.h"
#include "prose/known.h"
#include "prose/passage.h"
#include "prose/run.h"
#include "prose/word.h"

#include <stdbool.h>

/* A word, or several with hyphens: of such a compound the last one tells what it is. */
struct item {
	size_t first, end;
	enum {
		NOUN,  /* or another word that has its capital from the language alone */
		KNOWN, /* the facts contain it */
		OTHER,
	} kind;
};

static size_t item_end(const struct passage *passage, const struct run *run, size_t at)
{
	size_t next = run_next(passage, run, at);
	while (next < run->end && word_gap_is(&passage->words[next - 1], "-")) {
		at = next;
		next = run_next(passage, run, at);
	}
	return at + 1;
}

static struct item read_item(const struct passage *passage, const struct run *run, size_t at)
{
	struct item item = {.first = at, .end = item_end(passage, run, at), .kind = OTHER};
	const struct word *first = &passage->words[at], *last = &passage->words[item.end - 1];
	bool one = item.end == at + 1;
	if (known_has_word(passage->arena, passage->known, last)) {
		item.kind = KNOWN;
	} else if (german_is_noun(last->folded) || german_is_house(last->folded) ||
	           passage_settles(passage, last) ||
	           (one && run_opens(passage, at) && german_is_adjective(first->folded))) {
		item.kind = NOUN;
	}
	return item;
}

static size_t read_items(const struct passage *passage, const struct run *run, struct item *items)
{
	size_t count = 0;
	for (size_t at = run->first; at < run->end;) {
		items[count] = read_item(passage, run, at);
		at = run_next(passage, run, items[count].end - 1);
		count++;
	}
	return count;
}

static const char *last_word(const struct passage *passage, const struct item *item)
{
	return passage->words[item->end - 1].folded;
}

static bool is_behind_article(const struct passage *passage, const struct item *item)
{
	return item->first > 0 && german_is_article(passage->words[item->first - 1].folded);
}

/* Whether so many words that are no nouns make a name. */
static bool is_name(const struct passage *passage, const struct item *first, size_t count,
                    bool introduced)
{
	size_t others = 0;
	for (size_t i = 0; i < count; i++) {
		others += first[i].kind == OTHER;
	}
	return introduced ? others > 0
	                  : others > 1 && !(count == 2 && is_behind_article(passage, first));
}

struct run german_run_name(const struct passage *passage, const struct run *run)
{
	const struct run none = {run->first, run->first};
	if (run_next(passage, run, run->first) == run->end) {
		return none;
	}
	struct item *items = arena_alloc(passage->arena, run->end - run->first + 1, sizeof(*items));
	size_t first = 0, end = read_items(passage, run, items);
	const struct item *last = items + end - 1;
	while (first < end && items[first].kind == NOUN) {
		first++;
	}
	while (end > first && items[end - 1].kind == NOUN) {
		end--;
	}
	const struct item *before = first > 0 ? &items[first - 1] : NULL;
	const struct item *after = &items[end] <= last ? &items[end] : NULL;
	bool role = before && german_is_role(last_word(passage, before));
	bool house = after && german_is_house(last_word(passage, after));
	if (!is_name(passage, items + first, end - first, role || house)) {
		return none;
	}
	bool studio = role && german_is_house(last_word(passage, before)); /* "Studio Mitte" */
	return (struct run){studio ? before->first : items[first].first,
	                    house ? after->end : items[end - 1].end};
}

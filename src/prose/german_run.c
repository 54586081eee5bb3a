#include "prose/german_run.h"

#include "base/arena.h"
#include "prose/german.h"
#include "prose/known.h"
#include "prose/passage.h"
#include "prose/run.h"
#include "prose/word.h"

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

static size_t count_others(const struct item *items, size_t count)
{
	size_t others = 0;
	for (size_t i = 0; i < count; i++) {
		others += items[i].kind == OTHER;
	}
	return others;
}

struct run german_run_name(const struct passage *passage, const struct run *run)
{
	const struct run none = {run->first, run->first};
	struct item *items = arena_alloc(passage->arena, run->end - run->first + 1, sizeof(*items));
	size_t count = read_items(passage, run, items);
	bool introduced = false, article = is_behind_article(passage, &items[0]);
	/* The first word of a sentence is no name unless the second may be part of it. */
	if (count > 1 && run_opens(passage, run->first) && items[1].kind != OTHER) {
		items[0].kind = NOUN;
	}
	for (; count > 0 && items->kind == NOUN; items++, count--) {
		introduced = german_is_role(last_word(passage, items));
		article = false;
	}
	for (; count > 0 && items[count - 1].kind == NOUN; count--) {
		introduced = introduced || german_is_house(last_word(passage, &items[count - 1]));
	}
	size_t others = count_others(items, count);
	bool named = introduced ? others > 0 : others > 1 && !(article && count == 2);
	return named ? (struct run){items[0].first, items[count - 1].end} : none;
}

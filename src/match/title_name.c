#include "match/title_name.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"
#include "match/part.h"

#include <string.h>

/* "greatest hits", "the best of": says only that it is a choice. */
static bool is_choice(const char *words)
{
	struct part_tally tally;
	part_tally(words, strlen(words), &tally);
	return tally.hits && tally.unknown == 0;
}

/* "bob dylans greatest hits" with the name taken away; but "Who's Next" is not "Next". */
static size_t possessive_prefix(const char *words, const char *name)
{
	size_t length = strlen(name);
	bool possessive = length > 0 && strncmp(words, name, length) == 0 && words[length] == 's' &&
	                  words[length + 1] == ' ';
	return possessive && is_choice(words + length + 2) ? length + 2 : 0;
}

/* "the beatles 1967 1970" without the artist; NULL when nothing would be left. */
static const char *without_name(const char *words, const char *name)
{
	size_t used = fold_prefix(words, name);
	used = used ? used : possessive_prefix(words, name);
	if (used && text_starts(words + used, "presents ")) {
		used += strlen("presents ");
	}
	return used && words[used] ? words + used : NULL;
}

/* "the best of depeche mode": behind such words the artist's name adds nothing. */
static const char *without_name_behind(const char *words, const char *name, struct arena *arena)
{
	size_t length = strlen(words), tail = strlen(name);
	if (length <= tail + 1 || !text_ends(words, name) || words[length - tail - 1] != ' ') {
		return NULL;
	}
	const char *left = arena_strndup(arena, words, length - tail - 1);
	return is_choice(left) ? left : NULL;
}

/* The least that is left of the words when one of the artists' names before them is taken away;
 * NULL when none is there. */
static const char *without_first_name(const struct title_scope *scope, const char *words)
{
	const char *bare = fold_without_article(words), *least = NULL;
	for (size_t i = 0; i < scope->count; i++) {
		const char *name = fold_without_article(scope->names[i]);
		const char *left = without_name(bare, name);
		least = left && (!least || left > least) ? left : least;
	}
	return least;
}

/* "soul jazz records presents 100 percent dynamite": for a choice of others' music, whoever
 * presents it. */
static const char *without_presenter(const struct title_scope *scope, const char *words)
{
	const char *presents = scope->count == 0 ? strstr(words, " presents ") : NULL;
	return presents ? presents + strlen(" presents ") : words;
}

const char *title_without_artist(struct arena *arena, const struct title_scope *scope,
                                 const char *words)
{
	static const char *const links[] = {"and ", "with ", "feat ", "meets "};
	const char *left = without_first_name(scope, words);
	for (size_t i = 0; left && i < ARRAY_LEN(links); i++) {
		bool linked = text_starts(left, links[i]);
		const char *rest =
		    linked ? without_first_name(scope, left + strlen(links[i])) : NULL;
		left = rest ? rest : left;
	}
	for (size_t i = 0; i < scope->count && !left; i++) {
		const char *name = scope->names[i];
		left = without_name_behind(words, name, arena);
		left = left ? left : without_name_behind(words, fold_without_article(name), arena);
	}
	return left ? left : without_presenter(scope, words);
}

static bool is_one_of(const char *words, const char *const *names, size_t count)
{
	const char *plain = fold_without_article(words);
	for (size_t i = 0; i < count; i++) {
		if (fold_same(plain, fold_without_article(names[i]))) {
			return true;
		}
	}
	return false;
}

bool title_is_joint(const struct title_scope *scope, const char *words)
{
	static const char *const links[] = {"and ", "with ", "meets "};
	size_t names = 0, used = 1;
	while (*words && used) {
		used = 0;
		for (size_t i = 0; i < scope->own; i++) {
			size_t length = fold_prefix(words, scope->names[i]);
			used = length > used ? length : used;
		}
		names += used > 0;
		for (size_t i = 0; i < ARRAY_LEN(links) && !used; i++) {
			used = text_starts(words, links[i]) ? strlen(links[i]) : 0;
		}
		words += used;
	}
	return !*words && names > 1;
}

bool title_is_artist(const struct title_scope *scope, const char *words)
{
	return is_one_of(words, scope->names, scope->count);
}

bool title_is_one_artist(const struct title_scope *scope, const char *words)
{
	return is_one_of(words, scope->names, scope->own);
}

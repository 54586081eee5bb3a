/* Any bytes as a title, and as the name of its artist: folding, reading scripts, taking apart and
 * comparing must do no harm, and a title must be the same album as itself.
 *
 * The input is "artist NUL title", or just a title. */
#include "base/arena.h"
#include "fuzz/fuzz.h"
#include "match/compare.h"
#include "match/fold.h"
#include "match/title.h"

#include <string.h>

static void fold_all(struct arena *arena, const char *text)
{
	const char *readings[FOLD_READINGS_MAX];
	size_t count = fold_readings(arena, text, readings);
	check(count >= 1 && count <= FOLD_READINGS_MAX);
	for (size_t i = 0; i < count; i++) {
		check(fold_same(readings[i], readings[i]));
		check(!*readings[i] || fold_prefix(readings[i], readings[i]) > 0);
	}
}

static void parse_all(struct arena *arena, const char *artist, const char *title)
{
	const char *name = fold_text(arena, artist);
	const struct title_scope scope = {
	    .names = &name, .count = *name != '\0', .own = *name != '\0'};
	struct title titles[TITLE_ALTERNATIVES_MAX];
	size_t count = title_alternatives(arena, title, true, &scope, titles);
	check(count >= 1 && count <= TITLE_ALTERNATIVES_MAX);
	for (size_t i = 0; i < count; i++) {
		check(titles[i].number_count <= TITLE_NUMBERS_MAX);
		check(compare_titles(&titles[i], &titles[i]).relation == TITLE_EQUAL);
		compare_titles(&titles[0], &titles[i]);
		compare_titles(&titles[i], &titles[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	const char *text = arena_strndup(arena, size ? (const char *)data : "", size);
	size_t first = strlen(text);
	bool both = first < size;
	fold_all(arena, text);
	parse_all(arena, both ? text : "Orion", both ? text + first + 1 : text);
	arena_destroy(arena);
	return 0;
}

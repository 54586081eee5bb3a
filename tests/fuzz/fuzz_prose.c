/* Any bytes as an answer, about any bytes as facts: judging must do no harm, give the same verdict
 * twice, and report as names only what the text says.
 *
 * The input is a letter for the language, then pieces with NULs between: the text, the title, the
 * artist, the label and the country; then genres. What is missing has a plain value. */
#include "base/arena.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"
#include "prose/album_facts.h"
#include "prose/instructions.h"
#include "prose/prose.h"

#include <string.h>

/* The next piece of what is left; `fallback` when nothing is. */
static const char *take(const char **at, const char *end, const char *fallback)
{
	if (*at >= end) {
		return fallback;
	}
	const char *piece = *at;
	*at += strlen(piece) + 1;
	return *piece ? piece : NULL;
}

static const char *take_fact(struct arena *arena, const char **at, const char *end,
                             const char *fallback)
{
	const char *piece = take(at, end, fallback);
	return piece ? arena_strndup(arena, piece, strnlen(piece, FACT_MAX_BYTES)) : NULL;
}

static void check_report(const struct prose_report *report, const char *text)
{
	check((report->reason == NULL) == (report->verdict == PROSE_GOOD));
	check(!report->reason || *report->reason);
	check((report->name_count > 0) == (report->verdict == PROSE_UNVERIFIED));
	check(report->name_count <= PROSE_NAMES_MAX);
	for (size_t i = 0; i < report->name_count; i++) {
		check(*report->names[i] && strstr(text, report->names[i]));
		for (size_t k = 0; k < i; k++) {
			check(strcmp(report->names[i], report->names[k]) != 0);
		}
	}
}

static void check_same(const struct prose_report *one, const struct prose_report *other)
{
	check(one->verdict == other->verdict && one->name_count == other->name_count);
	check(!one->reason || strcmp(one->reason, other->reason) == 0);
	for (size_t i = 0; i < one->name_count; i++) {
		check(strcmp(one->names[i], other->names[i]) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = {"fr", "en", "de", "it", "es"};
	struct arena *arena = arena_create();
	const char *at = arena_strndup(arena, size ? (const char *)data : "", size);
	const char *end = at + size;
	size_t language = size ? *(const unsigned char *)at++ % ARRAY_LEN(languages) : 0;
	const char *text = take(&at, end, "");
	struct album_facts facts = {.original_year = 1977, .pressing_year = 2017};
	facts.title = take_fact(arena, &at, end, "Night Ferry");
	facts.artist = take_fact(arena, &at, end, "Harbour & Odile Brun");
	facts.label = take_fact(arena, &at, end, NULL);
	facts.country = take_fact(arena, &at, end, "France");
	while (at < end && facts.genres.count < FACT_LIST_MAX) {
		const char *genre = take_fact(arena, &at, end, NULL);
		if (genre) {
			facts.genres.texts[facts.genres.count++] = genre;
		}
	}
	struct instructions *instructions =
	    instructions_create("Write two or three sentences about the music of this album.");
	const struct prose_task task = {
	    .facts = &facts, .language = languages[language], .instructions = instructions};
	struct prose_report one, other;
	autofree char *alone = xstrdup(text ? text : ""); /* where a read past its end is seen */
	text = alone;
	prose_check(arena, &task, text, &one);
	prose_check(arena, &task, text, &other);
	check_report(&one, text);
	check_same(&one, &other);
	instructions_destroy(instructions);
	arena_destroy(arena);
	return 0;
}

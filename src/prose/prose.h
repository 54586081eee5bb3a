/* prose/prose.h - whether a text may stand in the catalogue as the description of an album.
 *
 * A model writes what sounds right; what it says beyond the facts it was given is invented until
 * somebody proves it. So a text with a year, a date or a quoted title that the facts do not contain
 * is bad; one with another name that they do not contain (a musician, a place) is unverified. Pure,
 * but for folding's tables: loop thread only. */
#ifndef PROSE_PROSE_H
#define PROSE_PROSE_H
#include <stddef.h>

struct album_facts;
struct arena;
struct instructions;

enum prose_verdict {
	PROSE_GOOD,
	PROSE_UNVERIFIED, /* good, but for `names` */
	PROSE_BAD,
};

/* What was asked for. */
struct prose_task {
	const struct album_facts *facts;
	const char *language; /* "fr", "en", "de", "it" or "es" */
	/* The prompt without the facts: no answer may repeat it. NULL: any may. */
	const struct instructions *instructions;
};

struct prose_report {
	enum prose_verdict verdict;
	const char *reason; /* "the answer is a refusal", "the year 1977 is not among the
	                     * facts"; NULL when good */
	const char *const
	    *names; /* as the text writes them, each once, in order; when unverified */
	size_t name_count;
};

/* A text with more names than that is bad. */
#define PROSE_NAMES_MAX 12

/* `text` is trimmed UTF-8. What `out` holds lives in the arena or is constant. */
void prose_check(struct arena *arena, const struct prose_task *task, const char *text,
                 struct prose_report *out);

#endif

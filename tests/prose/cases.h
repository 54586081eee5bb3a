/* prose/cases.h - a table of answers and what is to be said of them; cases.txt explains its form.
 */
#ifndef PROSE_CASES_H
#define PROSE_CASES_H
#include "prose/album_facts.h"
#include "prose/prose.h"

#include <stdbool.h>

struct arena;

#define CASE_NAMES_MAX 16

struct prose_case {
	int line;
	const struct album_facts *facts;
	const char *language;
	enum prose_verdict verdict;
	const char *reason; /* part of it; NULL when good or unverified */
	const char *names[CASE_NAMES_MAX];
	size_t name_count;
	const char *text;
};

typedef void (*prose_case_fn)(void *data, const struct prose_case *prose_case);

/* False when there is no such table, or one of its lines is none. */
bool prose_cases_each(const char *path, prose_case_fn on_case, void *data);

#endif

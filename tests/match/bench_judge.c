/* How long one judgement takes: run by hand, in a release build.
 *
 *   bench_judge cases.txt…
 *
 * Every case of the tables is filled up to ten candidates with its artist's other albums, as a
 * search brings them, and judged again and again. */
#include "cases.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CASES_MAX 1000
#define CANDIDATES 10
#define ROUNDS 50

struct bench_case {
	struct match_case match_case;
	struct candidate_album candidates[CANDIDATES];
	bool is_latin;
};

static bool is_latin(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0xCE) { /* Greek and everything behind it */
			return false;
		}
	}
	return true;
}

static void fill(struct bench_case *bench)
{
	static const char *const names[] = {
	    "Second Ferry", "Greatest Hits (Remastered)", "Live at the Harbour (Deluxe Edition)",
	    "The Complete Singles 1990-1999", "Étoiles (Bonus Track Version)"};
	const struct match_case *match_case = &bench->match_case;
	bench->is_latin =
	    is_latin(match_case->album->title) && is_latin(match_case->album->credits[0].raw_name);
	for (size_t i = 0; i < CANDIDATES; i++) {
		size_t from = i % match_case->count;
		bench->candidates[i] = match_case->candidates[from];
		if (i >= match_case->count) {
			bench->candidates[i].id =
			    arena_printf(match_case->album->arena, "more %zu", i);
			bench->candidates[i].name = names[i % ARRAY_LEN(names)];
		}
		bench->is_latin &= is_latin(bench->candidates[i].name);
	}
}

static size_t read_cases(const char *path, struct bench_case *cases, size_t count)
{
	struct case_reader reader = {.file = fopen(path, "r")};
	while (reader.file && count < CASES_MAX && case_next(&reader, &cases[count].match_case)) {
		fill(&cases[count++]);
	}
	if (reader.file) {
		fclose(reader.file);
	}
	return count;
}

static void run(const struct bench_case *cases, size_t count, bool latin)
{
	size_t judged = 0;
	clock_t start = clock(); /* of the processor: others may share it */
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			struct link_facet facet;
			if (cases[i].is_latin != latin) {
				continue;
			}
			struct arena *arena = arena_create();
			judge_album(arena, cases[i].match_case.album, cases[i].candidates,
			            CANDIDATES, NULL, &facet);
			arena_destroy(arena);
			judged++;
		}
	}
	double us = 1e6 * (double)(clock() - start) / CLOCKS_PER_SEC;
	printf("%s: %zu judgements of %d candidates, %.1f microseconds each\n",
	       latin ? "Latin" : "other scripts", judged, CANDIDATES,
	       judged ? us / (double)judged : 0);
}

int main(int argc, char **argv)
{
	struct bench_case *cases = xcalloc(CASES_MAX, sizeof(*cases));
	size_t count = 0;
	for (int i = 1; i < argc; i++) {
		count = read_cases(argv[i], cases, count);
	}
	run(cases, count, true);
	run(cases, count, false);
	for (size_t i = 0; i < count; i++) {
		case_finish(&cases[i].match_case);
	}
	free(cases);
	fold_finish();
	return 0;
}

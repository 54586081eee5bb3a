/* Answers of every kind, in the languages of the catalogue, and what is to be said of them. The
 * arguments are tables in the form that cases.txt explains; each is a test. */
#include "cases.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"
#include "prose/instructions.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

static struct {
	int count;
	char **paths;
} tables;

static const char *const verdicts[] = {
    [PROSE_GOOD] = "good", [PROSE_UNVERIFIED] = "unverified", [PROSE_BAD] = "bad"};

static const char asked[] =
    "Tu écris de courtes notices pour le catalogue d'un collectionneur de disques. Écris deux ou "
    "trois phrases en français sur la musique de cet album, à partir des seules données "
    "ci-dessous : rien d'autre n'est certain. Pas de markdown, pas de titre, pas de liste. "
    "N'invente ni titre, ni nom, ni récompense, ni date.";

struct score {
	struct instructions *instructions;
	int cases, right;
};

static bool is_expected(const struct prose_case *one, const struct prose_report *report)
{
	if (report->verdict != one->verdict || report->name_count != one->name_count ||
	    (one->reason && !strstr(report->reason, one->reason)) ||
	    (report->reason == NULL) != (report->verdict == PROSE_GOOD)) {
		return false;
	}
	for (size_t i = 0; i < one->name_count; i++) {
		if (strcmp(report->names[i], one->names[i]) != 0) {
			return false;
		}
	}
	return true;
}

static void on_case(void *data, const struct prose_case *one)
{
	struct score *score = data;
	struct arena *arena = arena_create();
	struct prose_report report;
	const struct prose_task task = {
	    .facts = one->facts, .language = one->language, .instructions = score->instructions};
	prose_check(arena, &task, one->text, &report);
	score->cases++;
	if (is_expected(one, &report)) {
		score->right++;
	} else {
		print_message("# line %d is %s: %s\n#   %s\n", one->line, verdicts[report.verdict],
		              report.reason ? report.reason : "", one->text);
		for (size_t i = 0; i < report.name_count; i++) {
			print_message("#   name: %s\n", report.names[i]);
		}
	}
	arena_destroy(arena);
}

static void every_answer_is_judged_as_expected(void **state)
{
	(void)state;
	struct score sum = {.instructions = instructions_create(asked)};
	for (int i = 0; i < tables.count; i++) {
		struct score score = {.instructions = sum.instructions};
		assert_true(prose_cases_each(tables.paths[i], on_case, &score));
		print_message("# %s: %d of %d\n", strrchr(tables.paths[i], '/') + 1, score.right,
		              score.cases);
		sum.cases += score.cases;
		sum.right += score.right;
	}
	instructions_destroy(sum.instructions);
	assert_int_equal(sum.right, sum.cases);
	assert_true(sum.cases > 0);
}

static int finish(void **state)
{
	(void)state;
	fold_finish();
	return 0;
}

int main(int argc, char **argv)
{
	tables.count = argc - 1;
	tables.paths = argv + 1;
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_answer_is_judged_as_expected),
	};
	return cmocka_run_group_tests_name("prose_cases", tests, NULL, finish);
}

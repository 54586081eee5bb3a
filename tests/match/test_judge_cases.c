/* Known pairs of releases and albums: how many right links are found, and how many wrong ones are
 * made. The arguments are tables in the form that cases.txt explains; each is scored by itself.
 *
 * Every case is judged in the order given, wrong candidates first, and in the reverse: the order
 * of a search must not matter. Then it is judged without its right candidates, since Spotify does
 * not have every album: that must give no link. */
#include "cases.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLASSES_MAX 32

struct score {
	char class_name[80];
	int cases, right, found, links, wrong, verdicts;
	int bare_links; /* made when the right candidates are taken away: all wrong */
};

static struct {
	int count;
	char **paths;
} tables;

static struct score *score_of(struct score *scores, const char *class_name)
{
	size_t i = 0;
	while (i < CLASSES_MAX - 1 && *scores[i].class_name &&
	       strcmp(scores[i].class_name, class_name) != 0) {
		i++;
	}
	snprintf(scores[i].class_name, sizeof(scores[i].class_name), "%s", class_name);
	return &scores[i];
}

static void tell(const struct match_case *match_case, const struct link_facet *facet,
                 const char *what)
{
	print_message("# line %d, %s: %s - %s: %s\n", match_case->line, what,
	              match_case->album->credits[0].raw_name, match_case->album->title,
	              verdict_name(facet->verdict));
	for (size_t i = 0; i < facet->reason_count; i++) {
		print_message("#   %s\n", facet->reasons[i]);
	}
}

static bool is_right(const struct match_case *match_case, const struct link_facet *facet)
{
	for (size_t i = 0; i < match_case->count; i++) {
		if (strcmp(match_case->candidates[i].id, facet->spotify_id) == 0) {
			return match_case->right[i];
		}
	}
	return false;
}

static void score_case(const struct match_case *match_case, const struct link_facet *facet,
                       struct score *score)
{
	bool linked = facet->verdict == VERDICT_VERIFIED;
	bool right = linked && is_right(match_case, facet);
	bool expected =
	    match_case->expectation == EXPECT_AMBIGUOUS ? facet->verdict == VERDICT_AMBIGUOUS
	    : match_case->expectation == EXPECT_ABSENT  ? facet->verdict == VERDICT_ABSENT
							: true;
	score->cases++;
	score->right += match_case->any_right;
	score->found += right;
	score->links += linked;
	score->wrong += linked && !right;
	score->verdicts += !expected;
	if (linked && !right) {
		tell(match_case, facet, "WRONG LINK");
	} else if (match_case->any_right && !right) {
		tell(match_case, facet, "missed");
	} else if (!expected) {
		tell(match_case, facet, "other verdict");
	}
}

static void check_reversed(struct arena *arena, const struct match_case *match_case,
                           const struct judge_hints *hints, const struct link_facet *facet)
{
	struct candidate_album reversed[CASE_CANDIDATES_MAX];
	struct link_facet other;
	for (size_t i = 0; i < match_case->count; i++) {
		reversed[i] = match_case->candidates[match_case->count - 1 - i];
	}
	judge_album(arena, match_case->album, reversed, match_case->count, hints, &other);
	assert_int_equal(other.verdict, facet->verdict);
	if (facet->verdict == VERDICT_VERIFIED) {
		assert_string_equal(other.spotify_id, facet->spotify_id);
	}
}

static void check_facet(const struct link_facet *facet)
{
	bool linked = facet->verdict == VERDICT_VERIFIED;
	assert_true(facet->reason_count > 0);
	assert_int_equal(linked, facet->url != NULL && facet->spotify_id != NULL);
	assert_int_equal(facet->verdict == VERDICT_AMBIGUOUS, facet->candidate_count > 0);
	assert_true(facet->candidate_count <= JUDGE_KEPT_MAX);
}

/* The same case on a Spotify that does not have the album. */
static void score_without_right(struct arena *arena, const struct match_case *match_case,
                                const struct judge_hints *hints, struct score *score)
{
	struct candidate_album wrong[CASE_CANDIDATES_MAX];
	struct link_facet facet;
	size_t count = 0;
	for (size_t i = 0; i < match_case->count; i++) {
		if (!match_case->right[i]) {
			wrong[count++] = match_case->candidates[i];
		}
	}
	judge_album(arena, match_case->album, wrong, count, hints, &facet);
	if (facet.verdict == VERDICT_VERIFIED) {
		score->bare_links++;
		tell(match_case, &facet, "linked without the right one");
	}
}

static void judge_case(const struct match_case *match_case, struct score *score)
{
	struct arena *arena = arena_create();
	struct judge_hints hints = {.master_year = match_case->master_year};
	struct link_facet facet;
	judge_album(arena, match_case->album, match_case->candidates, match_case->count, &hints,
	            &facet);
	check_facet(&facet);
	check_reversed(arena, match_case, &hints, &facet);
	score_case(match_case, &facet, score);
	score_without_right(arena, match_case, &hints, score);
	arena_destroy(arena);
}

static void add_score(struct score *sum, const struct score *score)
{
	sum->cases += score->cases;
	sum->right += score->right;
	sum->found += score->found;
	sum->links += score->links;
	sum->wrong += score->wrong;
	sum->verdicts += score->verdicts;
	sum->bare_links += score->bare_links;
}

static void report(const struct score *score)
{
	double precision =
	    score->links ? 100.0 * (score->links - score->wrong) / score->links : 100;
	double recall = score->right ? 100.0 * score->found / score->right : 100;
	print_message("# class %-40s %3d cases, precision %5.1f %% (%d wrong), found %5.1f %% "
	              "(%d of %d), %d other verdicts; without the right one %d wrong\n",
	              score->class_name, score->cases, precision, score->wrong, recall,
	              score->found, score->right, score->verdicts, score->bare_links);
}

static void score_table(const char *path, struct score *sum)
{
	struct score scores[CLASSES_MAX] = {0};
	struct case_reader reader = {.file = fopen(path, "r")};
	struct match_case match_case;
	assert_non_null(reader.file);
	print_message("# %s\n", path);
	while (case_next(&reader, &match_case)) {
		judge_case(&match_case, score_of(scores, match_case.class_name));
		case_finish(&match_case);
	}
	fclose(reader.file);
	for (size_t i = 0; i < CLASSES_MAX && *scores[i].class_name; i++) {
		report(&scores[i]);
		add_score(sum, &scores[i]);
	}
	report(sum);
}

static void no_link_is_wrong_and_nearly_all_right_ones_are_found(void **state)
{
	(void)state;
	assert_true(tables.count > 0);
	for (int i = 0; i < tables.count; i++) {
		struct score sum = {.class_name = "all"};
		score_table(tables.paths[i], &sum);
		assert_int_equal(sum.wrong, 0);
		assert_true(sum.found * 100 >= sum.right * 95);
		assert_int_equal(sum.verdicts, 0);
		/* A live album of the studio album's year cannot be told from a live album proper.
		 */
		assert_true(sum.bare_links * 100 <= sum.cases);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_link_is_wrong_and_nearly_all_right_ones_are_found),
	};
	tables.count = argc - 1;
	tables.paths = argv + 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fold_finish();
	return failed;
}

/* tests/match/cases.h - the table of known pairs, read from the form that cases.txt explains. */
#ifndef TESTS_MATCH_CASES_H
#define TESTS_MATCH_CASES_H
#include "match/judge.h"

#include <stdbool.h>
#include <stdio.h>

#define CASE_CANDIDATES_MAX 12

enum expectation {
	EXPECT_RIGHT, /* the right candidate; where there is none, no link */
	EXPECT_AMBIGUOUS,
	EXPECT_ABSENT,
};

struct match_case {
	char class_name[80];
	int line;
	enum expectation expectation;
	struct album *album; /* owned; the rest is in its arena */
	int master_year;
	struct candidate_album candidates[CASE_CANDIDATES_MAX];
	bool right[CASE_CANDIDATES_MAX];
	size_t count;
	bool any_right;
};

/* Reads the next case; false at the end. A line that cannot be read aborts with its number. The
 * caller calls case_finish(). `line` and `class_name` carry the place from one call to the next. */
struct case_reader {
	FILE *file;
	int line;
	char class_name[80];
	char pending[2048]; /* the release line that ended the last case */
};
bool case_next(struct case_reader *reader, struct match_case *out);
void case_finish(struct match_case *match_case);

#endif

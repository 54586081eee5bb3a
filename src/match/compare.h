/* match/compare.h - two titles: the same album, or what keeps them apart.
 *
 * Structure decides. No distance between letters is measured anywhere: "Led Zeppelin II" is a
 * letter away from "III" and another album. Pure. */
#ifndef MATCH_COMPARE_H
#define MATCH_COMPARE_H
#include "match/title.h"

/* Best first. Those up to TITLE_MAYBE_NUMBER can be the same album, most of them only when the
 * year agrees too; those behind are not. */
enum title_relation {
	TITLE_EQUAL,
	TITLE_ADDS_KIND,     /* only one says that it is a soundtrack or a choice of hits */
	TITLE_ADDS_NOTE,     /* one has a remark in brackets, or a span of years */
	TITLE_ADDS_SUBTITLE, /* one goes on behind a dash: often another of a series */
	TITLE_MAYBE_NAME,    /* the release is untitled, the candidate may be its nickname */
	TITLE_MAYBE_LIVE,    /* only the candidate is called live */
	TITLE_MAYBE_NUMBER,  /* one has a number or a colour that the other lacks */
	TITLE_CONTINUES,     /* the candidate's title goes on: "KID A" and "KID A MNESIA" */
	TITLE_OTHER_RECORDING,
	TITLE_OTHER_NUMBER,
	TITLE_OTHER_SUBTITLE,
	TITLE_DIFFERENT,
};

struct comparison {
	enum title_relation relation;
	unsigned release_recordings, candidate_recordings; /* what only one of them is */
	unsigned tolerated; /* likewise, but the other's title says it too */
};

struct comparison compare_titles(const struct title *release, const struct title *candidate);

#endif

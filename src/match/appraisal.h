/* match/appraisal.h - one candidate held against a release: how far it agrees, and whether that is
 * enough. */
#ifndef MATCH_APPRAISAL_H
#define MATCH_APPRAISAL_H
#include "match/compare.h"
#include "match/release.h"

enum standing {
	STANDING_REFUSED,
	STANDING_DOUBTFUL, /* nothing against it, and not enough for it */
	STANDING_ACCEPTED,
};

struct appraisal {
	const struct candidate_album *candidate; /* borrowed */
	struct credits_match artist;
	struct title title;         /* the candidate's, in the reading that agreed */
	const struct title *wanted; /* the release's alternative that it was held against */
	size_t wanted_index;
	struct comparison comparison;
	enum form_fit form;
	enum year_fit year;
	enum standing standing;
};

void appraise(struct appraisal *appraisal, struct arena *arena, const struct release *release,
              const struct candidate_album *candidate);

/* Several of the artist's albums may bear this title. */
bool appraisal_title_is_shared(const struct appraisal *appraisal);

#endif

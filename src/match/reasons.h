/* match/reasons.h - why a verdict is what it is, in sentences for the owner.
 *
 * "artist agrees exactly; base title equal; candidate is a live recording, the release is not". */
#ifndef MATCH_REASONS_H
#define MATCH_REASONS_H
#include "match/appraisal.h"
#include "model/facet.h"

#define REASONS_MAX 6

/* Each fills out->reasons, in `arena`; the appraisals come best first. */
void reasons_verified(struct link_facet *out, struct arena *arena, const struct release *release,
                      const struct appraisal *appraisals, size_t count);
void reasons_ambiguous(struct link_facet *out, struct arena *arena, const struct release *release,
                       const struct appraisal *appraisals, size_t count);
void reasons_absent(struct link_facet *out, struct arena *arena, const struct release *release,
                    const struct appraisal *appraisals, size_t count);

#endif

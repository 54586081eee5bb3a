#include "model/facet.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
	    [VERDICT_PENDING] = "pending",     [VERDICT_ABSENT] = "absent",
	    [VERDICT_AMBIGUOUS] = "ambiguous", [VERDICT_VERIFIED] = "verified",
	    [VERDICT_PINNED] = "pinned",       [VERDICT_NEVER] = "never",
	};
	return names[verdict];
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
	    [OUTCOME_PENDING] = "pending",
	    [OUTCOME_ABSENT] = "absent",
	    [OUTCOME_FOUND] = "found",
	};
	return names[outcome];
}

/* providers/euria.h - descriptions by Euria, Infomaniak's AI (OpenAI-compatible).
 *
 * Plays the writing role: euria_batcher.h says how. Loop thread only. */
#ifndef PROVIDERS_EURIA_H
#define PROVIDERS_EURIA_H
#include "providers/roles.h"

struct euria;
struct upstream;

struct euria_options {
	struct upstream *upstream; /* borrowed, must outlive it */
	const char *token, *model, *language;
	unsigned albums_per_request; /* 1 to EURIA_NOTICES_MAX (euria_answer.h) */
};
struct euria *euria_create(const struct euria_options *options);
/* Every call must have ended. NULL is fine. */
void euria_destroy(struct euria *euria);

struct writing_role euria_role(struct euria *euria);

/* The cheapest call that needs the token: the list of models. `model_listed` tells whether the
 * configured one is among them. */
struct role_call *
euria_list_models(struct euria *euria,
                  void (*done)(void *data, bool model_listed, const struct err *err), void *data);

#endif

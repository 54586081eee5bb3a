/* providers/euria_batcher.h - who waits for a description, and which of them are asked for
 * together.
 *
 * Euria's requests a minute are what a first sync waits for, so albums that wait while no request
 * may go out share the next one. Each notice is checked alone; one that is missing or bad is asked
 * for once more, alone, and more strictly where it said what it should not. A model that does not
 * answer several albums as asked gets one a request from then on; while requests for several fail,
 * fewer share one. Loop thread only. */
#ifndef PROVIDERS_EURIA_BATCHER_H
#define PROVIDERS_EURIA_BATCHER_H
#include "providers/roles.h"

struct euria_batcher;
struct upstream;

struct euria_batcher_options {
	struct upstream *upstream; /* borrowed, must outlive it, as the texts */
	const char *authorization; /* the header */
	const char *model, *language;
	unsigned albums_per_request; /* 1 to EURIA_NOTICES_MAX */
};
struct euria_batcher *euria_batcher_create(const struct euria_batcher_options *options);
/* Every call must have ended (asserted). NULL is fine. */
void euria_batcher_destroy(struct euria_batcher *batcher);

/* As the writing role's describe(). */
struct role_call *euria_batcher_describe(struct euria_batcher *batcher, const struct album *album,
                                         description_fn done, void *data);

#endif

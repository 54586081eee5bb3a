/* providers/stage.h - what all three providers play from: the world, and what is set for this run.
 */
#ifndef PROVIDERS_STAGE_H
#define PROVIDERS_STAGE_H
#include <stdbool.h>
#include <stdint.h>

#include "http/host_id.h"
#include "providers/tokens.h"
#include "search/search.h"
#include "world/collection.h"
#include "world/world.h"

struct stage {
	uint64_t seed;
	struct world *world;
	struct collection *collection;
	struct search *search; /* over `searched_slots` slots */
	uint32_t searched_slots;
	struct tokens tokens;
	unsigned spotify_window; /* requests in 30 s */
	bool private_collection;
	char base_urls[HOST_COUNT][128]; /* scheme, host and port; of Euria, too */
};

/* `file` NULL: known and invented releases. `copies` NULL: those of the file, or 235.
 * False and a sentence in `error` when the file cannot be used. */
bool stage_open(struct stage *stage, uint64_t seed, const char *file, const uint32_t *copies,
                char *error, size_t error_size);
void stage_close(struct stage *stage);
/* Makes the search know all that the collection has come to hold. */
void stage_follow(struct stage *stage);

#endif

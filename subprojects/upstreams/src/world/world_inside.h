/* world/world_inside.h - what the files of the world share; nobody else includes it. */
#ifndef WORLD_WORLD_INSIDE_H
#define WORLD_WORLD_INSIDE_H
#include "world/generate.h"
#include "world/given.h"
#include "world/world.h"

enum world_topic { TOPIC_LISTING = 300, TOPIC_FACE, TOPIC_ALTERED_NAME, TOPIC_IMAGE, TOPIC_DATE };

enum {
	KNOWN_LISTINGS = 6, /* in a row of the table of known releases */
	STRANGERS = 499
};

struct world {
	uint64_t seed;
	struct given given;
	struct generator generator;
	uint32_t *listed; /* by known release and listing: the number of its hand-named artist */
};

static inline const struct known *world_known(const struct world *world, uint32_t slot)
{
	return slot < world->given.count ? world->given.releases[slot].known : NULL;
}

void world_number_listed(struct world *world);
/* The hand-named artist of a known listing. */
uint32_t world_listed_number(const struct world *world, const struct known *known,
                             unsigned listing);
void world_artist_id(const struct world *world, enum face face, uint32_t number,
                     char out[BASE62_ID_LENGTH + 1]);

#endif

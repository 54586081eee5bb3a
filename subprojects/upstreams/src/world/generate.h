/* world/generate.h - invents releases: the number of a release decides everything about it.
 *
 * Numbers come in blocks that share a pool of bands, so that some bands have many records and most
 * have one or two, at every size of the collection. Oddities sit at fixed places of a block or of
 * a cycle, so that every one of them is met within the default collection, whatever the seed. Pure.
 */
#ifndef WORLD_GENERATE_H
#define WORLD_GENERATE_H
#include "base/room.h"
#include "world/release.h"

enum {
	GENERATE_BLOCK = 235, /* releases that share a pool of bands */
	GENERATE_BANDS = 110  /* bands in a pool */
};

struct generator {
	uint64_t seed;
	uint32_t artist_base; /* artist numbers below belong to given releases */
};

/* Some numbers are another copy of an earlier release, some another pressing of an earlier work:
 * these give the number of that release, and of the first release of that work. */
uint32_t generate_release_of(uint32_t number);
uint32_t generate_work_of(uint32_t number);

/* How many bands the first `count` numbers draw from. */
uint32_t generate_band_count(uint32_t count);

/* Only title, credits, kind, original_year and master_id are filled. */
void generate_work(const struct generator *generator, uint32_t number, struct room *room,
                   struct release *out);
void generate_release(const struct generator *generator, uint32_t number, struct room *room,
                      struct release *out);
/* Made-up ids, above those in use at Discogs today; and back to the number. */
uint32_t generate_release_id(uint32_t number);
bool generate_number_of_id(uint32_t id, uint32_t *number);
bool generate_number_of_master(uint32_t id, uint32_t *number);
uint32_t generate_band_id(uint32_t band);
const char *generate_cover(uint64_t seed, uint32_t release_id, unsigned size, struct room *room);

#endif

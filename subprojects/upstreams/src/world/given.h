/* world/given.h - releases that were not invented: the known ones, or those of a file.
 *
 * Filled once, then read. Whatever it hands out lives as long as the store. */
#ifndef WORLD_GIVEN_H
#define WORLD_GIVEN_H
#include <stddef.h>

#include "base/pool.h"
#include "world/known.h"
#include "world/release.h"

/* As a master id: plain facts do not name it, so one is made up. Nearly all real releases have one.
 */
#define GIVEN_MASTER_UNSAID UINT32_MAX

struct given_release {
	struct release facts;      /* its original_year holds in the first release of a work */
	uint32_t release;          /* the slot of the first copy of this release: its own, mostly */
	uint32_t work;             /* the slot of the first release of the same work */
	const struct known *known; /* NULL: its listings are invented */
};

struct given_artist {
	uint32_t id;
	const char *name;         /* raw */
	const char *spotify_name; /* NULL: as here, without number */
	bool known;               /* of a known release: not to be altered by draws */
	bool listed;              /* a known listing is by this artist */
};

struct given {
	uint64_t seed;
	struct given_release *releases;
	uint32_t count, room;
	struct given_artist *artists;
	uint32_t artist_count, artist_room;
	struct slots *by_id;     /* release id to slot */
	struct slots *by_master; /* master id to slot */
	struct slots *by_work;   /* hash of artist and title to slot */
	struct slots *by_artist; /* hash of raw artist name to artist number */
	struct pool pool;
};

void given_init(struct given *given, uint64_t seed);
void given_finish(struct given *given);

/* Takes `facts`, whose pointers must be in the store's pool; links it to its copies and its work.
 */
void given_add(struct given *given, const struct release *facts, const struct known *known);
/* The number of the artist of that raw name, made when new. `id` 0: made up. */
uint32_t given_artist(struct given *given, const char *name, uint32_t id, const char *spotify_name);
void given_add_known(struct given *given);
/* True and the slot of its first copy, if there is a release of that id. */
bool given_find(const struct given *given, uint32_t release_id, uint32_t *slot);
bool given_find_master(const struct given *given, uint32_t master_id, uint32_t *slot);

#endif

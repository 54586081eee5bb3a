/* world/world.h - everything that is true: the records, their artists, and what Spotify has.
 *
 * Records are numbered by slot: the given ones first, invented ones behind them without end.
 * A slot is one owned copy; several slots may be the same release, several releases the same work.
 * Artists are numbered the same way. Nothing changes after world_create(). */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H
#include <stddef.h>

#include "base/room.h"
#include "world/listing.h"
#include "world/release.h"

struct world;

/* `file`: NULL for the known releases followed by invented ones. NULL and a sentence in `error`
 * when the file cannot be used. */
struct world *world_create(uint64_t seed, const char *file, char *error, size_t error_size);
void world_destroy(struct world *world);
uint32_t world_given_count(const struct world *world);

uint32_t world_release_of(const struct world *world, uint32_t slot);
uint32_t world_work_of(const struct world *world, uint32_t slot);
/* The room holds what `out` points to. */
void world_release(const struct world *world, uint32_t slot, struct room *room,
                   struct release *out);
/* Quicker: only title, credits, kind, original_year, master_id. `slot` is a work's. */
void world_work(const struct world *world, uint32_t slot, struct room *room, struct release *out);
bool world_find_release(const struct world *world, uint32_t id, uint32_t *slot);
bool world_find_master(const struct world *world, uint32_t id, uint32_t *slot);

struct artist {
	uint32_t id;      /* at Discogs */
	const char *name; /* raw, at Discogs */
	const char *spotify_name;
	bool on_spotify;
	bool has_namesake; /* Spotify has somebody else of that name */
	bool has_tribute;
};

/* Artists that the first `slots` slots may be credited to are 0 to this minus one. */
uint32_t world_artist_count(const struct world *world, uint32_t slots);
void world_artist(const struct world *world, uint32_t number, struct room *room,
                  struct artist *out);

/* False when that variant does not exist. `slot` is a work's, or one of world/unowned.h. */
bool world_listing(const struct world *world, uint32_t slot, unsigned variant, struct room *room,
                   struct listing *out);
/* All that exist, in the order of their variants; returns how many. */
unsigned world_listings(const struct world *world, uint32_t slot, struct room *room,
                        struct listing out[LISTING_VARIANTS]);
/* Of a variant that exists. */
enum listing_class world_listing_class(const struct world *world, uint32_t slot, unsigned variant);
bool world_find_listing(const struct world *world, const char *id, uint32_t *slot,
                        unsigned *variant);

uint32_t world_face_count(const struct world *world, enum face face, uint32_t artist_count);
/* False when there is no such artist at Spotify. */
bool world_face(const struct world *world, enum face face, uint32_t number, struct room *room,
                struct spotify_artist *out);
bool world_find_face(const struct world *world, const char *id, enum face *face, uint32_t *number);
/* The hand-named face that is somebody else of a known artist's name; false when there is none. */
bool world_listed_namesake(const struct world *world, uint32_t artist, uint32_t *number);
/* 0 for those without an image; else a number that makes its addresses. */
uint64_t world_face_image(const struct world *world, enum face face, uint32_t number);
uint64_t world_listing_image(const struct world *world, const struct listing *listing);

#endif

/* world/unowned.h - albums of the collection's artists that the collection does not have.
 *
 * Each artist has one, of a year before his first record of the collection; it is listed for those
 * of whom nothing else is, as who is on Spotify at all has published something there. Their slots
 * are no works'. */
#ifndef WORLD_UNOWNED_H
#define WORLD_UNOWNED_H
#include "world/world.h"

#define UNOWNED_SLOTS UINT32_C(0x8000000) /* the artist's number is added */

/* False when the artist is not on Spotify. Its id is left to world_listing(). */
bool unowned_listing(const struct world *world, uint32_t artist, struct room *room,
                     struct listing *out);

#endif

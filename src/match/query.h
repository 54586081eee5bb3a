/* match/query.h - what to ask Spotify's search, cheapest and most exact first.
 *
 * The first search is for the artist: one request brings the id, the image and up to ten albums.
 * Only where the album is not among them is it searched for by itself. Field filters are not exact,
 * and a quote or a colon breaks them: they are taken out, and answers are compared with the
 * original. A query never holds the year, which on Discogs is the pressing's, nor Various, who is
 * no artist. Loop thread only, as folding is. */
#ifndef MATCH_QUERY_H
#define MATCH_QUERY_H
#include "model/album.h"

#include <stddef.h>

struct arena;

#define QUERY_MAX_CHARACTERS 100 /* longer ones have failed with 404 and 400 */
#define QUERY_MAX 3              /* for one album, after the one for its artist */

/* artist:"Orion", for type=artist,album; NULL where the credit is not searchable (match/face.h). In
 * `arena`. */
const char *query_for_artist(struct arena *arena, const struct credit *credit);

/* Searches of type album, to be tried in turn until one brings a verified album: by fields, in
 * plain words, by the base title or the other titles of a split one. Gives how many: 0 where the
 * title leaves nothing to ask for. In `arena`. */
size_t query_for_album(struct arena *arena, const struct album *album,
                       const char *queries[QUERY_MAX]);

#endif

/* providers/spotify_json.h - albums and artists as Spotify writes them for apps in development
 * mode: without available_markets, label, popularity, followers, genres of artists. */
#ifndef PROVIDERS_SPOTIFY_JSON_H
#define PROVIDERS_SPOTIFY_JSON_H
#include "base/buf.h"
#include "providers/stage.h"

/* As in searches; with `full`, as by its id. Without `images` the list is empty. */
void spotify_json_album(const struct stage *stage, const struct listing *listing, bool full,
                        bool images, struct buf *out);
void spotify_json_artist(const struct stage *stage, const struct spotify_artist *artist,
                         bool images, struct buf *out);
/* Address of the widest image of an artist; false when it has none. */
bool spotify_json_artist_image(const struct stage *stage, const struct spotify_artist *artist,
                               struct buf *out);

#endif

/* providers/spotify.h - Spotify's catalogue, as a development-mode app may use it.
 *
 * Plays the listening role: searches with a limit of 10, single artists by id, never a batch.
 * Loop thread only. */
#ifndef PROVIDERS_SPOTIFY_H
#define PROVIDERS_SPOTIFY_H
#include "providers/roles.h"

struct spotify;
struct upstream;

struct spotify_options {
	struct upstream *api, *accounts; /* borrowed, must outlive it */
	const char *client_id, *client_secret;
};
struct spotify *spotify_create(const struct spotify_options *options);
/* Every call must have ended. NULL is fine. */
void spotify_destroy(struct spotify *spotify);

struct listening_role spotify_role(struct spotify *spotify);

#endif

/* providers/spotify.h - Spotify's Web API for an app in development mode, and its token host. */
#ifndef PROVIDERS_SPOTIFY_H
#define PROVIDERS_SPOTIFY_H
#include "http/host.h"

extern const struct host_role spotify_role; /* their data is the stage */
extern const struct host_role accounts_role;

struct exchange;
/* {"error":{"status":...,"message":...}} */
void spotify_refuse(struct exchange *exchange, int status, const char *message);

#endif

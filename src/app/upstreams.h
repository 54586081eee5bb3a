/* app/upstreams.h - the providers as the configuration describes them. */
#ifndef APP_UPSTREAMS_H
#define APP_UPSTREAMS_H
#include "providers/discogs.h"
#include "providers/euria.h"
#include "providers/spotify.h"

#include <stdint.h>

struct config;
struct http;
struct loop;
struct upstream;

struct upstreams {
	struct http *http;
	struct upstream *discogs_host, *spotify_host, *accounts_host, *euria_host;
	struct discogs *discogs; /* NULL: not configured */
	struct spotify *spotify;
	struct euria *euria;
};

/* `on_block` tells when a provider ("discogs", "spotify", "accounts", "euria") forbids further
 * requests for a long time; may be NULL. */
typedef void (*upstreams_block_fn)(void *data, const char *name, int64_t until_wall_ms,
                                   const char *reason);
void upstreams_open(struct upstreams *upstreams, struct loop *loop, const struct config *config,
                    upstreams_block_fn on_block, void *data);
/* Every call must have ended. */
void upstreams_close(struct upstreams *upstreams);

/* A block remembered from an earlier life. */
void upstreams_block(struct upstreams *upstreams, const char *name, int64_t until_wall_ms,
                     const char *reason);

#endif

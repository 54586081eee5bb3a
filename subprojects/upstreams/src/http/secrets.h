/* http/secrets.h - the fixed, obviously fake credentials, and where they must never be seen. */
#ifndef HTTP_SECRETS_H
#define HTTP_SECRETS_H
#include <stdbool.h>

#include "base/buf.h"
#include "http/host_id.h"

#define DISCOGS_USERNAME "melomane"
#define DISCOGS_TOKEN "stand-in-discogs-token"
#define SPOTIFY_CLIENT_ID "stand-in-spotify-id"
#define SPOTIFY_CLIENT_SECRET "stand-in-spotify-secret"
#define SPOTIFY_ACCESS_PREFIX "stand-in-access-" /* of every token given out */
#define EURIA_TOKEN "stand-in-euria-token"
#define EURIA_PRODUCT "100001"

/* base64 of "id:secret", as HTTP basic authentication sends it. */
const char *secrets_spotify_basic(void);

/* Does `text` hold a credential of a host other than `host`? */
bool secrets_are_foreign(enum host_id host, const char *text);
/* Does a request target hold a credential, or a parameter that carries one? */
bool secrets_in_target(const char *target);
/* The target with every credential replaced by "[redacted]". */
void secrets_redact(const char *target, struct buf *out);

#endif

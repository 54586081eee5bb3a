/* providers/discogs.h - the owner's collection on Discogs.
 *
 * Plays the collection role. The token travels in a header, never in a URL. Loop thread only. */
#ifndef PROVIDERS_DISCOGS_H
#define PROVIDERS_DISCOGS_H
#include "providers/roles.h"

struct discogs;
struct upstream;

/* `upstream` is borrowed and must outlive it; the texts are copied. */
struct discogs *discogs_create(struct upstream *upstream, const char *username, const char *token);
/* Every call must have ended. NULL is fine. */
void discogs_destroy(struct discogs *discogs);

/* The role's functions take the discogs as `self`. */
struct collection_role discogs_role(struct discogs *discogs);

/* The cheapest call that needs the credentials; `done` gets the account's name. */
struct role_call *
discogs_identify(struct discogs *discogs,
                 void (*done)(void *data, const char *username, const struct err *err), void *data);

#endif

/* providers/discogs.h - Discogs' API, as much of it as a collection's owner needs. */
#ifndef PROVIDERS_DISCOGS_H
#define PROVIDERS_DISCOGS_H
#include "http/host.h"

extern const struct host_role discogs_role; /* its data is the stage */

#endif

/* providers/status.h - an upstream's figures as the provider's status. For providers/ only. */
#ifndef PROVIDERS_STATUS_H
#define PROVIDERS_STATUS_H
#include "providers/roles.h"

struct upstream;

struct provider_status status_of(const struct upstream *upstream);

#endif

/* sync/deps.h - what a run works with. All borrowed; lives as long as the service. */
#ifndef SYNC_DEPS_H
#define SYNC_DEPS_H
#include "providers/roles.h"

struct loop;
struct store;

struct sync_deps {
	struct loop *loop;
	struct store *store;
	struct collection_role collection; /* self NULL: not configured */
	struct listening_role listening;
	struct writing_role writing;
	unsigned albums_in_flight;
};

#endif

/* api/api.h - the service's HTTP interface: its routes, and what their handlers work with.
 *
 * One file per resource; each handler takes the `struct api` as its data and replies at once or
 * after a read of the catalogue. Loop thread only. */
#ifndef API_API_H
#define API_API_H
#include "sync/deps.h"
#include "web/route.h"

#include <stddef.h>

struct api;
struct loop;
struct runner;
struct store;

struct api_options {
	struct loop *loop; /* all borrowed */
	struct store *store;
	struct runner *runner;
	const struct sync_deps *deps;
};
struct api *api_create(const struct api_options *options);
/* After the runner and the server have closed; the store may still be busy. NULL is fine. */
void api_destroy(struct api *api);

/* The one table of routes; the api is their handlers' data. */
extern const struct route api_routes[];
extern const size_t api_route_count;

#endif

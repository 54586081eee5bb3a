/* upstreams.h - the whole program's state, put together in main.c. */
#ifndef UPSTREAMS_H
#define UPSTREAMS_H
#include "http/host.h"
#include "providers/stage.h"

struct upstreams {
	struct host_shared shared;
	struct stage stage;
	struct faults faults;
	struct host hosts[HOST_COUNT];
};

/* "discogs=350,spotify=120" in milliseconds, or "none". False when it is not understood; what
 * comes before has been set then. */
bool upstreams_set_latency(struct upstreams *upstreams, const char *text);
/* Takes a fault into effect. False, and a sentence in `error`, when it is not understood. */
struct fault *upstreams_add_fault(struct upstreams *upstreams, const json_t *spec, char *error,
                                  size_t error_size);
/* Id 0: all. False when there is none of that id. */
bool upstreams_remove_faults(struct upstreams *upstreams, unsigned id);

#endif

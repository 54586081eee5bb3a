/* sync/pool.h - enriches many albums at a time, so many and no more. */
#ifndef SYNC_POOL_H
#define SYNC_POOL_H
#include "sync/enrich.h"

#include <stddef.h>

struct pool;

struct pool_events {
	/* An album has ended; the album and the result are borrowed. */
	void (*enriched)(void *data, const struct album *album, const struct enrich_result *result);
	/* A place has become free: there may be room for more, or nothing left. */
	void (*advanced)(void *data);
	void *data;
};

/* `context` is borrowed. */
struct pool *pool_create(const struct enrich_context *context, unsigned in_flight,
                         const struct pool_events *events);
/* Must be idle (asserted). NULL is fine. */
void pool_destroy(struct pool *pool);

/* Takes the album. */
void pool_add(struct pool *pool, struct album *album);
/* Albums that wait for their turn. */
size_t pool_backlog(const struct pool *pool);
size_t pool_in_flight(const struct pool *pool);
bool pool_is_idle(const struct pool *pool);
/* Those that wait are dropped, those in flight end as soon as their writes have. */
void pool_stop(struct pool *pool);

#endif

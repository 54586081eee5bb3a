#include "sync/pool.h"

#include "base/list.h"
#include "base/mem.h"

#include <assert.h>

struct seat {
	struct list link;
	struct pool *pool;
	struct album *album;   /* while it waits */
	struct enrich *enrich; /* while it is in flight */
};

struct pool {
	const struct enrich_context *context;
	struct pool_events events;
	unsigned max_in_flight;
	struct list waiting, active; /* seat::link */
	size_t waiting_count, active_count;
};

static void fill(struct pool *pool);

static void on_enriched(void *data, struct album *album, const struct enrich_result *result)
{
	struct seat *seat = data;
	struct pool *pool = seat->pool;
	list_remove(&seat->link);
	pool->active_count--;
	free(seat);
	pool->events.enriched(pool->events.data, album, result);
	album_destroy(album);
	fill(pool);
	pool->events.advanced(pool->events.data);
}

static void fill(struct pool *pool)
{
	while (pool->active_count < pool->max_in_flight && !list_empty(&pool->waiting)) {
		struct seat *seat = list_entry(list_take(&pool->waiting), struct seat, link);
		pool->waiting_count--;
		list_append(&pool->active, &seat->link);
		pool->active_count++;
		seat->enrich = enrich_start(pool->context, steal(&seat->album), on_enriched, seat);
	}
}

struct pool *pool_create(const struct enrich_context *context, unsigned in_flight,
                         const struct pool_events *events)
{
	struct pool *pool = xcalloc(1, sizeof(*pool));
	pool->context = context;
	pool->events = *events;
	pool->max_in_flight = in_flight;
	list_init(&pool->waiting);
	list_init(&pool->active);
	return pool;
}

void pool_destroy(struct pool *pool)
{
	assert(!pool || pool_is_idle(pool));
	free(pool);
}

void pool_add(struct pool *pool, struct album *album)
{
	struct seat *seat = xcalloc(1, sizeof(*seat));
	seat->pool = pool;
	seat->album = album;
	list_append(&pool->waiting, &seat->link);
	pool->waiting_count++;
	fill(pool);
}

size_t pool_backlog(const struct pool *pool)
{
	return pool->waiting_count;
}

size_t pool_in_flight(const struct pool *pool)
{
	return pool->active_count;
}

bool pool_is_idle(const struct pool *pool)
{
	return pool->active_count == 0 && pool->waiting_count == 0;
}

void pool_stop(struct pool *pool)
{
	struct list *link;
	while ((link = list_take(&pool->waiting))) {
		struct seat *seat = list_entry(link, struct seat, link);
		album_destroy(seat->album);
		free(seat);
	}
	pool->waiting_count = 0;
	for (link = pool->active.next; link != &pool->active; link = link->next) {
		enrich_stop(list_entry(link, struct seat, link)->enrich);
	}
}

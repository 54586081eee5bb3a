/* web/stats.h - how often a route answered, with what, and how long that took.
 *
 * Timed from the whole request being there to the reply being handed over (a stream's: its first
 * byte), so that a client that reads slowly does not make the service look slow. */
#ifndef WEB_STATS_H
#define WEB_STATS_H
#include <stdint.h>

#define STATS_BUCKETS 13
extern const unsigned stats_bounds_us[STATS_BUCKETS - 1]; /* the last bucket has no bound */

struct stats {
	uint64_t by_class[5]; /* 1xx to 5xx */
	uint64_t count, total_us;
	uint64_t buckets[STATS_BUCKETS]; /* not cumulative */
};

void stats_add(struct stats *stats, int status, uint64_t took_us);

#endif

#include "web/stats.h"

const unsigned stats_bounds_us[STATS_BUCKETS - 1] = {
    50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 2500000,
};

void stats_add(struct stats *stats, int status, uint64_t took_us)
{
	unsigned bucket = 0;
	while (bucket < STATS_BUCKETS - 1 && took_us > stats_bounds_us[bucket]) {
		bucket++;
	}
	stats->buckets[bucket]++;
	stats->count++;
	stats->total_us += took_us;
	if (status >= 100 && status < 600) {
		stats->by_class[status / 100 - 1]++;
	}
}

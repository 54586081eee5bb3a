/* store/stats.h - the catalogue in numbers, and whether it answers at all. */
#ifndef STORE_STATS_H
#define STORE_STATS_H
#include <stddef.h>
#include <stdint.h>

struct err;
struct store;
struct store_call;

/* A name and how often it occurs. */
struct tally {
	const char *name;
	int64_t count;
};
struct tallies {
	struct tally *items;
	size_t count;
};

struct store_stats {
	int64_t albums, artists, copies;
	int64_t album_images, artist_images, spotify_urls, descriptions;
	struct tallies by_support, by_decade, by_genre, by_verdict; /* the most frequent first */
};
/* What `done` is given is borrowed until it returns, and NULL on an error. */
struct store_call *store_read_stats(struct store *store,
                                    void (*done)(void *data, const struct store_stats *stats,
                                                 const struct err *err),
                                    void *data);

/* One read of the database, which must be where it was opened. */
struct store_call *store_ping(struct store *store, void (*done)(void *data, const struct err *err),
                              void *data);

#endif

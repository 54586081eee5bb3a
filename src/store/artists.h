/* store/artists.h - artists as they are shown, by name. */
#ifndef STORE_ARTISTS_H
#define STORE_ARTISTS_H
#include "model/candidate.h"

#include <stdint.h>

struct err;
struct store;
struct store_call;

struct artist_entry {
	int64_t id, discogs_id; /* discogs_id 0 = unknown */
	const char *name;
	struct image image;     /* url NULL when there is none */
	const char *spotify_id; /* NULL when it is not certain */
	int64_t album_count;
};

struct artist_filter {
	const char *search_words; /* folded; borrowed until the call returns; NULL: all */
	int64_t id;               /* this one only; 0: all */
	int64_t page, page_size;  /* from 1 */
};

/* What `done` is given is borrowed until it returns, and NULL on an error. */
struct store_call *store_list_artists(struct store *store, const struct artist_filter *filter,
                                      void (*done)(void *data, const struct artist_entry *entries,
                                                   size_t count, int64_t total,
                                                   const struct err *err),
                                      void *data);

#endif

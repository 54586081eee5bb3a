/* store/import.h - new albums and copies, written whole or not at all. */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H
#include "model/album.h"

struct err;
struct store;
struct store_call;

/* What only the caller can say of an album: texts folded for sorting and searching. Borrowed until
 * the write is done. */
struct import_keys {
	const char *title_key;
	const char *artist_key;
	const char *search; /* more words that should find it: transliterated title and credit */
};

struct import {
	struct album *album;
	struct import_keys keys;
	const char **artist_keys; /* folded names, one for each credit */
	bool existed; /* set by the write: the catalogue had the release; only the copy counts */
};

/* Written with their artists, labels, formats, cover and copy. Sets each album's id and, of its
 * credits, artist_id, spotify_id and image_decided. The imports are the caller's, and stay in place
 * until `done`; forgetting the call is not allowed. */
struct store_call *store_import(struct store *store, int64_t run_id, struct import *imports,
                                size_t count, void (*done)(void *data, const struct err *err),
                                void *data);

/* Which of a page's rows the catalogue has. */
struct known_row {
	int64_t discogs_id, instance_id; /* asked */
	bool release_known;              /* answered */
	int64_t copy_run_id; /* answered: the run that wrote this copy, -1 = unknown copy */
};
/* `rows` is the caller's and stays in place until `done`; forgetting is not allowed. */
struct store_call *store_lookup(struct store *store, struct known_row *rows, size_t count,
                                void (*done)(void *data, const struct err *err), void *data);

#endif

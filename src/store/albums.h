/* store/albums.h - albums as they are shown: filtered, sorted, paged; or one with all that is
 * known. */
#ifndef STORE_ALBUMS_H
#define STORE_ALBUMS_H
#include "model/album.h"
#include "model/facet.h"

#include <stddef.h>
#include <stdint.h>

struct err;
struct store;
struct store_call;

enum album_sort { ALBUM_SORT_ADDED, ALBUM_SORT_TITLE, ALBUM_SORT_ARTIST, ALBUM_SORT_YEAR };
enum album_missing {
	MISSING_ANYTHING, /* not filtered */
	MISSING_SPOTIFY_URL,
	MISSING_DESCRIPTION,
	MISSING_IMAGE,
};

/* Texts are borrowed until the call returns; NULL and 0 filter nothing. */
struct album_filter {
	const char *search;       /* as typed */
	const char *search_words; /* the same, folded: words with a space between them */
	int64_t artist_id;
	const char *support;
	int64_t year;
	enum album_missing missing;
	const char *verdict; /* "ambiguous", …; "pending" for none yet */
	enum album_sort sort;
	bool descending;
	int64_t page, page_size; /* from 1 */
};

/* An album in a list. The texts live as long as `album`. */
struct album_entry {
	struct album *album;
	const char *source;
	int64_t added_ms, created_ms;
	const char *spotify_url; /* verified or pinned; NULL otherwise */
	const char *description; /* NULL where there is none */
};

struct album_detail {
	struct album_entry entry;
	const char *verdict;              /* "pending" where nothing is known */
	const char *reasons, *candidates; /* JSON arrays */
	const char *description_model, *description_language;
	const char *description_unverified; /* JSON array */
	int description_prompt_version;
	int64_t description_ms;
	const char *description_reason; /* why there is none; NULL where nobody was asked yet */
	struct copy *copies;
	size_t copy_count;
};

/* What `done` is given is borrowed until it returns, and NULL on an error. */
struct store_call *store_list_albums(struct store *store, const struct album_filter *filter,
                                     void (*done)(void *data, const struct album_entry *entries,
                                                  size_t count, int64_t total,
                                                  const struct err *err),
                                     void *data);
/* ERR_NOT_FOUND where there is no such album. */
struct store_call *store_get_album(struct store *store, int64_t id,
                                   void (*done)(void *data, const struct album_detail *detail,
                                                const struct err *err),
                                   void *data);

#endif

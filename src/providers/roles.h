/* providers/roles.h - what the service needs of the outside, whoever provides it.
 *
 * sync/ knows these, and not Discogs, Spotify or Euria: its tests play the roles themselves. Each
 * call ends once: `done` runs, from the loop and never from inside the call, or its owner cancels
 * it. Errors are net/upstream.h's: ERR_BLOCKED and ERR_TRANSIENT mean later, the others are the
 * answer. Loop thread only. */
#ifndef PROVIDERS_ROLES_H
#define PROVIDERS_ROLES_H
#include "model/album.h"
#include "model/candidate.h"
#include "model/facet.h"

struct err;

/* The head of every provider's own call. */
struct role_call {
	void (*cancel)(struct role_call *call);
};
/* NULL is fine. */
void role_cancel(struct role_call *call);

/* How a provider is doing. */
enum provider_state {
	PROVIDER_OK,
	PROVIDER_THROTTLED,   /* waits as asked; work goes on by itself */
	PROVIDER_BLOCKED,     /* told not to ask for a long time */
	PROVIDER_UNAVAILABLE, /* keeps failing */
	PROVIDER_DISABLED,    /* not configured: `self` of its role is NULL */
};
const char *provider_state_name(enum provider_state state);
struct provider_status {
	enum provider_state state;
	uint64_t requests, retries;
	unsigned requests_per_minute; /* its limit; 0 = unpaced */
	int64_t resumes_in_ms;        /* -1 when it may be asked now, or never */
	char reason[160];             /* why it is not ok; "" otherwise */
};

/* A page of the owner's collection. */
struct collection_page {
	unsigned page, page_count; /* from 1 */
	int64_t item_count;        /* copies in the whole collection, as the provider counts */
	struct album **albums;     /* the receiver's: each one, and the array, to be free()d */
	size_t album_count;
	size_t unusable_count; /* rows that say too little to be an album */
	char unusable_reason[160];
};
typedef void (*collection_page_fn)(void *data, struct collection_page *page, const struct err *err);
/* `year` is 0 where the provider does not know; ERR_NOT_FOUND where it has no such master, or says
 * nothing of its year, which may be true today only. */
typedef void (*master_year_fn)(void *data, int year, const struct err *err);
struct collection_role {
	void *self; /* NULL: not configured */
	struct provider_status (*status)(void *self);
	/* By date added, ascending or newest first; `page` is NULL on an error. */
	struct role_call *(*fetch_page)(void *self, unsigned page, bool newest_first,
	                                collection_page_fn done, void *data);
	/* When the first of a master's pressings came out. Waits behind the pages. */
	struct role_call *(*fetch_master_year)(void *self, int64_t master_id, master_year_fn done,
	                                       void *data);
};
#define COLLECTION_PAGE_SIZE 100

/* A catalogue of music to listen to. */
typedef void (*candidates_fn)(void *data, struct candidates *candidates, const struct err *err);
struct listening_role {
	void *self;
	struct provider_status (*status)(void *self);
	/* Albums, with their artists' images left out. */
	struct role_call *(*search_albums)(void *self, const char *query, candidates_fn done,
	                                   void *data);
	/* Artists with their images, and some of their albums. */
	struct role_call *(*search_artists)(void *self, const char *query, candidates_fn done,
	                                    void *data);
	/* One artist, by the catalogue's own id. */
	struct role_call *(*get_artist)(void *self, const char *id, candidates_fn done, void *data);
};
/* `candidates` becomes the receiver's, and is NULL on an error. */

/* Somebody who writes about an album. The facet is borrowed: FOUND, or ABSENT with the reason for
 * which no answer was good enough; NULL on an error. */
typedef void (*description_fn)(void *data, const struct text_facet *facet, const struct err *err);
struct writing_role {
	void *self;
	unsigned albums_per_request; /* that share one, where so many wait; 0 = 1 */
	struct provider_status (*status)(void *self);
	/* The album is borrowed until the call ends. */
	struct role_call *(*describe)(void *self, const struct album *album, description_fn done,
	                              void *data);
};

#endif

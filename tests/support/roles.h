/* support/roles.h - the three providers as a test plays them, on the test's own loop.
 *
 * A collection made of rows, and a small catalogue of artists and albums that answers each search
 * with what is named in it. Every answer comes in the loop's next turn. Each kind of call can be
 * told to fail or to stall, and is counted. */
#ifndef SUPPORT_ROLES_H
#define SUPPORT_ROLES_H
#include "base/err.h"
#include "base/list.h"
#include "providers/roles.h"

#include <stdbool.h>

struct loop;
struct store;
struct sync_deps;

enum role {
	ROLE_FETCH_PAGE,
	ROLE_MASTER_YEAR,
	ROLE_SEARCH_ALBUMS,
	ROLE_SEARCH_ARTISTS,
	ROLE_GET_ARTIST,
	ROLE_DESCRIBE,
	ROLE_COUNT,
};

/* What a test sets and reads for one kind of call. */
struct role_desk {
	enum err_code fail; /* every call fails so; ERR_NONE: none does */
	unsigned fail_at;   /* only the call of that number, from 1; 0: every one */
	bool stall;         /* calls stay unanswered until roles_release() */
	bool stalled;       /* a call is being stalled: to wait for */
	unsigned calls, cancelled, in_flight, most_in_flight;
	char last[200]; /* the last query, id, number or title */
};

/* A row of the collection; texts are borrowed. */
struct role_row {
	int64_t release_id, instance_id;
	const char *title, *artist; /* artist NULL: "Artist <artist_id>" */
	int64_t artist_id;
	const char *second_artist; /* NULL: none; its id is artist_id + 1000 */
	bool no_cover;
	int64_t master_id;
	/* Of the pressing, of the music; 0: said to be unknown; -1: the master says nothing of it.
	 */
	int year, master_year;
};

/* What the listening catalogue has; texts are borrowed. */
struct role_artist {
	const char *id, *name, *image_url; /* image_url NULL: no image */
	bool unlisted;                     /* not found by search_artists */
	bool gone;                         /* nor by get_artist */
};
struct role_album {
	const char *id, *title, *artist_id;
	int year;
};

#define ROLE_ROWS_MAX 1200
#define ROLE_ENTRIES_MAX 1200
struct roles {
	struct loop *loop;
	struct list calls; /* call::link */
	struct role_desk desks[ROLE_COUNT];

	struct role_row rows[ROLE_ROWS_MAX]; /* oldest first */
	size_t row_count;
	size_t page_size; /* 100 */
	/* What is said of the collection where that is not the truth; 0: the truth. */
	unsigned page_count_said;
	int64_t item_count_said;
	unsigned unusable_page, unusable_count; /* rows of that page that cannot be used */
	/* Runs as each page is asked for, before it is looked up: the collection may change. */
	void (*on_page)(void *data, unsigned page);
	void *on_page_data;

	struct role_artist artists[ROLE_ENTRIES_MAX];
	struct role_album albums[ROLE_ENTRIES_MAX];
	size_t artist_count, album_count;
	bool albums_by_artist; /* search_artists brings their albums along */

	bool no_text;                     /* describe() answers, but with nothing good enough */
	struct provider_status status[3]; /* collection, listening, writing */
	char texts[ROLE_ROWS_MAX][32];    /* of roles_add_many() */
};

struct roles *roles_create(struct loop *loop);
/* Fails the test where a call is under way. */
void roles_destroy(struct roles *roles);
/* The roles, with a loop and a store, as a run wants them; eight albums in flight. */
struct sync_deps roles_deps(struct roles *roles, struct store *store);

struct role_row *roles_add_row(struct roles *roles, int64_t release_id, const char *title);
void roles_add_artist(struct roles *roles, const char *id, const char *name, const char *image_url);
void roles_add_album(struct roles *roles, const char *id, const char *title, const char *artist_id);
/* `count` rows, releases from `first_id`: "Record 1001" by "Artist 1001" and so on. */
void roles_add_many(struct roles *roles, int64_t first_id, size_t count);
/* The same rows' artists and albums, all to be found. */
void roles_add_faces(struct roles *roles, int64_t first_id, size_t count);

/* Calls stop stalling, and those under way are answered. */
void roles_release(struct roles *roles, enum role role);
/* Whether a call is about to be answered. */
bool roles_are_answering(const struct roles *roles);
/* All calls of every kind so far. */
unsigned roles_calls(const struct roles *roles);
unsigned roles_in_flight(const struct roles *roles);
/* The album that a row makes, as a page would carry it; the caller destroys it. */
struct album *roles_album(const struct role_row *row);

#endif

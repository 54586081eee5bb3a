/* store/shelf.h - a catalogue for one test: a store in a folder of its own, what is put on it, and
 * a plain connection to its file beside it, as the owner's sqlite3 shell would have one. */
#ifndef TESTS_STORE_SHELF_H
#define TESTS_STORE_SHELF_H
#include "base/err.h"
#include "store/import.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct store;

struct shelf {
	struct loop *loop;
	struct store *store;
	char path[256]; /* of the file */
};
struct shelf *shelf_create(void);
/* Closes the store, checks that the file is sound, and removes the folder. */
void shelf_destroy(struct shelf *shelf);
/* The two halves of a restart. */
void shelf_close(struct shelf *shelf);
void shelf_open(struct shelf *shelf);

/* How a write or a read ended. */
struct ending {
	bool done;
	unsigned count;
	bool failed;
	struct err err;
};
/* For calls whose `done` has no result; `data` is a struct ending. */
void ending_note(void *data, const struct err *err);
/* Runs the loop until it is done, once. */
void shelf_wait(struct shelf *shelf, struct ending *ending);
void shelf_wait_well(struct shelf *shelf, struct ending *ending);

/* --- what is put on it -------------------------------------------------------------------- */

/* An album to import. Its keys are its texts in lower-case ASCII, where they are not given. */
struct record {
	int64_t release_id, instance_id, master_id;
	const char *title;  /* NULL makes the write fail at once */
	const char *artist; /* NULL: no credit */
	int64_t artist_id;  /* Discogs'; 0: unknown */
	const char *second; /* a second artist of the credit, or NULL */
	int64_t second_id;
	int year;
	const char *support, *cover, *genre;
	int64_t added_ms;
	const char *title_key, *artist_key, *search;
};
/* Keeps what store_import() borrows. */
struct parcel {
	struct import *imports;
	size_t count;
	struct arena *arena;
};
void parcel_fill(struct parcel *parcel, const struct record *records, size_t count);
void parcel_finish(struct parcel *parcel);

/* Imports it and waits; the album's id in the catalogue. */
int64_t shelf_add(struct shelf *shelf, const struct record *record);
int64_t shelf_add_of_run(struct shelf *shelf, int64_t run_id, const struct record *record);
/* A run of that kind; its id. */
int64_t shelf_begin_run(struct shelf *shelf, const char *kind);
void shelf_end_run(struct shelf *shelf, int64_t run_id, const char *how, bool whole);

/* Facets in few words; each waits for its commit. */
void shelf_link(struct shelf *shelf, int64_t album_id, const char *spotify_id); /* verified */
void shelf_link_ambiguous(struct shelf *shelf, int64_t album_id);
void shelf_link_absent(struct shelf *shelf, int64_t album_id);
void shelf_pin(struct shelf *shelf, int64_t album_id, const char *spotify_id); /* NULL: never */
void shelf_describe(struct shelf *shelf, int64_t album_id, const char *text);  /* NULL: absent */
void shelf_face(struct shelf *shelf, int64_t artist_id, const char *url);      /* NULL: absent */

/* What Discogs says of a master; 0: nothing. */
void shelf_master(struct shelf *shelf, int64_t master_id, int year);

/* --- the plain connection ----------------------------------------------------------------- */

/* SQLite's result code; the message in `message`, which may be NULL. */
int plain_exec(const struct shelf *shelf, const char *sql, char message[256]);
/* The same, and fails the test where it fails. */
void plain_do(const struct shelf *shelf, const char *sql);
/* One number; fails the test where there is none. */
int64_t plain_number(const struct shelf *shelf, const char *sql);
/* All rows of a query as text, a line each, columns separated by '|'; free() it. */
char *plain_text(const struct shelf *shelf, const char *sql);
/* The same for several queries, with one connection. */
void plain_texts(const struct shelf *shelf, const char *const *queries, char **texts, size_t count);
/* Every row of every table of the catalogue; free() it. */
char *plain_dump(const struct shelf *shelf);
/* The names of the catalogue's tables, as the file itself lists them. */
#define TABLES_MAX 32
struct table_names {
	char *names[TABLES_MAX];
	size_t count;
};
void plain_tables(const struct shelf *shelf, struct table_names *out);
void table_names_finish(struct table_names *tables);

#endif

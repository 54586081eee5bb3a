/* store/facts.h - an album's facts between the model and its rows. For the files of store/ only.
 *
 * Worker thread. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H
#include "model/album.h"

struct arena;
struct db;
struct err;

/* The lists that are one JSON text each. */
struct facts_json {
	char *labels, *formats, *genres, *styles;
};
struct facts_json facts_to_json(const struct album *album);
void facts_json_finish(struct facts_json *json);

/* The columns that facts_read() takes, in its order, of a table or alias named `a`. */
#define FACTS_COLUMNS                                                                              \
	"a.id, a.discogs_id, a.master_id, a.title, a.year, a.support, a.cover_url,"                \
	" a.labels, a.formats, a.genres, a.styles,"                                                \
	" (SELECT year FROM album_links WHERE album_id = a.id ORDER BY id DESC LIMIT 1),"          \
	" (SELECT year FROM master_years WHERE master_id = a.master_id)"
#define FACTS_COLUMN_COUNT 13
struct db_rows;
/* The row's facts in an album with an arena of its own; credits are read by facts_read_credits().
 */
struct album *facts_read(const struct db_rows *rows);
bool facts_read_credits(struct db *db, struct album *album, struct err *err);

/* What is known of a stored credit's artist: spotify_id, image_decided, image_absent. */
bool facts_read_face(struct db *db, struct arena *arena, struct credit *credit, struct err *err);

#endif

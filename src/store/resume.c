#include "store/resume.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/runs.h"

#include <stdio.h>

#define UNENDED "FROM runs WHERE id NOT IN (SELECT run_id FROM run_ends)"

bool resume_end_interrupted(struct db *db, struct err *err)
{
	int64_t unended;
	return db_read_int(db, "SELECT EXISTS (SELECT 1 " UNENDED ")", DB_NO_VALUES, &unended, 0,
	                   err) &&
	       (!unended || db_run(db,
	                           "INSERT INTO run_ends (run_id, outcome, whole, counters,"
	                           " ended_ms) SELECT id, 'interrupted', 0, '{}', ?1 " UNENDED,
	                           DB_VALUES(db_int(clock_wall_ms())), err));
}

static bool read_whole(struct db *db, struct store_resume *out, struct err *err)
{
	int64_t whole;
	bool well = db_read_int(db,
	                        "SELECT e.whole FROM run_ends e JOIN runs r ON r.id = e.run_id"
	                        " WHERE r.kind = 'sync' ORDER BY r.id DESC LIMIT 1",
	                        DB_NO_VALUES, &whole, 0, err);
	out->collection_whole = whole != 0;
	return well;
}

static bool read_owed(struct db *db, struct store_resume *out, struct err *err)
{
	int64_t owed;
	bool well =
	    db_read_int(db,
	                "SELECT EXISTS (SELECT 1 FROM provider_blocks WHERE until_ms <= ?1"
	                " AND until_ms > (SELECT coalesce(max(ended_ms), 0) FROM run_ends))",
	                DB_VALUES(db_int(clock_wall_ms())), &owed, 0, err);
	out->is_owed = owed != 0;
	return well;
}

/* What the last run put off, where nobody had cancelled it. */
static bool read_left(struct db *db, struct store_resume *out, struct err *err)
{
	struct db_rows rows = db_query(
	    db,
	    "SELECT coalesce(counters ->> '$.put_off.spotify', 0),"
	    " coalesce(counters ->> '$.put_off.euria', 0) FROM run_ends"
	    " WHERE run_id = (SELECT max(run_id) FROM run_ends) AND outcome <> 'cancelled'",
	    DB_NO_VALUES);
	if (db_next(&rows)) {
		out->spotify_left = db_column_int(&rows, 0) > 0;
		out->euria_left = db_column_int(&rows, 1) > 0;
	}
	return db_end(&rows, err);
}

/* The service itself makes a walk again only where one is owed. */
static bool read_walk_owed(struct db *db, struct store_resume *out, struct err *err)
{
	int64_t owed;
	bool well = db_read_int(
	    db,
	    "SELECT EXISTS (SELECT 1 FROM runs r JOIN run_ends e ON e.run_id = r.id"
	    " WHERE r.id = (SELECT max(id) FROM runs WHERE kind = 'sync'"
	    " AND coalesce(options ->> '$.limit', 0) = 0)"
	    " AND e.whole = 0 AND (r.options ->> '$.automatic' AND e.outcome <> 'completed'"
	    " OR e.outcome = 'error' AND EXISTS (SELECT 1 FROM provider_blocks"
	    " WHERE provider = 'discogs' AND until_ms >= r.started_ms)))",
	    DB_NO_VALUES, &owed, 0, err);
	out->walk_is_owed = owed != 0;
	return well;
}

static bool read_blocks(struct db *db, struct store_resume *out, struct err *err)
{
	struct db_rows rows = db_query(db,
	                               "SELECT provider, until_ms, reason FROM provider_blocks"
	                               " WHERE id IN (SELECT max(id) FROM provider_blocks GROUP BY "
	                               "provider) AND until_ms > ?1",
	                               DB_VALUES(db_int(clock_wall_ms())));
	while (out->block_count < ARRAY_LEN(out->blocks) && db_next(&rows)) {
		struct block_row *block = &out->blocks[out->block_count++];
		snprintf(block->provider, sizeof(block->provider), "%s", db_column_text(&rows, 0));
		block->until_ms = db_column_int(&rows, 1);
		snprintf(block->reason, sizeof(block->reason), "%s", db_column_text(&rows, 2));
	}
	return db_end(&rows, err);
}

bool resume_read(struct db *db, struct store_resume *out, struct err *err)
{
	*out = (struct store_resume){0};
	return read_owed(db, out, err) && resume_end_interrupted(db, err) &&
	       read_whole(db, out, err) && read_walk_owed(db, out, err) &&
	       read_left(db, out, err) && read_blocks(db, out, err);
}

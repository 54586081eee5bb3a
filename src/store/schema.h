/* store/schema.h - the catalogue's tables, their guards, and the versions they went through. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H
#include <stdbool.h>
#include <stdint.h>

struct db;
struct err;

#define SCHEMA_VERSION 2

/* Brings the database to this program's version, in one transaction, after a copy of an older one
 * was kept beside it. A file of another program or of a newer version is refused and not written
 * to. */
bool schema_migrate(struct db *db, struct err *err);
/* The same up to that version, as an earlier program would have done. */
bool schema_migrate_to(struct db *db, int target, struct err *err);

/* Whether this program is new enough for a file of that version. */
bool schema_knows(const char *path, int64_t version, struct err *err);

/* From now on the connection can only insert: its authorizer denies UPDATE, DELETE, and any change
 * of the schema, but for the full-text index's own tables. */
void schema_forbid_changes(struct db *db);

#endif

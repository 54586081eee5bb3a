/* store/schema_sql.h - the text of schema.sql, put into the program by the build. */
#ifndef STORE_SCHEMA_SQL_H
#define STORE_SCHEMA_SQL_H

extern const char schema_sql[];

#endif

/* store/schema_sql.h - the texts of schema_1.sql and so on, put into the program by the build. */
#ifndef STORE_SCHEMA_SQL_H
#define STORE_SCHEMA_SQL_H

extern const char schema_1_sql[];
extern const char schema_2_sql[];

#endif

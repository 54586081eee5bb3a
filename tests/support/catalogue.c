#include "support/catalogue.h"

#include "base/err.h"
#include "base/mem.h"
#include "loop/loop.h"
#include "store/db.h"
#include "store/store.h"
#include "support/fixture.h"
#include "support/test.h"

#include <stdio.h>

struct store *catalogue_open(struct loop *loop)
{
	struct err err = {.msg = ""};
	folder_create();
	struct store *store = store_open(loop, folder_path("sillon.db"), NULL, &err);
	assert_string_equal(err.msg, "");
	assert_non_null(store);
	return store;
}

static void on_closed(void *data)
{
	*(bool *)data = true;
}

void catalogue_close(struct loop *loop, struct store *store)
{
	bool closed = false;
	store_close(store, on_closed, &closed);
	run_until(loop, &closed);
	folder_remove();
}

static struct db *open_file(enum db_mode mode)
{
	struct err err;
	struct db *db = db_open(folder_path("sillon.db"), mode, &err);
	assert_non_null(db);
	return db;
}

int64_t catalogue_number(const char *sql)
{
	struct err err;
	int64_t number = 0;
	struct db *db = open_file(DB_READ);
	assert_true(db_read_int(db, sql, DB_NO_VALUES, &number, -1, &err));
	db_close(db);
	return number;
}

const char *catalogue_text(const char *sql, char *out, size_t out_size_bytes)
{
	struct err err;
	struct db *db = open_file(DB_READ);
	struct db_rows rows = db_query(db, sql, DB_NO_VALUES);
	const char *text = db_next(&rows) ? db_column_text(&rows, 0) : NULL;
	snprintf(out, out_size_bytes, "%s", text ? text : "");
	assert_true(db_end(&rows, &err));
	db_close(db);
	return out;
}

void catalogue_exec(const char *sql)
{
	struct err err = {.msg = ""};
	struct db *db = open_file(DB_WRITE);
	db_exec(db, sql, &err);
	db_close(db);
	assert_string_equal(err.msg, "");
}

void catalogue_refuse(const char *table)
{
	autofree char *sql = xasprintf("CREATE TRIGGER refuse_%s BEFORE INSERT ON %s BEGIN"
	                               " SELECT RAISE(ABORT, 'refused by the test'); END",
	                               table, table);
	catalogue_exec(sql);
}

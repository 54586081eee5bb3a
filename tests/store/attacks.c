#include "store/attacks.h"

#include "base/err.h"
#include "base/mem.h"
#include "store/masters.h"
#include "store/runs.h"
#include "store/shelf.h"
#include "store/store.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>

/* A row in every table. */
static void fill(struct shelf *shelf)
{
	int64_t run_id = shelf_begin_run(shelf, "sync");
	int64_t album_id = shelf_add_of_run(shelf, run_id,
	                                    &(struct record){.release_id = 7,
	                                                     .instance_id = 70,
	                                                     .title = "Night Ferry",
	                                                     .artist = "Harbour",
	                                                     .artist_id = 61,
	                                                     .year = 1998});
	shelf_link(shelf, album_id, "4ZfQp0nXn5uGZ1mB6Tt8aC");
	shelf_describe(shelf, album_id, "Un disque nocturne.");
	shelf_face(shelf, 1, "https://i.scdn.co/image/aa01");
	struct ending ending = {.done = false};
	store_add_block(shelf->store, "spotify", 1, "quota", ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	ending = (struct ending){.done = false};
	store_add_master_year(shelf->store, 9, run_id, 1998, ending_note, &ending);
	shelf_wait_well(shelf, &ending);
	shelf_end_run(shelf, run_id, "completed", true);
}

struct shelf *attacks_shelf(void)
{
	struct shelf *shelf = shelf_create();
	fill(shelf);
	return shelf;
}

static void attempt_printf(struct attempts *attempts, attempt_fn attempt, const char *table,
                           const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void attempt_printf(struct attempts *attempts, attempt_fn attempt, const char *table,
                           const char *fmt, ...)
{
	char sql[1000];
	va_list args;
	va_start(args, fmt);
	int length = vsnprintf(sql, sizeof(sql), fmt, args);
	va_end(args);
	assert_in_range(length, 1, sizeof(sql) - 1);
	attempt(attempts, table, sql);
}

static void attack_column(struct attempts *attempts, attempt_fn attempt, const char *table,
                          const char *column)
{
	attempt_printf(attempts, attempt, table, "UPDATE %s SET %s = NULL", table, column);
	attempt_printf(attempts, attempt, table, "UPDATE %s SET %s = %s", table, column, column);
	attempt_printf(attempts, attempt, table, "UPDATE OR REPLACE %s SET %s = 1", table, column);
	attempt_printf(attempts, attempt, table, "UPDATE OR IGNORE %s SET %s = 1", table, column);
	attempt_printf(attempts, attempt, table,
	               "INSERT INTO %s SELECT * FROM %s WHERE true"
	               " ON CONFLICT DO UPDATE SET %s = 1",
	               table, table, column);
}

void attack_rows(struct attempts *attempts, attempt_fn attempt, const char *table)
{
	attempt_printf(attempts, attempt, table, "DELETE FROM %s", table);
	attempt_printf(attempts, attempt, table, "DELETE FROM %s WHERE true RETURNING *", table);
	attempt_printf(attempts, attempt, table, "INSERT OR REPLACE INTO %s SELECT * FROM %s",
	               table, table);
	attempt_printf(attempts, attempt, table, "REPLACE INTO %s SELECT * FROM %s", table, table);
	attempt_printf(attempts, attempt, table,
	               "PRAGMA recursive_triggers = 0; PRAGMA foreign_keys = 0;"
	               "REPLACE INTO %s SELECT * FROM %s",
	               table, table);
}

/* A row of another id that would take one away by another unique key. */
static void attack_key(struct attempts *attempts, attempt_fn attempt, const char *table,
                       const char *id)
{
	autofree char *sql = xasprintf("SELECT group_concat(iif(name = 'id', '%s', name))"
	                               " FROM pragma_table_info('%s')",
	                               id, table);
	autofree char *columns = plain_text(attempts->shelf, sql);
	columns[strcspn(columns, "\n")] = '\0';
	attempt_printf(attempts, attempt, table, "REPLACE INTO %s SELECT %s FROM %s", table,
	               columns, table);
}

void assert_unchanged(const struct attempts *attempts, const char *table)
{
	autofree char *after = plain_dump(attempts->shelf);
	if (strcmp(after, attempts->before) != 0) {
		fail_msg("changed by an attack on %s\n%s%s", table, attempts->before, after);
	}
}

/* Each statement that would change a row, or take one away. */
void attack(struct attempts *attempts, attempt_fn attempt)
{
	const struct shelf *shelf = attempts->shelf;
	const char *const keyed[] = {"albums", "artists", "copies"};
	struct table_names tables;
	plain_tables(shelf, &tables);
	for (size_t i = 0; i < tables.count; i++) {
		autofree char *sql =
		    xasprintf("SELECT name FROM pragma_table_info('%s')", tables.names[i]);
		autofree char *columns = plain_text(shelf, sql);
		char *rest = columns, *column;
		while ((column = strsep(&rest, "\n")) && *column) {
			attack_column(attempts, attempt, tables.names[i], column);
		}
		attack_rows(attempts, attempt, tables.names[i]);
		assert_unchanged(attempts, tables.names[i]);
	}
	table_names_finish(&tables);
	for (size_t i = 0; i < ARRAY_LEN(keyed); i++) {
		attack_key(attempts, attempt, keyed[i], "NULL");
		attack_key(attempts, attempt, keyed[i], "id + 1000");
		assert_unchanged(attempts, keyed[i]);
	}
}

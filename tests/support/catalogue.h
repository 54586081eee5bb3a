/* support/catalogue.h - a catalogue in a folder of its own, and a second way into its file.
 *
 * What a test asks or breaks here goes through a connection that the service knows nothing of, as
 * the owner's sqlite3 shell would. */
#ifndef SUPPORT_CATALOGUE_H
#define SUPPORT_CATALOGUE_H
#include <stddef.h>
#include <stdint.h>

struct loop;
struct store;

/* Makes the folder (support/fixture.h) and opens the store in it. */
struct store *catalogue_open(struct loop *loop);
/* Waits for the store's last write, then removes the folder. */
void catalogue_close(struct loop *loop, struct store *store);

/* The one number that a query answers; -1 for no row. Fails the test where it cannot be asked. */
int64_t catalogue_number(const char *sql);
/* The one text, copied into `out`; "" for no row or NULL. */
const char *catalogue_text(const char *sql, char *out, size_t out_size_bytes);
/* A statement that the service itself would never run. */
void catalogue_exec(const char *sql);
/* From now on every insert into that table fails; reads go on. */
void catalogue_refuse(const char *table);

#endif

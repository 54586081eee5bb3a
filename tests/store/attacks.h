/* store/attacks.h - statements that would change or take away what is in the catalogue. */
#ifndef TESTS_STORE_ATTACKS_H
#define TESTS_STORE_ATTACKS_H

struct db;
struct shelf;

/* A shelf with a row in every table. */
struct shelf *attacks_shelf(void);

struct attempts {
	const struct shelf *shelf;
	struct db *db;      /* the service's own, where it attacks itself */
	const char *before; /* the dump */
	unsigned count;
};
/* Runs one statement against that table, and fails the test where it is not refused. */
typedef void (*attempt_fn)(struct attempts *attempts, const char *table, const char *sql);

/* All of them, on every table that the file has; nothing may be another afterwards. */
void attack(struct attempts *attempts, attempt_fn attempt);
/* Those few that need no look at the columns. */
void attack_rows(struct attempts *attempts, attempt_fn attempt, const char *table);
void assert_unchanged(const struct attempts *attempts, const char *table);

#endif

/* support/world.h - what the tests of sync/ work in: a loop, a catalogue, three providers. */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H
#include "support/catalogue.h"
#include "support/fixture.h"
#include "support/roles.h"
#include "sync/deps.h"
#include "sync/progress.h"

struct world {
	struct loop *loop;
	struct store *store;
	struct roles *roles;
	struct sync_deps deps;
	struct progress progress;
};

/* cmocka's setup and teardown. The latter fails where a call, a write or a handle is left. The log
 * is kept in a file of the folder. */
int world_setup(void **state);
int world_teardown(void **state);

/* A run's row, written. */
int64_t world_begin_run(struct world *world);
/* The row's album, written: as a walk would hand it on. The caller destroys it. */
struct album *world_import(struct world *world, int64_t run_id, const struct role_row *row);
/* A year desk whose events are nobody's; to be ended by the other. */
struct year_desk *world_years(struct world *world, int64_t run_id);
void world_end_years(struct world *world, struct year_desk *years);
/* Runs the loop until nothing happens by itself any more: every call is answered or stalled, every
 * read and write told. */
void world_settle(struct world *world);
/* What was logged; free() it. */
char *world_log(void);
/* How often `text` stands in the log. */
unsigned world_logged(const char *text);

#endif

/* support/fixture.h - what many tests need: a loop that must be left empty, and a folder that goes
 * away. */
#ifndef SUPPORT_FIXTURE_H
#define SUPPORT_FIXTURE_H
#include <stdbool.h>
#include <stdint.h>

struct loop;

/* Longer than anything that is waited for on a slow machine; no test depends on it. */
#define PATIENCE_MS 20000

/* Runs the loop until *condition, and fails the test where that does not come. */
void run_until(struct loop *loop, const bool *condition);
/* Runs the loop until nothing is left, then destroys it: fails where a handle was left open. */
void finish_loop(struct loop *loop);

/* A new folder, and a path in it; the texts are static. */
const char *folder_create(void);
void folder_remove(void);
const char *folder_path(const char *name);

/* A file's bytes, NUL-terminated; fails the test where it cannot be read. free() it. */
char *file_read(const char *path, uint64_t *size_bytes);

#endif

/* app/blocks.h - has the providers' blocks outlive the process.
 *
 * A block that could not be written (a full disk, a lock) is written again until it is, or until it
 * has passed: else the next life would ask a provider that has forbidden it. Loop thread only. */
#ifndef APP_BLOCKS_H
#define APP_BLOCKS_H
#include <stdint.h>

struct blocks;
struct loop;
struct store;

/* Both are borrowed. */
struct blocks *blocks_create(struct loop *loop, struct store *store);
/* NULL is fine. What is being written is written all the same, and what could not be is tried once
 * more. Before the store closes. */
void blocks_destroy(struct blocks *blocks);
/* The newest of a provider counts. `data` is the struct blocks. */
void blocks_note(void *data, const char *provider, int64_t until_wall_ms, const char *reason);

#endif

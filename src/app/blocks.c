#include "app/blocks.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "store/runs.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#define RETRY_MS 5000
#define PROVIDERS 4 /* Spotify's accounts are one of their own */

struct block {
	struct blocks *blocks;
	struct block_row row;
	struct store_call *write; /* under way */
	bool is_unwritten;        /* and to be tried again */
};

struct blocks {
	struct store *store;
	struct alarm *alarm;
	struct block block[PROVIDERS]; /* by provider, in the order of their first block */
};

static void on_written(void *data, const struct err *err)
{
	struct block *block = data;
	block->write = NULL;
	if (err) {
		log_error("%s: its block is not remembered yet: %s", block->row.provider, err->msg);
		block->is_unwritten = true;
		alarm_start(block->blocks->alarm, RETRY_MS);
	}
}

static void write_block(struct block *block)
{
	store_forget(block->write); /* an earlier one, which happens all the same */
	block->is_unwritten = false;
	block->write = store_add_block(block->blocks->store, block->row.provider,
	                               block->row.until_ms, block->row.reason, on_written, block);
}

static void on_alarm(void *data)
{
	struct blocks *blocks = data;
	for (size_t i = 0; i < PROVIDERS; i++) {
		struct block *block = &blocks->block[i];
		if (block->is_unwritten && block->row.until_ms > clock_wall_ms()) {
			write_block(block);
		}
	}
}

struct blocks *blocks_create(struct loop *loop, struct store *store)
{
	struct blocks *blocks = xcalloc(1, sizeof(*blocks));
	blocks->store = store;
	blocks->alarm = alarm_create(loop, on_alarm, blocks);
	return blocks;
}

void blocks_destroy(struct blocks *blocks)
{
	if (!blocks) {
		return;
	}
	on_alarm(blocks); /* the last chance */
	for (size_t i = 0; i < PROVIDERS; i++) {
		store_forget(blocks->block[i].write);
	}
	alarm_destroy(blocks->alarm);
	free(blocks);
}

static struct block *block_of(struct blocks *blocks, const char *provider)
{
	size_t i = 0;
	while (i + 1 < PROVIDERS && blocks->block[i].blocks &&
	       strcmp(blocks->block[i].row.provider, provider) != 0) {
		i++;
	}
	return &blocks->block[i];
}

void blocks_note(void *data, const char *provider, int64_t until_wall_ms, const char *reason)
{
	struct blocks *blocks = data;
	struct block *block = block_of(blocks, provider);
	block->blocks = blocks;
	block->row.until_ms = until_wall_ms;
	snprintf(block->row.provider, sizeof(block->row.provider), "%s", provider);
	snprintf(block->row.reason, sizeof(block->row.reason), "%s", reason);
	write_block(block);
}

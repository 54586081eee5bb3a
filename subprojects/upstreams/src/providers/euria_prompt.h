/* providers/euria_prompt.h - what a prompt gives away: its language, its numbered items, their ids.
 *
 * Nothing here knows how the service words its prompts; it looks for what any prompt would have. */
#ifndef PROVIDERS_EURIA_PROMPT_H
#define PROVIDERS_EURIA_PROMPT_H
#include <stdint.h>

#include "base/buf.h"

enum tongue { TONGUE_FR, TONGUE_EN, TONGUE_DE, TONGUE_COUNT };

enum { PROMPT_ITEMS_MAX = 64, PROMPT_ID_SIZE = 24 };

struct prompt {
	struct buf text; /* all messages, those of the system first */
	uint64_t hash;
	enum tongue tongue;
	unsigned item_count;                 /* numbered lines from 1 on */
	const char *items[PROMPT_ITEMS_MAX]; /* where each begins, in `text` */
	unsigned id_count;
	char ids[PROMPT_ITEMS_MAX][PROMPT_ID_SIZE];
};

/* `text` is filled before. */
void prompt_read(struct prompt *prompt);
void prompt_finish(struct prompt *prompt);
/* The `index`th id written as id: 5, "id":"5", n=5 and the like. */
const char *prompt_id(const struct prompt *prompt, unsigned index);
/* Where the `index`th item begins; the whole text when there are no items. */
const char *prompt_item(const struct prompt *prompt, unsigned index);

#endif

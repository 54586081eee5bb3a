/* prose/passage.h - a text under examination, with all that the checks ask of it.
 *
 * Each check is a function of a passage that gives why the text is bad, or NULL. */
#ifndef PROSE_PASSAGE_H
#define PROSE_PASSAGE_H
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct known;
struct prose_task;
struct quote;
struct word;

struct passage {
	struct arena *arena; /* what the checks allocate from */
	const struct prose_task *task;
	const struct known *known;
	const char *text;
	const struct word *words;
	size_t word_count;
	const struct quote *quotes;
	size_t quote_count;
};

/* `text` must not be long. Borrows all that it is given. */
void passage_read(struct arena *arena, const struct prose_task *task, const char *text,
                  struct passage *out);

/* Whether a capitalised word needs no proof: the facts hold it, or it names nobody. */
bool passage_settles(const struct passage *passage, const struct word *word);

#endif

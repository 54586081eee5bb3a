/* providers/euria_prompt.h - what Euria is asked. Pure.
 *
 * The prompt carries the stored facts as quoted data, cut to a length, and says that nothing else
 * is known for certain: a model that is not told so invents the rest. Several albums may be asked
 * for at once; their notices then come as JSON (euria_answer.h). */
#ifndef PROVIDERS_EURIA_PROMPT_H
#define PROVIDERS_EURIA_PROMPT_H
#include "prose/album_facts.h"

#include <stdbool.h>
#include <stddef.h>

/* Stored with each description; a change of the wording raises it. */
#define EURIA_PROMPT_VERSION 2

struct euria_question {
	const char *model;
	const char *language; /* "fr", "en", "de", "it" or "es" */
	bool strict;          /* the second try, after an answer that invented something */
	const struct album_facts *const *albums;
	size_t count; /* more than one: their numbers are from 1, in that order */
};
/* The body of a chat completion request, as JSON; the caller frees. */
char *euria_prompt(const struct euria_question *question);

/* All that a prompt in that language may say besides the facts; the caller frees. */
char *euria_instructions(const char *language);

/* Whether descriptions can be asked for in that language. */
bool euria_language_is_known(const char *language);

#endif

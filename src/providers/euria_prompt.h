/* providers/euria_prompt.h - what Euria is asked. Pure.
 *
 * The prompt carries the stored facts as quoted data, cut to a length, and says that nothing else
 * is known for certain: a model that is not told so invents the rest. */
#ifndef PROVIDERS_EURIA_PROMPT_H
#define PROVIDERS_EURIA_PROMPT_H
#include "model/album.h"

#include <stdbool.h>

/* Stored with each description; a change of the wording raises it. */
#define EURIA_PROMPT_VERSION 1

/* The body of a chat completion request, as JSON; the caller frees. `language` is "fr", "en", "de",
 * "it" or "es"; `strict` is the second try, after an answer that invented something. */
char *euria_prompt(const struct album *album, const char *model, const char *language, bool strict);

/* Whether descriptions can be asked for in that language. */
bool euria_language_is_known(const char *language);

#endif

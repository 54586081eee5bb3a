/* providers/euria_answer.h - reads a completion, and judges whether it is a description. Pure. */
#ifndef PROVIDERS_EURIA_ANSWER_H
#define PROVIDERS_EURIA_ANSWER_H
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

/* The answer's text, trimmed, in the arena; "" where the model said nothing. NULL with ERR_REMOTE
 * where the body is no completion. `cut_off` tells whether the model was stopped in mid-sentence.
 */
char *euria_parse_completion(struct arena *arena, const char *body, size_t size_bytes,
                             bool *cut_off, struct err *err);

/* Whether the text may stand in the catalogue: not empty, not cut off, ending as a sentence, of a
 * sensible length, plain, no refusal, no placeholder. False with the reason. */
bool euria_answer_is_good(const char *text, bool cut_off, struct err *err);

#endif

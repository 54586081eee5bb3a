/* providers/euria_answer.h - reads what Euria answered. Pure. */
#ifndef PROVIDERS_EURIA_ANSWER_H
#define PROVIDERS_EURIA_ANSWER_H
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

struct euria_completion {
	const char *text; /* trimmed, without fences; "" where the model said nothing */
	bool is_whole;    /* the model came to its end: it was not stopped in mid-sentence */
};
/* The text lives in the arena. ERR_REMOTE where the body is no completion. */
bool euria_read_completion(struct arena *arena, const char *body, size_t size_bytes,
                           struct euria_completion *out, struct err *err);

/* Albums that may be asked for at once. */
#define EURIA_NOTICES_MAX 10
/* The text of an answer to several albums, taken apart: notices[i] is that of number i + 1,
 * trimmed, in the arena; NULL where it is missing, no text, or there twice. False where the text is
 * not the JSON that was asked for. */
bool euria_read_notices(struct arena *arena, const char *text, const char **notices, size_t count);

/* Whether the list of models names `model`. ERR_REMOTE where the body is no such list. */
bool euria_read_models(const char *body, size_t size_bytes, const char *model, bool *listed,
                       struct err *err);

#endif

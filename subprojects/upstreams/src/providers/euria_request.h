/* providers/euria_request.h - a chat completion that was asked for, checked as the provider checks
 * it. */
#ifndef PROVIDERS_EURIA_REQUEST_H
#define PROVIDERS_EURIA_REQUEST_H
#include <jansson.h>
#include <stdbool.h>

#include "providers/euria_prompt.h"

struct exchange;

struct euria_request {
	json_t *root; /* what the rest points into */
	const char *model;
	struct prompt prompt;
	const json_t *schema; /* NULL: plain text */
	long max_tokens;      /* 0: no limit of its own */
	bool stream;
	bool stream_usage;
	bool thinks; /* reasoning was not switched off */
};

/* False when the exchange has been answered with an error. Finish it in either case. */
bool euria_request_read(struct exchange *exchange, struct euria_request *request);
void euria_request_finish(struct euria_request *request);

/* The three shapes of errors. */
void euria_refuse(struct exchange *exchange, int status, const char *code, const char *description);
void euria_refuse_openai(struct exchange *exchange, int status, const char *message);
void euria_refuse_model(struct exchange *exchange);

#endif

/* providers/euria.h - Infomaniak's AI services: chat completions as OpenAI has them. */
#ifndef PROVIDERS_EURIA_H
#define PROVIDERS_EURIA_H
#include "http/host.h"

extern const struct host_role euria_role; /* its data is the stage */

/* The path of the OpenAI-compatible interface, behind scheme, host and port. */
#define EURIA_PATH "/2/ai/100001/openai/v1"
#define EURIA_MODEL "mistralai/Mistral-Small-4-119B-2603" /* the one that configurations get */

extern const char *const euria_models[]; /* NULL-terminated */

#endif

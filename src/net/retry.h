/* net/retry.h - what an answer means, and whether to ask again. Pure.
 *
 * One place reads status codes, error bodies and Retry-After, for all three providers; their
 * error shapes are in the providers' own documentation and differ from each other. */
#ifndef NET_RETRY_H
#define NET_RETRY_H
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct retry_policy {
	unsigned retries;      /* further attempts after the first */
	int64_t first_wait_ms; /* doubles with each attempt, jittered */
	int64_t longest_wait_ms;
	int64_t rate_limit_wait_ms; /* after a 429 that names no time */
	int64_t patience_ms;        /* a 429 that asks for more blocks the upstream */
};

/* The little of an answer that decides. */
struct retry_answer {
	int status;
	const char *content_type; /* NULL when absent */
	const char *retry_after;  /* likewise */
	const char *body;
	size_t body_size_bytes;
};

struct retry_verdict {
	enum err_code code; /* ERR_NONE: a 2xx to be parsed */
	bool told_to_wait;  /* 429, or a 503 that says until when */
	int64_t wait_ms;    /* then what the upstream asks for; -1 when it does not say */
	char message[160];  /* what the upstream says, for people; "" when nothing useful */
};

/* `now_wall_ms` is for a Retry-After that is a date. */
void retry_judge(const struct retry_answer *answer, int64_t now_wall_ms, struct retry_verdict *out);

/* Seconds or an HTTP date, to the end of the second that it names; false for anything else.
 * Negative and past are 0; a wait is capped at a week, beyond which no provider can mean it. */
bool retry_after_parse(const char *text, int64_t now_wall_ms, int64_t *wait_ms);

/* How long to wait before attempt number `attempt` (1 = the first retry); `random` is any number.
 */
int64_t retry_backoff_ms(const struct retry_policy *policy, unsigned attempt, uint32_t random);

#endif

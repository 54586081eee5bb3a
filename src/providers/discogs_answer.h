/* providers/discogs_answer.h - reads Discogs' smaller answers: a master, the account, and what is
 * left of its rate limit. Pure. */
#ifndef PROVIDERS_DISCOGS_ANSWER_H
#define PROVIDERS_DISCOGS_ANSWER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* `year` is 0 where the master says that it is unknown. ERR_NOT_FOUND where the body is sound and
 * says nothing of that master's year: it is another's, or has none that a record can have.
 * ERR_REMOTE where it is broken. */
bool discogs_parse_master(const char *body, size_t size_bytes, int64_t id, int *year,
                          struct err *err);

#define DISCOGS_USERNAME_SIZE 128
/* Whose token it is: made fit to be shown. ERR_REMOTE where the body names nobody. */
bool discogs_parse_identity(const char *body, size_t size_bytes,
                            char username[DISCOGS_USERNAME_SIZE], struct err *err);

/* X-Discogs-Ratelimit-Remaining: requests left in this minute; -1 where it does not say. NULL is
 * fine. */
int64_t discogs_parse_remaining(const char *text);

#endif

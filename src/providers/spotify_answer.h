/* providers/spotify_answer.h - reads Spotify's answers. Pure. */
#ifndef PROVIDERS_SPOTIFY_ANSWER_H
#define PROVIDERS_SPOTIFY_ANSWER_H
#include "model/candidate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* A search's albums, and its artists where it asked for them; null entries and entries without an
 * id are left out. NULL with ERR_REMOTE where the body is no search answer, or where no entry has
 * what every entry has: that nobody was found must not be learnt from it. */
struct candidates *spotify_parse_search(const char *body, size_t size_bytes, bool with_artists,
                                        struct err *err);
/* One artist's full object, as the only one of `artists`. */
struct candidates *spotify_parse_artist(const char *body, size_t size_bytes, struct err *err);

struct spotify_grant {
	char token[1024];
	int64_t lifetime_ms;
};
bool spotify_parse_token(const char *body, size_t size_bytes, struct spotify_grant *out,
                         struct err *err);

#endif

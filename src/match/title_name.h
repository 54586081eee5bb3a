/* match/title_name.h - the artists' names in a title.
 *
 * A title may repeat them ("The Beatles 1967-1970", "The Best Of Depeche Mode"), or be nothing
 * else. `words` are folded; what is given back is part of them or lives in the arena. Private to
 * match/. */
#ifndef MATCH_TITLE_NAME_H
#define MATCH_TITLE_NAME_H
#include "match/title.h"

/* The words without the artists' names before or behind them, where something is left then. */
const char *title_without_artist(struct arena *arena, const struct title_scope *scope,
                                 const char *words);
/* Whether the words are one of the names. */
bool title_is_artist(const struct title_scope *scope, const char *words);
/* The same for a name of one artist alone, not of several together. */
bool title_is_one_artist(const struct title_scope *scope, const char *words);
/* "jane birkin and serge gainsbourg", in whatever order and however joined. */
bool title_is_joint(const struct title_scope *scope, const char *words);

#endif

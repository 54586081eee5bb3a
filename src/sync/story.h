/* sync/story.h - a sync told in the log, in the words that its users know. */
#ifndef SYNC_STORY_H
#define SYNC_STORY_H
#include "model/album.h"
#include "sync/enrich.h"

#include <stdint.h>

struct progress;

void story_begin(void);
void story_collection(int64_t item_count);
/* An album's lines, together, once it is committed. */
void story_album(const struct progress *progress, const struct album *album,
                 const struct enrich_result *result);
void story_known(const struct progress *progress, const struct album *album);
/* The report in its box. */
void story_end(const struct progress *progress);

#endif

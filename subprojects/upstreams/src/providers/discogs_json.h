/* providers/discogs_json.h - releases as Discogs writes them. */
#ifndef PROVIDERS_DISCOGS_JSON_H
#define PROVIDERS_DISCOGS_JSON_H
#include "base/buf.h"
#include "providers/stage.h"

/* One row of a collection page. `with_ids` false leaves out id, instance_id and basic id. */
void discogs_json_row(const struct stage *stage, const struct copy *copy, bool with_ids,
                      struct buf *out);
void discogs_json_release(const struct stage *stage, uint32_t slot, struct buf *out);
void discogs_json_master(const struct stage *stage, uint32_t slot, struct buf *out);

#endif

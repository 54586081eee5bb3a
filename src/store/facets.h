/* store/facets.h - one more row for what enrichment, or the owner, has decided.
 *
 * The facet is copied. `done` runs once the row is on the disk. */
#ifndef STORE_FACETS_H
#define STORE_FACETS_H
#include "model/facet.h"

#include <stdbool.h>

struct err;
struct store;
struct store_call;

typedef void (*store_done_fn)(void *data, const struct err *err);

/* Not written where the owner has pinned an answer: his stays the newest. */
struct store_call *store_add_link(struct store *store, int64_t album_id, int64_t run_id,
                                  const struct link_facet *facet, store_done_fn done, void *data);
struct store_call *store_add_description(struct store *store, int64_t album_id, int64_t run_id,
                                         const struct text_facet *facet, store_done_fn done,
                                         void *data);
/* Not written where the artist has an image already. */
struct store_call *store_add_image(struct store *store, int64_t artist_id, int64_t run_id,
                                   const struct image_facet *facet, store_done_fn done, void *data);

/* The owner's own answer: `facet` is PINNED with url and spotify_id, or NEVER. ERR_NOT_FOUND where
 * there is no such album. */
struct store_call *store_add_pin(struct store *store, int64_t album_id,
                                 const struct link_facet *facet, store_done_fn done, void *data);

#endif

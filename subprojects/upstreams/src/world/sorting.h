/* world/sorting.h - a collection's rows in the order of one of Discogs' sort keys. */
#ifndef WORLD_SORTING_H
#define WORLD_SORTING_H
#include "world/collection.h"

/* Indices into the copies, ascending, ties in their order; the caller frees. Not for SORT_ADDED. */
uint32_t *sorting_order(const struct collection *collection, const struct world *world,
                        enum sort_key key);

#endif

/* providers/discogs_page.h - reads one page of a Discogs collection. Pure. */
#ifndef PROVIDERS_DISCOGS_PAGE_H
#define PROVIDERS_DISCOGS_PAGE_H
#include "providers/roles.h"

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Fills `out`; discogs_page_finish() frees what the receiver has not taken. A body that is no page
 * is ERR_REMOTE; a row that is no album is counted and left out. */
bool discogs_page_parse(const char *body, size_t size_bytes, struct collection_page *out,
                        struct err *err);
void discogs_page_finish(struct collection_page *page);

#endif

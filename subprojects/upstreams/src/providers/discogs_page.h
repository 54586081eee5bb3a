/* providers/discogs_page.h - one page of the collection, and the ways in which pages go wrong. */
#ifndef PROVIDERS_DISCOGS_PAGE_H
#define PROVIDERS_DISCOGS_PAGE_H

struct exchange;

void discogs_page_serve(struct exchange *exchange);

#endif

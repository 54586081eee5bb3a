/* providers/spotify_search.h - GET /v1/search and the lists of albums. */
#ifndef PROVIDERS_SPOTIFY_SEARCH_H
#define PROVIDERS_SPOTIFY_SEARCH_H

struct exchange;

void spotify_search_serve(struct exchange *exchange);
void spotify_search_albums_of(struct exchange *exchange, const char *artist_id);

#endif

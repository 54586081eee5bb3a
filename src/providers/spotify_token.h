/* providers/spotify_token.h - the one access token that all calls to Spotify share.
 *
 * Fetched when first needed, renewed a minute before it expires, and once when Spotify rejects it;
 * one request at a time however many calls wait for it. Loop thread only. */
#ifndef PROVIDERS_SPOTIFY_TOKEN_H
#define PROVIDERS_SPOTIFY_TOKEN_H
#include "loop/flight.h"

struct spotify_token;
struct upstream;

/* `accounts` is borrowed and must outlive it; the texts are copied. */
struct spotify_token *spotify_token_create(struct upstream *accounts, const char *client_id,
                                           const char *client_secret);
/* Nobody may wait (asserted). NULL is fine. */
void spotify_token_destroy(struct spotify_token *token);

/* The token, or NULL where it has to be fetched first: `ready` runs then, from the loop, with the
 * token as its result. The text is borrowed until the next call of any function here. */
const char *spotify_token_get(struct spotify_token *token, struct flight_wait *wait,
                              flight_fn ready, void *data);
/* Spotify has rejected this token: it is forgotten, unless a newer one is here already. */
void spotify_token_reject(struct spotify_token *token, const char *rejected);

#endif

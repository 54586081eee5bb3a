/* sync/faces.h - the artists of one album under enrichment: who they are, and what they look like.
 *
 * For enrich.c. A face is one credit with its entry at the artist desk. */
#ifndef SYNC_FACES_H
#define SYNC_FACES_H
#include "loop/flight.h"
#include "model/album.h"
#include "model/facet.h"
#include "sync/desk.h"

#include <stdbool.h>

struct err;
struct face;
struct faces;
struct sync_deps;

struct faces_events {
	/* Every artist that was asked for is known, or could not be had. */
	void (*known)(void *data);
	/* An image's facet is decided and to be written. The facet is borrowed. */
	void (*decided)(void *data, const struct credit *credit, const struct image_facet *facet);
	/* Every face is decided, or put off. */
	void (*ended)(void *data);
	/* A call failed: its face is put off. */
	void (*failed)(void *data, const char *stage, const struct err *err);
	void *data;
};

/* All borrowed. Credits that name nobody ("Various") are left out. */
struct faces *faces_create(const struct sync_deps *deps, struct desk *desk,
                           const struct album *album, const struct faces_events *events);
/* Ends the calls under way. NULL is fine. */
void faces_destroy(struct faces *faces);

/* Looks up those whose image is undecided; `known` runs, from the loop. */
void faces_look_up(struct faces *faces);
/* Searches that this made, or waited for. */
unsigned faces_searches(const struct faces *faces);
/* Every face's candidates, one array after another; NULL ends the walk. */
const struct candidates *faces_candidates(const struct faces *faces, size_t index);
/* Credits with the ids that the desk has learnt since the album was read. */
void faces_learn(struct faces *faces, struct album *album);

/* Whether somebody would get a face by name alone: only the year of the music tells then that he
 * was there, and a pressing's is a makeshift. */
bool faces_hang_on_year(const struct faces *faces);
/* Decides every undecided image; `verified` is the album's own candidate, NULL when there is none,
 * and `artist_certain` as its link's facet has it. Where the link is put off, so are the faces that
 * it may yet tell. `ended` runs, from the loop or from inside this. */
void faces_decide(struct faces *faces, const struct candidate_album *verified, bool artist_certain,
                  bool link_pending);
/* Images still undecided. */
unsigned faces_undecided(const struct faces *faces);

#endif

/* match/title.h - a title taken apart.
 *
 * "Fearless (Taylor's Version) [Deluxe]" is the base title "fearless", a new recording, in an
 * edition. What names an edition is the same music and does not count; what names another
 * recording, a number or a colour must agree on both sides. All texts of a struct title are
 * folded (match/fold.h) and live in the arena it was parsed with. Loop thread only. */
#ifndef MATCH_TITLE_H
#define MATCH_TITLE_H
#include "match/words.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The artists' folded names: a title may repeat them ("The Beatles 1967-1970"). */
struct title_scope {
	const char *const *names;
	size_t count;
	size_t own; /* the first so many are of one artist each; the others name all together, or
	               the leader of a group */
	bool classical; /* a composer is among them: many record one work, and some do so twice */
};

/* Where a title comes from, where one text holds several. */
enum title_origin {
	TITLE_WHOLE,
	TITLE_PARALLEL, /* one language of "Abbey Road = アビイ・ロード", or the name of a symbol */
	TITLE_SIDE, /* the first side of "Now And Then / Love Me Do" */
	TITLE_FLIP_SIDE,
};

struct title_number {
	int value;
	unsigned volume; /* the kind of word before it: volume, part, …; 0 = bare */
};

#define TITLE_NUMBERS_MAX 6
struct title {
	enum title_origin origin;
	const char *text; /* as written, in Latin letters; not folded */

	const char *core;      /* every word that makes the title: no editions, no credits */
	const char *bare_core; /* the core without the artist's name before it */
	const char *base;      /* the core without recordings, numbers and subtitles */
	const char *bare_base; /* the base without the artist's name before it */
	const char *subtitle;  /* "a new hope", "" when there is none */
	bool subtitle_bracketed;
	const char *detail;  /* what a recording's qualifier says besides: "at wembley"; "" */
	const char *edition; /* the words of its editions, "" when there is none */
	bool revived;        /* they say that the music is older: "remastered", "anniversary" */
	unsigned recordings; /* set of enum recording, from qualifiers */
	bool recording_bare; /* the qualifier stands in the title itself: "Rumours Live" */
	unsigned colour;     /* 0 = none */
	struct title_number numbers[TITLE_NUMBERS_MAX];
	size_t number_count;
	bool number_bracketed; /* "(2020)" */

	bool self_titled;  /* the base is the artist's name */
	bool joint;        /* the base is nothing but several artists' names: "Sinatra - Basie" */
	bool generic;      /* "Greatest Hits": every artist has one, some have several */
	bool dated;        /* generic, but something tells which: "Hits 1966-1992" */
	bool placeholder;  /* "Untitled", "[symbol]": not a name at all */
	bool work;         /* a classical one, which its performers may have recorded again */
	bool names_artist; /* in a part of its own: "DJ-Kicks (Kruder & Dorfmeister)" */
	bool hits, soundtrack, ep, single;
	unsigned choices; /* set of enum choice, of parts that say hits */
	unsigned media;   /* set of enum medium, of a soundtrack */
};

/* Reads one title in Latin letters. Never fails; an empty text gives an empty title. */
void title_parse(struct arena *arena, const char *latin, const struct title_scope *scope,
                 struct title *out);

#define TITLE_ALTERNATIVES_MAX 12
/* A title as a catalogue writes it, in any script, and what else it may be called: the full title
 * first, then its parallel titles, then (with `sides`) the sides of a single. At least 1. */
size_t title_alternatives(struct arena *arena, const char *text, bool sides,
                          const struct title_scope *scope,
                          struct title titles[TITLE_ALTERNATIVES_MAX]);

/* Whether several of the artist's albums may bear this title: his name, "Untitled", "Greatest
 * Hits", with nothing to tell which. */
bool title_is_shared(const struct title *title);
/* Whether the title tells that it is live, in whatever words: "In Concert", "At Budokan". */
bool title_says_live(const struct title *title);
/* Whether both name the same volume, years or colour. */
bool title_numbers_same(const struct title *one, const struct title *other);
/* "1967-1970": numbers that say when, not which. */
bool title_numbers_are_years(const struct title *title);

#endif

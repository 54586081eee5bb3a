/* match/part.h - the parts that a title's punctuation divides it into, each with its kind.
 *
 * "Legend - The Best Of (2002 Edition)" has the parts "Legend" (main), "The Best Of" (after a dash,
 * a choice of hits) and "2002 Edition" (in brackets, an edition). */
#ifndef MATCH_PART_H
#define MATCH_PART_H
#include "match/title.h"

enum part_place {
	PLACE_MAIN,
	PLACE_AFTER, /* behind a dash or a colon */
	PLACE_BRACKET,
};

enum part_kind {
	PART_TITLE, /* words of the title itself, or of a subtitle */
	PART_EDITION,
	PART_RECORDING,
	PART_SOUNDTRACK,
	PART_HITS,
	PART_FORM,
	PART_CREDIT,
	PART_NUMBER,
	PART_COLOUR,
};

struct part {
	enum part_place place;
	enum part_kind kind;
	const char *words;   /* folded, in the arena */
	unsigned recordings; /* set of enum recording */
	unsigned choices;    /* set of enum choice */
	unsigned media;      /* set of enum medium */
	bool film;           /* whatever its kind, it speaks of a film */
	bool square;         /* in [square] brackets */
};

#define PARTS_MAX 16
/* The parts in printed order, classified; those without any word are left out, unless the title
 * has no word at all. */
size_t part_cut(struct arena *arena, const char *latin, const struct title_scope *scope,
                struct part parts[PARTS_MAX]);

/* What the words of a text are, counted. */
struct part_tally {
	size_t words, unknown, fillers, numbers, years;
	size_t editions, markets, alone, named, versions;
	size_t recordings, mixes, remixes, soundtracks, films, hits, forms, credits, colours,
	    volumes;
	unsigned recording_bits, media, choices, colour;
	bool credit_first, bare_edition, counted_edition, strong_edition;
};
void part_tally(const char *words, size_t length, struct part_tally *tally);

/* Whether the counted words name an edition of the same recording. */
bool part_tells_edition(const struct part_tally *tally);
/* The set of enum recording that the counted words name. */
unsigned part_recordings(const struct part_tally *tally);

#endif

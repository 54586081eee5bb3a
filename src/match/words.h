/* match/words.h - the words that catalogues add to a title, in six languages.
 *
 * English, French, German, Spanish, Italian, some Portuguese; Japanese terms come here in English
 * (match/obi.h). All words are folded. Pure, but for an index made at the first use. */
#ifndef MATCH_WORDS_H
#define MATCH_WORDS_H
#include <stdbool.h>
#include <stddef.h>

enum word_kind {
	WORD_UNKNOWN,
	WORD_FILLER,     /* "the", "with": says nothing by itself */
	WORD_NUMBER,     /* "2", "1977", "25th" */
	WORD_EDITION,    /* "remastered", "deluxe": the same recording, sold again */
	WORD_MARKET,     /* "uk", "tour", "vinyl": an edition when an edition is spoken of */
	WORD_NAMED,      /* "edition", "version": makes what stands before it a name */
	WORD_RECORDING,  /* "live", "remixes": another recording */
	WORD_MIX,        /* "mix": either, as its company decides */
	WORD_SOUNDTRACK, /* "soundtrack", "bande originale" */
	WORD_FILM,       /* "motion picture", "score": part of a soundtrack phrase */
	WORD_HITS,       /* "greatest hits", "the best of" */
	WORD_FORM,       /* "ep", "single", "album" */
	WORD_CREDIT,     /* "feat", "presented by": what follows is a person */
	WORD_COLOUR,     /* "blue": names an album when "album" follows */
	WORD_VOLUME,     /* "volume", "part": what follows is a number */
};

/* What another recording is. A set of these must be the same on both sides. */
enum recording {
	RECORDING_LIVE = 1 << 0,
	RECORDING_UNPLUGGED = 1 << 1, /* and acoustic */
	RECORDING_DEMO = 1 << 2,
	RECORDING_REMIX = 1 << 3,
	RECORDING_INSTRUMENTAL = 1 << 4,
	RECORDING_KARAOKE = 1 << 5,
	RECORDING_TRIBUTE = 1 << 6,
	RECORDING_REMADE = 1 << 7, /* recorded again: "Taylor's Version", redux */
	RECORDING_DUB = 1 << 8,
	RECORDING_ORCHESTRAL = 1 << 9,
	RECORDING_CAST = 1 << 10, /* a stage cast sings it */
	RECORDING_SPOKEN = 1 << 11,
	RECORDING_INSPIRED = 1 << 12,
	RECORDING_EXTRACT = 1 << 13, /* a sampler, the B-sides, the outtakes */
	RECORDING_SESSION = 1 << 14,
	RECORDING_LANGUAGE = 1 << 15, /* sung in another language */
};
#define RECORDING_COUNT 16
/* "a live recording", for the lowest bit of a set that is not empty. */
const char *recording_name(unsigned recordings);

/* What a soundtrack was made for: a film, and the series of the same name, have one each. */
enum medium { MEDIUM_FILM = 1 << 0, MEDIUM_TELEVISION = 1 << 1, MEDIUM_GAME = 1 << 2 };
/* By what a choice of songs was made: "The Singles" are not "The Classics". */
enum choice {
	CHOICE_BEST = 1 << 0,
	CHOICE_HITS = 1 << 1,
	CHOICE_SINGLES = 1 << 2,
	CHOICE_CLASSICS = 1 << 3,
};

/* How much an edition's word says by itself; see words_table.inc. */
enum { WORDS_BARE = 1, WORDS_COUNTED = 2, WORDS_ALONE = 1 };
/* The value of "version", which makes a new recording of a name: "Taylor's Version". */
enum { WORDS_VERSION = 1 };

struct phrase {
	const char *words; /* folded; up to five */
	enum word_kind kind;
	unsigned value; /* see words_table.inc */
};

/* The longest phrase that begins at `words` (a word of a folded text); numbers and words unknown
 * are phrases of one word. `length` is what it takes, without the space after it. */
struct phrase words_phrase(const char *words, size_t *length);
/* Likewise, with no phrase longer than `most` bytes. */
struct phrase words_phrase_within(const char *words, size_t most, size_t *length);

/* A number as a title writes it: 3, "III" gives 3 too; -1 for any other word. `spelled` also
 * takes "i", "v", "x" and "three", "trois", "drei", "tres", as after "Volume". */
int words_number(const char *word, size_t length, bool spelled);

/* The number of the colour that the words name, 0 when they name none. */
unsigned words_colour(const char *words);

#endif

/* match/release.h - the facts of a release that decide between candidates with equal titles.
 *
 * The year tells albums of one name apart, when it is known whose year it is: the master's is that
 * of the music, the pressing's only says that the music is not younger. The form tells an album
 * from its title song: collections are made of albums, so where Discogs does not say, it is one.
 * Pure. */
#ifndef MATCH_RELEASE_H
#define MATCH_RELEASE_H
#include "match/credits.h"
#include "match/title.h"

struct judge_hints;

/* What is older than the CD is no remaster. */
#define FIRST_CD_YEAR 1982

enum form { FORM_UNKNOWN, FORM_SINGLE, FORM_EP, FORM_MINI, FORM_ALBUM };

/* Worst first. */
enum form_fit {
	FORM_UNFIT,
	FORM_POOR, /* can be, but more likely is the title song */
	FORM_UNTOLD,
	FORM_FITS,
};

/* Worst first; NEAR and EXACT confirm, the others only allow or refute. */
enum year_fit {
	YEAR_EARLY, /* sold before the release's music existed */
	YEAR_LATE,  /* a later edition, or a later album */
	YEAR_UNKNOWN,
	YEAR_POSSIBLE, /* before the pressing, which may be a reissue */
	YEAR_NEAR,     /* a year away */
	YEAR_EXACT,
};

struct release {
	const struct album *album; /* borrowed */
	struct credits credits;
	struct title titles[TITLE_ALTERNATIVES_MAX];
	const char *keys[TITLE_ALTERNATIVES_MAX]; /* see release_may_be() */
	size_t title_count;
	enum form form;
	int year;
	bool year_trusted; /* the music's; else the pressing's */
	bool reissue;      /* Discogs says so: the pressing's year is not the music's */
	bool soundtrack;   /* the title says so */
	bool compilation;  /* as Discogs says */
	bool mixed;        /* likewise: a choice that may be filed under Various Artists */
};
/* `hints` may be NULL. */
void release_init(struct release *release, struct arena *arena, const struct album *album,
                  const struct judge_hints *hints);

/* A quick no for the other albums of the artist, which are most of what a search brings: false
 * where no title of the release can be the candidate's, whose folded name this is. */
bool release_may_be(const struct release *release, const char *folded_name);

enum form_fit release_form_fit(const struct release *release,
                               const struct candidate_album *candidate,
                               const struct title *candidate_title);

enum year_fit release_year_fit(const struct release *release, int candidate_year);
/* The one year that makes a doubtful title the right one: the music's, or that of a pressing from
 * before old music was pressed again and again. */
bool release_year_proves(const struct release *release, int candidate_year);
/* Whether the pressing seems to be the music's first, so that an older candidate is another album:
 * Discogs describes it and calls it no reissue. A new record of old music is one anyway: a new
 * album would be among the candidates itself. */
bool release_is_first(const struct release *release, int candidate_year);

#endif

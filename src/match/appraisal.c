#include "match/appraisal.h"

#include "base/text.h"
#include "match/fold.h"

#include <ctype.h>
#include <string.h>

/* ---- the facts ---- */

/* Spotify may date an album by its recording, some years before the first pressing. */
#define EARLY_YEARS 5

static bool is_by_several(const struct candidate_album *candidate, struct arena *arena)
{
	return candidate->artist_count > 0 &&
	       artist_kind_of(fold_text(arena, candidate->artists[0].name)) == ARTIST_SEVERAL;
}

/* Another artist's album is not looked at closely: only whether it has the name, for the reason. */
static void note_same_name(struct appraisal *appraisal, struct arena *arena,
                           const struct release *release)
{
	const char *name = fold_text(arena, appraisal->candidate->name);
	bool same = fold_same(name, release->titles[0].core);
	appraisal->comparison.relation = same ? TITLE_EQUAL : TITLE_DIFFERENT;
	appraisal->wanted = &release->titles[0];
	appraisal->title.edition = "";
}

/* A name of symbols, or one that can be read in several ways, is always looked at. */
static bool may_be(struct arena *arena, const struct release *release, const char *name)
{
	const char *readings[LATIN_READINGS_MAX];
	bool one = latin_readings(arena, name, readings) == 1 && readings[0] == name;
	const char *folded = one ? fold_latin(arena, name) : "";
	bool words = isalnum((unsigned char)*folded);
	return !words || release_may_be(release, folded);
}

/* The best that any alternative of the release's title gives with any reading of the candidate's;
 * earlier alternatives win ties. */
static void compare_all(struct appraisal *appraisal, struct arena *arena,
                        const struct release *release)
{
	struct title titles[TITLE_ALTERNATIVES_MAX];
	const char *name = appraisal->candidate->name;
	size_t count = 0;
	appraisal->comparison.relation = TITLE_DIFFERENT;
	appraisal->title.edition = "";
	appraisal->wanted = &release->titles[0];
	if (may_be(arena, release, name)) {
		count = title_alternatives(arena, name, false, &release->credits.scope, titles);
	}
	for (size_t i = 0; i < release->title_count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct comparison found = compare_titles(&release->titles[i], &titles[j]);
			if (found.relation < appraisal->comparison.relation) {
				appraisal->comparison = found;
				appraisal->title = titles[j];
				appraisal->wanted = &release->titles[i];
				appraisal->wanted_index = i;
			}
		}
	}
}

bool appraisal_title_is_shared(const struct appraisal *appraisal)
{
	return title_is_shared(appraisal->wanted);
}

static bool is_of_type(const struct candidate_album *candidate, const char *type)
{
	return candidate->type && strcmp(candidate->type, type) == 0;
}

/* ---- the rules ---- */

/* A title that says little by itself, for an artist who is not one: "Various - Live". */
static bool says_little(const struct release *release, const struct title *title)
{
	bool one_word = !strchr(title->bare_base, ' ') && !*title->subtitle && !title->number_count;
	return release->credits.several && one_word && !title->soundtrack;
}

static enum standing equal_standing(const struct appraisal *appraisal,
                                    const struct release *release)
{
	bool shared = appraisal_title_is_shared(appraisal);
	bool edition = *appraisal->title.edition != '\0';
	enum year_fit year = appraisal->year;
	if (year == YEAR_EARLY) {
		int before = release->year - appraisal->candidate->year;
		return shared                 ? STANDING_REFUSED
		       : before > EARLY_YEARS ? STANDING_DOUBTFUL
		                              : STANDING_ACCEPTED;
	}
	if (year >= YEAR_NEAR) {
		return STANDING_ACCEPTED;
	}
	if (appraisal->wanted->work) { /* of its performers' recordings only the year tells which */
		return STANDING_DOUBTFUL;
	}
	bool numbered = release->credits.numbered && appraisal->artist.agreement != AGREES_BY_ID;
	if (!shared && !says_little(release, appraisal->wanted)) {
		return numbered && year == YEAR_LATE && !edition ? STANDING_DOUBTFUL
		                                                 : STANDING_ACCEPTED;
	}
	if (numbered || release->credits.several || year == YEAR_UNKNOWN) {
		return STANDING_DOUBTFUL;
	}
	if (year == YEAR_LATE) {
		return appraisal->title.revived ? STANDING_ACCEPTED : STANDING_DOUBTFUL;
	}
	return release_is_first(release, appraisal->candidate->year) ? STANDING_DOUBTFUL
	                                                             : STANDING_ACCEPTED;
}

/* One side says more than the other. */
static enum standing note_standing(const struct appraisal *appraisal, const struct release *release)
{
	bool edition = *appraisal->title.edition != '\0';
	bool chosen = is_of_type(appraisal->candidate, "compilation") && !release->compilation;
	bool plain = !appraisal_title_is_shared(appraisal) && !release->credits.several && !chosen;
	switch (appraisal->year) {
	case YEAR_EXACT:
	case YEAR_NEAR:
		return STANDING_ACCEPTED;
	case YEAR_POSSIBLE:
		return plain ? STANDING_ACCEPTED : STANDING_DOUBTFUL;
	case YEAR_LATE:
		return plain && edition ? STANDING_ACCEPTED : STANDING_DOUBTFUL;
	case YEAR_UNKNOWN:
		return plain && appraisal->comparison.relation == TITLE_ADDS_KIND
		           ? STANDING_ACCEPTED
		           : STANDING_DOUBTFUL;
	case YEAR_EARLY:
		break;
	}
	return STANDING_REFUSED;
}

static enum standing subtitle_standing(const struct appraisal *appraisal)
{
	bool shared = appraisal_title_is_shared(appraisal);
	if (appraisal->year == YEAR_EXACT || (appraisal->year == YEAR_NEAR && !shared)) {
		return STANDING_ACCEPTED;
	}
	bool edition = *appraisal->title.edition != '\0';
	bool refuted = appraisal->year == YEAR_EARLY || (appraisal->year == YEAR_LATE && !edition);
	return refuted ? STANDING_REFUSED : STANDING_DOUBTFUL;
}

/* Only the year can tell that a candidate with another name is the one. */
static enum standing proven_standing(const struct appraisal *appraisal,
                                     const struct release *release)
{
	if (release_year_proves(release, appraisal->candidate->year)) {
		return STANDING_ACCEPTED;
	}
	bool refuted = appraisal->year == YEAR_EARLY || appraisal->year == YEAR_LATE;
	return refuted ? STANDING_REFUSED : STANDING_DOUBTFUL;
}

static enum standing title_standing(const struct appraisal *appraisal,
                                    const struct release *release)
{
	/* Of various artists' albums only the kind tells a film's music from another choice. */
	bool other_kind =
	    release->credits.several && release->soundtrack && !appraisal->title.soundtrack;
	switch (appraisal->comparison.relation) {
	case TITLE_EQUAL:
		return other_kind ? note_standing(appraisal, release)
		                  : equal_standing(appraisal, release);
	case TITLE_ADDS_KIND:
	case TITLE_ADDS_NOTE:
		return note_standing(appraisal, release);
	case TITLE_ADDS_SUBTITLE:
		return subtitle_standing(appraisal);
	case TITLE_MAYBE_NAME:
	case TITLE_MAYBE_LIVE:
	case TITLE_MAYBE_NUMBER:
		return proven_standing(appraisal, release);
	default:
		return STANDING_REFUSED;
	}
}

static enum standing lower(enum standing one, enum standing other)
{
	return one < other ? one : other;
}

/* What the artist's agreement is good for. */
static enum standing artist_standing(const struct appraisal *appraisal,
                                     const struct release *release)
{
	const struct credits_match *artist = &appraisal->artist;
	bool equal = appraisal->comparison.relation == TITLE_EQUAL;
	bool shared = appraisal_title_is_shared(appraisal);
	bool near = appraisal->year >= YEAR_NEAR;
	bool partial = artist->strangers || artist->matched < release->credits.persons;
	switch (artist->agreement) {
	case AGREES_NOT:
		return STANDING_REFUSED;
	case AGREES_OTHER_ID:
	case AGREES_UNKNOWN:
		return equal ? STANDING_DOUBTFUL : STANDING_REFUSED;
	case AGREES_PARTLY:
		if (!equal || appraisal->year < YEAR_UNKNOWN) {
			return STANDING_REFUSED;
		}
		return near && !shared && !release->credits.scope.classical ? STANDING_ACCEPTED
		                                                            : STANDING_DOUBTFUL;
	case AGREES_LEADER:
		return equal && near && !shared ? STANDING_ACCEPTED : STANDING_DOUBTFUL;
	case AGREES_ALIAS:
		if (near || appraisal->title.revived) {
			return STANDING_ACCEPTED;
		}
		return shared || appraisal->year != YEAR_POSSIBLE ? STANDING_DOUBTFUL
		                                                  : STANDING_ACCEPTED;
	default:
		break;
	}
	bool other_performers = release->credits.scope.classical && partial && artist->matched < 2;
	return other_performers ? STANDING_DOUBTFUL : STANDING_ACCEPTED;
}

/* One side of a single is the single, but one half of two albums is not both. */
static enum standing form_standing(const struct appraisal *appraisal, const struct release *release)
{
	bool single = is_of_type(appraisal->candidate, "single");
	enum title_origin origin = appraisal->wanted->origin;
	bool side = origin == TITLE_SIDE || origin == TITLE_FLIP_SIDE;
	if ((side && !single) || (origin == TITLE_FLIP_SIDE && appraisal->year < YEAR_NEAR)) {
		return STANDING_DOUBTFUL;
	}
	switch (appraisal->form) {
	case FORM_UNFIT:
		return STANDING_REFUSED;
	case FORM_POOR: /* an EP may have grown; but what is called one may lend an album its name
	                 */
		return release->form == FORM_EP && !appraisal->wanted->ep &&
		               release_year_proves(release, appraisal->candidate->year)
		           ? STANDING_ACCEPTED
		           : STANDING_DOUBTFUL;
	default:
		return STANDING_ACCEPTED;
	}
}

/* Of a name that several albums share, a pressing of the next year may be another album's. */
static enum year_fit year_of(const struct appraisal *appraisal, const struct release *release)
{
	int year = appraisal->candidate->year;
	enum year_fit fit = release_year_fit(release, year);
	if (fit == YEAR_NEAR && !release->year_trusted && appraisal_title_is_shared(appraisal)) {
		return year > release->year ? YEAR_LATE : YEAR_POSSIBLE;
	}
	return fit;
}

void appraise(struct appraisal *appraisal, struct arena *arena, const struct release *release,
              const struct candidate_album *candidate)
{
	*appraisal = (struct appraisal){.candidate = candidate};
	appraisal->artist = credits_match(&release->credits, arena, candidate);
	if (appraisal->artist.agreement == AGREES_NOT) {
		if (!release->credits.persons || !is_by_several(candidate, arena)) {
			note_same_name(appraisal, arena, release);
			return;
		}
	}
	compare_all(appraisal, arena, release);
	if (appraisal->artist.agreement == AGREES_NOT && appraisal->title.names_artist) {
		/* A mix of others' music may be filed under Various Artists, with the name of who
		 * mixed it in the title; but so may a tribute. */
		appraisal->artist.agreement = release->mixed ? AGREES_ALIAS : AGREES_NOT;
		appraisal->artist.matched = release->credits.persons;
	}
	appraisal->form = release_form_fit(release, candidate, &appraisal->title);
	appraisal->year = year_of(appraisal, release);
	bool linkable = !text_is_empty(candidate->id) && !text_is_empty(candidate->url);
	appraisal->standing =
	    lower(artist_standing(appraisal, release),
	          lower(title_standing(appraisal, release), form_standing(appraisal, release)));
	if (!linkable) {
		appraisal->standing = lower(appraisal->standing, STANDING_DOUBTFUL);
	}
}

#include "match/judge.h"

#include "base/arena.h"
#include "base/text.h"
#include "match/appraisal.h"
#include "match/fold.h"
#include "match/reasons.h"

#include <stdlib.h>
#include <string.h>

/* ---- order: the better of two appraisals ---- */

/* Where one name stands for several albums the year comes before the wording. */
static int confirmed(const struct appraisal *appraisal)
{
	return appraisal_title_is_shared(appraisal) && appraisal->year >= YEAR_NEAR;
}

/* How many of the words are not among the others. */
static int words_missing(const char *words, const char *others)
{
	int missing = 0;
	for (const char *word = words; *word; word = fold_next_word(word)) {
		missing += !fold_has_word(others, word, strcspn(word, " "));
	}
	return missing;
}

/* How far two editions are apart, in words; one that was cleaned of words is the last choice. */
static int edition_distance(const struct appraisal *appraisal)
{
	const char *own = appraisal->title.edition, *wanted = appraisal->wanted->edition;
	bool cut = fold_has_words(own, "clean") || fold_has_words(own, "edited") ||
	           fold_has_words(own, "censored");
	return words_missing(own, wanted) + words_missing(wanted, own) + (cut ? 100 : 0);
}

static int by(int one, int other)
{
	return (one > other) - (one < other);
}

static int by_text(const char *one, const char *other)
{
	return strcmp(one ? one : "", other ? other : "");
}

/* Of two editions of one album: negative when `a` is the better link. */
static int by_edition(const struct appraisal *a, const struct appraisal *b)
{
	int order = by(edition_distance(a), edition_distance(b));
	order = order ? order : by(a->candidate->year, b->candidate->year);
	order = order ? order : by(a->candidate->track_count, b->candidate->track_count);
	order = order ? order : by_text(a->candidate->name, b->candidate->name);
	return order ? order : by_text(a->candidate->id, b->candidate->id);
}

static int by_worth(const void *one, const void *other)
{
	const struct appraisal *a = one, *b = other;
	int order = by((int)b->standing, (int)a->standing);
	order = order ? order : by(confirmed(b), confirmed(a));
	order = order ? order : by((int)a->comparison.relation, (int)b->comparison.relation);
	order = order ? order : by(a->comparison.tolerated != 0, b->comparison.tolerated != 0);
	order = order ? order : by((int)a->wanted_index, (int)b->wanted_index);
	order = order ? order : by((int)b->form, (int)a->form);
	order = order ? order : by((int)b->year, (int)a->year);
	order = order ? order : by((int)b->artist.agreement, (int)a->artist.agreement);
	return order ? order : by_edition(a, b);
}

/* ---- whether the best is the only one ---- */

static bool same_artist(const struct appraisal *a, const struct appraisal *b)
{
	const struct candidate_artist *one = a->artist.artist, *other = b->artist.artist;
	if (b->artist.agreement == AGREES_OTHER_ID) {
		return a->artist.agreement == AGREES_OTHER_ID;
	}
	if (!one || !other || text_is_empty(one->id) || text_is_empty(other->id)) {
		return true;
	}
	return strcmp(one->id, other->id) == 0;
}

/* The editions of one album may be dated a year apart; albums that are no edition of another have
 * each their own year. */
static bool years_apart(const struct appraisal *a, const struct appraisal *b)
{
	int one = a->candidate->year, other = b->candidate->year;
	bool editions = *a->title.edition || *b->title.edition;
	return one > 0 && other > 0 && abs(one - other) > editions;
}

/* Whether the candidate's year is the music's and not a later edition's: it names none, or an
 * edition of a later year, or it is older than such editions are. */
static bool dates_the_music(const struct appraisal *appraisal)
{
	int year = appraisal->candidate->year;
	const char *edition = appraisal->title.edition;
	for (const char *word = edition; *word; word = fold_next_word(word)) {
		if (words_number(word, strcspn(word, " "), false) > year + 1) {
			return true;
		}
	}
	return !*edition || year < FIRST_CD_YEAR;
}

/* A choice from several albums, which the release is not. */
static bool is_choice(const struct appraisal *appraisal, const struct release *release)
{
	const char *type = appraisal->candidate->type;
	return type && strcmp(type, "compilation") == 0 && !release->compilation;
}

/* The best has the year, of the music or of the pressing. */
static bool rivals_in_year(const struct release *release, const struct appraisal *best,
                           const struct appraisal *other)
{
	enum title_relation relation = other->comparison.relation;
	if (relation == TITLE_EQUAL && other->form > FORM_POOR) {
		/* The pressing of a year may be of the new album or of the old one once more. */
		bool older = !release->year_trusted && other->year == YEAR_POSSIBLE;
		/* "Led Zeppelin", reissued late, against the year's "Led Zeppelin II". */
		bool plainer = best->comparison.relation != TITLE_EQUAL &&
		               other->year != YEAR_POSSIBLE && !is_choice(other, release);
		return (older && years_apart(best, other)) || plainer;
	}
	return relation == TITLE_MAYBE_NUMBER && relation == best->comparison.relation &&
	       other->year == best->year && !title_numbers_same(&best->title, &other->title);
}

/* The best only has the name. */
static bool rivals_in_name(const struct appraisal *best, const struct appraisal *other)
{
	switch (other->comparison.relation) {
	case TITLE_EQUAL: /* a remaster may be of the other one, or of a third */
	case TITLE_ADDS_KIND:
	case TITLE_ADDS_NOTE:
	case TITLE_ADDS_SUBTITLE:
		return years_apart(best, other);
	case TITLE_MAYBE_NAME:
		return other->year == YEAR_EXACT;
	case TITLE_MAYBE_NUMBER:
		return other->year == YEAR_EXACT ||
		       (other->title.colour && years_apart(best, other));
	default:
		return false;
	}
}

/* Another artist of the name has a record of that title. */
static bool is_namesake(const struct appraisal *other)
{
	enum agreement agreement = other->artist.agreement;
	bool named = agreement == AGREES_OTHER_ID || agreement >= AGREES_ALIAS;
	return named && other->comparison.relation == TITLE_EQUAL && other->form > FORM_POOR &&
	       other->year != YEAR_EARLY;
}

/* Whether the year tells two artists of one name apart: the music's does. The pressing's only says
 * that what came later is not on it, since a reissue has the year of anybody's new album. */
static bool year_decides(const struct release *release, const struct appraisal *best,
                         const struct appraisal *other)
{
	enum year_fit excluded = release->year_trusted ? YEAR_POSSIBLE : YEAR_LATE;
	return best->year >= YEAR_NEAR && other->year <= excluded && other->year != YEAR_UNKNOWN;
}

/* The best is by another artist than `other`. */
static bool rivals_in_artist(const struct release *release, const struct appraisal *best,
                             const struct appraisal *other)
{
	bool namesake = is_namesake(other);
	if (best->artist.agreement == AGREES_BY_ID) {
		/* The id may have been learned from the wrong one of them. */
		return namesake && best->year == YEAR_LATE && other->year >= YEAR_POSSIBLE;
	}
	return (namesake || other->standing == STANDING_ACCEPTED) &&
	       !year_decides(release, best, other);
}

/* The best is a late edition, and `other` an album of its name that is older than the release: the
 * edition may be of that one. */
static bool rivals_in_edition(const struct appraisal *best, const struct appraisal *other)
{
	return best->year == YEAR_LATE && *best->title.edition && appraisal_title_is_shared(best) &&
	       other->year == YEAR_EARLY && other->comparison.relation == TITLE_EQUAL &&
	       other->form > FORM_POOR && same_artist(best, other) &&
	       other->artist.agreement >= AGREES_ALIAS;
}

/* Whether `other` could as well be the release, and is another album than `best`. */
static bool rivals(const struct release *release, const struct appraisal *best,
                   const struct appraisal *other)
{
	if (!same_artist(best, other)) {
		return rivals_in_artist(release, best, other);
	}
	/* The same work by other performers. */
	if (best->wanted->work && best->artist.matched > other->artist.matched) {
		return false;
	}
	/* Nothing says album or single, and the single has the year. */
	if (release->form == FORM_UNKNOWN && other->form == FORM_POOR &&
	    other->comparison.relation == TITLE_EQUAL && other->year > best->year) {
		return true;
	}
	if (!appraisal_title_is_shared(best) || other->artist.agreement < AGREES_ALIAS) {
		return false; /* another edition */
	}
	return best->year >= YEAR_NEAR ? rivals_in_year(release, best, other)
	                               : rivals_in_name(best, other);
}

static size_t count_standing(const struct appraisal *appraisals, size_t count, enum standing least)
{
	size_t standing = 0;
	while (standing < count && appraisals[standing].standing >= least) {
		standing++;
	}
	return standing;
}

/* ---- the verdict ---- */

/* Whether it is certain which of the artists of this name it is: no other one offered the same
 * title, or the music's year told them apart. */
static bool is_artist_certain(const struct release *release, const struct appraisal *appraisals,
                              size_t count)
{
	const struct appraisal *best = &appraisals[0];
	bool told = release->year_trusted && best->year >= YEAR_NEAR;
	for (size_t i = 1; i < count && !told; i++) {
		const struct appraisal *other = &appraisals[i];
		if (is_namesake(other) && !same_artist(best, other)) {
			return false;
		}
	}
	return true;
}

static void verify(struct link_facet *out, const struct release *release,
                   const struct appraisal *appraisals, size_t count)
{
	const struct candidate_album *candidate = appraisals[0].candidate;
	out->verdict = VERDICT_VERIFIED;
	out->url = candidate->url;
	out->spotify_id = candidate->id;
	out->year = candidate->year;
	out->artist_certain = is_artist_certain(release, appraisals, count);
	out->year_of_edition = candidate->year && !dates_the_music(&appraisals[0]);
}

static void keep(struct link_facet *out, struct arena *arena, const struct appraisal *appraisals,
                 size_t count)
{
	size_t kept = count < JUDGE_KEPT_MAX ? count : JUDGE_KEPT_MAX;
	struct candidate_album *candidates = arena_alloc(arena, kept, sizeof(*candidates));
	for (size_t i = 0; i < kept; i++) {
		candidates[i] = *appraisals[i].candidate;
	}
	out->verdict = VERDICT_AMBIGUOUS;
	out->candidates = candidates;
	out->candidate_count = kept;
}

static bool is_repeated(const struct candidate_album *candidates, size_t index)
{
	const char *id = candidates[index].id;
	for (size_t i = 0; i < index && !text_is_empty(id); i++) {
		if (!text_is_empty(candidates[i].id) && strcmp(candidates[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

static size_t appraise_all(struct appraisal *appraisals, struct arena *arena,
                           const struct release *release, const struct candidate_album *candidates,
                           size_t count)
{
	size_t appraised = 0;
	for (size_t i = 0; i < count && i < JUDGE_CANDIDATES_MAX; i++) {
		if (!is_repeated(candidates, i)) {
			appraise(&appraisals[appraised++], arena, release, &candidates[i]);
		}
	}
	qsort(appraisals, appraised, sizeof(*appraisals), by_worth);
	return appraised;
}

/* A confirmed candidate under another name, or an unconfirmed one under the right name, may have
 * a rival. */
static size_t find_rival(const struct release *release, const struct appraisal *appraisals,
                         size_t count)
{
	for (size_t i = 1; i < count; i++) {
		bool open = appraisals[i].standing >= STANDING_DOUBTFUL;
		if (open ? rivals(release, &appraisals[0], &appraisals[i])
		         : rivals_in_edition(&appraisals[0], &appraisals[i])) {
			return i;
		}
	}
	return 0;
}

/* Whether a namesake may have made the best: several artists have the name, as Discogs or the
 * candidates say, and neither an id nor the year tells which it is. */
static bool may_be_namesakes(const struct release *release, const struct appraisal *appraisals,
                             size_t count)
{
	const struct appraisal *best = &appraisals[0];
	bool told = release_year_proves(release, best->candidate->year);
	if (told || best->artist.agreement == AGREES_BY_ID) {
		return false;
	}
	bool several = release->credits.numbered;
	for (size_t i = 1; i < count && !several; i++) {
		several = appraisals[i].artist.agreement >= AGREES_FOLDED &&
		          !same_artist(best, &appraisals[i]);
	}
	return several;
}

/* Whether no candidate still to come could be the better one, or one as good. */
static bool is_final(const struct release *release, const struct appraisal *appraisals,
                     size_t count)
{
	const struct appraisal *best = &appraisals[0];
	bool told = release->year_trusted && best->year >= YEAR_NEAR;
	bool alone =
	    !appraisal_title_is_shared(best) && !may_be_namesakes(release, appraisals, count);
	return best->comparison.relation == TITLE_EQUAL && best->artist.agreement >= AGREES_ALIAS &&
	       (told || alone);
}

void judge_album(struct arena *arena, const struct album *album,
                 const struct candidate_album *candidates, size_t count,
                 const struct judge_hints *hints, struct link_facet *out)
{
	struct release *release = arena_alloc(arena, 1, sizeof(*release));
	struct appraisal *appraisals =
	    arena_alloc(arena, count < JUDGE_CANDIDATES_MAX ? count + 1 : JUDGE_CANDIDATES_MAX,
	                sizeof(*appraisals));
	*out = (struct link_facet){.verdict = VERDICT_ABSENT};
	release_init(release, arena, album, hints);
	count = appraise_all(appraisals, arena, release, candidates, count);
	size_t accepted = count_standing(appraisals, count, STANDING_ACCEPTED);
	size_t open = count_standing(appraisals, count, STANDING_DOUBTFUL);
	bool waits = hints && hints->searching && accepted && !is_final(release, appraisals, count);
	size_t rival = accepted ? find_rival(release, appraisals, count) : 0;
	if (accepted && !rival && !waits) {
		verify(out, release, appraisals, count);
		reasons_verified(out, arena, release, appraisals, accepted);
	} else if (open) {
		keep(out, arena, appraisals, open);
		reasons_ambiguous(out, arena, release, appraisals, open);
	} else {
		reasons_absent(out, arena, release, appraisals, count);
	}
}

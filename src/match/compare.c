#include "match/compare.h"

#include "base/text.h"
#include "match/fold.h"

#include <string.h>

/* ---- words ---- */

static bool same_but_for_article(const char *one, const char *other)
{
	return fold_same(one, other) ||
	       fold_same(fold_without_article(one), fold_without_article(other));
}

/* With or without the artist's name before either. */
static bool same_core(const struct title *one, const struct title *other)
{
	return same_but_for_article(one->core, other->core) ||
	       same_but_for_article(one->bare_core, other->core) ||
	       same_but_for_article(one->core, other->bare_core) ||
	       same_but_for_article(one->bare_core, other->bare_core);
}

static bool same_base(const struct title *one, const struct title *other)
{
	return (one->joint && other->joint) || same_but_for_article(one->base, other->base) ||
	       same_but_for_article(one->bare_base, other->base) ||
	       same_but_for_article(one->base, other->bare_base) ||
	       same_but_for_article(one->bare_base, other->bare_base);
}

static bool says_nothing(const char *word)
{
	size_t length;
	struct phrase phrase = words_phrase_within(word, strcspn(word, " "), &length);
	return phrase.kind == WORD_FILLER || phrase.kind == WORD_FILM || phrase.kind == WORD_CREDIT;
}

/* Whether every word of `some` that says anything is in `all`: the order of a subtitle's words is
 * a matter of taste ("Songs Of The Old Harbour", "Old Harbour Songs"). */
static bool words_within(const char *some, const char *all)
{
	for (const char *word = some; *word; word = fold_next_word(word)) {
		if (!says_nothing(word) && !fold_has_word(all, word, strcspn(word, " "))) {
			return false;
		}
	}
	return true;
}

/* Whether `all` has a number that `some` has not. */
static bool adds_number(const char *all, const char *some)
{
	for (const char *word = all; *word; word = fold_next_word(word)) {
		size_t length = strcspn(word, " ");
		if (words_number(word, length, false) >= 0 && !fold_has_word(some, word, length)) {
			return true;
		}
	}
	return false;
}

/* ---- one side's extras ---- */

enum extra {
	EXTRA_NONE,
	EXTRA_NOTE,
	EXTRA_SUBTITLE,
	EXTRA_NUMBER,
	EXTRA_OTHER_NUMBER,
	EXTRA_OTHER_SUBTITLE,
};

/* "Dick's Picks Vol. 3: Pembroke Pines, Florida" and "…: Sportatorium, Pembroke Pines, FL": a
 * series counts its volumes, and their subtitles have a word in common. */
static bool is_same_volume(const struct title *one, const struct title *other)
{
	bool counted = one->number_count && one->numbers[0].volume && other->number_count &&
	               other->numbers[0].volume && title_numbers_same(one, other);
	for (const char *word = one->subtitle; counted && *word; word = fold_next_word(word)) {
		if (!says_nothing(word) &&
		    fold_has_word(other->subtitle, word, strcspn(word, " "))) {
			return true;
		}
	}
	return false;
}

static enum extra subtitle_extra(const struct title *one, const struct title *other)
{
	bool has = *one->subtitle, other_has = *other->subtitle;
	if (has && other_has) {
		bool within = words_within(one->subtitle, other->subtitle);
		bool contains = words_within(other->subtitle, one->subtitle);
		if (adds_number(one->subtitle, other->subtitle) ||
		    adds_number(other->subtitle, one->subtitle)) {
			return EXTRA_OTHER_NUMBER;
		}
		return within && contains           ? EXTRA_NONE
		       : within || contains         ? EXTRA_NOTE
		       : is_same_volume(one, other) ? EXTRA_SUBTITLE
		                                    : EXTRA_OTHER_SUBTITLE;
	}
	if (!has && !other_has) {
		return EXTRA_NONE;
	}
	return (has ? one : other)->subtitle_bracketed ? EXTRA_NOTE : EXTRA_SUBTITLE;
}

/* "Live At The Apollo, 1962": the year of the concert, which only the album's can confirm. */
static bool is_concert_year(const struct title *title)
{
	return title->number_count == 1 && !title->colour && title->numbers[0].value >= 1900 &&
	       title_says_live(title);
}

/* A number on one side only: a span of years or a year in brackets is a remark; the first volume
 * may go uncounted; and where the title is the artist's name, a number or a colour tells the
 * albums apart in one catalogue and not in the other. */
static enum extra lone_number_extra(const struct title *with, const struct title *without)
{
	bool year =
	    with->number_count == 1 && with->number_bracketed && with->numbers[0].value >= 1900;
	if (title_numbers_are_years(with) || (year && !with->colour)) {
		return with->generic ? EXTRA_OTHER_NUMBER : EXTRA_NOTE;
	}
	bool first = with->number_count == 1 && with->numbers[0].value == 1 && !with->colour;
	return first || without->self_titled || is_concert_year(with) ? EXTRA_NUMBER
	                                                              : EXTRA_OTHER_NUMBER;
}

/* "Éthiopiques 4 … 1969-1974": how many of the numbers, from the first, are not years behind
 * another number. */
static size_t count_but_years(const struct title *title)
{
	size_t count = title->number_count;
	while (count > 1 && !title->numbers[count - 1].volume &&
	       title->numbers[count - 1].value >= 1900) {
		count--;
	}
	return count;
}

/* The same volume, and only one of them says of which years. */
static bool differ_in_years_only(const struct title *one, const struct title *other)
{
	struct title a = *one, b = *other;
	a.number_count = count_but_years(one);
	b.number_count = count_but_years(other);
	bool years = a.number_count < one->number_count,
	     other_years = b.number_count < other->number_count;
	return years != other_years && title_numbers_same(&a, &b);
}

static enum extra number_extra(const struct title *release, const struct title *candidate)
{
	bool has = release->number_count || release->colour;
	bool candidate_has = candidate->number_count || candidate->colour;
	if (title_numbers_same(release, candidate)) {
		return EXTRA_NONE;
	}
	if (has && candidate_has) {
		return differ_in_years_only(release, candidate) ? EXTRA_NOTE : EXTRA_OTHER_NUMBER;
	}
	if (candidate_has) {
		return lone_number_extra(candidate, release);
	}
	/* A second album is never sold without its number where the first one is. */
	enum extra extra = lone_number_extra(release, candidate);
	bool numbered =
	    release->number_count && release->numbers[0].value != 1 && !is_concert_year(release);
	return extra == EXTRA_NUMBER && numbered ? EXTRA_OTHER_NUMBER : extra;
}

/* ---- recordings ---- */

/* An unplugged concert is live, and a title may say so without the word. */
static void tolerate_live(const struct title *one, const struct title *other, unsigned *only)
{
	unsigned tellers = RECORDING_LIVE | RECORDING_UNPLUGGED | RECORDING_SESSION;
	if (*only & RECORDING_LIVE && (other->recordings & tellers || title_says_live(other))) {
		*only &= ~(unsigned)RECORDING_LIVE;
	}
	if (one->recordings & RECORDING_LIVE && fold_has_words(other->core, "unplugged")) {
		*only &= ~(unsigned)RECORDING_UNPLUGGED;
	}
}

/* "(Live at Wembley)" and "(Live in Paris)" are two concerts. */
static bool details_differ(const struct title *one, const struct title *other)
{
	return *one->detail && *other->detail && !words_within(one->detail, other->detail) &&
	       !words_within(other->detail, one->detail);
}

/* ---- the verdict on a pair with the same base ---- */

static enum title_relation relation_of(enum extra extra)
{
	switch (extra) {
	case EXTRA_NONE:
		return TITLE_EQUAL;
	case EXTRA_NOTE:
		return TITLE_ADDS_NOTE;
	case EXTRA_SUBTITLE:
		return TITLE_ADDS_SUBTITLE;
	case EXTRA_NUMBER:
		return TITLE_MAYBE_NUMBER;
	case EXTRA_OTHER_NUMBER:
		return TITLE_OTHER_NUMBER;
	case EXTRA_OTHER_SUBTITLE:
		return TITLE_OTHER_SUBTITLE;
	}
	return TITLE_DIFFERENT;
}

static enum title_relation worse(enum title_relation one, enum title_relation other)
{
	return one > other ? one : other;
}

static enum title_relation recording_relation(const struct title *release,
                                              const struct title *candidate,
                                              const struct comparison *found)
{
	if (found->release_recordings == 0 && found->candidate_recordings == 0) {
		bool one_detail = !*release->detail != !*candidate->detail;
		return details_differ(release, candidate) ? TITLE_OTHER_RECORDING
		       : one_detail                       ? TITLE_ADDS_NOTE
		                                          : TITLE_EQUAL;
	}
	bool live = found->release_recordings == 0 && !release->generic && !release->hits &&
	            found->candidate_recordings == RECORDING_LIVE && !candidate->recording_bare;
	return live && !*candidate->detail ? TITLE_MAYBE_LIVE : TITLE_OTHER_RECORDING;
}

/* ---- releases without a name ---- */

/* "Untitled" may be sold as "Led Zeppelin IV" and "[symbol]" as "Love Symbol". */
static bool is_nickname(const struct title *release, const struct title *candidate)
{
	if (!release->placeholder || candidate->recordings) {
		return false;
	}
	bool own_name = candidate->self_titled &&
	                (candidate->number_count || candidate->colour || *candidate->subtitle);
	return own_name || candidate->placeholder || fold_has_words(candidate->core, release->core);
}

/* "The White Album" for an album called like its band. */
static bool is_colour_name(const struct title *release, const struct title *candidate)
{
	size_t length;
	const char *base = fold_without_article(candidate->base);
	bool colour = words_phrase(base, &length).kind == WORD_COLOUR;
	return release->self_titled && colour && strcmp(base + length, " album") == 0;
}

/* Both sides say something, and not the same. */
static bool are_disjoint(unsigned one, unsigned other)
{
	return one && other && !(one & other);
}

struct comparison compare_titles(const struct title *release, const struct title *candidate)
{
	struct comparison found = {.relation = TITLE_DIFFERENT};
	/* The film "Imagine" has a soundtrack that is not the album. */
	bool film = candidate->soundtrack && !release->soundtrack;
	bool kind = film || candidate->hits != release->hits;
	enum title_relation at_best = kind ? TITLE_ADDS_KIND : TITLE_EQUAL;
	if (are_disjoint(release->media, candidate->media)) {
		at_best = TITLE_OTHER_RECORDING;
	} else if (are_disjoint(release->choices, candidate->choices)) {
		at_best = TITLE_ADDS_SUBTITLE;
	}
	if (same_core(release, candidate)) {
		found.relation = at_best;
		return found;
	}
	if (!same_base(release, candidate)) {
		if (is_nickname(release, candidate)) {
			found.relation = TITLE_MAYBE_NAME;
		} else if (is_colour_name(release, candidate)) {
			found.relation = TITLE_MAYBE_NUMBER;
		} else if (fold_prefix(candidate->bare_core, release->bare_core)) {
			found.relation = TITLE_CONTINUES;
		}
		return found;
	}
	found.release_recordings = release->recordings & ~candidate->recordings;
	found.candidate_recordings = candidate->recordings & ~release->recordings;
	unsigned differing = found.release_recordings | found.candidate_recordings;
	tolerate_live(candidate, release, &found.candidate_recordings);
	tolerate_live(release, candidate, &found.release_recordings);
	found.tolerated = differing & ~(found.release_recordings | found.candidate_recordings);
	found.relation = worse(at_best, recording_relation(release, candidate, &found));
	found.relation = worse(found.relation, relation_of(number_extra(release, candidate)));
	found.relation = worse(found.relation, relation_of(subtitle_extra(release, candidate)));
	return found;
}

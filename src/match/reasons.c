#include "match/reasons.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

static void add(struct link_facet *out, struct arena *arena, const char *reason)
{
	if (!out->reasons) {
		out->reasons = arena_alloc(arena, REASONS_MAX, sizeof(*out->reasons));
	}
	if (reason && out->reason_count < REASONS_MAX) {
		out->reasons[out->reason_count++] = reason;
	}
}

/* ---- what was found, one sentence each; NULL where there is nothing to say ---- */

static const char *artist_reason(struct arena *arena, const struct release *release,
                                 const struct appraisal *appraisal)
{
	const struct candidate_artist *artist = appraisal->artist.artist;
	if (release->credits.several && appraisal->artist.agreement != AGREES_NOT) {
		return "both are by various artists";
	}
	switch (appraisal->artist.agreement) {
	case AGREES_NOT:
		return "artist is another";
	case AGREES_OTHER_ID:
		return "artist has the name, but is not the one known for this credit";
	case AGREES_PARTLY:
		return "only one of several artists agrees";
	case AGREES_UNKNOWN:
		return "candidate does not say its artist";
	case AGREES_LEADER:
	case AGREES_ALIAS:
		return artist ? arena_printf(arena, "artist agrees by another name, \"%s\"",
		                             artist->name)
		              : "a mix whose title names the artist";
	case AGREES_FOLDED:
		return arena_printf(arena, "artist agrees but for spelling, \"%s\"", artist->name);
	case AGREES_EXACTLY:
		return "artist agrees exactly";
	case AGREES_BY_ID:
		return "artist agrees by id";
	}
	return NULL;
}

static const char *recording_reason(struct arena *arena, const struct comparison *comparison)
{
	if (comparison->candidate_recordings) {
		return arena_printf(arena, "base title equal; candidate is %s, the release is not",
		                    recording_name(comparison->candidate_recordings));
	}
	if (comparison->release_recordings) {
		return arena_printf(arena, "base title equal; release is %s, the candidate is not",
		                    recording_name(comparison->release_recordings));
	}
	return "base title equal; recorded on another occasion";
}

static const char *equal_reason(struct arena *arena, const struct appraisal *appraisal)
{
	const char *edition = appraisal->title.edition;
	const char *how = appraisal->wanted->origin == TITLE_PARALLEL ? "parallel title equal"
	                  : appraisal->wanted->origin == TITLE_WHOLE  ? "title equal"
	                                                              : "title of one side equal";
	if (!*edition) {
		return how;
	}
	return arena_printf(arena, "%s; candidate is an edition of it: %s", how, edition);
}

static const char *title_reason(struct arena *arena, const struct appraisal *appraisal)
{
	switch (appraisal->comparison.relation) {
	case TITLE_EQUAL:
		return equal_reason(arena, appraisal);
	case TITLE_ADDS_KIND:
		return "base title equal; one side says soundtrack or greatest hits";
	case TITLE_ADDS_NOTE:
		return "base title equal; one side adds a remark";
	case TITLE_ADDS_SUBTITLE:
		return "base title equal; one side adds a subtitle";
	case TITLE_MAYBE_NAME:
		return "release is untitled; candidate may be its nickname";
	case TITLE_MAYBE_LIVE:
		return "base title equal; only the candidate is called live";
	case TITLE_MAYBE_NUMBER:
		return "base title equal; only one side has a number or a colour";
	case TITLE_CONTINUES:
		return "candidate's title goes on after the release's";
	case TITLE_OTHER_RECORDING:
		return recording_reason(arena, &appraisal->comparison);
	case TITLE_OTHER_NUMBER:
		return "base title equal; another number, year or colour";
	case TITLE_OTHER_SUBTITLE:
		return "base title equal; another subtitle";
	case TITLE_DIFFERENT:
		return "title is another";
	}
	return NULL;
}

static const char *year_reason(struct arena *arena, const struct release *release,
                               const struct appraisal *appraisal)
{
	const char *whose = release->year_trusted ? "the original" : "the pressing";
	int year = appraisal->candidate->year;
	switch (appraisal->year) {
	case YEAR_EXACT:
	case YEAR_NEAR:
		return arena_printf(arena, "year %d agrees with %s's, %d", year, whose,
		                    release->year);
	case YEAR_POSSIBLE:
		return arena_printf(arena, "year %d is possible for a pressing of %d", year,
		                    release->year);
	case YEAR_LATE:
		return arena_printf(arena, "year %d is later than %s's, %d", year, whose,
		                    release->year);
	case YEAR_EARLY:
		return arena_printf(arena, "year %d is before %s's, %d", year, whose,
		                    release->year);
	case YEAR_UNKNOWN:
		return "no year to compare";
	}
	return NULL;
}

static const char *form_reason(const struct release *release, const struct appraisal *appraisal)
{
	static const char *const unfit[][2] = {
	    [FORM_UNKNOWN] = {"", ""},
	    [FORM_SINGLE] = {"candidate is an album, the release is a single",
	                     "candidate is long for a single"},
	    [FORM_EP] = {"candidate is an album, the release is an EP",
	                 "candidate is shorter or longer than an EP"},
	    [FORM_MINI] = {"", "candidate is short for a mini-album"},
	    [FORM_ALBUM] = {"candidate is a single, the release is an album",
	                    "candidate is short for an album"},
	};
	bool refused = appraisal->form == FORM_UNFIT;
	return refused || appraisal->form == FORM_POOR ? unfit[release->form][!refused] : NULL;
}

/* The whole judgement of one candidate in one line. */
static const char *line(struct arena *arena, const struct release *release,
                        const struct appraisal *appraisal)
{
	const char *artist = artist_reason(arena, release, appraisal);
	const char *title = title_reason(arena, appraisal);
	if (appraisal->artist.agreement == AGREES_NOT ||
	    appraisal->comparison.relation >= TITLE_CONTINUES) {
		return arena_printf(arena, "%s; %s", artist, title);
	}
	const char *form = form_reason(release, appraisal);
	return arena_printf(arena, "%s; %s; %s%s%s", artist, title,
	                    year_reason(arena, release, appraisal), form ? "; " : "",
	                    form ? form : "");
}

static void add_candidates(struct link_facet *out, struct arena *arena,
                           const struct release *release, const struct appraisal *appraisals,
                           size_t count)
{
	for (size_t i = 0; i < count && out->reason_count < REASONS_MAX; i++) {
		const struct candidate_album *candidate = appraisals[i].candidate;
		size_t cut = text_cut(candidate->name, 120);
		add(out, arena,
		    arena_printf(arena, "\"%.*s\": %s", (int)cut, candidate->name,
		                 line(arena, release, &appraisals[i])));
	}
}

/* ---- verdicts ---- */

void reasons_verified(struct link_facet *out, struct arena *arena, const struct release *release,
                      const struct appraisal *appraisals, size_t count)
{
	const struct appraisal *best = &appraisals[0];
	add(out, arena, artist_reason(arena, release, best));
	add(out, arena, title_reason(arena, best));
	add(out, arena, year_reason(arena, release, best));
	add(out, arena, form_reason(release, best));
	if (count > 1) {
		add(out, arena,
		    arena_printf(arena, "the best of %zu candidates that agree", count));
	}
}

void reasons_ambiguous(struct link_facet *out, struct arena *arena, const struct release *release,
                       const struct appraisal *appraisals, size_t count)
{
	bool agree = count > 1 && appraisals[1].standing == STANDING_ACCEPTED;
	add(out, arena,
	    agree       ? "several candidates agree and nothing decides between them"
	    : count > 1 ? "several candidates may be it, and nothing that is known tells which"
	                : "one candidate may be it, but does not agree well enough for a link");
	add_candidates(out, arena, release, appraisals, count);
}

/* Near misses first: the artist's own albums under this title, then this title by others. */
void reasons_absent(struct link_facet *out, struct arena *arena, const struct release *release,
                    const struct appraisal *appraisals, size_t count)
{
	size_t by_artist = 0, misses = 0;
	struct appraisal *near = arena_alloc(arena, count + 1, sizeof(*near));
	for (size_t i = 0; i < count; i++) {
		by_artist += appraisals[i].artist.agreement != AGREES_NOT;
		if (appraisals[i].artist.agreement != AGREES_NOT &&
		    appraisals[i].comparison.relation < TITLE_DIFFERENT) {
			near[misses++] = appraisals[i];
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (appraisals[i].artist.agreement == AGREES_NOT &&
		    appraisals[i].comparison.relation == TITLE_EQUAL) {
			near[misses++] = appraisals[i];
		}
	}
	if (release->credits.count == 0) {
		add(out, arena, "the release names no artist, and no link is made without one");
	} else if (count == 0) {
		add(out, arena, "the search found nothing");
	} else if (by_artist == 0) {
		add(out, arena,
		    arena_printf(arena, "none of %zu candidates is by this artist", count));
	} else {
		add(out, arena,
		    arena_printf(arena,
		                 "of %zu candidates %zu are by this artist, none is this album",
		                 count, by_artist));
	}
	add_candidates(out, arena, release, near, misses < 3 ? misses : 3);
}

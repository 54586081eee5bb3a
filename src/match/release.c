#include "match/release.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"
#include "match/judge.h"

#include <stdlib.h>
#include <string.h>

/* Since then a new album would be on Spotify, and records of music this old are reissues, whether
 * Discogs says so or not. */
#define STREAMING_YEAR 2008
#define REVIVAL_YEARS 10

static bool is_described(const struct album *album, const char *description)
{
	for (size_t i = 0; i < album->format_count; i++) {
		const struct format *format = &album->formats[i];
		for (size_t j = 0; j < format->description_count; j++) {
			if (strcmp(format->descriptions[j], description) == 0) {
				return true;
			}
		}
	}
	return false;
}

static bool is_any_described(const struct album *album, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_described(album, list[i])) {
			return true;
		}
	}
	return false;
}

/* A box may hold an album and its single: the album is what it is about. A 12" without a further
 * word is a single. */
static enum form form_of(const struct album *album, const struct title *title)
{
	static const char *const albums[] = {"Album", "Compilation"};
	static const char *const singles[] = {"Single", "Maxi-Single"};
	static const char *const records[] = {"LP", "Mixtape"};
	static const char *const sizes[] = {"7\"", "12\"", "Flexi-disc", "Shape"};
	if (is_any_described(album, albums, ARRAY_LEN(albums))) {
		return FORM_ALBUM;
	}
	if (is_described(album, "Mini-Album")) {
		return FORM_MINI;
	}
	if (is_described(album, "EP")) {
		return FORM_EP;
	}
	if (is_any_described(album, singles, ARRAY_LEN(singles))) {
		return FORM_SINGLE;
	}
	if (is_any_described(album, records, ARRAY_LEN(records))) {
		return FORM_ALBUM;
	}
	if (title->ep) {
		return FORM_EP;
	}
	return is_any_described(album, sizes, ARRAY_LEN(sizes)) ? FORM_SINGLE : FORM_UNKNOWN;
}

static bool is_of_genre(const struct album *album, const char *genre)
{
	for (size_t i = 0; i < album->genre_count; i++) {
		if (strcmp(album->genres[i], genre) == 0) {
			return true;
		}
	}
	return false;
}

/* The base's letters in a row, which any candidate with that base has too; NULL where numbers may
 * be spelled otherwise there, or another name may stand for this one. */
static const char *key_of(struct arena *arena, const struct title *title)
{
	const char *base = fold_without_article(title->bare_base);
	char *key = arena_alloc(arena, strlen(base) + 1, 1), *end = key;
	bool plain = !title->self_titled && !title->joint && !title->placeholder;
	for (; *base && plain; base++) {
		plain = (*base >= 'a' && *base <= 'z') || *base == ' ';
		*end = *base;
		end += *base != ' ';
	}
	*end = '\0';
	return plain ? key : NULL;
}

bool release_may_be(const struct release *release, const char *folded_name)
{
	char letters[256], *end = letters;
	for (const char *at = folded_name; *at; at++) {
		if (end == letters + sizeof(letters) - 1) {
			return true; /* too long for a quick no */
		}
		*end = *at;
		end += *at != ' ';
	}
	*end = '\0';
	for (size_t i = 0; i < release->title_count; i++) {
		if (!release->keys[i] || strstr(letters, release->keys[i])) {
			return true;
		}
	}
	return false;
}

void release_init(struct release *release, struct arena *arena, const struct album *album,
                  const struct judge_hints *hints)
{
	static const char *const reissues[] = {"Reissue", "Repress", "Remastered"};
	static const char *const mixes[] = {"Compilation", "Mixed", "Partially Mixed", "Mixtape"};
	*release = (struct release){.album = album};
	credits_init(&release->credits, arena, album);
	release->credits.scope.classical = is_of_genre(album, "Classical");
	release->title_count = title_alternatives(arena, album->title ? album->title : "", true,
	                                          &release->credits.scope, release->titles);
	for (size_t i = 0; i < release->title_count; i++) {
		release->keys[i] = key_of(arena, &release->titles[i]);
	}
	release->form = form_of(album, &release->titles[0]);
	release->reissue =
	    is_any_described(album, reissues, ARRAY_LEN(reissues)) || release->titles[0].revived;
	release->compilation = is_described(album, "Compilation");
	release->mixed = is_any_described(album, mixes, ARRAY_LEN(mixes));
	release->soundtrack = release->titles[0].soundtrack;
	for (size_t i = 0; i < release->title_count; i++) {
		/* A living composer's albums are made once, and are of another genre too. */
		release->titles[i].work &= album->genre_count == 1;
		/* Films, stage, television. */
		release->titles[i].soundtrack |= is_of_genre(album, "Stage & Screen");
	}
	int original = hints && hints->master_year ? hints->master_year : album->original_year;
	release->year_trusted = original > 0;
	release->year = original > 0 ? original : album->year;
}

/* ---- form ---- */

/* Spotify calls an EP a single, unless it is long; what has no type is told by its tracks. */
static enum form candidate_form(const struct candidate_album *candidate, const struct title *title)
{
	int tracks = candidate->track_count;
	bool single = candidate->type && strcmp(candidate->type, "single") == 0;
	if (title->ep) {
		return FORM_EP;
	}
	if (title->single) {
		return FORM_SINGLE;
	}
	if (single) {
		return tracks >= 4 ? FORM_EP : FORM_SINGLE;
	}
	if (candidate->type) {
		return FORM_ALBUM;
	}
	return tracks == 0   ? FORM_UNKNOWN
	       : tracks <= 3 ? FORM_SINGLE
	       : tracks <= 6 ? FORM_EP
	                     : FORM_ALBUM;
}

enum form_fit release_form_fit(const struct release *release,
                               const struct candidate_album *candidate,
                               const struct title *candidate_title)
{
	enum form form = candidate_form(candidate, candidate_title);
	int tracks = candidate->track_count;
	/* What is called an album may be six long tracks. */
	bool short_album = form == FORM_ALBUM && tracks > 0 && tracks <= 6;
	if (form == FORM_UNKNOWN) {
		return FORM_UNTOLD;
	}
	if (release->form == FORM_UNKNOWN) {
		bool sides = strstr(release->titles[0].text, " / ") != NULL;
		return form == FORM_ALBUM || sides ? FORM_UNTOLD : FORM_POOR;
	}
	if (release->form == form) {
		return FORM_FITS;
	}
	if (release->form == FORM_EP && form == FORM_SINGLE && tracks > 0 && tracks <= 2) {
		return FORM_POOR; /* its first song */
	}
	switch (release->form) {
	case FORM_MINI: /* for Spotify an EP or an album */
		return form == FORM_SINGLE ? FORM_POOR : FORM_FITS;
	case FORM_ALBUM:
		return form == FORM_EP ? FORM_POOR : FORM_UNFIT;
	case FORM_EP:
		if (form == FORM_SINGLE || short_album) {
			return FORM_FITS;
		}
		return tracks > 0 && tracks <= 10 ? FORM_POOR : FORM_UNFIT; /* with bonus tracks */
	case FORM_SINGLE:
		return form == FORM_EP ? FORM_FITS : short_album ? FORM_POOR : FORM_UNFIT;
	case FORM_UNKNOWN:
		break;
	}
	return FORM_UNTOLD;
}

/* ---- year ---- */

/* Spotify dates what it does not know 1900, or 0. */
static bool is_told(int year)
{
	return year > 1900;
}

enum year_fit release_year_fit(const struct release *release, int candidate_year)
{
	int distance = candidate_year - release->year;
	if (!is_told(release->year) || !is_told(candidate_year)) {
		return YEAR_UNKNOWN;
	}
	if (!release->year_trusted && release->reissue) {
		/* Pressed again in its first year; today a reissue may come with a new live album.
		 */
		bool same = distance == 0 && release->year < STREAMING_YEAR;
		return same ? YEAR_EXACT : distance <= 1 ? YEAR_POSSIBLE : YEAR_LATE;
	}
	if (abs(distance) <= 1) {
		return distance == 0 ? YEAR_EXACT : YEAR_NEAR;
	}
	if (distance > 0) {
		return YEAR_LATE;
	}
	return release->year_trusted ? YEAR_EARLY : YEAR_POSSIBLE;
}

bool release_year_proves(const struct release *release, int candidate_year)
{
	bool pressed_again = !release->year_trusted && release->year >= STREAMING_YEAR;
	return release_year_fit(release, candidate_year) == YEAR_EXACT && !pressed_again;
}

bool release_is_first(const struct release *release, int candidate_year)
{
	bool described = false;
	for (size_t i = 0; i < release->album->format_count; i++) {
		described |= release->album->formats[i].description_count > 0;
	}
	bool old_music =
	    release->year >= STREAMING_YEAR && release->year - candidate_year >= REVIVAL_YEARS;
	return described && !release->reissue && !old_music;
}

#include "match/face.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/artist.h"
#include "match/fold.h"

#include <string.h>

bool face_is_placeholder(const char *url)
{
	static const char *const marks[] = {
	    "2a96cbd8b46e442fc41c2b86b821562f", /* Last.fm's star */
	    "c6f59c1e5e7240a4c0d427abd71f3dbb", /* its picture for an album without one */
	    "d41d8cd98f00b204e9800998ecf8427e", /* the hash of no bytes, as Deezer has it */
	    "/images/artist//",                 /* Deezer without an image */
	    "spacer.gif",                       /* Discogs */
	    "default-avatar",
	    "placeholder",
	    "no_image",
	    "noimage",
	};
	if (text_is_empty(url)) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (strstr(url, marks[i])) {
			return true;
		}
	}
	return false;
}

bool face_is_searchable(const struct credit *credit)
{
	struct arena *arena = arena_create();
	struct artist artist;
	artist_init(&artist, arena, credit);
	bool searchable = artist.kind == ARTIST_PERSON;
	arena_destroy(arena);
	return searchable;
}

static void nobody(struct image_facet *out, const char *reason)
{
	*out = (struct image_facet){.outcome = OUTCOME_ABSENT, .reason = reason};
}

static void somebody(struct image_facet *out, const struct candidate_artist *artist,
                     const char *reason)
{
	bool image = !face_is_placeholder(artist->image.url);
	*out = (struct image_facet){
	    .outcome = image ? OUTCOME_FOUND : OUTCOME_ABSENT,
	    .image = image ? artist->image : (struct image){0},
	    .spotify_id = artist->id,
	    .reason = image ? reason : "the artist has no image on Spotify",
	};
}

/* ---- known by id ---- */

static bool is_id(const char *one, const char *other)
{
	return !text_is_empty(one) && !text_is_empty(other) && strcmp(one, other) == 0;
}

static void somebody_with_id(struct image_facet *out, const char *id, const char *reason,
                             const struct candidates *answer)
{
	for (size_t i = 0; answer && i < answer->artist_count; i++) {
		if (is_id(answer->artists[i].id, id)) {
			somebody(out, &answer->artists[i], reason);
			return;
		}
	}
	*out = (struct image_facet){.outcome = OUTCOME_PENDING, .spotify_id = id, .reason = reason};
}

/* How many artists of the album have the credit's name, and alike well; the id of the first. */
static size_t count_on_album(const struct artist *artist, struct arena *arena,
                             const struct candidate_album *album, const char **id)
{
	size_t count = 0;
	enum agreement best = AGREES_UNKNOWN;
	for (size_t i = 0; album && i < album->artist_count; i++) {
		const struct candidate_artist *candidate = &album->artists[i];
		enum agreement agreement = artist_agrees(artist, arena, candidate, NULL);
		if (text_is_empty(candidate->id) || (count && is_id(*id, candidate->id))) {
			continue;
		}
		if (agreement > best) {
			best = agreement;
			*id = candidate->id;
			count = 1;
		} else if (count && agreement == best) {
			count++;
		}
	}
	return count;
}

/* ---- known by name ---- */

/* Of so few letters, a sign or an accent more is another artist: "M" and "-M-", "O" and "Ø". */
#define SHORT_NAME_LETTERS 3

static bool is_short(const char *folded)
{
	size_t letters = 0;
	for (; *folded; folded++) {
		letters += *folded != ' ';
	}
	return letters <= SHORT_NAME_LETTERS;
}

static bool has_name(const struct artist *artist, struct arena *arena,
                     const struct candidate_artist *candidate)
{
	if (artist_agrees(artist, arena, candidate, NULL) < AGREES_FOLDED) {
		return false;
	}
	bool same = !is_short(fold_text(arena, candidate->name));
	for (size_t i = 0; i < artist->spellings.count && !same; i++) {
		same = strcasecmp(artist->spellings.raw[i], candidate->name) == 0;
	}
	return same;
}

/* How many different artists have the name exactly, after folding; the last of them in `found`. */
static size_t count_namesakes(const struct artist *artist, struct arena *arena,
                              const struct candidate_artist *artists, size_t count,
                              const struct candidate_artist **found)
{
	size_t namesakes = 0;
	for (size_t i = 0; i < count; i++) {
		bool known = text_is_empty(artists[i].id);
		for (size_t j = 0; j < i && !known; j++) {
			known = is_id(artists[j].id, artists[i].id);
		}
		if (!known && has_name(artist, arena, &artists[i])) {
			*found = &artists[i];
			namesakes++;
		}
	}
	return namesakes;
}

static bool is_by(const struct candidate_album *album, const char *artist_id)
{
	for (size_t i = 0; i < album->artist_count; i++) {
		if (is_id(album->artists[i].id, artist_id)) {
			return true;
		}
	}
	return false;
}

/* Spotify may date an album a year behind its release. But a pressing's year is an upper bound of
 * the music's, so that an album of that very year says little. */
static bool is_by_then(const struct candidate_album *album, const struct face_hints *hints)
{
	int last = hints->year_trusted ? hints->year + 1 : hints->year - 1;
	return !hints->year || !album->year || album->year <= last;
}

/* What keeps the only one of the name from being the release's artist, NULL where nothing does:
 * who made its music had an album out by then, and one who has not is somebody else. */
static const char *objection(const struct candidates *answer, const char *artist_id,
                             const struct face_hints *hints)
{
	bool any = false, then = false;
	for (size_t i = 0; i < answer->album_count; i++) {
		const struct candidate_album *album = &answer->albums[i];
		if (!is_by(album, artist_id)) {
			continue;
		}
		any = true;
		then |= is_by_then(album, hints);
	}
	if (!any) {
		return "an artist on Spotify has this name, but no album found there shows that it "
		       "is this one";
	}
	if (!then) {
		return "no album found of the only artist with this name is old enough for this "
		       "release, so that it may be another one";
	}
	return hints->has_others ? "an artist on Spotify has this name, but none of the several "
	                           "albums here is verified to be theirs"
	                         : NULL;
}

/* By the artist's own name: the one printed on this record may be a first name, and anybody's. */
static void by_name(const struct credit *credit, struct arena *arena,
                    const struct candidates *answer, const struct face_hints *hints,
                    struct image_facet *out)
{
	const struct candidate_artist *found = NULL;
	struct credit own = *credit;
	struct artist artist;
	own.anv = NULL;
	artist_init(&artist, arena, &own);
	size_t namesakes =
	    answer ? count_namesakes(&artist, arena, answer->artists, answer->artist_count, &found)
		   : 0;
	const char *doubt = namesakes == 1 ? objection(answer, found->id, hints) : NULL;
	if (namesakes == 0) {
		nobody(out, "no artist found on Spotify has this name");
	} else if (namesakes > 1) {
		nobody(out, "several artists on Spotify have this name, and no verified album "
		            "tells which");
	} else if (artist.numbered) {
		nobody(out, "Discogs knows several artists of this name, and no verified album "
		            "tells which");
	} else if (doubt) {
		nobody(out, doubt);
	} else {
		somebody(out, found, "the only artist found with exactly this name");
		out->spotify_id =
		    NULL; /* a name is enough for a face, and no proof for later albums */
	}
}

void judge_artist(struct arena *arena, const struct credit *credit, const struct candidates *answer,
                  const struct candidate_album *verified, const struct face_hints *hints,
                  struct image_facet *out)
{
	struct artist artist;
	artist_init(&artist, arena, credit);
	if (artist.kind != ARTIST_PERSON) {
		nobody(out, "no artist, but several or unknown ones");
		return;
	}
	const char *id = NULL;
	size_t on_album = count_on_album(&artist, arena, verified, &id);
	if (on_album > 1) {
		nobody(out, "several artists of the verified album have this name");
	} else if (on_album == 1) {
		somebody_with_id(out, id, "the artist of the verified album", answer);
	} else if (!text_is_empty(credit->spotify_id)) {
		somebody_with_id(out, credit->spotify_id, "known from an earlier verified album",
		                 answer);
	} else {
		by_name(credit, arena, answer, hints, out);
	}
}

#include "match/credits.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"

#include <string.h>

/* An album by more artists than this is by these and others. */
#define ARTISTS_MAX 16
/* So many artists of one side may be one name on the other. */
#define JOINED_MAX 4

/* ---- the record's side ---- */

/* Appends a folded name without its "and"s, which are only one way to join names. */
static void join(struct buf *joined, const char *folded)
{
	while (*folded) {
		size_t length = strcspn(folded, " ");
		if (!(length == 3 && strncmp(folded, "and", 3) == 0)) {
			buf_append(joined, folded, length);
		}
		folded += length + (folded[length] == ' ');
	}
}

static struct title_scope scope_of(struct arena *arena, const struct credits *credits,
                                   const char *credit_text)
{
	size_t room = 2 * credits->count * SPELLINGS_MAX + 1, count = 0;
	const char **names = arena_alloc(arena, room, sizeof(*names));
	for (size_t i = 0; i < credits->count; i++) {
		const struct artist *artist = &credits->artists[i];
		for (size_t j = 0; j < artist->spellings.count && artist->kind == ARTIST_PERSON;
		     j++) {
			names[count++] = artist->spellings.folded[j];
		}
	}
	size_t own = count;
	if (credits->persons > 1) {
		names[count++] = credit_text;
	}
	for (size_t i = 0; i < own; i++) {
		const char *leader = artist_leader(arena, names[i]);
		if (leader) {
			names[count++] = leader;
		}
	}
	return (struct title_scope){.names = names, .count = count, .own = own};
}

/* "Robert Plant and Alison Krauss", as a title would name both. */
static const char *credit_text(struct arena *arena, const struct credits *credits)
{
	autobuf text = {0};
	for (size_t i = 0; i < credits->count; i++) {
		if (credits->artists[i].kind == ARTIST_PERSON) {
			buf_printf(&text, "%s%s", text.length ? " and " : "",
			           credits->artists[i].spellings.folded[0]);
		}
	}
	return arena_strndup(arena, text.bytes ? text.bytes : "", text.length);
}

void credits_init(struct credits *credits, struct arena *arena, const struct album *album)
{
	size_t count = album->credit_count < ARTISTS_MAX ? album->credit_count : ARTISTS_MAX;
	*credits = (struct credits){.count = count};
	credits->artists = arena_alloc(arena, count + 1, sizeof(*credits->artists));
	size_t several = 0;
	for (size_t i = 0; i < count; i++) {
		struct artist *artist = &credits->artists[i];
		artist_init(artist, arena, &album->credits[i]);
		if (artist->kind == ARTIST_PERSON) {
			credits->numbered |= credits->persons == 0 && artist->numbered;
			credits->persons++;
		}
		several += artist->kind == ARTIST_SEVERAL;
	}
	credits->several = several > 0 && credits->persons == 0;
	credits->scope = scope_of(arena, credits, credit_text(arena, credits));
}

/* ---- the candidate's side ---- */

struct matching {
	const struct credits *credits;
	const struct candidate_album *candidate;
	struct arena *arena;
	size_t count;                        /* of the candidate's artists that are looked at */
	struct spellings names[ARTISTS_MAX]; /* filled when first asked for */
	/* How far each has been found on the other side. */
	enum agreement artists[ARTISTS_MAX], candidates[ARTISTS_MAX];
	struct credits_match found;
};

static const struct spellings *names_of(struct matching *matching, size_t candidate)
{
	struct spellings *names = &matching->names[candidate];
	if (names->count == 0) {
		spellings_add(names, matching->arena, matching->candidate->artists[candidate].name);
	}
	return names;
}

static void raise_to(enum agreement *agreement, enum agreement least)
{
	if (*agreement < least) {
		*agreement = least;
	}
}

static void note(struct matching *matching, size_t artist, size_t candidate,
                 enum agreement agreement)
{
	raise_to(&matching->artists[artist], agreement);
	raise_to(&matching->candidates[candidate], agreement);
	if (agreement > matching->found.agreement) {
		matching->found.agreement = agreement;
	}
	if (!matching->found.artist) {
		matching->found.artist = &matching->candidate->artists[candidate];
	}
}

static void match_one_by_one(struct matching *matching)
{
	for (size_t i = 0; i < matching->credits->count; i++) {
		for (size_t j = 0; j < matching->count; j++) {
			enum agreement agreement =
			    artist_agrees(&matching->credits->artists[i], matching->arena,
			                  &matching->candidate->artists[j], &matching->names[j]);
			if (agreement == AGREES_OTHER_ID &&
			    matching->found.agreement < AGREES_OTHER_ID) {
				matching->found.agreement = AGREES_OTHER_ID;
			} else if (agreement > AGREES_OTHER_ID) {
				note(matching, i, j, agreement);
			}
		}
	}
}

/* Names one after the other, any of which may be one name on the other side. */
struct row {
	const char *names[ARTISTS_MAX]; /* folded */
	size_t count;
};

/* How much of the joined names `left` is this name, or its last word: "Cluster & Eno". */
static size_t joined_length(const char *left, const char *name, bool *by_last_word)
{
	const char *last = strrchr(name, ' ');
	const char *forms[] = {name, last ? last + 1 : name};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		autobuf form = {0};
		join(&form, forms[i]);
		if (form.bytes && text_starts(left, form.bytes)) {
			*by_last_word |= i > 0;
			return form.length;
		}
	}
	return 0;
}

/* Whether some of the row together are `wanted`, the first and the last of them: in full, or by
 * their last names. */
static enum agreement find_joined(const struct row *row, const char *wanted, size_t *first,
                                  size_t *last)
{
	autobuf whole = {0};
	join(&whole, wanted);
	for (size_t from = 0; whole.bytes && from + 1 < row->count; from++) {
		const char *left = whole.bytes;
		bool by_last_word = false;
		for (size_t to = from; to < row->count && to < from + JOINED_MAX; to++) {
			size_t length = joined_length(left, row->names[to], &by_last_word);
			left += length;
			if (length > 0 && !*left && to > from) {
				*first = from;
				*last = to;
				return by_last_word ? AGREES_ALIAS : AGREES_FOLDED;
			}
			if (length == 0 || !*left) {
				break;
			}
		}
	}
	return AGREES_NOT;
}

/* "John Lennon & Yoko Ono" is one artist here and two there. */
static void match_joined_candidates(struct matching *matching)
{
	struct row row = {.count = matching->count > 1 ? matching->count : 0};
	for (size_t j = 0; j < row.count; j++) {
		const struct spellings *names = names_of(matching, j);
		row.names[j] = names->count ? names->folded[0] : "";
	}
	for (size_t i = 0; i < matching->credits->count && row.count; i++) {
		const struct artist *artist = &matching->credits->artists[i];
		enum agreement agreement = AGREES_NOT;
		size_t first = 1, last = 0;
		if (artist->kind == ARTIST_PERSON && matching->artists[i] < AGREES_FOLDED) {
			agreement = find_joined(&row, artist->spellings.folded[0], &first, &last);
		}
		for (size_t j = first; j <= last; j++) {
			note(matching, i, j, agreement);
		}
	}
}

/* "Robert Plant & Alison Krauss" is one artist there and two here. */
static void match_joined_credits(struct matching *matching)
{
	const struct credits *credits = matching->credits;
	struct row row = {.count = credits->count > 1 ? credits->count : 0};
	for (size_t i = 0; i < row.count; i++) {
		const struct spellings *spellings = &credits->artists[i].spellings;
		row.names[i] = spellings->count ? spellings->folded[0] : "";
	}
	for (size_t j = 0; j < matching->count && row.count; j++) {
		const struct spellings *names = names_of(matching, j);
		enum agreement agreement = AGREES_NOT;
		size_t first = 1, last = 0;
		if (names->count && matching->candidates[j] < AGREES_FOLDED) {
			agreement = find_joined(&row, names->folded[0], &first, &last);
		}
		for (size_t i = first; i <= last; i++) {
			note(matching, i, j, agreement);
		}
	}
}

static enum artist_kind kind_of(const struct spellings *names)
{
	return names->count ? artist_kind_of(names->folded[0]) : ARTIST_NOBODY;
}

/* The first who is a person, on either side. */
static size_t first_person(const struct credits *credits)
{
	size_t i = 0;
	while (i + 1 < credits->count && credits->artists[i].kind != ARTIST_PERSON) {
		i++;
	}
	return i;
}

static size_t first_candidate(struct matching *matching)
{
	size_t j = 0;
	while (j + 1 < matching->count && matching->candidates[j] == AGREES_NOT &&
	       kind_of(names_of(matching, j)) != ARTIST_PERSON) {
		j++;
	}
	return j;
}

/* "Bach: Cello Suites", by Yo-Yo Ma: a composer may be named in the title alone. */
static bool is_in_title(const struct matching *matching, const struct artist *artist)
{
	const char *name = artist->spellings.count ? artist->spellings.folded[0] : "";
	const char *last = strrchr(name, ' ');
	last = last ? last + 1 : name;
	return matching->credits->scope.classical && *last &&
	       fold_has_words(fold_text(matching->arena, matching->candidate->name), last);
}

/* The first of both must be the same, or at least two in common: "Vitamin String Quartet,
 * Radiohead" is not Radiohead. */
static void judge_completeness(struct matching *matching)
{
	struct credits_match *found = &matching->found;
	bool tribute = false;
	for (size_t i = 0; i < matching->credits->count; i++) {
		found->matched += matching->artists[i] != AGREES_NOT ||
		                  is_in_title(matching, &matching->credits->artists[i]);
	}
	for (size_t j = 0; j < matching->count; j++) {
		if (matching->candidates[j] == AGREES_NOT &&
		    kind_of(names_of(matching, j)) == ARTIST_PERSON) {
			found->strangers = true;
			tribute |= artist_is_tribute(matching->names[j].folded[0]);
		}
	}
	bool first = matching->candidates[first_candidate(matching)] != AGREES_NOT &&
	             matching->artists[first_person(matching->credits)] != AGREES_NOT;
	if (tribute) {
		found->agreement = AGREES_NOT;
	} else if (!first && found->matched < 2) {
		found->agreement = AGREES_PARTLY;
	}
}

/* A mix or a soundtrack: "Various Artists", or "Various" in one of their languages. */
static void match_several(struct matching *matching)
{
	for (size_t j = 0; j < matching->count; j++) {
		if (kind_of(names_of(matching, j)) == ARTIST_SEVERAL) {
			matching->found.agreement = AGREES_FOLDED;
			matching->found.artist = &matching->candidate->artists[j];
			return;
		}
	}
}

struct credits_match credits_match(const struct credits *credits, struct arena *arena,
                                   const struct candidate_album *candidate)
{
	struct matching matching = {.credits = credits, .candidate = candidate, .arena = arena};
	matching.count =
	    candidate->artist_count < ARTISTS_MAX ? candidate->artist_count : ARTISTS_MAX;
	if (matching.count == 0) {
		matching.found.agreement = AGREES_UNKNOWN;
		return matching.found;
	}
	if (credits->several) {
		match_several(&matching);
		return matching.found;
	}
	match_one_by_one(&matching);
	match_joined_candidates(&matching);
	match_joined_credits(&matching);
	if (matching.found.artist) {
		judge_completeness(&matching);
	}
	return matching.found;
}

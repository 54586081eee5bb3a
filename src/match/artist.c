#include "match/artist.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/fold.h"

#include <ctype.h>
#include <string.h>

/* No name is longer; what is gets cut, so that a hostile one costs no more. */
#define NAME_MAX_BYTES 512

static bool is_word_of(const char *const *list, size_t count, const char *word, size_t length)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(list[i]) == length && memcmp(list[i], word, length) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_listed(const char *const *list, size_t count, const char *folded)
{
	return is_word_of(list, count, folded, strlen(folded));
}

/* ---- names that are none ---- */

/* Folded; the Japanese ones are オムニバス and ヴァリアス・アーティスト. */
static const char *const several[] = {
    "various",
    "various artists",
    "various artist",
    "v a",
    "v v a a",
    "aa vv",
    "aavv",
    "vvaa",
    "verschiedene",
    "verschiedene interpreten",
    "verschiedene kunstler",
    "diverse",
    "diverse interpreten",
    "diverse artister",
    "diverse artiesten",
    "divers",
    "divers artistes",
    "divers interpretes",
    "artistes divers",
    "artistes varies",
    "interpretes divers",
    "multi interpretes",
    "varios",
    "varios artistas",
    "varios interpretes",
    "artistas varios",
    "vari",
    "artisti vari",
    "autori vari",
    "interpreti vari",
    "raznye",
    "raznye ispolniteli",
    "omunibasu",
    "variasu",
    "variasu atisuto",
    "variasu atisutsu",
};

/* Nobody to look for: unknown, the people, or company. */
static const char *const nobody[] = {
    "unknown artist",
    "unknown artists",
    "artiste inconnu",
    "artista sconosciuto",
    "artista desconocido",
    "unbekannter kunstler",
    "no artist",
    "anonymous",
    "anonyme",
    "anonym",
    "anonimo",
    "traditional",
    "traditionnel",
    "traditionell",
    "tradicional",
    "tradizionale",
    "trad",
    "folklore",
    "original cast",
    "guest",
    "guests",
    "friends",
    "and friends",
    "others",
};

enum artist_kind artist_kind_of(const char *folded_name)
{
	if (is_listed(several, ARRAY_LEN(several), folded_name)) {
		return ARTIST_SEVERAL;
	}
	return is_listed(nobody, ARRAY_LEN(nobody), folded_name) ? ARTIST_NOBODY : ARTIST_PERSON;
}

bool artist_is_tribute(const char *folded_name)
{
	static const char *const words[] = {"tribute", "tributes",   "karaoke",    "lullaby",
	                                    "covers",  "cover band", "made famous"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (fold_has_words(folded_name, words[i])) {
			return true;
		}
	}
	return false;
}

/* ---- one artist's spellings ---- */

/* The length without " (2)": a space and a number in brackets at the very end. */
static size_t without_number(const char *name, size_t length)
{
	size_t at = length;
	if (at == 0 || name[--at] != ')') {
		return length;
	}
	while (at > 0 && isdigit((unsigned char)name[at - 1])) {
		at--;
	}
	bool numbered = at + 1 < length && at >= 3 && name[at - 1] == '(' && name[at - 2] == ' ';
	return numbered ? at - 2 : length;
}

/* The length without the web site's mark of a name variation: "Cher*". */
static size_t without_star(const char *name)
{
	size_t length = strlen(name);
	return length > 1 && name[length - 1] == '*' ? length - 1 : length;
}

const char *artist_plain_name(struct arena *arena, const char *name)
{
	size_t length = without_star(name);
	size_t plain = without_number(name, length);
	if (plain > 5 && strncmp(name + plain - 5, ", The", 5) == 0) {
		return arena_printf(arena, "The %.*s", (int)(plain - 5), name);
	}
	return plain == strlen(name) ? name : arena_strndup(arena, name, plain);
}

static void add_one(struct spellings *spellings, struct arena *arena, const char *name)
{
	const char *readings[FOLD_READINGS_MAX];
	for (size_t i = 0; i < spellings->count; i++) {
		if (strcmp(spellings->raw[i], name) == 0) {
			return;
		}
	}
	size_t count = fold_readings(arena, name, readings);
	for (size_t i = 0; i < count && spellings->count < SPELLINGS_MAX; i++) {
		if (*readings[i]) {
			spellings->raw[spellings->count] = name;
			spellings->folded[spellings->count++] = readings[i];
		}
	}
}

void spellings_add(struct spellings *spellings, struct arena *arena, const char *name)
{
	name = arena_strndup(arena, name, text_cut(name, NAME_MAX_BYTES));
	const char *divider = strstr(name, " = ");
	add_one(spellings, arena, name);
	while (divider && spellings->count < SPELLINGS_MAX) {
		add_one(spellings, arena, arena_strndup(arena, name, (size_t)(divider - name)));
		name = divider + 3;
		divider = strstr(name, " = ");
		if (!divider) {
			add_one(spellings, arena, name);
		}
	}
}

void artist_init(struct artist *artist, struct arena *arena, const struct credit *credit)
{
	*artist = (struct artist){.credit = credit};
	const char *texts[] = {credit->name, credit->anv, credit->raw_name};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!text_is_empty(texts[i])) {
			spellings_add(&artist->spellings, arena,
			              artist_plain_name(arena, texts[i]));
		}
	}
	const char *raw = credit->raw_name ? credit->raw_name : credit->name;
	artist->numbered = raw && without_number(raw, without_star(raw)) != without_star(raw);
	bool named = artist->spellings.count > 0;
	/* A numbered "Anonymous (4)" is somebody. */
	artist->kind = !named             ? ARTIST_NOBODY
	               : artist->numbered ? ARTIST_PERSON
	                                  : artist_kind_of(artist->spellings.folded[0]);
}

/* ---- aliases ---- */

/* What a group calls itself behind its leader's name; so do some that only play his music. */
static const char *const groups[] = {"trio",       "quartet", "quintet",  "sextet",    "septet",
                                     "octet",      "nonet",   "quartett", "quintett",  "combo",
                                     "experience", "group",   "band",     "orchestra", "ensemble",
                                     "big band",   "arkestra"};
enum { SMALL_GROUPS = 10 };

/* "jimi hendrix experience" has the leader "jimi hendrix": gives the length of his name, 0 when
 * the name tells of none. `small` says that the rest is a small group, or the leader's band. */
static size_t leader_length(const char *name, bool *small)
{
	static const char *const links[] = {" and the ", " and his ", " and her ", " with the ",
	                                    " with his "};
	*small = true;
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		const char *link = strstr(name, links[i]);
		if (link && link > name) {
			*small = !fold_has_words(link, "orchestra") &&
			         !fold_has_words(link, "philharmonic") &&
			         !fold_has_words(link, "symphony");
			return (size_t)(link - name);
		}
	}
	for (size_t i = ARRAY_LEN(groups); i-- > 0;) {
		size_t length = strlen(name), tail = strlen(groups[i]);
		bool ends = length > tail + 1 && text_ends(name, groups[i]) &&
		            name[length - tail - 1] == ' ';
		if (ends && memchr(name, ' ', length - tail - 1)) { /* a first and a last name */
			*small = i < SMALL_GROUPS;
			return length - tail - 1;
		}
	}
	return 0;
}

const char *artist_leader(struct arena *arena, const char *folded_name)
{
	bool small;
	const char *name = fold_without_article(folded_name);
	size_t length = leader_length(name, &small);
	return length > 0 && small ? arena_strndup(arena, name, length) : NULL;
}

/* Whether `name` is the leader of `group`: by a full name, by one word, or not. */
static enum agreement leads(struct arena *arena, const char *name, const char *group, bool any_size)
{
	bool small;
	group = fold_without_article(group);
	name = fold_without_article(name);
	size_t length = leader_length(group, &small);
	bool leader = length > 0 && (small || any_size) && !artist_is_tribute(group) &&
	              fold_same(name, arena_strndup(arena, group, length));
	return !leader ? AGREES_NOT : strchr(name, ' ') ? AGREES_ALIAS : AGREES_LEADER;
}

/* "Ms. Lauryn Hill" is Lauryn Hill; but "Mr. Oizo" has no other name. */
static const char *without_address(const char *name)
{
	static const char *const addresses[] = {"ms ", "mr ", "mrs ", "miss ", "sir ", "dame "};
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		size_t length = strlen(addresses[i]);
		if (text_starts(name, addresses[i]) && strchr(name + length, ' ')) {
			return name + length;
		}
	}
	return name;
}

/* "John Cougar Mellencamp" and "Jorge Ben Jor" have a word more than the name they also use; but a
 * junior or a band of that name is somebody else. */
static bool adds_word(const char *longer, const char *name)
{
	static const char *const others[] = {"jr",   "sr",    "junior", "senior",  "ii",
	                                     "iii",  "uk",    "us",     "project", "revival",
	                                     "show", "sound", "legacy", "songbook"};
	size_t same = 0, last = 0;
	while (name[same] && name[same] == longer[same]) {
		last = name[same] == ' ' ? same + 1 : last;
		same++;
	}
	bool behind = !name[same] && longer[same] == ' ';
	const char *word = behind ? longer + same + 1 : longer + last;
	size_t length = strcspn(word, " ");
	const char *rest = word + length;
	bool telling = is_word_of(others, ARRAY_LEN(others), word, length) ||
	               is_word_of(groups, ARRAY_LEN(groups), word, length);
	return !telling && strchr(name, ' ') && !artist_is_tribute(longer) &&
	       (behind ? !*rest : last > 0 && *rest && strcmp(rest + 1, name + last) == 0);
}

/* "Yusuf / Cat Stevens" has two names. */
static bool has_name(const struct spellings *spellings, struct arena *arena, const char *raw)
{
	struct spellings parts = {0};
	const char *divider = strstr(raw, " / ");
	if (!divider) {
		return false;
	}
	add_one(&parts, arena, arena_strndup(arena, raw, (size_t)(divider - raw)));
	add_one(&parts, arena, divider + 3);
	for (size_t i = 0; i < spellings->count; i++) {
		for (size_t j = 0; j < parts.count; j++) {
			if (fold_same(spellings->folded[i], parts.folded[j])) {
				return true;
			}
		}
	}
	return false;
}

/* "Nirvana (UK, 1967)": what tells a numbered artist from his namesakes over there. */
static bool is_told_apart(const struct artist *artist, struct arena *arena, const char *raw)
{
	const char *open = strrchr(raw, '(');
	if (!artist->numbered || !open || open < raw + 2 || open[-1] != ' ' ||
	    !text_ends(raw, ")")) {
		return false;
	}
	const char *plain = fold_text(arena, arena_strndup(arena, raw, (size_t)(open - 1 - raw)));
	for (size_t i = 0; i < artist->spellings.count; i++) {
		if (fold_same(artist->spellings.folded[i], plain)) {
			return true;
		}
	}
	return false;
}

static enum agreement better(enum agreement one, enum agreement other)
{
	return one > other ? one : other;
}

static enum agreement alias_agrees(const struct artist *artist, struct arena *arena,
                                   const struct spellings *candidate)
{
	const struct spellings *own = &artist->spellings;
	enum agreement best = AGREES_NOT;
	if (has_name(own, arena, candidate->raw[0]) ||
	    is_told_apart(artist, arena, candidate->raw[0])) {
		return AGREES_ALIAS;
	}
	for (size_t i = 0; i < own->count; i++) {
		for (size_t j = 0; j < candidate->count; j++) {
			const char *name = own->folded[i], *other = candidate->folded[j];
			const char *plain = fold_without_article(name);
			if (fold_same(plain, fold_without_article(other))) {
				/* The Smashing Pumpkins are Smashing Pumpkins; The Band is not any
				 * Band. */
				return strchr(plain, ' ') ? AGREES_FOLDED : AGREES_ALIAS;
			}
			if (fold_same(without_address(name), without_address(other))) {
				return AGREES_ALIAS;
			}
			if (adds_word(name, other) || adds_word(other, name)) {
				best = better(best, AGREES_LEADER);
			}
			best = better(best, leads(arena, other, name, true));
			best = better(best, leads(arena, name, other, false));
		}
	}
	return best;
}

/* ---- agreement ---- */

static bool is_spelled(const struct spellings *spellings, const char *raw)
{
	for (size_t i = 0; i < spellings->count; i++) {
		if (strcmp(spellings->raw[i], raw) == 0) {
			return true;
		}
	}
	return false;
}

static bool same_folded(const struct spellings *one, const struct spellings *other)
{
	for (size_t i = 0; i < one->count; i++) {
		for (size_t j = 0; j < other->count; j++) {
			if (fold_same(one->folded[i], other->folded[j])) {
				return true;
			}
		}
	}
	return false;
}

static enum agreement name_agrees(const struct artist *artist, struct arena *arena,
                                  const char *name, struct spellings *names)
{
	struct spellings own = {0};
	if (is_spelled(&artist->spellings, name)) {
		return AGREES_EXACTLY;
	}
	names = names ? names : &own;
	if (names->count == 0) {
		spellings_add(names, arena, name);
	}
	if (names->count == 0) {
		return AGREES_NOT;
	}
	if (same_folded(&artist->spellings, names)) {
		return AGREES_FOLDED;
	}
	return alias_agrees(artist, arena, names);
}

enum agreement artist_agrees(const struct artist *artist, struct arena *arena,
                             const struct candidate_artist *candidate,
                             struct spellings *candidate_names)
{
	const char *known = artist->credit->spotify_id;
	bool both = !text_is_empty(known) && !text_is_empty(candidate->id);
	if (artist->kind != ARTIST_PERSON) {
		return AGREES_NOT;
	}
	if (both && strcmp(known, candidate->id) == 0) {
		return AGREES_BY_ID;
	}
	enum agreement agreement = name_agrees(artist, arena, candidate->name, candidate_names);
	return both && agreement != AGREES_NOT ? AGREES_OTHER_ID : agreement;
}

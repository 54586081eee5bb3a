#include "prose/years.h"

#include "base/arena.h"
#include "base/mem.h"
#include "prose/known.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/word.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_YEAR 1000
#define LAST_YEAR 2099

struct claim {
	int value;
	bool decade;
	bool is_short; /* no century: "'77", "années 70" */
	size_t end;    /* the word behind it */
};

struct claims {
	struct claim *all;
	size_t count;
};

/* What a decade's number stands behind: "années 70", "anni '70". */
static const char *const leads[] = {"annees", "anni",     "anos",   "decennie",
                                    "decada", "decennio", "decenio"};

/* Between two decades that share one such word. */
static const char *const links[] = {"a",    "and", "au", "aux", "bis", "e", "o",
                                    "oder", "or",  "ou", "to",  "u",   "y", "fino"};

/* "1970s", "70er", "in den 70ern" */
static const char *const decade_endings[] = {"s", "er", "ern", "ers", "ies"};

static const struct decade_word {
	const char *phrase; /* the longer of two that begin alike comes first */
	int decade;
	bool needs_lead; /* a plain number else */
} decade_words[] = {
    {"twenties", 20, false},     {"thirties", 30, false},    {"forties", 40, false},
    {"fifties", 50, false},      {"sixties", 60, false},     {"seventies", 70, false},
    {"eighties", 80, false},     {"nineties", 90, false},    {"noughties", 0, false},
    {"zwanziger*", 20, false},   {"dreissiger*", 30, false}, {"vierziger*", 40, false},
    {"funfziger*", 50, false},   {"sechziger*", 60, false},  {"siebziger*", 70, false},
    {"achtziger*", 80, false},   {"neunziger*", 90, false},  {"quatre vingt dix", 90, true},
    {"quatre vingt*", 80, true}, {"soixante dix", 70, true}, {"soixante", 60, true},
    {"cinquante", 50, true},     {"quarante", 40, true},     {"trente", 30, true},
    {"vingt", 20, true},         {"venti", 20, true},        {"trenta", 30, true},
    {"quaranta", 40, true},      {"cinquanta", 50, true},    {"sessanta", 60, true},
    {"settanta", 70, true},      {"ottanta", 80, true},      {"novanta", 90, true},
    {"veinte", 20, true},        {"treinta", 30, true},      {"cuarenta", 40, true},
    {"cincuenta", 50, true},     {"sesenta", 60, true},      {"setenta", 70, true},
    {"ochenta", 80, true},       {"noventa", 90, true},
};

/* Who are in their thirties is no decade. */
static const char *const owners[] = {"her", "his", "my", "our", "their", "your"};

static const char *const spelled_out[] = {
    "mil neuf cent*",  "mille neuf cent*", "neunzehnhundert*", "nineteen hundred",
    "nineteen fifty",  "nineteen sixty",   "nineteen seventy", "nineteen eighty",
    "nineteen ninety", "millenovecento*",  "mil novecientos"};

static size_t count_digits(const char *folded)
{
	return strspn(folded, "0123456789");
}

/* "1977-78", "anni '70/'80": a dash or a slash, and no space. */
static bool is_dashed(const struct word *word)
{
	static const char *const gaps[] = {"-", "–", "/", "‑", "-'", "–'", "/'", "-’", "–’", "/’"};
	for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
		if (word_gap_is(word, gaps[i])) {
			return true;
		}
	}
	return false;
}

/* "20 ans" behind "et" are no twenties. */
static bool is_counted(const struct word *words, size_t at, size_t count)
{
	static const char *const units[] = {"ans",    "annees", "years",   "jahre",    "jahren",
	                                    "anni",   "anos",   "minutes", "minuti",   "minutos",
	                                    "titres", "tracks", "songs",   "chansons", "minuten"};
	return at + 1 < count && word_in(words[at + 1].folded, units, ARRAY_LEN(units));
}

static bool gap_ends_with_apostrophe(const struct word *word)
{
	static const char curly[] = "’", turned[] = "‘";
	size_t length;
	const char *gap = word_gap(word, &length);
	return (length > 1 && gap[length - 1] == '\'') ||
	       (length > 3 && (memcmp(gap + length - 3, curly, 3) == 0 ||
	                       memcmp(gap + length - 3, turned, 3) == 0));
}

/* "anni" before "70"; or the decade before "e 80", "-80". */
static bool is_led(const struct word *words, size_t at, size_t count, const struct claims *claims)
{
	if (at == 0 || words[at].opens) {
		return false;
	}
	if (word_in(words[at - 1].folded, leads, ARRAY_LEN(leads))) {
		return true;
	}
	const struct claim *last = claims->count > 0 ? &claims->all[claims->count - 1] : NULL;
	if (!last || !last->decade || is_counted(words, at, count)) {
		return false;
	}
	return (last->end == at && is_dashed(&words[at - 1])) ||
	       (last->end + 1 == at && word_in(words[last->end].folded, links, ARRAY_LEN(links)));
}

/* The "s" of "70's". */
static bool has_possessive(const struct word *words, size_t at, size_t count)
{
	return at + 1 < count && word_is_elided(&words[at]) && word_is(&words[at + 1], "s");
}

/* Part of "3.1415" or "10,000": a list of years and "12.03.1977" are none. */
static bool is_fraction(const struct word *words, size_t at)
{
	if (at == 0 || !(word_gap_is(&words[at - 1], ".") || word_gap_is(&words[at - 1], ","))) {
		return false;
	}
	const char *before = words[at - 1].folded;
	bool number = count_digits(before) == strlen(before);
	bool date =
	    at > 1 && word_gap_is(&words[at - 2], ".") && count_digits(words[at - 2].folded);
	return number && count_digits(before) != 4 && !date;
}

static bool read_long(const struct word *words, size_t at, size_t count,
                      const struct claims *claims, struct claim *out)
{
	const char *ending = words[at].folded + 4;
	bool marked = word_in(ending, decade_endings, ARRAY_LEN(decade_endings));
	int value = atoi(words[at].folded);
	if (value < FIRST_YEAR || value > LAST_YEAR || is_fraction(words, at) ||
	    (*ending && !marked && !(*ending & 0x80))) { /* "1080p" */
		return false;
	}
	bool decade =
	    marked || is_led(words, at, count, claims) || has_possessive(words, at, count);
	*out = (struct claim){.value = value, .decade = decade && value % 10 == 0, .end = at + 1};
	return true;
}

/* The second half of "1977-78". */
static bool ends_range(const struct word *words, size_t at, const struct claims *claims)
{
	const struct claim *last = claims->count > 0 ? &claims->all[claims->count - 1] : NULL;
	return last && !last->decade && !last->is_short && last->end == at &&
	       is_dashed(&words[at - 1]);
}

/* "'77", "nell'77"; "l'11" is a day. */
static bool is_clipped_year(const struct word *words, size_t at, int value)
{
	static const char *const elided[] = {"nell", "dell", "dall"};
	return at > 0 && (gap_ends_with_apostrophe(&words[at - 1]) ||
	                  (value >= 40 && word_is_elided(&words[at - 1]) &&
	                   word_in(words[at - 1].folded, elided, ARRAY_LEN(elided))));
}

static bool read_short(const struct word *words, size_t at, size_t count,
                       const struct claims *claims, struct claim *out)
{
	const char *ending = words[at].folded + 2;
	int value = atoi(words[at].folded);
	bool round = value % 10 == 0;
	*out = (struct claim){.value = value, .is_short = true, .end = at + 1};
	if (*ending) {
		out->decade = round && word_in(ending, decade_endings, ARRAY_LEN(decade_endings));
		return out->decade;
	}
	if (ends_range(words, at, claims)) {
		out->value += claims->all[claims->count - 1].value / 100 * 100;
		out->is_short = false;
		return true;
	}
	out->decade =
	    round && (is_led(words, at, count, claims) || has_possessive(words, at, count));
	return out->decade || is_clipped_year(words, at, value);
}

static bool read_decade_word(const struct word *words, size_t at, size_t count,
                             const struct claims *claims, struct claim *out)
{
	for (size_t i = 0; i < ARRAY_LEN(decade_words); i++) {
		const struct decade_word *word = &decade_words[i];
		size_t taken = word->phrase[0] == words[at].folded[0]
		                   ? word_phrase(words + at, count - at, word->phrase)
		                   : 0;
		if (taken == 0) {
			continue;
		}
		bool los = at > 0 && word_is(&words[at - 1], "los"); /* "en los setenta" */
		bool owned = at > 0 && word_in(words[at - 1].folded, owners, ARRAY_LEN(owners));
		*out = (struct claim){
		    .value = word->decade, .decade = true, .is_short = true, .end = at + taken};
		return word->needs_lead ? los || is_led(words, at, count, claims) : !owned;
	}
	return false;
}

static bool read_claim(const struct word *words, size_t at, size_t count,
                       const struct claims *claims, struct claim *out)
{
	switch (count_digits(words[at].folded)) {
	case 0:
		return read_decade_word(words, at, count, claims, out);
	case 2:
		return read_short(words, at, count, claims, out);
	case 4:
		return read_long(words, at, count, claims, out);
	default:
		return false;
	}
}

/* `claims` has room for one from each word. */
static void find_claims(const struct word *words, size_t count, struct claims *claims)
{
	for (size_t i = 0; i < count;) {
		struct claim *next = &claims->all[claims->count];
		bool found = read_claim(words, i, count, claims, next);
		claims->count += found;
		i = found ? next->end : i + 1;
	}
}

/* A year stands for its decade, and says it in full where only its end is asked for. */
static bool agrees(const struct claim *claim, const struct claim *fact)
{
	int modulus = claim->is_short || fact->is_short ? 100 : LAST_YEAR + 1;
	int said = claim->value % modulus, known = fact->value % modulus;
	return claim->decade ? said / 10 == known / 10 : !fact->decade && said == known;
}

static bool agrees_with_any(const struct claim *claim, const struct claims *facts)
{
	for (size_t i = 0; i < facts->count; i++) {
		if (agrees(claim, &facts->all[i])) {
			return true;
		}
	}
	return false;
}

static struct claims find_facts(const struct passage *passage)
{
	const struct known *known = passage->known;
	const int years[] = {known->facts->original_year, known->facts->pressing_year};
	size_t room = ARRAY_LEN(years) + 1;
	for (size_t i = 0; i < known->text_count; i++) {
		room += known->texts[i].word_count;
	}
	struct claims facts = {.all = arena_alloc(passage->arena, room, sizeof(*facts.all))};
	for (size_t i = 0; i < ARRAY_LEN(years); i++) {
		if (years[i] > 0) {
			facts.all[facts.count++] = (struct claim){.value = years[i]};
		}
	}
	for (size_t i = 0; i < known->text_count; i++) {
		struct claims found = {.all = facts.all + facts.count};
		find_claims(known->texts[i].words, known->texts[i].word_count, &found);
		facts.count += found.count;
	}
	return facts;
}

static const char *spelled_fault(const struct passage *passage)
{
	for (size_t i = 0; i < passage->word_count; i++) {
		const struct word *first = &passage->words[i];
		size_t taken = word_phrases(first, passage->word_count - i, spelled_out,
		                            ARRAY_LEN(spelled_out));
		const struct word *last = first + taken - 1;
		if (taken > 0 &&
		    !known_has_text(passage->arena, passage->known, first->start,
		                    (size_t)(last->start + last->length - first->start))) {
			return "a year that is written in words is not among the facts";
		}
	}
	return NULL;
}

const char *years_fault(const struct passage *passage)
{
	struct claims facts = find_facts(passage);
	struct claims claims = {
	    .all = arena_alloc(passage->arena, passage->word_count + 1, sizeof(*claims.all))};
	find_claims(passage->words, passage->word_count, &claims);
	for (size_t i = 0; i < claims.count; i++) {
		const struct claim *claim = &claims.all[i];
		const struct word *last = &passage->words[claim->end - 1];
		if (agrees_with_any(claim, &facts) ||
		    (claim->is_short && !claim->decade &&
		     known_has_word(passage->arena, passage->known, last))) {
			continue;
		}
		return arena_printf(passage->arena,
		                    claim->decade ? "no year of the decade %s%d is among the facts"
		                    : claim->is_short ? "the year %s%02d is not among the facts"
		                                      : "the year %s%d is not among the facts",
		                    claim->is_short ? "'" : "", claim->value);
	}
	return spelled_fault(passage);
}

#include "prose/language.h"

#include "base/mem.h"
#include "match/latin.h"
#include "prose/passage.h"
#include "prose/prose.h"
#include "prose/word.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* So many more small words of another language, and twice as many, make a sentence foreign. */
#define FOREIGN_LEAD 3
/* A text of so many words has some small ones, at least one in so many. */
#define WORDS_TO_JUDGE 12
#define WORDS_PER_SMALL 12
/* Fewer letters of another script may be a name. */
#define FOREIGN_LETTERS 12

/* The longest of the small words, in letters. */
#define LONGEST_WORD 8

/* With a NULL behind the last. */
#define WORDS_MAX 128

/* Folded, so without "et", "und" and "and", which fold alike. A word that several languages have
 * counts for each of them, and so for none. */
static const struct language {
	const char *code;
	const char *words[WORDS_MAX];
} languages[] = {
    {"fr",
     {"a",       "ai",     "ainsi", "apres",   "au",   "aussi",   "autour",   "aux",    "avant",
      "avec",    "c",      "ce",    "certes",  "ces",  "cet",     "cette",    "chaque", "chez",
      "comme",   "contre", "d",     "dans",    "de",   "depuis",  "derriere", "des",    "devant",
      "dont",    "du",     "elle",  "elles",   "en",   "encore",  "entre",    "est",    "etre",
      "fait",    "fut",    "grace", "hors",    "ici",  "il",      "ils",      "jamais", "jusqu",
      "l",       "la",     "le",    "les",     "leur", "leurs",   "lorsque",  "lui",    "mais",
      "malgre",  "meme",   "n",     "ne",      "nous", "on",      "ont",      "ou",     "par",
      "parfois", "parmi",  "pas",   "pendant", "peu",  "plus",    "pour",     "puis",   "qu",
      "quand",   "que",    "qui",   "rien",    "s",    "sa",      "sans",     "se",     "selon",
      "ses",     "si",     "son",   "sont",    "sous", "souvent", "sur",      "tandis", "tant",
      "tout",    "toute",  "tres",  "un",      "une",  "vers",    "voici",    "voila",  "y"}},
    {"en", {"a",     "about",    "above",   "across",  "after",   "against", "all",     "along",
            "also",  "although", "among",   "an",      "another", "are",     "around",  "as",
            "at",    "be",       "because", "been",    "before",  "behind",  "between", "beyond",
            "both",  "but",      "by",      "despite", "during",  "each",    "even",    "every",
            "for",   "from",     "has",     "have",    "her",     "here",    "his",     "how",
            "if",    "in",       "into",    "is",      "it",      "its",     "just",    "like",
            "more",  "most",     "never",   "not",     "nothing", "of",      "on",      "one",
            "only",  "or",       "out",     "over",    "perhaps", "s",       "she",     "since",
            "so",    "some",     "still",   "than",    "that",    "the",     "their",   "them",
            "then",  "there",    "these",   "they",    "this",    "though",  "through", "to",
            "under", "unlike",   "until",   "up",      "was",     "were",    "what",    "when",
            "where", "which",    "while",   "who",     "with",    "without", "yet",     "you"}},
    {"de",
     {"ab",      "aber",   "alles",  "als",    "am",    "an",      "auch",   "auf",   "aus",
      "bei",     "beim",   "bis",    "bleibt", "da",    "dabei",   "dann",   "das",   "dass",
      "dazu",    "dem",    "den",    "denn",   "der",   "des",     "die",    "diese", "diesem",
      "dieser",  "dieses", "doch",   "durch",  "ein",   "eine",    "einem",  "einen", "einer",
      "eines",   "er",     "es",     "etwas",  "fur",   "gegen",   "gibt",   "hat",   "hier",
      "hinter",  "ihr",    "ihre",   "im",     "immer", "in",      "ins",    "ist",   "jede",
      "jeder",   "jedes",  "kein",   "keine",  "mal",   "man",     "manche", "mit",   "nach",
      "neben",   "nicht",  "nichts", "nie",    "noch",  "nur",     "ob",     "oder",  "ohne",
      "schon",   "sehr",   "sein",   "seine",  "seit",  "selbst",  "sich",   "sie",   "sind",
      "so",      "statt",  "trotz",  "uber",   "um",    "unter",   "vom",    "von",   "vor",
      "wahrend", "war",    "was",    "weil",   "wenn",  "wer",     "werden", "wie",   "wieder",
      "wird",    "wo",     "zu",     "zum",    "zur",   "zwischen"}},
    {"it",
     {"a",       "ad",     "ai",     "al",    "alla",     "alle",    "anche",  "ancora", "che",
      "chi",     "ci",     "col",    "come",  "con",      "contro",  "cui",    "d",      "da",
      "dagli",   "dai",    "dal",    "dalla", "dalle",    "davanti", "degli",  "dei",    "del",
      "dell",    "della",  "delle",  "dello", "dentro",   "di",      "dietro", "dopo",   "dove",
      "durante", "e",      "ed",     "forse", "fra",      "gli",     "grazie", "ha",     "i",
      "il",      "in",     "l",      "la",    "le",       "lo",      "loro",   "ma",     "mai",
      "mentre",  "nei",    "nel",    "nell",  "nella",    "nelle",   "non",    "o",      "ogni",
      "oltre",   "per",    "perche", "piu",   "poi",      "prima",   "quando", "quasi",  "quella",
      "quello",  "questa", "questo", "se",    "secondo",  "sempre",  "senza",  "si",     "sia",
      "solo",    "sono",   "sopra",  "sotto", "sua",      "sue",     "sugli",  "sui",    "sul",
      "sulla",   "suo",    "suoi",   "tra",   "tuttavia", "tutto",   "un",     "una",    "uno",
      "verso"}},
    {"es",
     {"a",       "ademas",   "al",     "ante",    "antes",  "aqui",   "asi",   "aun",   "aunque",
      "bajo",    "cada",     "como",   "con",     "contra", "cuando", "de",    "del",   "desde",
      "despues", "detras",   "donde",  "durante", "e",      "el",     "ella",  "ellos", "en",
      "entre",   "es",       "esa",    "ese",     "esta",   "este",   "estos", "fue",   "gracias",
      "ha",      "hacia",    "hasta",  "hay",     "la",     "las",    "le",    "lo",    "los",
      "mas",     "mientras", "muy",    "nada",    "ni",     "no",     "nunca", "o",     "para",
      "pero",    "por",      "porque", "que",     "quien",  "quiza",  "se",    "segun", "ser",
      "si",      "siempre",  "sin",    "sobre",   "son",    "su",     "sus",   "tal",   "tambien",
      "tan",     "todo",     "tras",   "un",      "una",    "unas",   "uno",   "unos",  "y",
      "ya"}},
};

static const struct language *find_language(const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		if (strcmp(languages[i].code, code) == 0) {
			return &languages[i];
		}
	}
	return &languages[0];
}

static bool has_word(const struct language *language, const char *folded)
{
	if (strlen(folded) > LONGEST_WORD) {
		return false;
	}
	for (const char *const *word = language->words; *word; word++) {
		if (**word == *folded && strcmp(*word, folded) == 0) {
			return true;
		}
	}
	return false;
}

bool language_has_word(const char *code, const char *folded)
{
	return has_word(find_language(code), folded);
}

struct tally {
	size_t small[ARRAY_LEN(languages)];
	size_t words;
	size_t letters, foreign_letters; /* in Latin and in other scripts */
};

static void count_letters(const struct word *word, struct tally *tally)
{
	for (size_t i = 0, used; i < word->length; i += used) {
		uint32_t point = latin_decode(word->start + i, word->length - i, &used);
		bool foreign = point >= 0x370 && latin_is_alnum(point) && !latin_letter(point);
		tally->letters++;
		tally->foreign_letters += foreign;
	}
}

static void count_word(const struct word *word, struct tally *tally)
{
	if (word->quoted || word->own) {
		return;
	}
	tally->words++;
	count_letters(word, tally);
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		tally->small[i] += has_word(&languages[i], word->folded);
	}
}

static void add_tally(struct tally *sum, const struct tally *tally)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		sum->small[i] += tally->small[i];
	}
	sum->words += tally->words;
	sum->letters += tally->letters;
	sum->foreign_letters += tally->foreign_letters;
}

/* The most small words that one of the other languages has. */
static size_t most_of_others(const struct tally *tally, size_t wanted)
{
	size_t most = 0;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		if (i != wanted && tally->small[i] > most) {
			most = tally->small[i];
		}
	}
	return most;
}

static bool is_foreign_script(const struct tally *tally)
{
	return tally->foreign_letters > FOREIGN_LETTERS &&
	       tally->foreign_letters * 2 > tally->letters;
}

static bool is_foreign_sentence(const struct tally *tally, size_t wanted)
{
	size_t own = tally->small[wanted], other = most_of_others(tally, wanted);
	return (other >= own + FOREIGN_LEAD && other >= own * 2) || is_foreign_script(tally);
}

static bool is_foreign_text(const struct tally *tally, size_t wanted)
{
	size_t own = tally->small[wanted];
	bool bare = tally->words >= WORDS_TO_JUDGE && own * WORDS_PER_SMALL < tally->words;
	return bare || most_of_others(tally, wanted) > own || is_foreign_script(tally);
}

const char *language_fault(const struct passage *passage)
{
	static const char fault[] = "the answer is not in the language that was asked for";
	size_t wanted = (size_t)(find_language(passage->task->language) - languages);
	struct tally text = {0}, sentence = {0};
	for (size_t i = 0; i < passage->word_count; i++) {
		count_word(&passage->words[i], &sentence);
		if (i + 1 < passage->word_count && !passage->words[i + 1].opens) {
			continue;
		}
		if (is_foreign_sentence(&sentence, wanted)) {
			return fault;
		}
		add_tally(&text, &sentence);
		sentence = (struct tally){0};
	}
	return is_foreign_text(&text, wanted) ? fault : NULL;
}

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

/* With a NULL behind the last. */
#define WORDS_MAX 112

/* Folded, so without "et", "und" and "and", which fold alike. A word that several languages have
 * counts for each of them, and so for none. */
static const struct language {
	const char *code;
	const char *words[WORDS_MAX];
} languages[] = {
    {"fr", {"a",    "ai",   "au",    "aussi",  "autour", "aux",  "avec",   "c",     "ce",
            "ces",  "cet",  "cette", "chaque", "comme",  "d",    "dans",   "de",    "depuis",
            "des",  "dont", "du",    "elle",   "elles",  "en",   "encore", "entre", "est",
            "etre", "fait", "fut",   "ici",    "il",     "ils",  "jamais", "jusqu", "l",
            "la",   "le",   "les",   "leur",   "leurs",  "lui",  "mais",   "meme",  "n",
            "ne",   "nous", "on",    "ont",    "ou",     "par",  "pas",    "peu",   "plus",
            "pour", "puis", "qu",    "quand",  "que",    "qui",  "rien",   "s",     "sa",
            "sans", "se",   "ses",   "si",     "son",    "sont", "sous",   "sur",   "tandis",
            "tant", "tout", "toute", "tres",   "un",     "une",  "vers",   "voici", "y"}},
    {"en", {"a",    "about",   "all",   "also",  "an",    "are",   "as",      "at",      "be",
            "been", "both",    "but",   "by",    "each",  "every", "for",     "from",    "has",
            "have", "her",     "here",  "his",   "how",   "if",    "in",      "into",    "is",
            "it",   "its",     "like",  "more",  "most",  "never", "not",     "nothing", "of",
            "on",   "one",     "only",  "or",    "out",   "over",  "s",       "she",     "some",
            "than", "that",    "the",   "their", "them",  "then",  "there",   "these",   "they",
            "this", "through", "to",    "under", "until", "up",    "was",     "were",    "what",
            "when", "where",   "which", "while", "who",   "with",  "without", "yet",     "you"}},
    {"de", {"aber",   "als",    "am",     "an",     "auch",  "auf",   "aus",  "bei",     "beim",
            "bis",    "bleibt", "das",    "dass",   "dem",   "den",   "der",  "des",     "die",
            "diese",  "diesem", "dieser", "dieses", "doch",  "durch", "ein",  "eine",    "einem",
            "einen",  "einer",  "eines",  "er",     "es",    "fur",   "gibt", "hat",     "hier",
            "ihr",    "ihre",   "im",     "immer",  "in",    "ins",   "ist",  "jede",    "jedes",
            "kein",   "keine",  "man",    "mit",    "nach",  "nicht", "nie",  "nur",     "ob",
            "oder",   "ohne",   "sehr",   "sein",   "seine", "sich",  "sie",  "sind",    "so",
            "uber",   "um",     "unter",  "vom",    "von",   "vor",   "war",  "was",     "wenn",
            "werden", "wie",    "wird",   "wo",     "zu",    "zum",   "zur",  "zwischen"}},
    {"it",
     {"a",      "ad",     "ai",     "al",   "alla",  "alle",  "anche", "ancora", "che",   "chi",
      "ci",     "col",    "come",   "con",  "cui",   "d",     "da",    "dagli",  "dai",   "dal",
      "dalla",  "dalle",  "degli",  "dei",  "del",   "della", "delle", "dello",  "di",    "dove",
      "e",      "ed",     "fra",    "gli",  "ha",    "i",     "il",    "in",     "l",     "la",
      "le",     "lo",     "loro",   "ma",   "mai",   "nei",   "nel",   "nella",  "nelle", "nell",
      "dell",   "non",    "o",      "ogni", "per",   "piu",   "poi",   "quando", "quasi", "quella",
      "quello", "questa", "questo", "se",   "senza", "si",    "sia",   "solo",   "sono",  "sua",
      "sue",    "sugli",  "sui",    "sul",  "sulla", "suo",   "suoi",  "tra",    "tutto", "un",
      "una",    "uno",    "verso"}},
    {"es",
     {"a",       "al",    "aqui",  "asi",  "aunque", "cada", "como",    "con",   "cuando", "de",
      "del",     "desde", "donde", "e",    "el",     "ella", "ellos",   "en",    "entre",  "es",
      "esa",     "ese",   "esta",  "este", "estos",  "fue",  "ha",      "hacia", "hasta",  "hay",
      "la",      "las",   "le",    "lo",   "los",    "mas",  "muy",     "nada",  "ni",     "no",
      "nunca",   "o",     "para",  "pero", "por",    "que",  "quien",   "se",    "ser",    "si",
      "siempre", "sin",   "sobre", "son",  "su",     "sus",  "tambien", "tan",   "todo",   "un",
      "una",     "unas",  "uno",   "unos", "y",      "ya"}},
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

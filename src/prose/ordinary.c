#include "prose/ordinary.h"

#include "base/mem.h"
#include "prose/calendar.h"
#include "prose/word.h"

#include <string.h>
#include <strings.h>

/* The media, and what is printed on them. */
static const char *const media[] = {
    "lp",         "ep",      "cd",     "cds",    "dvd",      "sacd",    "dj",   "djs",   "mc",
    "mcs",        "vhs",     "dat",    "mp3",    "hd",       "hi",      "fi",   "lo",    "stereo",
    "mono",       "vinyl",   "vinyle", "vinile", "face",     "faces",   "side", "sides", "seite",
    "lato",       "cara",    "one",    "two",    "volume",   "part",    "feat", "vs",    "no",
    "op",         "bpm",     "tv",     "fm",     "am",       "midi",    "3d",   "bonus", "records",
    "recordings", "disques", "dischi", "discos", "cassette", "compact", "disc", "box",   "set",
    "single",     "album",   "maxi"};

/* The words of Discogs' fifteen genres. */
static const char *const genres[] = {
    "rock",  "electronic", "pop",   "folk",     "world",     "country", "jazz",   "funk",
    "soul",  "classical",  "hip",   "hop",      "latin",     "stage",   "screen", "reggae",
    "blues", "non",        "music", "children", "childrens", "s",       "brass",  "military"};

/* Of styles, those that are written with a capital now and then. */
static const char *const styles[] = {
    "big",        "band",      "beat",      "drum",        "bass",        "n",         "singer",
    "songwriter", "spoken",    "word",      "neo",         "avant",       "garde",     "dream",
    "power",      "chamber",   "space",     "deep",        "brit",        "ambient",   "americana",
    "aor",        "r",         "b",         "rnb",         "rhythm",      "bossa",     "nova",
    "britpop",    "bebop",     "bop",       "cool",        "hard",        "free",      "dance",
    "disco",      "dub",       "dubstep",   "edm",         "electro",     "emo",       "fusion",
    "gospel",     "grunge",    "heavy",     "metal",       "house",       "idm",       "indie",
    "kraut",      "krautrock", "mpb",       "new",         "wave",        "noise",     "nwobhm",
    "ost",        "post",      "prog",      "progressive", "psychedelic", "punk",      "rap",
    "roll",       "roots",     "salsa",     "samba",       "ska",         "shoegaze",  "surf",
    "swing",      "synth",     "synthpop",  "tango",       "techno",      "trance",    "trap",
    "trip",       "afrobeat",  "afro",      "art",         "acid",        "downtempo", "drone",
    "doo",        "wop",       "easy",      "listening",   "chanson",     "lied",      "schlager",
    "flamenco",   "fado",      "rumba",     "cumbia",      "bolero",      "zouk",      "rai",
    "klezmer",    "ragtime",   "dixieland", "motorik",     "minimal",     "vaporwave", "lounge",
    "garage",     "industrial"};

/* English writes these with a capital and other languages do not: they name no place. */
static const char *const adjectives[] = {
    "african",    "american",  "arab",     "arabic",       "asian",         "australian",
    "austrian",   "balearic",  "balkan",   "belgian",      "brazilian",     "british",
    "canadian",   "caribbean", "catalan",  "celtic",       "chinese",       "creole",
    "cuban",      "czech",     "danish",   "dutch",        "eastern",       "english",
    "european",   "finnish",   "french",   "german",       "greek",         "hungarian",
    "icelandic",  "indian",    "irish",    "israeli",      "italian",       "jamaican",
    "japanese",   "jewish",    "korean",   "malian",       "mediterranean", "mexican",
    "nigerian",   "nordic",    "northern", "norwegian",    "oriental",      "polish",
    "portuguese", "romantic",  "russian",  "scandinavian", "scottish",      "senegalese",
    "slavic",     "southern",  "spanish",  "swedish",      "swiss",         "turkish",
    "victorian",  "welsh",     "western",  "gregorian",    "anglo",         "baroque",
    "gothic",     "christian", "biblical"};

/* French writes the people of a country so. As word_phrase() has them. */
static const char *const peoples[] = {
    "africain*",   "allemand*",    "americain*",  "anglais*",     "argentin*",   "australien*",
    "autrichien*", "belge*",       "bresilien*",  "britannique*", "canadien*",   "chinois*",
    "coreen*",     "cubain*",      "danois*",     "ecossais*",    "espagnol*",   "europeen*",
    "finlandais*", "francais*",    "gallois*",    "grec*",        "hollandais*", "hongrois*",
    "irlandais*",  "islandais*",   "italien*",    "jamaicain*",   "japonais*",   "malien*",
    "mexicain*",   "neerlandais*", "nigerian*",   "norvegien*",   "polonais*",   "portugais*",
    "quebecois*",  "russe*",       "senegalais*", "suedois*",     "suisse*",     "tcheque*"};

/* Directions, feasts and ages that a text may speak of without naming anybody. */
static const char *const things[] = {
    "nord",      "sud",       "est",         "ouest",        "north",     "south",     "east",
    "west",      "sur",       "norte",       "este",         "oeste",     "ovest",     "occident",
    "orient",    "occidente", "oriente",     "noel",         "christmas", "natale",    "navidad",
    "easter",    "paques",    "pasqua",      "pascua",       "dieu",      "god",       "dio",
    "dios",      "internet",  "renaissance", "rinascimento", "moyen",     "age",       "middle",
    "ages",      "medioevo",  "edad",        "media",        "novecento", "ottocento", "settecento",
    "duemila",   "i",         "ok",          "okay",         "venti",     "trenta",    "quaranta",
    "cinquanta", "sessanta",  "settanta",    "ottanta",      "novanta",   "twenties",  "thirties",
    "forties",   "fifties",   "sixties",     "seventies",    "eighties",  "nineties",  "ia",
    "ai",        "ki"};

/* Instruments that everybody calls by their maker's name. */
static const char *const instruments[] = {
    "hammond", "moog",    "minimoog", "rhodes",       "fender",     "wurlitzer", "mellotron",
    "leslie",  "farfisa", "clavinet", "stratocaster", "telecaster", "steinway"};

static const struct list {
	const char *const *words;
	size_t count;
} lists[] = {
    {media, ARRAY_LEN(media)},   {genres, ARRAY_LEN(genres)},
    {styles, ARRAY_LEN(styles)}, {adjectives, ARRAY_LEN(adjectives)},
    {things, ARRAY_LEN(things)}, {instruments, ARRAY_LEN(instruments)},
};

/* "XX", "XIXe", "IV" */
static bool is_roman_number(const struct word *word)
{
	static const char *const endings[] = {"", "e", "er", "eme", "es", "th"};
	char text[16];
	if (word->length >= sizeof(text)) {
		return false;
	}
	memcpy(text, word->start, word->length);
	text[word->length] = '\0';
	size_t digits = strspn(text, "IVXLCDM");
	return digits > 0 && strncasecmp(word->folded, text, digits) == 0 &&
	       word_in(word->folded + digits, endings, ARRAY_LEN(endings));
}

/* A letter that marks a side, a key or a voice: "face A", "in C". */
static bool is_letter(const struct word *word)
{
	return word->length == 1;
}

/* "33T", "2D" */
static bool is_measure(const struct word *word)
{
	size_t digits = strspn(word->folded, "0123456789");
	return digits > 0 && strlen(word->folded) <= digits + 1;
}

bool ordinary_is(const struct word *word)
{
	if (is_letter(word) || is_measure(word) || is_roman_number(word) ||
	    calendar_is_month(word->folded) || calendar_is_day(word->folded)) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		if (word_in(word->folded, lists[i].words, lists[i].count)) {
			return true;
		}
	}
	return word_phrases(word, 1, peoples, ARRAY_LEN(peoples)) > 0;
}

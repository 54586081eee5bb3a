#include "prose/german.h"

#include "base/mem.h"
#include "base/text.h"
#include "prose/word.h"

#include <string.h>

/* Of a noun that may end a compound. */
#define COMPOUND_LETTERS 5

/* What makes nouns, in the singular and the plural; no ending that first names share. */
static const char *const noun_endings[] = {
    "ung",      "ungen",  "heit",   "heiten", "keit",   "keiten", "schaft",
    "schaften", "itat",   "itaten", "tion",   "tionen", "sion",   "sionen",
    "ismus",    "bnis",   "dnis",   "mnis",   "tnis",   "rnis",   "bnisse",
    "dnisse",   "mnisse", "tnisse", "rnisse", "tum",    "chen",   "logie"};

/* The nouns of writing about records that no ending tells, in all their forms but the genitive.
 * Those of five letters and more are looked for at the end of compounds too. */
static const char *const nouns[] = {
    /* the record */
    "album", "alben", "platte", "platten", "scheibe", "werk", "werke", "stuck", "stucke", "stucken",
    "titel", "titeln", "lied", "lieder", "liedern", "song", "songs", "track", "tracks", "debut",
    "single", "aufnahme", "aufnahmen", "vinyl", "seite", "seiten", "fassung", "ausgabe", "version",
    "versionen", "auflage", "pressung", "cover", "hulle", "text", "texte", "texten", "wort",
    "worte", "worten", "vers", "verse", "refrain", "refrains", "strophe", "strophen",
    /* its sound */
    "klang", "klange", "klangen", "sound", "sounds", "ton", "tone", "tonen", "farbe", "farben",
    "melodie", "melodien", "rhythmus", "rhythmen", "takt", "takte", "takten", "beat", "beats",
    "groove", "grooves", "tempo", "tempi", "bass", "basse", "bassen", "gitarre", "gitarren",
    "klavier", "orgel", "orgeln", "synthesizer", "synthesizern", "synthesizers", "synths",
    "schlagzeug", "schlagwerk", "trommel", "trommeln", "becken", "blaser", "blasern", "streicher",
    "streichern", "geige", "geigen", "flote", "floten", "saxofon", "trompete", "trompeten",
    "posaune", "harfe", "gesang", "gesange", "gesangen", "stimme", "stimmen", "chor", "chore",
    "choren", "taste", "tasten", "saite", "saiten", "akkord", "akkorde", "akkorden", "riff",
    "riffs", "solo", "soli", "loop", "loops", "sample", "samples", "hall", "echo", "echos",
    "gerausch", "gerausche", "gerauschen", "rauschen", "schicht", "schichten", "flache", "flachen",
    "textur", "texturen", "muster", "mustern", "motiv", "motive", "motiven", "thema", "themen",
    "harmonie", "dynamik", "arrangement", "arrangements", "dur", "moll", "spiel", "zusammenspiel",
    /* kinds of music */
    "jazz", "rock", "pop", "folk", "funk", "soul", "blues", "punk", "wave", "metal", "house",
    "techno", "ambient", "dub", "reggae", "hop", "genre", "genres", "stil", "stile", "stilen",
    /* what it does */
    "raum", "raume", "raumen", "zeit", "zeiten", "licht", "schatten", "warme", "kalte", "kuhle",
    "tiefe", "tiefen", "hohe", "hohen", "weite", "nahe", "ferne", "ruhe", "stille", "kraft",
    "krafte", "wucht", "druck", "energie", "leben", "seele", "herz", "herzen", "gefuhl", "gefuhle",
    "gefuhlen", "sehnsucht", "wehmut", "trauer", "freude", "lust", "schmerz", "hoffnung", "angst",
    "liebe", "traum", "traume", "traumen", "nacht", "nachte", "nachten", "tag", "tage", "tagen",
    "abend", "morgen", "sommer", "winter", "herbst", "regen", "wind", "wasser", "meer", "himmel",
    "feuer", "erde", "landschaft", "bild", "bilder", "bildern", "geschichte", "geschichten",
    "reise", "weg", "wege", "wegen", "spur", "spuren", "hauch", "prise", "art", "weise", "form",
    "formen", "linie", "linien", "bogen", "spannung", "ende", "anfang", "mitte", "teil", "teile",
    "teilen", "moment", "momente", "momenten", "augenblick", "detail", "details", "pause", "pausen",
    "kontrast", "kontraste", "kontrasten", "gegensatz", "mischung", "netz", "gewebe", "charakter",
    "charme", "eleganz", "reiz", "geist", "sinn", "gespur", "blick", "ohr", "ohren", "horer",
    "horern", "hand", "hande", "handen", "kopf", "korper", "puls", "schritt", "schritte",
    "schritten", "sprache", "welt", "welten", "grenze", "grenzen", "fluss", "schwung", "sog",
    "glanz", "schliff", "gewicht", "platz", "luft", "atem", "haus", "kunst", "kunste", "mut",
    "witz", "humor", "ernst", "wurde", "patina", "prazision", "leichtigkeit", "jahr", "jahre",
    "jahren", "jahrzehnt", "jahrzehnte", "jahrhundert", "ara", "land", "stadt", "strasse",
    "strassen", "heimat", "jugend", "kindheit", "leute", "publikum", "szene", "musiker", "musikern",
    "kunstler", "gast", "gaste", "gasten", "drama", "pathos", "ebene", "ebenen", "basis", "grund",
    "kern", "rahmen", "haltung", "note", "noten", "hit", "hits", "ballade", "balladen", "hymne",
    "hymnen", "ideen", "idee", "experiment", "experimente", "experimenten", "elektronik",
    "kopfhorer", "kopfhorern", "sammler", "sammlern", "sammlung", "katalog", "daten", "angaben",
    "format", "formate", "mix", "fullung", "zug", "zuge", "zugen", "wert", "werte", "dinge",
    "frage", "fragen", "antwort", "wechsel", "wandel", "bruch", "bruche", "bruchen", "effekt",
    "effekte", "effekten", "ausdruck", "eindruck", "umgang", "zugang", "abstand", "wurzel",
    "wurzeln", "einfluss", "einflusse", "einflussen", "element", "elemente", "elementen",
    "struktur", "melancholie", "poesie", "magie", "intimitat", "scharfe", "harte", "dichte",
    "fulle", "lange", "kurze", "grosse", "starke", "schwere", "leere", "breite", "scheu", "trotz",
    "eigensinn",
    /* compounds of short ones, and the rest */
    "klangbild", "klangbilder", "klangraum", "klangraume", "klangwelt", "popsong", "popsongs",
    "meisterwerk", "gesamtwerk", "tonart", "tonarten", "eigenart", "spielart", "spielarten",
    "volkslied", "volkslieder", "fantasie", "ironie", "nostalgie", "euphorie", "akustik", "lyrik",
    "dramatik", "technik", "musik", "kultur", "figur", "figuren", "natur", "partitur", "instrument",
    "instrumente", "instrumenten", "fundament", "zitat", "zitate", "zitaten", "hintergrund",
    "vordergrund", "mittelpunkt", "hohepunkt", "hohepunkte", "hohepunkten", "wendepunkt", "vorbild",
    "vorbilder", "vorbildern", "anklang", "anklange", "anklangen", "eindrucke", "eindrucken",
    "sangern", "repertoire", "kontext", "profil", "kontur", "konturen", "geborgenheit", "zuflucht",
    "halt", "gehor", "gesicht", "gestalt", "richtung", "substanz", "relevanz", "prasenz", "essenz",
    "balance", "romantik", "erotik", "mystik", "asthetik", "rhetorik", "symphonie", "sinfonie",
    "monotonie", "dissonanz", "dissonanzen", "resonanz", "gruppe", "gruppen", "bands", "duos",
    "trios", "ensembles"};

/* A name may follow them. "Band" is none: "verleiht der Band Glanz". */
static const char *const roles[] = {
    "produzent",    "produzenten",   "produzentin",    "sanger",      "sangers",     "sangerin",
    "gitarrist",    "gitarristen",   "gitarristin",    "bassist",     "bassisten",   "bassistin",
    "schlagzeuger", "schlagzeugers", "schlagzeugerin", "drummer",     "drummers",    "pianist",
    "pianisten",    "pianistin",     "keyboarder",     "keyboarders", "saxofonist",  "saxofonisten",
    "trompeter",    "trompeters",    "komponist",      "komponisten", "komponistin", "dirigent",
    "dirigenten",   "toningenieur",  "toningenieurs",  "rapper",      "rapperin",    "frontmann",
    "frontfrau",    "songwriter",    "songwriterin",   "regisseur",   "regisseurs",  "studio",
    "label",        "labels"};

/* A name may stand before them. */
static const char *const houses[] = {"studio",    "studios",  "records",  "recordings", "orchester",
                                     "orchestra", "ensemble", "quartett", "quartet",    "quintett",
                                     "quintet",   "trio",     "band",     "club",       "hall",
                                     "festival",  "brothers", "sisters"};

static const char *const articles[] = {
    "der",    "die",    "das",    "den",    "dem",    "des",    "ein",    "eine",
    "einen",  "einem",  "einer",  "eines",  "sein",   "seine",  "seinen", "seinem",
    "seiner", "seines", "ihr",    "ihre",   "ihren",  "ihrem",  "ihrer",  "ihres",
    "kein",   "keine",  "keinen", "keinem", "keiner", "dieser", "diese",  "dieses",
    "diesem", "diesen", "jeder",  "jede",   "jedes",  "jedem",  "jeden",  "jener",
    "deren",  "dessen", "alle",   "allen",  "vieler", "viele",  "vielen", "im",
    "am",     "vom",    "beim",   "zum",    "zur",    "ins",    "ans"};

/* What the stem of a derived adjective ends with. */
static const char *const adjective_stems[] = {"ig",  "lich", "isch", "end",   "bar", "sam", "haft",
                                              "los", "voll", "iert", "iv",    "al",  "ell", "os",
                                              "ar",  "ant",  "ent",  "reich", "arm", "frei"};

/* What a participle that ends with t begins with. */
static const char *const participles[] = {"be",   "durch", "ein", "ent", "er",  "ge",
                                          "uber", "um",    "un",  "ver", "zer", "zu"};

/* Plain adjectives, and other words that are declined like them. */
static const char *const adjectives[] = {
    "alt",     "dunkl",        "eng",     "fein",  "fern",   "fremd",   "frisch", "fruh",
    "ganz",    "gross",        "gut",     "hell",  "hoh",    "jung",    "kahl",   "karg",
    "klar",    "klein",        "knapp",   "kuhl",  "kurz",   "lang",    "leis",   "mild",
    "nah",     "neu",          "offen",   "rau",   "rein",   "roh",     "rund",   "scharf",
    "schlank", "schon",        "schwer",  "spat",  "spitz",  "stark",   "steil",  "still",
    "stolz",   "streng",       "stumm",   "sanft", "tief",   "trocken", "warm",   "weich",
    "weit",    "wild",         "zah",     "zart",  "welch",  "solch",   "manch",  "einig",
    "wenig",   "viel",         "all",     "jed",   "dies",   "jen",     "mehrer", "beid",
    "erst",    "letzt",        "einzeln", "breit", "hart",   "kalt",    "leicht", "dicht",
    "laut",    "bunt",         "satt",    "zweit", "dritt",  "edl",     "locker", "schnell",
    "langsam", "staubtrocken", "dunn",    "dick",  "duster", "heiter",  "bitter", "finster"};

/* The word is one of them, or a compound with a long one: short ones end names too ("Clapton"). */
static bool ends_with_any(const char *word, const char *const *endings, size_t count,
                          size_t long_enough)
{
	size_t length = strlen(word);
	if (word_in(word, endings, count)) {
		return true;
	}
	for (size_t i = 3; i + long_enough <= length; i++) {
		if (word_in(word + i, endings, count)) {
			return true;
		}
	}
	return false;
}

bool german_is_noun(const char *word)
{
	return ends_with_any(word, noun_endings, ARRAY_LEN(noun_endings), 3) ||
	       ends_with_any(word, nouns, ARRAY_LEN(nouns), COMPOUND_LETTERS) ||
	       german_is_role(word);
}

bool german_is_role(const char *word)
{
	return ends_with_any(word, roles, ARRAY_LEN(roles), COMPOUND_LETTERS);
}

bool german_is_house(const char *word)
{
	return word_in(word, houses, ARRAY_LEN(houses));
}

static bool is_adjective_stem(const char *stem)
{
	if (ends_with_any(stem, adjective_stems, ARRAY_LEN(adjective_stems), 2) ||
	    word_in(stem, adjectives, ARRAY_LEN(adjectives))) {
		return true;
	}
	for (size_t i = 0; text_ends(stem, "t") && i < ARRAY_LEN(participles); i++) {
		if (text_starts(stem, participles[i])) {
			return true;
		}
	}
	return false;
}

bool german_is_adjective(const char *word)
{
	static const char *const endings[] = {"en", "er", "es", "em", "e"};
	char stem[48];
	size_t length = strlen(word);
	for (size_t i = 0; i < ARRAY_LEN(endings) && length < sizeof(stem); i++) {
		size_t ending = strlen(endings[i]);
		if (length > ending && text_ends(word, endings[i])) {
			memcpy(stem, word, length - ending);
			stem[length - ending] = '\0';
			return is_adjective_stem(stem);
		}
	}
	return false;
}

bool german_is_article(const char *word)
{
	return word_in(word, articles, ARRAY_LEN(articles));
}

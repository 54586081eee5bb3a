#include "prose/country.h"

#include "base/arena.h"
#include "base/mem.h"
#include "match/fold.h"

/* In French, English, German, Italian and Spanish, where it is another word; with what French goes
 * beyond to get there ("outre-Manche"). */
static const struct {
	const char *country; /* as Discogs has it, folded */
	const char *words;
} countries[] = {
    {"argentina", "argentine argentinien argentina"},
    {"australia", "australie australien australia"},
    {"austria", "autriche austria osterreich"},
    {"belgium", "belgique belgium belgien belgio belgica"},
    {"brazil", "bresil brazil brasilien brasile brasil"},
    {"canada", "canada kanada"},
    {"chile", "chili chile cile"},
    {"colombia", "colombie colombia kolumbien"},
    {"cuba", "cuba kuba"},
    {"czech republic",
     "republique tcheque tchequie czechia tschechien ceca cechia republica checa"},
    {"czechoslovakia", "tchecoslovaquie tschechoslowakei cecoslovacchia checoslovaquia"},
    {"denmark", "danemark denmark danimarca dinamarca"},
    {"estonia", "estonie estland estonia"},
    {"ethiopia", "ethiopie athiopien etiopia"},
    {"europe", "europe europa"},
    {"finland", "finlande finnland finlandia"},
    {"france", "france frankreich francia"},
    {"gdr", "rda ddr allemagne deutschland germany est east germania alemania"},
    {"german democratic republic", "rda ddr allemagne deutschland germany germania alemania"},
    {"germany", "rhin allemagne germany deutschland germania alemania"},
    {"greece", "grece greece griechenland grecia"},
    {"hungary", "hongrie hungary ungarn ungheria hungria"},
    {"iceland", "islande iceland island islanda islandia"},
    {"india", "inde india indien"},
    {"ireland", "irlande ireland irland irlanda"},
    {"israel", "israel israele"},
    {"italy", "italie italy italien italia"},
    {"jamaica", "jamaique jamaica jamaika giamaica"},
    {"japan", "japon japan giappone"},
    {"korea", "coree korea corea"},
    {"mexico", "mexique mexico mexiko messico"},
    {"netherlands", "pays bas hollande netherlands holland niederlande niederlanden paesi bassi "
                    "olanda paises bajos holanda"},
    {"new zealand", "nouvelle zelande neuseeland nuova zelanda nueva zelanda"},
    {"nigeria", "nigeria"},
    {"norway", "norvege norway norwegen norvegia noruega"},
    {"poland", "pologne poland polen polonia"},
    {"portugal", "portugal portogallo"},
    {"romania", "roumanie romania rumanien rumania"},
    {"russia", "russie russia russland rusia"},
    {"south africa", "afrique sud south africa sudafrika sudafrica"},
    {"spain", "espagne spain spanien spagna espana"},
    {"sweden", "suede sweden schweden svezia suecia"},
    {"switzerland", "suisse switzerland schweiz svizzera suiza"},
    {"turkey", "turquie turkey turkei turchia turquia"},
    {"uk", "manche royaume uni grande bretagne angleterre united kingdom great britain england "
           "vereinigtes vereinigten konigreich grossbritannien regno unito gran bretagna "
           "inghilterra reino unido bretana inglaterra"},
    {"ukraine", "ukraine ucraina ucrania"},
    {"us", "atlantique etats unis amerique usa u s a united states america vereinigte vereinigten "
           "staaten "
           "amerika stati uniti estados unidos"},
    {"usa",
     "atlantique etats unis amerique us u s a united states america vereinigte vereinigten staaten "
     "amerika stati uniti estados unidos"},
    {"ussr", "urss union sovietique soviet sowjetunion udssr unione sovietica sovietica"},
    {"yugoslavia", "yougoslavie jugoslawien jugoslavia yugoslavia"},
};

const char *country_words(struct arena *arena, const char *country)
{
	const char *folded = fold_text(arena, country);
	const char *words = "";
	for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
		if (fold_has_words(folded, countries[i].country)) {
			words = arena_printf(arena, "%s%s%s", words, *words ? " " : "",
			                     countries[i].words);
		}
	}
	return words;
}

#include "prose/refusal.h"

#include "base/mem.h"
#include "prose/passage.h"
#include "prose/word.h"

#include <stdbool.h>
#include <stddef.h>

/* All as word_phrase() has them. Those at the start of an answer may be short: nothing but a
 * refusal begins so. "Als Kind" is no "als KI". */
static const char *const openings[] = {
    /* French */
    "desole", "desolee", "je suis desole*", "je suis navre*", "navre", "navree", "je regrette",
    "je ne peux", "je ne suis pas en mesure", "je ne connais pas", "je n ai pas", "je n ai aucune",
    "je m excuse", "excusez moi", "mes excuses", "toutes mes excuses", "malheureusement je",
    "en tant qu ia", "en tant qu intelligence", "en tant qu assistant*",
    "en tant que modele de langage", "en tant que modele d ia", "il m est impossible", "je crains",
    /* English */
    "i m sorry", "i am sorry", "sorry but", "sorry i", "sorry there", "sorry this", "sorry no",
    "i m afraid", "i am afraid", "i cannot", "i can t", "i can not", "i m unable", "i am unable",
    "i m not able", "i am not able", "i don t have", "i do not have", "i don t know",
    "i do not know", "i have no", "i m not familiar", "i am not familiar", "unfortunately i",
    "my apologies", "apologies", "i apologi*", "as an ai", "as a language model",
    "as a large language model",
    /* German */
    "es tut mir leid", "tut mir leid", "leider kann ich", "leider habe ich", "leider liegen",
    "leider ist es mir", "ich kann", "ich habe keine", "ich verfuge", "ich bin nicht in der lage",
    "entschuldigung", "entschuldige*", "ich bedaure", "bedaure", "mir liegen", "als ki",
    "als kunstliche", "als sprachmodell",
    /* Italian */
    "mi dispiace", "mi spiace", "sono spiacente", "spiacente", "mi scuso", "scusa", "scusate",
    "purtroppo non", "non posso", "non ho", "non dispongo", "non sono in grado", "in quanto ia",
    "come ia", "come modello linguistico", "in quanto modello linguistico",
    "come intelligenza artificiale", "in quanto intelligenza artificiale",
    /* Spanish */
    "lo siento", "lo lamento", "lamento no", "lamento pero", "disculpa", "disculpe", "disculpas",
    "perdon pero", "no puedo", "no dispongo", "no tengo", "no me es posible",
    "desafortunadamente no", "lamentablemente no", "por desgracia no", "como ia",
    "como modelo de lenguaje", "como modelo de ia", "como inteligencia artificial"};

/* Anywhere, so only what no description of music says. */
static const char *const refusals[] = {
    /* French */
    "je ne dispose", "je n ai aucune", "je n ai pas d information*", "je n ai pas acces",
    "je n ai pas connaissance", "je n ai pas trouve", "je ne peux pas verifier",
    "je ne peux pas confirmer", "je ne peux pas fournir", "je ne peux pas decrire",
    "je ne peux pas garantir", "je ne peux pas en dire", "je ne peux rien", "je ne peux donc",
    "je ne suis pas en mesure", "je ne connais pas", "je ne saurais", "je ne possede",
    "n ayant pas acces", "n ayant pas d information*", "impossible de verifier",
    "ne peuvent etre verifie*", "donnees ne permettent pas", "donnees fournies ne",
    "informations fournies ne", "il m est impossible", "en tant qu ia", "modele de langage",
    "besoin de plus d information*", "n hesitez pas a me", "pourriez vous", "souhaitez vous",
    "il n y a pas d information*", "il n existe pas d information*",
    /* English */
    "i have no information", "i have no reliable", "i don t have any", "i don t have access",
    "i don t have information", "i don t have enough", "i don t have specific",
    "i don t have details", "i don t have reliable", "i do not have any", "i do not have access",
    "i do not have information", "i do not have enough", "i do not have specific",
    "i do not have reliable", "i cannot verify", "i cannot provide", "i cannot confirm",
    "i cannot describe", "i cannot say", "i can t verify", "i can t provide", "i can t confirm",
    "i can t describe", "i can t say", "cannot verify", "cannot be verified", "can t be verified",
    "unable to verify", "unable to provide", "unable to confirm", "unable to find",
    "could not find any", "couldn t find any", "there is no information about",
    "there is no information on", "as an ai", "language model", "i m sorry but", "i am sorry but",
    "i apologi*", "please provide", "please let me know", "would you like me", "if you need",
    "provided data does not", "data provided does not", "data does not", "i am not aware of",
    "i m not aware of", "i am not familiar with", "i m not familiar with",
    /* German */
    "ich habe keine information*", "ich habe keinen zugang", "ich habe keinen zugriff",
    "mir liegen keine", "liegen mir keine", "liegen keine information*", "liegen mir leider",
    "ich verfuge uber keine", "verfuge ich uber keine", "ich kann nicht bestatigen",
    "ich kann nicht uberprufen", "ich kann keine", "kann ich keine", "kann ich nicht",
    "ich kann dieses album", "ich bin nicht in der lage", "nicht verifizieren", "als ki",
    "als ki modell", "sprachmodell", "es tut mir leid aber", "konnten sie mir",
    "es gibt keine information*", "bitte geben sie", "gerne kann ich",
    /* Italian */
    "non dispongo", "non ho informazioni", "non ho accesso", "non ho alcuna", "non ho dati",
    "non ho trovato", "non posso fornire", "non posso verificare", "non posso confermare",
    "non posso descrivere", "non posso garantire", "non sono in grado di",
    "non e possibile verificare", "non sono a conoscenza", "modello linguistico", "mi dispiace ma",
    "non ci sono informazioni", "dati forniti non", "fammi sapere",
    /* Spanish */
    "no dispongo", "no tengo informacion", "no tengo acceso", "no tengo datos",
    "no tengo conocimiento", "no he encontrado", "no puedo verificar", "no puedo proporcionar",
    "no puedo confirmar", "no puedo describir", "no puedo ofrecer", "no puedo garantizar",
    "no me es posible", "no es posible verificar", "modelo de lenguaje", "lo siento pero",
    "no hay informacion", "no existe informacion", "datos proporcionados no", "avisame"};

/* What earlier systems stored when they had nothing. */
static const char *const placeholders[] = {"aucune information disponible",
                                           "aucune information n est disponible",
                                           "aucune description disponible",
                                           "aucune description n est disponible",
                                           "aucune donnee disponible",
                                           "pas d information disponible",
                                           "pas d informations disponibles",
                                           "information non disponible",
                                           "informations non disponibles",
                                           "description non disponible",
                                           "description indisponible",
                                           "description a venir",
                                           "no information available",
                                           "no information is available",
                                           "no description available",
                                           "no description is available",
                                           "information not available",
                                           "information unavailable",
                                           "information is not available",
                                           "description not available",
                                           "description unavailable",
                                           "keine informationen verfugbar",
                                           "keine information verfugbar",
                                           "keine informationen vorhanden",
                                           "keine beschreibung verfugbar",
                                           "keine beschreibung vorhanden",
                                           "beschreibung folgt",
                                           "nessuna informazione disponibile",
                                           "nessuna descrizione disponibile",
                                           "informazione non disponibile",
                                           "informazioni non disponibili",
                                           "descrizione non disponibile",
                                           "ninguna informacion disponible",
                                           "ninguna descripcion disponible",
                                           "sin informacion disponible",
                                           "informacion no disponible",
                                           "descripcion no disponible",
                                           "lorem ipsum"};

/* At the start: the answer announces itself. "Voici un disque" does not. */
static const char *const announcements[] = {"voici la notice",
                                            "voici une notice",
                                            "voici une courte notice",
                                            "voici ma notice",
                                            "voici votre notice",
                                            "voici la description",
                                            "voici une description",
                                            "voici une breve",
                                            "voici une courte",
                                            "voici une proposition",
                                            "voici deux phrases",
                                            "voici trois phrases",
                                            "voici quelques phrases",
                                            "voici un texte",
                                            "voici le texte",
                                            "bien sur voici",
                                            "d accord voici",
                                            "here is a notice",
                                            "here is a short notice",
                                            "here is a brief",
                                            "here is a description",
                                            "here is a short description",
                                            "here is the notice",
                                            "here is the description",
                                            "here is your",
                                            "here s a notice",
                                            "here s a short notice",
                                            "here s a brief",
                                            "here s a description",
                                            "here s a short description",
                                            "here s the",
                                            "here s your",
                                            "here are two",
                                            "here are three",
                                            "sure here",
                                            "certainly here",
                                            "of course here",
                                            "hier ist die notiz",
                                            "hier ist eine notiz",
                                            "hier ist eine kurze",
                                            "hier ist die beschreibung",
                                            "hier ist eine beschreibung",
                                            "hier sind zwei",
                                            "hier sind drei",
                                            "hier ist der text",
                                            "gerne hier",
                                            "naturlich hier",
                                            "ecco la scheda",
                                            "ecco una scheda",
                                            "ecco una breve",
                                            "ecco la descrizione",
                                            "ecco una descrizione",
                                            "ecco due frasi",
                                            "ecco tre frasi",
                                            "certo ecco",
                                            "certamente ecco",
                                            "aqui tienes",
                                            "aqui esta la nota",
                                            "aqui esta la descripcion",
                                            "aqui esta una",
                                            "aqui hay una",
                                            "claro aqui",
                                            "por supuesto aqui"};

static const struct list {
	const char *const *phrases;
	size_t count;
	bool at_start;
	const char *fault;
} lists[] = {
    {openings, ARRAY_LEN(openings), true, "the answer is a refusal"},
    {placeholders, ARRAY_LEN(placeholders), false, "the answer is a placeholder"},
    {refusals, ARRAY_LEN(refusals), false, "the answer is a refusal"},
    {announcements, ARRAY_LEN(announcements), true, "the answer announces itself"},
};

static bool has_any(const struct passage *passage, const struct list *list)
{
	for (size_t i = 0; i < passage->word_count && !(list->at_start && i > 0); i++) {
		const struct word *word = &passage->words[i];
		if (!word->quoted && !word->own && /* a title may say no */
		    word_phrases(word, passage->word_count - i, list->phrases, list->count)) {
			return true;
		}
	}
	return false;
}

const char *refusal_fault(const struct passage *passage)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		if (has_any(passage, &lists[i])) {
			return lists[i].fault;
		}
	}
	return NULL;
}

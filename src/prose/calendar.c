#include "prose/calendar.h"

#include "base/mem.h"
#include "prose/word.h"

static const char *const months[] = {
    /* French */
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
    /* English */
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
    /* German */
    "januar", "februar", "marz", "juni", "juli", "oktober", "dezember",
    /* Italian */
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
    "ottobre", "dicembre",
    /* Spanish */
    "enero", "febrero", "abril", "mayo", "junio", "julio", "septiembre", "setiembre", "octubre",
    "noviembre", "diciembre"};

static const char *const days[] = {
    "lundi",  "mardi",    "mercredi",  "jeudi",      "vendredi", "samedi",   "dimanche",
    "monday", "tuesday",  "wednesday", "thursday",   "friday",   "saturday", "sunday",
    "montag", "dienstag", "mittwoch",  "donnerstag", "freitag",  "samstag",  "sonntag",
    "lunedi", "martedi",  "mercoledi", "giovedi",    "venerdi",  "sabato",   "domenica",
    "lunes",  "martes",   "miercoles", "jueves",     "viernes",  "sabado",   "domingo"};

bool calendar_is_month(const char *folded)
{
	return word_in(folded, months, ARRAY_LEN(months));
}

bool calendar_is_day(const char *folded)
{
	return word_in(folded, days, ARRAY_LEN(days));
}

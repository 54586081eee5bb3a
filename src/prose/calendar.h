/* prose/calendar.h - months and days by name, in the languages of the catalogue, folded. */
#ifndef PROSE_CALENDAR_H
#define PROSE_CALENDAR_H
#include <stdbool.h>

bool calendar_is_month(const char *folded);
bool calendar_is_day(const char *folded);

#endif

/* prose/dates.h - days and months: "12 mars", "March 1977", "12.03.1977". */
#ifndef PROSE_DATES_H
#define PROSE_DATES_H

struct passage;

/* Why the text is bad: a date that the facts do not contain. */
const char *dates_fault(const struct passage *passage);

#endif

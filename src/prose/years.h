/* prose/years.h - the years and decades that a text speaks of, and those that are known. */
#ifndef PROSE_YEARS_H
#define PROSE_YEARS_H

struct passage;

/* Why the text is bad: a year that the facts do not contain, or a decade with none of theirs. */
const char *years_fault(const struct passage *passage);

#endif

/* prose/form.h - what is wrong with an answer before anybody reads what it says. */
#ifndef PROSE_FORM_H
#define PROSE_FORM_H

struct passage;

/* Empty, too long, or no clean text: nothing else need look at it. */
const char *form_text_fault(const char *text);
/* Too short, or cut off before the end of a sentence. */
const char *form_fault(const struct passage *passage);

#endif

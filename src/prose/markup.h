/* prose/markup.h - Markdown, HTML and addresses in what should be plain prose.
 *
 * What a fact itself contains is none: "N*E*R*D", "1. Outside", "<Coma>". */
#ifndef PROSE_MARKUP_H
#define PROSE_MARKUP_H

struct passage;

const char *markup_fault(const struct passage *passage);

#endif

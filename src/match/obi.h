/* match/obi.h - what a Japanese pressing adds to a title, in English.
 *
 * "(デラックス・エディション)" says "Deluxe Edition" and "(初回限定盤)" "limited edition"; once
 * they are English, one vocabulary serves. Pure. */
#ifndef MATCH_OBI_H
#define MATCH_OBI_H

struct arena;

/* `text` itself where it holds no such term, else a copy in `arena`. */
const char *obi_to_english(struct arena *arena, const char *text);

#endif

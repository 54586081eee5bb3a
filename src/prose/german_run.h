/* prose/german_run.h - the name in a run of capitalised German words.
 *
 * Nouns stand in a row in German ("verleiht der Musik Tiefe"), and no list has them all. So false
 * reports are kept rare at the price of missing some: a name is two words in a row that are no
 * nouns as far as anybody knows, or one beside what introduces it ("Produzent Xaver", "Xaver
 * Studios"). Two behind an article are nouns again ("der Muse Zuflucht"), and one word is never a
 * name. */
#ifndef PROSE_GERMAN_RUN_H
#define PROSE_GERMAN_RUN_H

struct passage;
struct run;

/* The part of the run that is a name which the facts do not contain; empty where there is none. */
struct run german_run_name(const struct passage *passage, const struct run *run);

#endif

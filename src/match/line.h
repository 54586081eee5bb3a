/* match/line.h - folded words in a row, which a title loses from its end as it is understood.
 *
 * "nevermind 2011 remastered" ends in an edition, "kill bill volume 2 original soundtrack" in a
 * soundtrack and then a number. Each function takes what it finds off the end and says what it was;
 * at least one word stays. Pure. */
#ifndef MATCH_LINE_H
#define MATCH_LINE_H
#include "match/title.h"

#define LINE_WORDS_MAX 64
struct line {
	struct arena *arena; /* borrowed */
	const char *words[LINE_WORDS_MAX];
	size_t count;
};

void line_add(struct line *line, const char *words);
/* All its words with one space between. */
char *line_text(const struct line *line);

/* Numbers as digits, where a word before them or their form makes them numbers: "volume three" and
 * "part ii" become "volume 3" and "part 2". */
void line_spell_numbers(struct line *line);

/* Drops what catalogues of a composer's works add to a title, or leave out: "in c sharp minor",
 * "bwv 988", "opus 67". */
void line_drop_catalogue(struct line *line);

/* "Music From The Motion Picture …" before the film's name, which may be said to have inspired
 * the music, or such words behind it. Noted in `title`; false when there are none. */
bool line_take_soundtrack_prefix(struct line *line, struct title *title);
bool line_take_soundtrack(struct line *line, struct title *title);
/* The words that were taken, NULL when there are none. */
const char *line_take_edition(struct line *line);
bool line_take_ep(struct line *line);
/* A set of enum recording, 0 when there is none. */
unsigned line_take_recording(struct line *line);
/* Up to `room` numbers in printed order; gives how many. */
size_t line_take_numbers(struct line *line, struct title_number *numbers, size_t room);

#endif

/* app/files.h - how many files the process may have open, and whether any is left. */
#ifndef APP_FILES_H
#define APP_FILES_H
#include <stdbool.h>

struct err;

/* Standard input, output and error that were closed lead nowhere from now on: else the next file
 * opened would take their place, and the log be written into it. */
void files_hold_standard_streams(void);
/* As many as the system lets us have. False where they are too few to answer anybody. */
bool files_raise_limit(struct err *err);
/* Says so once when none is left, and once when there are some again. Loop thread only. */
void files_look(void);

#endif

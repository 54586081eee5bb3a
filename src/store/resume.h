/* store/resume.h - what a start must know of earlier lives. For the files of store/ only. */
#ifndef STORE_RESUME_H
#define STORE_RESUME_H
#include <stdbool.h>

struct db;
struct err;
struct store_resume;

/* Gives runs that were cut short their end, and reads the rest. Before the loop runs. */
bool resume_read(struct db *db, struct store_resume *out, struct err *err);

/* Gives runs whose end was never written one: no run may be going on. Where there are none nothing
 * is written, so that another program's lock is not waited for. */
bool resume_end_interrupted(struct db *db, struct err *err);

#endif

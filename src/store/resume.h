/* store/resume.h - what a start must know of earlier lives. For the files of store/ only. */
#ifndef STORE_RESUME_H
#define STORE_RESUME_H
#include <stdbool.h>

struct db;
struct err;
struct store_resume;

/* Gives runs that were cut short their end, and reads the rest. Before the loop runs. */
bool resume_read(struct db *db, struct store_resume *out, struct err *err);

#endif

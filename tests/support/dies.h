/* support/dies.h - for what a bug is promised to do: abort instead of going on. */
#ifndef SUPPORT_DIES_H
#define SUPPORT_DIES_H
#include <stdbool.h>
#include <stddef.h>

/* How a child process that runs fn ends. */
enum child_end {
	CHILD_RETURNED, /* fn did */
	CHILD_ABORTED,  /* by abort() */
	CHILD_DIED,     /* in any other way */
};
/* With what it wrote to standard error, cut at the size of `words`. */
enum child_end child_end_of(void (*fn)(void *data), void *data, char *words, size_t size_bytes);

/* Whether fn, run in a child process with its standard error thrown away, ends that process. */
bool dies(void (*fn)(void *data), void *data);
/* Whether an assertion does; true where assertions are compiled out. */
bool is_asserted(void (*fn)(void *data), void *data);

#endif

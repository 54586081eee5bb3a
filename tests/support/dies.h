/* support/dies.h - for what a bug is promised to do: abort instead of going on. */
#ifndef SUPPORT_DIES_H
#define SUPPORT_DIES_H
#include <stdbool.h>

/* Whether fn, run in a child process with its standard error thrown away, ends that process. */
bool dies(void (*fn)(void *data), void *data);
/* Whether an assertion does; true where assertions are compiled out. */
bool is_asserted(void (*fn)(void *data), void *data);

#endif

/* app/loose.h - files with secrets in them that more people can read than should. */
#ifndef APP_LOOSE_H
#define APP_LOOSE_H
#include <stdbool.h>

/* NULL where only its owner can reach the open file (or where it is no plain file); else a sentence
 * that says who can, and the remedy. `is_systemds`: what root's group may do does not count, for
 * there systemd shows what an access list grants to the service. The caller frees. */
char *loose_describe(int fd, const char *path, bool is_systemds);

#endif

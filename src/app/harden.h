/* app/harden.h - what a process does before it holds credentials. */
#ifndef APP_HARDEN_H
#define APP_HARDEN_H

/* From here on no core is dumped, no other process of the same user can read our memory or the
 * environment that we were started with (root can: so do gdb -p and perf then), and the files and
 * sockets that we make are nothing for others. */
void harden_process(void);

#endif

/* loop/signals.h - SIGINT, SIGTERM and SIGHUP as calls on the loop. SIGPIPE is ignored for good. */
#ifndef LOOP_SIGNALS_H
#define LOOP_SIGNALS_H

struct loop;
struct signals;
typedef void (*signals_fn)(void *data, int signal_number);

/* Does not keep the loop running by itself. */
struct signals *signals_open(struct loop *loop, signals_fn fn, void *data);
/* NULL is fine. */
void signals_close(struct signals *signals);

#endif

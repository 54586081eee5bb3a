/* loop/signals.h - SIGINT, SIGTERM and SIGHUP as calls on the loop. SIGPIPE is ignored for good. */
#ifndef LOOP_SIGNALS_H
#define LOOP_SIGNALS_H
#include <stdatomic.h>

struct loop;
struct signals;
typedef void (*signals_fn)(void *data, int signal_number);

/* For the time before the loop runs, which may be long, and after: SIGINT and SIGTERM set the flag,
 * SIGHUP is ignored. The flag lives as long as the process. */
atomic_bool *signals_catch_early(void);
/* From now on they are told on the loop. Does not keep the loop running by itself. NULL where no
 * descriptor is left. */
struct signals *signals_open(struct loop *loop, signals_fn fn, void *data);
/* NULL is fine. */
void signals_close(struct signals *signals);

#endif

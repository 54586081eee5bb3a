/* support/leap.h - clocks that a test sets, so that nothing has to wait for a minute to pass.
 *
 * A test that calls one of these has clock_gettime() replaced for its whole process, libuv and curl
 * included. The clocks go on running; they are only ahead. */
#ifndef SUPPORT_LEAP_H
#define SUPPORT_LEAP_H
#include <stdint.h>

struct loop;

/* Both clocks go ahead by so much: what was due meanwhile is late. */
void leap(int64_t by_ms);
/* Only the wall clock is set, forward or back. */
void leap_wall(int64_t by_ms);

/* Has the loop do what is due now, without waiting for more. */
void catch_up(struct loop *loop);

#endif

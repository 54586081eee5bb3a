#include "support/leap.h"

#include "loop/loop.h"
#include "support/fixture.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t mono_ahead_ms, wall_ahead_ms; /* worker threads read the clocks too */

static void add_ms(struct timespec *time, int64_t ms)
{
	int64_t ns = time->tv_nsec + (ms % 1000) * 1000000;
	time->tv_sec += ms / 1000 + (ns >= 1000000000) - (ns < 0);
	time->tv_nsec = ns + (ns < 0 ? 1000000000 : 0) - (ns >= 1000000000 ? 1000000000 : 0);
}

/* In place of libc's. */
int clock_gettime(clockid_t id, struct timespec *out)
{
	int failed = (int)syscall(SYS_clock_gettime, id, out);
	if (!failed) {
		bool is_wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
		bool is_mono = id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE;
		add_ms(out, is_wall ? wall_ahead_ms : is_mono ? mono_ahead_ms : 0);
	}
	return failed;
}

void leap(int64_t by_ms)
{
	mono_ahead_ms += by_ms;
	wall_ahead_ms += by_ms;
}

void leap_wall(int64_t by_ms)
{
	wall_ahead_ms += by_ms;
}

static void on_turn(void *data)
{
	*(bool *)data = true;
}

void catch_up(struct loop *loop)
{
	/* Two turns: what the first one defers is due as well. */
	for (int i = 0; i < 2; i++) {
		bool turned = false;
		struct deferred turn = {0};
		loop_defer(loop, &turn, on_turn, &turned);
		run_until(loop, &turned);
	}
}

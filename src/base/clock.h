/* base/clock.h - the two clocks, and times as text.
 *
 * Waits are measured on the monotonic clock, so that a clock set back cannot stretch them; what is
 * stored or shown is wall-clock time in milliseconds since 1970, UTC. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include <stdbool.h>
#include <stdint.h>

int64_t clock_mono_ms(void);
int64_t clock_wall_ms(void);

#define CLOCK_TEXT_SIZE 32
/* "2026-02-06T10:37:52Z", to the second. */
const char *clock_format(char out[CLOCK_TEXT_SIZE], int64_t wall_ms);
/* RFC 3339, with Z or an offset; fractions are accepted and dropped. */
bool clock_parse(const char *text, int64_t *wall_ms);

#endif

/* http/clock.h - time since the program started, never running backwards. */
#ifndef HTTP_CLOCK_H
#define HTTP_CLOCK_H
#include <stdint.h>
#include <time.h>

int64_t clock_us(void);
void clock_http_date(time_t when, char out[32]); /* Sun, 06 Nov 1994 08:49:37 GMT */

#endif

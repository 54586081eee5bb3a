#include "http/clock.h"

int64_t clock_us(void)
{
	static int64_t start_us;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	if (!start_us) {
		start_us = us;
	}
	return us - start_us;
}

void clock_http_date(time_t when, char out[32])
{
	struct tm parts;
	gmtime_r(&when, &parts);
	strftime(out, 32, "%a, %d %b %Y %H:%M:%S GMT", &parts);
}

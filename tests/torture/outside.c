/* The world as a trial wants the program to see it. For LD_PRELOAD.
 *
 * TORTURE_CLOCK_AHEAD_S  the wall clock is so many seconds ahead, so that a block of hours can end
 * TORTURE_CERTIFICATES   the file of trusted certificates is this one
 * TORTURE_NAMES_FAIL     while this file exists, no name can be resolved, and no name that was is
 *                        remembered; names ending in .test are this machine else */
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"
#define LONGER_THAN_NAMES_ARE_KEPT_S 3600

static int names_fail(void)
{
	const char *path = getenv("TORTURE_NAMES_FAIL");
	return path && access(path, F_OK) == 0;
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	const char *ahead_s = getenv("TORTURE_CLOCK_AHEAD_S");
	long result = syscall(SYS_clock_gettime, id, now);
	if (ahead_s && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
		now->tv_sec += strtol(ahead_s, NULL, 10);
	}
	return (int)result;
}

/* libcurl's, for the age of a name. */
time_t time(time_t *out)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += names_fail() ? LONGER_THAN_NAMES_ARE_KEPT_S : 0;
	if (out) {
		*out = now.tv_sec;
	}
	return now.tv_sec;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	const char *end = name ? strstr(name, ".test") : NULL;
	if (name && names_fail()) {
		return EAI_NONAME;
	}
	return real(end && !end[5] ? "127.0.0.1" : name, service, hints, out);
}

static FILE *open_real(const char *symbol, const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *);
	const char *certificates = getenv("TORTURE_CERTIFICATES");
	*(void **)&real = dlsym(RTLD_NEXT, symbol);
	return real(certificates && strcmp(path, CERTIFICATES) == 0 ? certificates : path, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	return open_real("fopen", path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return open_real("fopen64", path, mode);
}

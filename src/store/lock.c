#include "store/lock.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* A service stops within five seconds. */
#define WAIT_MS 6000
#define STEP_MS 20

static int try_to_lock(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

/* What kept it from being locked, 0 where nothing did. */
static int wait_for_lock(int fd, const atomic_bool *hurry)
{
	int64_t until_ms = clock_mono_ms() + WAIT_MS;
	int why = try_to_lock(fd);
	while (why == EWOULDBLOCK && clock_mono_ms() < until_ms && !(hurry && atomic_load(hurry))) {
		const struct timespec step = {.tv_nsec = STEP_MS * 1000000};
		nanosleep(&step, NULL);
		why = try_to_lock(fd);
	}
	return why;
}

/* 0: it is not known. */
static long holder_of(int fd)
{
	char text[24] = "";
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
	return length > 0 ? strtol(text, NULL, 10) : 0;
}

/* For the sentence alone: on a full disk the lock is as good without it. */
static void sign(int fd)
{
	if (ftruncate(fd, 0) == 0) {
		dprintf(fd, "%ld\n", (long)getpid());
	}
}

static bool refuse(const char *path, const char *name, int why, long holder, struct err *err)
{
	if (why != EWOULDBLOCK) {
		return err_set(err, ERR_STORAGE, "database %s: its lock %s cannot be had (%s); %s",
		               path, name, strerror(why), file_remedy(why));
	}
	return err_set(err, ERR_STORAGE,
	               "database %s is in use by another sillon (process %ld); stop that one, or "
	               "name another file in store.database",
	               path, holder);
}

static bool lock(int fd, const char *path, const char *name, const atomic_bool *hurry,
                 struct err *err)
{
	int why = try_to_lock(fd);
	if (why == EWOULDBLOCK) {
		log_info("store: another sillon (process %ld) has %s; waiting for its end",
		         holder_of(fd), path);
		why = wait_for_lock(fd, hurry);
	}
	return why == 0 || refuse(path, name, why, holder_of(fd), err);
}

int lock_take(const char *path, const atomic_bool *hurry, struct err *err)
{
	autofree char *real = realpath(path, NULL); /* by whichever name it is opened */
	autofree char *name = xasprintf("%s.lock", real ? real : path);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		refuse(path, name, errno, 0, err);
		return -1;
	}
	if (!lock(fd, path, name, hurry, err)) {
		close(fd);
		return -1;
	}
	sign(fd);
	return fd;
}

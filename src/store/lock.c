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
#include <sys/stat.h>
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

/* " (process 4711)", or nothing where it could not be written there. */
static char *holder_of(int fd)
{
	char text[24] = "";
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
	long holder = length > 0 ? strtol(text, NULL, 10) : 0;
	return holder ? xasprintf(" (process %ld)", holder) : xstrdup("");
}

/* For the sentence alone: on a full disk the lock is as good without it. */
static void sign(int fd)
{
	if (ftruncate(fd, 0) == 0) {
		dprintf(fd, "%ld\n", (long)getpid());
	}
}

static bool refuse(const char *path, const char *name, int why, const char *holder, struct err *err)
{
	if (why != EWOULDBLOCK) {
		return err_set(err, ERR_STORAGE, "database %s: its lock %s cannot be had (%s); %s",
		               path, name, strerror(why), file_remedy(why));
	}
	return err_set(err, ERR_STORAGE,
	               "database %s is in use by another sillon%s; stop that one, or "
	               "name another file in store.database",
	               path, holder);
}

static bool lock(int fd, const char *path, const char *name, const atomic_bool *hurry,
                 struct err *err)
{
	int why = try_to_lock(fd);
	if (why == EWOULDBLOCK) {
		autofree char *holder = holder_of(fd);
		log_info("store: another sillon%s has %s; waiting for its end", holder, path);
		why = wait_for_lock(fd, hurry);
	}
	autofree char *holder = holder_of(fd);
	return why == 0 || refuse(path, name, why, holder, err);
}

/* By whichever name it is opened the lock is the same: what a link leads to must be there. */
static char *real_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd >= 0) {
		close(fd);
	}
	return realpath(path, NULL);
}

/* Started once by root on a service's file, it shall not keep that service out. */
static void give_to_owner(int fd, const char *real)
{
	struct stat status;
	if (geteuid() == 0 && real && stat(real, &status) == 0 &&
	    fchown(fd, status.st_uid, status.st_gid) < 0) {
		log_warn("store: the lock beside %s keeps its owner: %s", real, strerror(errno));
	}
}

int lock_take(const char *path, const atomic_bool *hurry, struct err *err)
{
	autofree char *real = real_path(path);
	autofree char *name = xasprintf("%s.lock", real ? real : path);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		refuse(path, name, errno, "", err);
		return -1;
	}
	if (!lock(fd, path, name, hurry, err)) {
		close(fd);
		return -1;
	}
	give_to_owner(fd, real);
	sign(fd);
	return fd;
}

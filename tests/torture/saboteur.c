/* torture/saboteur.c - a machine that misbehaves, preloaded (LD_PRELOAD) into the service.
 *
 * What goes wrong is said in a file that both sides map (SABOTEUR): see struct orders, whose fields
 * machine.py names as well. It concerns the files below the folder SABOTEUR_FOLDER, and the wall
 * clock of the whole process. Shares no code with the service. */
#undef _FILE_OFFSET_BITS /* else open() would be defined as open64() */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define FILES_MAX 65536

struct orders {
	_Atomic int64_t space_bytes;   /* that can still be written; -1: no limit */
	_Atomic int64_t write_errno;   /* of every write; 0: none */
	_Atomic int64_t open_errno;    /* of opening anything for writing, renaming, deleting */
	_Atomic int64_t sync_delay_ms; /* of each fsync */
	_Atomic int64_t clock_ms;      /* the wall clock is so much ahead */
	_Atomic int64_t deaths_at;     /* killed before the nth change from now; 0: never */
	_Atomic int64_t changes;       /* told back: writes, syncs, renames, … so far */
	_Atomic int64_t syncs;         /* told back */
};

static struct orders peace = {.space_bytes = -1};
static struct orders *orders = &peace;
static char folder[4096];
static size_t folder_length;
static _Atomic bool watched[FILES_MAX]; /* by descriptor */

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("SABOTEUR"), *below = getenv("SABOTEUR_FOLDER");
	int fd = file ? (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0) : -1;
	if (fd < 0 || !below) {
		return;
	}
	snprintf(folder, sizeof(folder), "%s", below);
	folder_length = strlen(folder);
	void *map = mmap(NULL, sizeof(*orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	orders = map == MAP_FAILED ? &peace : map;
	syscall(SYS_close, fd);
}

static bool is_below(const char *path)
{
	return folder_length && path && strncmp(path, folder, folder_length) == 0;
}

static bool is_watched(int fd)
{
	return fd >= 0 && fd < FILES_MAX && watched[fd];
}

/* A change of what is on the disk is about to be made. */
static void note_change(void)
{
	orders->changes++;
	if (orders->deaths_at && --orders->deaths_at == 0) {
		syscall(SYS_kill, getpid(), SIGKILL);
	}
}

static bool refused(int64_t number)
{
	if (number) {
		errno = (int)number;
	}
	return number != 0;
}

/* How much of it goes onto the disk; -1 with errno. */
static ssize_t take_space(size_t size_bytes)
{
	note_change();
	if (refused(orders->write_errno)) {
		return -1;
	}
	int64_t left = orders->space_bytes;
	if (left < 0) {
		return (ssize_t)size_bytes;
	}
	if (left == 0 && size_bytes > 0) {
		errno = ENOSPC;
		return -1;
	}
	size_t taken = (int64_t)size_bytes < left ? size_bytes : (size_t)left;
	orders->space_bytes -= (int64_t)taken;
	return (ssize_t)taken;
}

/* --- opening ---------------------------------------------------------------------------------- */

static int note_open(int fd, const char *path)
{
	if (fd >= 0 && fd < FILES_MAX) {
		watched[fd] = is_below(path);
	}
	return fd;
}

static int open_it(int at, const char *path, int flags, mode_t mode)
{
	bool changes = flags & (O_CREAT | O_TRUNC);
	if (is_below(path) && (changes || (flags & O_ACCMODE) != O_RDONLY)) {
		if (refused(orders->open_errno)) {
			return -1;
		}
		note_change();
	}
	return note_open((int)syscall(SYS_openat, at, path, flags, mode), path);
}

/* libc's own parameter names are reserved. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
#define MODE_OF(flags)                                                                             \
	mode_t mode = 0;                                                                           \
	if ((flags) & (O_CREAT | O_TMPFILE)) {                                                     \
		va_list args;                                                                      \
		va_start(args, flags);                                                             \
		mode = va_arg(args, mode_t);                                                       \
		va_end(args);                                                                      \
	}

int open(const char *path, int flags, ...)
{
	MODE_OF(flags)
	return open_it(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	MODE_OF(flags)
	return open_it(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
	MODE_OF(flags)
	return open_it(at, path, flags, mode);
}

int close(int fd)
{
	if (fd >= 0 && fd < FILES_MAX) {
		watched[fd] = false;
	}
	return (int)syscall(SYS_close, fd);
}

/* --- changing --------------------------------------------------------------------------------- */

ssize_t write(int fd, const void *bytes, size_t size_bytes)
{
	ssize_t taken = is_watched(fd) ? take_space(size_bytes) : (ssize_t)size_bytes;
	return taken < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)taken);
}

ssize_t pwrite(int fd, const void *bytes, size_t size_bytes, off_t at)
{
	ssize_t taken = is_watched(fd) ? take_space(size_bytes) : (ssize_t)size_bytes;
	return taken < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)taken, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size_bytes, off64_t at)
{
	return pwrite(fd, bytes, size_bytes, at);
}

static int cut(int fd, off_t size_bytes)
{
	if (is_watched(fd)) {
		note_change();
		if (refused(orders->write_errno)) {
			return -1;
		}
	}
	return (int)syscall(SYS_ftruncate, fd, size_bytes);
}

int ftruncate(int fd, off_t size_bytes)
{
	return cut(fd, size_bytes);
}

int ftruncate64(int fd, off64_t size_bytes)
{
	return cut(fd, size_bytes);
}

static int sync_it(int fd, long call)
{
	if (is_watched(fd)) {
		note_change();
		orders->syncs++;
		int64_t delay_ms = orders->sync_delay_ms;
		struct timespec delay = {delay_ms / 1000, (delay_ms % 1000) * 1000000};
		while (delay_ms > 0 && nanosleep(&delay, &delay) != 0) {
		}
		if (refused(orders->write_errno)) {
			return -1;
		}
	}
	return (int)syscall(call, fd);
}

int fsync(int fd)
{
	return sync_it(fd, SYS_fsync);
}

int fdatasync(int fd)
{
	return sync_it(fd, SYS_fdatasync);
}

int rename(const char *from, const char *to)
{
	if (is_below(to)) {
		note_change();
		if (refused(orders->open_errno)) {
			return -1;
		}
	}
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
	if (is_below(path)) {
		note_change();
		if (refused(orders->open_errno)) {
			return -1;
		}
	}
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

/* --- the wall clock --------------------------------------------------------------------------- */

static void add_ms(struct timespec *when, int64_t ms)
{
	int64_t ns = when->tv_nsec + (ms % 1000) * 1000000;
	when->tv_sec += ms / 1000 + (ns >= 1000000000) - (ns < 0);
	when->tv_nsec = ns + (ns < 0 ? 1000000000 : 0) - (ns >= 1000000000 ? 1000000000 : 0);
}

int clock_gettime(clockid_t id, struct timespec *out)
{
	int failed = (int)syscall(SYS_clock_gettime, id, out);
	if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
		add_ms(out, orders->clock_ms);
	}
	return failed;
}

time_t time(time_t *out)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (out) {
		*out = now.tv_sec;
	}
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	out->tv_sec = now.tv_sec;
	out->tv_usec = now.tv_nsec / 1000;
	return 0;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

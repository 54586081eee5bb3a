#include "app/files.h"

#include "base/err.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/* With fewer it would run, and answer nobody. */
#define FILES_MIN 64

void files_hold_standard_streams(void)
{
	int fd;
	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0) {
		close(fd);
	}
}

bool files_raise_limit(struct err *err)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
		return true;
	}
	limit.rlim_cur = limit.rlim_max; /* connections are descriptors */
	setrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_max >= FILES_MIN ||
	       err_set(err, ERR_UNAVAILABLE,
	               "%llu open files are too few: allow %d or more (LimitNOFILE)",
	               (unsigned long long)limit.rlim_max, FILES_MIN);
}

void files_look(void)
{
	static bool none_left;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	bool none = fd < 0 && (errno == EMFILE || errno == ENFILE);
	if (fd >= 0) {
		close(fd);
	}
	if (none && !none_left) {
		log_warn("sillon: no file descriptor is left for providers and clients: allow more "
		         "open files (LimitNOFILE)");
	} else if (!none && none_left) {
		log_info("sillon: there are file descriptors again");
	}
	none_left = none;
}

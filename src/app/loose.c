#include "app/loose.h"

#include "base/mem.h"

#include <sys/stat.h>
#include <unistd.h>

char *loose_describe(int fd, const char *path, bool is_systemds)
{
	struct stat file;
	if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
		return NULL;
	}
	bool passes_group = is_systemds && file.st_gid == 0;
	unsigned others = file.st_mode & (S_IROTH | S_IWOTH);
	unsigned group = passes_group ? 0 : file.st_mode & (S_IRGRP | S_IWGRP);
	if (!others && !group) {
		return NULL;
	}
	/* A service that reads somebody else's file, as a dynamic user must, would be shut out. */
	bool is_own = geteuid() == 0 || geteuid() == file.st_uid;
	return xasprintf(
	    "%s holds secrets, and %s can %s it (mode %04o): %schmod 600 %s", path,
	    others ? "everybody" : "its group",
	    (others | group) & (S_IWOTH | S_IWGRP) ? "change" : "read",
	    (unsigned)(file.st_mode & 07777),
	    is_own ? "" : "move them to credential files, or chown it to the service and ", path);
}

#include "store/file.h"

#include "base/err.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* https://sqlite.org/fileformat.html#the_database_header */
#define HEADER_BYTES 100
#define PAGE_SIZE_AT 16
#define WRITE_FORMAT_AT 18 /* 1: a rollback journal, 2: a write-ahead log */
#define VERSION_AT 60
#define APPLICATION_ID_AT 68
static const char magic[16] = "SQLite format 3";

const char *file_remedy(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return "free some space on that disk";
	case EROFS:
	case EACCES:
	case EPERM:
		return "make the file and its folder writable";
	case EMFILE:
	case ENFILE:
		return "allow more open files (LimitNOFILE)";
	case ENOENT:
	case ENOTDIR:
		return "make sure that its folder exists";
	default:
		return "check that disk";
	}
}

static int64_t int_at(const unsigned char *header, size_t at)
{
	return (int32_t)((uint32_t)header[at] << 24 | (uint32_t)header[at + 1] << 16 |
	                 (uint32_t)header[at + 2] << 8 | header[at + 3]);
}

static bool has_bytes(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && status.st_size > 0;
}

static bool refuse(const char *path, struct err *err, const char *why)
{
	return err_set(err, ERR_STORAGE, "database %s %s", path, why);
}

/* The rest of a header that is not there is zero. */
static bool read_bytes(const char *path, unsigned char header[HEADER_BYTES], struct err *err)
{
	memset(header, 0, HEADER_BYTES);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, header, HEADER_BYTES);
	int why = errno;
	if (fd >= 0) {
		close(fd);
	}
	return length >= 0 || err_set(err, ERR_STORAGE,
	                              "database %s cannot be read (%s); make the file and its "
	                              "folder accessible",
	                              path, strerror(why));
}

/* Ours has a write-ahead log from its first page on. */
static bool was_never_ours(const unsigned char *header, off_t size_bytes)
{
	off_t page_bytes = header[PAGE_SIZE_AT] << 8 | header[PAGE_SIZE_AT + 1];
	return int_at(header, APPLICATION_ID_AT) == 0 && header[WRITE_FORMAT_AT] == 1 &&
	       size_bytes > page_bytes;
}

static bool check_header(const char *path, const unsigned char *header, off_t size_bytes,
                         struct file_header *out, struct err *err)
{
	if (memcmp(header, magic, sizeof(magic)) != 0) {
		return refuse(path, err,
		              "is not a database; name another file in store.database, or restore "
		              "it from a backup");
	}
	out->application_id = int_at(header, APPLICATION_ID_AT);
	out->version = int_at(header, VERSION_AT);
	bool marked = out->application_id != 0 && out->application_id != FILE_APPLICATION_ID;
	if (marked || was_never_ours(header, size_bytes)) {
		return refuse(path, err,
		              "belongs to another program; name another file in store.database");
	}
	return true;
}

bool file_read_header(const char *path, struct file_header *out, struct err *err)
{
	unsigned char header[HEADER_BYTES];
	struct stat status = {.st_size = 0};
	autofree char *real = realpath(path, NULL); /* the log lies beside what a link leads to */
	autofree char *log = xasprintf("%s-wal", real ? real : path);
	*out = (struct file_header){.is_empty = true, .has_log = has_bytes(log)};
	if (stat(path, &status) == 0) {
		if (!S_ISREG(status.st_mode)) {
			return refuse(path, err,
			              S_ISDIR(status.st_mode)
			                  ? "is a folder; name a file in store.database"
			                  : "is not a file; name a file in store.database");
		}
		out->is_empty = status.st_size == 0;
	}
	if (!out->is_empty) {
		return read_bytes(path, header, err) &&
		       check_header(path, header, status.st_size, out, err);
	}
	/* SQLite would delete the log with all that was committed to it. */
	return !out->has_log || err_set(err, ERR_STORAGE,
	                                "database %s is missing or empty, though %s is there; put "
	                                "the file back beside its log, or move the log away",
	                                path, log);
}

/* --- still there ----------------------------------------------------------------------------- */

enum place { PLACE_KEPT, PLACE_GONE, PLACE_REPLACED };

static enum place place_of(const struct file_identity *identity, size_t part)
{
	struct stat status;
	if (identity->inode[part] == 0) {
		return PLACE_KEPT; /* was not there when the identity was taken */
	}
	if (stat(identity->paths[part], &status) != 0) {
		/* Out of descriptors, memory or rights it may still be there. */
		return errno == ENOENT || errno == ENOTDIR ? PLACE_GONE : PLACE_KEPT;
	}
	bool same =
	    status.st_dev == identity->device[part] && status.st_ino == identity->inode[part];
	return same ? PLACE_KEPT : PLACE_REPLACED;
}

void file_identity_take(struct file_identity *identity, const char *path, const char *real_path)
{
	identity->paths[0] = xstrdup(path);
	identity->paths[1] = xasprintf("%s-wal", real_path);
	identity->paths[2] = xasprintf("%s-shm", real_path);
	for (size_t i = 0; i < FILE_PARTS; i++) {
		struct stat status;
		bool there = stat(identity->paths[i], &status) == 0;
		identity->device[i] = there ? status.st_dev : 0;
		identity->inode[i] = there ? status.st_ino : 0;
	}
}

void file_identity_finish(struct file_identity *identity)
{
	for (size_t i = 0; i < FILE_PARTS; i++) {
		free(identity->paths[i]);
	}
}

bool file_is_in_place(const struct file_identity *identity, struct err *err)
{
	for (size_t i = 0; i < FILE_PARTS; i++) {
		enum place place = place_of(identity, i);
		if (place != PLACE_KEPT) {
			return err_set(err, ERR_STORAGE,
			               "database %s: %s was %s while the service runs; put it back "
			               "or restart the service",
			               identity->paths[0], identity->paths[i],
			               place == PLACE_GONE ? "moved or deleted" : "replaced");
		}
	}
	return true;
}

bool file_is_ours_to_close(const struct file_identity *identity)
{
	return place_of(identity, 0) == PLACE_KEPT && place_of(identity, 1) != PLACE_REPLACED &&
	       place_of(identity, 2) != PLACE_REPLACED;
}

#include "support/sqlite_disk.h"

#include "support/test.h"

#include <sqlite3.h>
#include <string.h>

static int (*answer)(enum disk_call call);
static sqlite3_vfs *usual, shim;

/* The usual file lies behind it. */
struct disk_file {
	sqlite3_file head;
};

static sqlite3_file *behind(sqlite3_file *file)
{
	return (sqlite3_file *)((struct disk_file *)file + 1);
}

#define METHODS(file) behind(file)->pMethods
/* Returns from the function that it stands in where the call is not to be made. */
#define ASK(call)                                                                                  \
	int refusal = answer(call);                                                                \
	if (refusal) {                                                                             \
		return refusal;                                                                    \
	}

static int file_close(sqlite3_file *file)
{
	return METHODS(file)->xClose(behind(file));
}

static int file_read(sqlite3_file *file, void *out, int length, sqlite3_int64 at)
{
	ASK(DISK_READ)
	return METHODS(file)->xRead(behind(file), out, length, at);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	ASK(DISK_WRITE)
	return METHODS(file)->xWrite(behind(file), bytes, length, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	ASK(DISK_TRUNCATE)
	return METHODS(file)->xTruncate(behind(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
	ASK(DISK_SYNC)
	return METHODS(file)->xSync(behind(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
	ASK(DISK_SIZE)
	return METHODS(file)->xFileSize(behind(file), out);
}

static int file_lock(sqlite3_file *file, int level)
{
	ASK(DISK_LOCK)
	return METHODS(file)->xLock(behind(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return METHODS(file)->xUnlock(behind(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *out)
{
	ASK(DISK_RESERVED)
	return METHODS(file)->xCheckReservedLock(behind(file), out);
}

static int file_control(sqlite3_file *file, int what, void *data)
{
	return METHODS(file)->xFileControl(behind(file), what, data);
}

static int file_sector_size(sqlite3_file *file)
{
	return METHODS(file)->xSectorSize(behind(file));
}

static int file_traits(sqlite3_file *file)
{
	return METHODS(file)->xDeviceCharacteristics(behind(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	ASK(DISK_SHM_MAP)
	return METHODS(file)->xShmMap(behind(file), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
	int refusal = flags & SQLITE_SHM_LOCK ? answer(DISK_SHM_LOCK) : SQLITE_OK;
	return refusal ? refusal : METHODS(file)->xShmLock(behind(file), at, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
	METHODS(file)->xShmBarrier(behind(file));
}

static int file_shm_unmap(sqlite3_file *file, int drop)
{
	return METHODS(file)->xShmUnmap(behind(file), drop);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory maps: every byte is asked for */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	(void)vfs;
	file->pMethods = NULL;
	ASK(DISK_OPEN)
	int code = usual->xOpen(usual, name, behind(file), flags, out);
	if (behind(file)->pMethods) {
		file->pMethods = &methods;
	}
	return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	ASK(DISK_DELETE)
	return usual->xDelete(usual, name, sync);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	ASK(DISK_ACCESS)
	return usual->xAccess(usual, name, flags, out);
}

static int disk_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

void disk_install(int (*fn)(enum disk_call call))
{
	answer = fn;
	usual = sqlite3_vfs_find(NULL);
	assert_non_null(usual);
	shim = *usual;
	shim.pNext = NULL;
	shim.zName = "disk";
	shim.szOsFile = usual->szOsFile + (int)sizeof(struct disk_file);
	shim.xOpen = disk_open;
	shim.xDelete = disk_delete;
	shim.xAccess = disk_access;
	shim.xSleep = disk_sleep;
	assert_int_equal(sqlite3_vfs_register(&shim, 1), SQLITE_OK);
}

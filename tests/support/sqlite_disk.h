/* support/sqlite_disk.h - SQLite's file system with a say in every call: a VFS around the usual
 * one, and in its place for every file from then on. Sleeping takes no time. */
#ifndef SUPPORT_SQLITE_DISK_H
#define SUPPORT_SQLITE_DISK_H

enum disk_call {
	DISK_OPEN,
	DISK_DELETE,
	DISK_ACCESS,
	DISK_READ,
	DISK_WRITE,
	DISK_TRUNCATE,
	DISK_SYNC,
	DISK_SIZE,
	DISK_LOCK,
	DISK_RESERVED, /* is the file reserved? */
	DISK_SHM_MAP,
	DISK_SHM_LOCK,
	DISK_CALLS,
};
/* SQLITE_OK: the call is made; else it is not, and answers that. Unlocking and closing are not
 * asked for: they do not fail. */
void disk_install(int (*answer)(enum disk_call call));

#endif

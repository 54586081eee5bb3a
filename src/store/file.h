/* store/file.h - the database file as a file: what it is before SQLite touches it, and whether it
 * still is where it was opened. Any thread. */
#ifndef STORE_FILE_H
#define STORE_FILE_H
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct err;

/* "SILN": marks the file as ours (PRAGMA application_id). */
#define FILE_APPLICATION_ID 0x53494C4E

/* What the first page says; the write-ahead log may know newer. */
struct file_header {
	bool is_empty; /* absent, or without a byte */
	bool has_log;  /* a write-ahead log lies beside it: it was not closed */
	int64_t application_id, version;
};
/* Reads it without SQLite, which would recover, fold or create what belongs to others. False where
 * it is nothing that could be a catalogue: a folder, another program's file, a log without its
 * database. To be called before the process has the file open: closing any descriptor of a file
 * drops the process's locks on it. */
bool file_read_header(const char *path, struct file_header *out, struct err *err);

/* What a person can do about it: a part of a sentence. `number` is an errno. */
const char *file_remedy(int number);

/* Which files are open: the database, its write-ahead log, the log's index. */
#define FILE_PARTS 3
struct file_identity {
	char *paths[FILE_PARTS]; /* owned */
	dev_t device[FILE_PARTS];
	ino_t inode[FILE_PARTS];
};
/* `real_path` is what `path` led to when it was opened. */
void file_identity_take(struct file_identity *identity, const char *path, const char *real_path);
void file_identity_finish(struct file_identity *identity);
/* False once any of them was moved, deleted or replaced: what would be written would be lost. */
bool file_is_in_place(const struct file_identity *identity, struct err *err);
/* Whether closing may fold the log into the file and delete it: neither is somebody else's. */
bool file_is_ours_to_close(const struct file_identity *identity);

#endif

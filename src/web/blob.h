/* web/blob.h - bytes that several replies send at the same time: counted, never changed.
 *
 * A call that takes a blob takes over one reference. Loop thread only. */
#ifndef WEB_BLOB_H
#define WEB_BLOB_H
#include <stddef.h>

struct buf;

struct blob {
	unsigned references;
	size_t length;
	char *bytes;
};

/* `bytes` come from malloc() and belong to the blob from now on. */
struct blob *blob_take(char *bytes, size_t length);
/* Takes the buffer's bytes and leaves it empty. */
struct blob *blob_take_buf(struct buf *buf);
struct blob *blob_copy(const void *bytes, size_t length);

/* One reference more; returns `blob`. */
struct blob *blob_ref(struct blob *blob);
/* NULL is fine. */
void blob_unref(struct blob *blob);

#endif

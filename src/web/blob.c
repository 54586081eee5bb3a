#include "web/blob.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

struct blob *blob_take(char *bytes, size_t length)
{
	struct blob *blob = xcalloc(1, sizeof(*blob));
	blob->references = 1;
	blob->bytes = bytes;
	blob->length = length;
	return blob;
}

struct blob *blob_take_buf(struct buf *buf)
{
	size_t length = buf->length;
	return blob_take(buf_steal(buf), length);
}

struct blob *blob_copy(const void *bytes, size_t length)
{
	char *copy = xrealloc(NULL, length);
	memcpy(copy, bytes, length);
	return blob_take(copy, length);
}

struct blob *blob_ref(struct blob *blob)
{
	blob->references++;
	return blob;
}

void blob_unref(struct blob *blob)
{
	if (blob && --blob->references == 0) {
		free(blob->bytes);
		free(blob);
	}
}

/* http/gzip.h - a body as gzip, stored without compression: valid, and needs no library. */
#ifndef HTTP_GZIP_H
#define HTTP_GZIP_H
#include "base/buf.h"

void gzip_store(const char *bytes, size_t size_bytes, struct buf *out);

#endif

#include "http/gzip.h"

enum {
	BLOCK_MAX = 65535 /* of a stored deflate block, RFC 1951 3.2.4 */
};

static uint32_t crc32_of(const char *bytes, size_t size_bytes)
{
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < size_bytes; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++) {
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
		}
	}
	return ~crc;
}

static void add_little_endian(struct buf *out, uint32_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		buf_char(out, (char)(number >> (8 * i) & 0xff));
	}
}

void gzip_store(const char *bytes, size_t size_bytes, struct buf *out)
{
	static const char head[10] = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\xff'};
	buf_add(out, head, sizeof(head));
	size_t at = 0;
	do {
		size_t size = size_bytes - at > BLOCK_MAX ? BLOCK_MAX : size_bytes - at;
		buf_char(out, at + size == size_bytes); /* the last block has its first bit set */
		add_little_endian(out, (uint32_t)size, 2);
		add_little_endian(out, ~(uint32_t)size, 2);
		buf_add(out, bytes + at, size);
		at += size;
	} while (at < size_bytes);
	add_little_endian(out, crc32_of(bytes, size_bytes), 4);
	add_little_endian(out, (uint32_t)size_bytes, 4);
}

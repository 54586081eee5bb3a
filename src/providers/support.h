/* providers/support.h - what a record is played from, in the words of the catalogue. Pure. */
#ifndef PROVIDERS_SUPPORT_H
#define PROVIDERS_SUPPORT_H
#include "model/album.h"

/* "Vinyle", "CD", "Cassette", "Digital", or the format's own name ("Blu-ray", "DVD"); judged by all
 * formats of the release, what a box contains included; NULL when they do not say. Static, or
 * borrowed from the formats. */
const char *support_of(const struct format *formats, size_t count);

#endif

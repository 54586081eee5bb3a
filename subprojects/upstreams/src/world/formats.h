/* world/formats.h - what invented records are pressed on; data and one draw. */
#ifndef WORLD_FORMATS_H
#define WORLD_FORMATS_H
#include "world/release.h"

/* Sets formats and format_count from `out->kind`; static memory. Albums are drawn by how common a
 * format is, but one number in five is given the next of all sets, rare ones too. */
void formats_draw(uint64_t drawn, uint32_t number, struct release *out);

#endif

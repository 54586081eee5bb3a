/* world/names.h - invented names: bands, titles, labels, in six languages.
 *
 * Numbered: the same number gives the same name, and two numbers of one kind do not share a name,
 * except for bands of one word, which carry Discogs' " (n)". Pure. */
#ifndef WORLD_NAMES_H
#define WORLD_NAMES_H
#include <stdbool.h>
#include <stdint.h>

#include "base/room.h"

enum language { LANGUAGE_EN, LANGUAGE_FR, LANGUAGE_DE, LANGUAGE_RU, LANGUAGE_JA };

enum language name_language(uint32_t band);
/* As Discogs writes it, " (n)" included. */
const char *name_band(uint64_t seed, uint32_t band, struct room *room);
bool name_is_shared(uint32_t band); /* one word and " (n)": other bands have the same */
/* The `number`th record of a band; number below 1,000. Capitalised the way Discogs does. */
const char *name_title(uint64_t seed, uint32_t band, uint32_t number, enum language language,
                       struct room *room);
const char *name_label(uint64_t drawn, struct room *room);
const char *name_place(uint64_t drawn);

#endif

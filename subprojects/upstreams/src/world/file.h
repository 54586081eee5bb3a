/* world/file.h - a collection read from a JSON file.
 *
 * Two shapes are known: rows as a Discogs page has them (an array of releases with
 * basic_information, or the page itself), and an array of flat facts
 * {release_id, title, year, artists[], labels[], formats[], cover_image}. */
#ifndef WORLD_FILE_H
#define WORLD_FILE_H
#include <stdbool.h>
#include <stddef.h>

#include "world/given.h"

/* Adds its rows to `given`; false, and a sentence in `error`, when the file cannot be used. */
bool file_load(struct given *given, const char *path, char *error, size_t error_size);

#endif

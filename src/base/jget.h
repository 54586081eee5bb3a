/* base/jget.h - typed reading of foreign JSON: the wrong type is the same as absent.
 *
 * What a getter returns is borrowed from the object and lives as long as it does. `object` may be
 * NULL or no object at all: everything is absent then. */
#ifndef BASE_JGET_H
#define BASE_JGET_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* Parses a whole body. An empty, cut or malformed one is ERR_REMOTE with the place. The caller
 * decrefs. Depth is bounded by jansson (2,048 levels), numbers by 64 bits. */
json_t *jget_parse(const char *body, size_t size_bytes, struct err *err);

/* NULL when absent, of another type, or "". */
const char *jget_str(const json_t *object, const char *key);
/* An integer, or a string that is one ("2"): `fallback` otherwise. */
int64_t jget_int(const json_t *object, const char *key, int64_t fallback);
bool jget_bool(const json_t *object, const char *key, bool fallback);
json_t *jget_object(const json_t *object, const char *key);
json_t *jget_array(const json_t *object, const char *key);

#endif

/* providers/euria_schema.h - a value that conforms to a JSON schema, whatever the schema asks for.
 *
 * Known: type (also a list of them), enum, const, properties, items, minItems, maxItems, minimum,
 * maximum, maxLength, anyOf/oneOf/allOf (the first), $ref within the schema. All properties are
 * given, as strict mode does. */
#ifndef PROVIDERS_EURIA_SCHEMA_H
#define PROVIDERS_EURIA_SCHEMA_H
#include <jansson.h>

#include "providers/euria_text.h"

/* `spoilt_item` counts from 1 and says whose texts are spoilt; 0: all. A new reference. */
json_t *euria_schema_value(const json_t *schema, const struct prompt *prompt,
                           enum spoiling spoiling, unsigned spoilt_item);

#endif

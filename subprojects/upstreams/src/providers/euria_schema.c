#include "providers/euria_schema.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/draw.h"
#include "base/text.h"

enum {
	DEPTH_MAX = 12, /* of nested schemas; deeper ones give null */
	ITEMS_MAX = 64
};

struct filling {
	const json_t *root;
	const struct prompt *prompt;
	enum spoiling spoiling;
	unsigned spoilt_item;
	unsigned index; /* of the array's element that is being filled */
	unsigned texts; /* written so far, so that no two of one element agree */
};

static json_t *fill(struct filling *filling, const json_t *schema, const char *name,
                    unsigned depth);

/* "#/$defs/album" and the like; NULL when it leads nowhere. */
static const json_t *resolve(const struct filling *filling, const char *reference)
{
	const json_t *at = filling->root;
	if (strncmp(reference, "#/", 2) != 0) {
		return NULL;
	}
	char path[256], *rest;
	strncpy(path, reference + 2, sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	for (char *part = strtok_r(path, "/", &rest); part && at;
	     part = strtok_r(NULL, "/", &rest)) {
		at = json_object_get(at, part);
	}
	return at;
}

static const char *type_of(const json_t *schema)
{
	const json_t *type = json_object_get(schema, "type");
	if (json_is_array(type)) {
		size_t i = 0;
		while (i + 1 < json_array_size(type) &&
		       strcmp(json_string_value(json_array_get(type, i)), "null") == 0) {
			i++;
		}
		type = json_array_get(type, i);
	}
	if (json_is_string(type)) {
		return json_string_value(type);
	}
	return json_object_get(schema, "properties") ? "object"
	       : json_object_get(schema, "items")    ? "array"
	                                             : "string";
}

static bool is_id(const char *name)
{
	static const char *const names[] = {"id", "index", "n", "no", "number", "item", "position"};
	for (unsigned i = 0; name && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(name, names[i]) == 0) {
			return true;
		}
	}
	size_t size = name ? strlen(name) : 0;
	return size > 3 && strcasecmp(name + size - 3, "_id") == 0;
}

static json_int_t clamp(const json_t *schema, json_int_t number)
{
	const json_t *least = json_object_get(schema, "minimum");
	const json_t *most = json_object_get(schema, "maximum");
	if (json_is_number(least) && (double)number < json_number_value(least)) {
		number = (json_int_t)json_number_value(least);
	}
	if (json_is_number(most) && (double)number > json_number_value(most)) {
		number = (json_int_t)json_number_value(most);
	}
	return number;
}

static json_t *fill_integer(const struct filling *filling, const json_t *schema, const char *name)
{
	const char *seen = prompt_id(filling->prompt, filling->index);
	if (is_id(name)) {
		return json_integer(seen ? strtoll(seen, NULL, 10)
		                         : (json_int_t)filling->index + 1);
	}
	return json_integer(clamp(schema, 1));
}

static json_t *fill_string(struct filling *filling, const json_t *schema, const char *name)
{
	const char *seen = prompt_id(filling->prompt, filling->index);
	if (is_id(name)) {
		return seen ? json_string(seen) : json_sprintf("%u", filling->index + 1);
	}
	struct buf text = {0};
	bool spoilt = !filling->spoilt_item || filling->spoilt_item == filling->index + 1;
	euria_text(filling->prompt, filling->index + 1000 * filling->texts++,
	           spoilt ? filling->spoiling : SPOILING_NONE, &text);
	const json_t *most = json_object_get(schema, "maxLength");
	size_t size = text.size;
	if (json_is_integer(most) && size > (size_t)json_integer_value(most)) {
		size = utf8_cut(text.data, (size_t)json_integer_value(most));
		while (size && text.data[size - 1] != '.') {
			size--;
		}
	}
	json_t *value = json_stringn(text.data ? text.data : "", size);
	buf_finish(&text);
	return value;
}

static unsigned count_of(const struct filling *filling, const json_t *schema)
{
	const json_t *least = json_object_get(schema, "minItems");
	const json_t *most = json_object_get(schema, "maxItems");
	const struct prompt *prompt = filling->prompt;
	json_int_t count = prompt->item_count ? prompt->item_count : prompt->id_count;
	if (count == 0) {
		count = 1;
	}
	if (json_is_integer(least) && count < json_integer_value(least)) {
		count = json_integer_value(least);
	}
	if (json_is_integer(most) && count > json_integer_value(most)) {
		count = json_integer_value(most);
	}
	return count > ITEMS_MAX ? ITEMS_MAX : (unsigned)count;
}

static json_t *fill_array(struct filling *filling, const json_t *schema, unsigned depth)
{
	json_t *array = json_array();
	unsigned outer = filling->index, count = count_of(filling, schema);
	for (unsigned i = 0; i < count; i++) {
		filling->index = i;
		filling->texts = 0;
		json_array_append_new(
		    array, fill(filling, json_object_get(schema, "items"), NULL, depth + 1));
	}
	filling->index = outer;
	return array;
}

static json_t *fill_object(struct filling *filling, const json_t *schema, unsigned depth)
{
	json_t *object = json_object();
	const char *name;
	json_t *property;
	json_object_foreach(json_object_get(schema, "properties"), name, property)
	{
		json_object_set_new(object, name, fill(filling, property, name, depth + 1));
	}
	return object;
}

static const json_t *first_choice(const json_t *schema)
{
	static const char *const names[] = {"anyOf", "oneOf", "allOf"};
	for (unsigned i = 0; i < 3; i++) {
		const json_t *list = json_object_get(schema, names[i]);
		if (json_array_size(list)) {
			return json_array_get(list, 0);
		}
	}
	return NULL;
}

static json_t *fill(struct filling *filling, const json_t *schema, const char *name, unsigned depth)
{
	const json_t *reference = json_object_get(schema, "$ref");
	const json_t *fixed = json_object_get(schema, "const");
	const json_t *list = json_object_get(schema, "enum");
	if (!json_is_object(schema) || depth > DEPTH_MAX) {
		return json_null();
	}
	if (json_is_string(reference)) {
		return fill(filling, resolve(filling, json_string_value(reference)), name,
		            depth + 1);
	}
	if (first_choice(schema)) {
		return fill(filling, first_choice(schema), name, depth + 1);
	}
	if (fixed) {
		return json_deep_copy(fixed);
	}
	if (json_array_size(list)) {
		uint32_t size = (uint32_t)json_array_size(list);
		return json_deep_copy(
		    json_array_get(list, pick(mix64(filling->prompt->hash), size)));
	}
	const char *type = type_of(schema);
	switch (*type) {
	case 'o':
		return fill_object(filling, schema, depth);
	case 'a':
		return fill_array(filling, schema, depth);
	case 'i':
		return fill_integer(filling, schema, name);
	case 'b':
		return json_true();
	case 's':
		return fill_string(filling, schema, name);
	default: /* number, null */
		return type[1] == 'u' && type[2] == 'm' ? json_real((double)clamp(schema, 1))
		                                        : json_null();
	}
}

json_t *euria_schema_value(const json_t *schema, const struct prompt *prompt,
                           enum spoiling spoiling, unsigned spoilt_item)
{
	struct filling filling = {
	    .root = schema, .prompt = prompt, .spoiling = spoiling, .spoilt_item = spoilt_item};
	return fill(&filling, schema, NULL, 0);
}

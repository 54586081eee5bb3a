#include "base/jget.h"

#include "base/err.h"
#include "base/text.h"

#include <string.h>

json_t *jget_parse(const char *body, size_t size_bytes, struct err *err)
{
	if (size_bytes == 0) {
		err_set(err, ERR_REMOTE, "the body is empty");
		return NULL;
	}
	json_error_t at;
	json_t *root = json_loadb(body, size_bytes, 0, &at);
	if (!root) {
		char *quote = strstr(at.text, " near "); /* the body's own words: a token? */
		if (quote) {
			*quote = '\0';
		}
		err_set(err, ERR_REMOTE, "no valid JSON at byte %d: %s", at.position, at.text);
	}
	return root;
}

const char *jget_str(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text_is_empty(text) ? NULL : text;
}

int64_t jget_int(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *value = json_object_get(object, key);
	if (json_is_integer(value)) {
		return json_integer_value(value);
	}
	long long number = fallback;
	if (json_is_string(value)) {
		text_to_int(json_string_value(value), INT64_MIN, INT64_MAX, &number);
	}
	return number;
}

bool jget_bool(const json_t *object, const char *key, bool fallback)
{
	const json_t *value = json_object_get(object, key);
	return json_is_boolean(value) ? json_is_true(value) : fallback;
}

json_t *jget_object(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	return json_is_object(value) ? value : NULL;
}

json_t *jget_array(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	return json_is_array(value) ? value : NULL;
}

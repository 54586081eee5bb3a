/* Any bytes as an answer in JSON: reading it, and asking whatever is in it for whatever type, must
 * do no harm; a wrong type is the same as absent. */
#include "base/err.h"
#include "base/jget.h"
#include "base/jmake.h"
#include "base/mem.h"
#include "fuzz/fuzz.h"

#include <string.h>

static void check_member(const json_t *object, const char *key, const json_t *value)
{
	const char *text = jget_str(object, key);
	check(!text || (json_is_string(value) && *text && is_utf8(text, strlen(text))));
	int64_t number = jget_int(object, key, -77);
	bool is_number = json_is_integer(value) || json_is_string(value);
	check(is_number || number == -77);
	check(!json_is_integer(value) || number == json_integer_value(value));
	bool flag = jget_bool(object, key, false);
	check(jget_bool(object, key, true) == flag || !json_is_boolean(value));
	check(!flag || json_is_true(value));
	check(jget_object(object, key) == (json_is_object(value) ? value : NULL));
	check(jget_array(object, key) == (json_is_array(value) ? value : NULL));
}

/* Goes down on its own stack as far as jansson lets JSON go. */
static void walk(const json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;
	json_object_foreach((json_t *)value, key, item)
	{
		check_member(value, key, item);
		walk(item);
	}
	json_array_foreach(value, i, item)
	{
		check(!jget_str(item, "x") || json_is_object(item));
		walk(item);
	}
}

/* What is printed reads as the same again. */
static void check_line(json_t *root)
{
	struct err err;
	autofree char *line = jmake_line(json_incref(root));
	check(line && is_utf8(line, strlen(line)) && !strchr(line, '\n'));
	json_auto_t *again = jget_parse(line, strlen(line), &err);
	check(again && json_equal(root, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err = {0};
	json_auto_t *root = jget_parse((const char *)bytes, size, &err);
	if (!root) {
		check_err(&err, ERR_REMOTE);
		return 0;
	}
	walk(root);
	check_line(root);
	return 0;
}

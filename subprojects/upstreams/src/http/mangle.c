#include "http/mangle.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct mangling {
	enum mangle_kind kind;
	const char *key; /* NULL: everything */
	bool raw;
	unsigned turn; /* counts values, to vary what is done to them */
	struct buf *out;
};

static void emit(struct mangling *mangling, json_t *value, bool hit);

static void emit_verbatim(struct mangling *mangling, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	buf_text(mangling->out, text ? text : "null");
	free(text);
}

static void emit_wrong_type(struct mangling *mangling, const json_t *value)
{
	static const char *const others[] = {"12345", "[]", "{}", "true", "-0.5"};
	switch (json_typeof(value)) {
	case JSON_STRING:
		buf_text(mangling->out, others[mangling->turn++ % 5]);
		break;
	case JSON_OBJECT:
		buf_text(mangling->out, "[]");
		break;
	case JSON_ARRAY:
		buf_text(mangling->out, "{}");
		break;
	default:
		buf_text(mangling->out, mangling->turn++ % 3 ? "\"text\"" : "{\"number\":1}");
	}
}

static void emit_range(struct mangling *mangling, const json_t *value)
{
	static const char *const numbers[] = {"99999999999999999999999", "-1", "1e999",
	                                      "4294967296", "-9223372036854775808"};
	if (json_is_number(value)) {
		buf_text(mangling->out, numbers[mangling->turn++ % 5]);
	} else {
		emit_verbatim(mangling, value);
	}
}

/* `bytes` in the middle of the text, unescaped. */
static void emit_with(struct mangling *mangling, const json_t *value, const char *bytes,
                      size_t size)
{
	if (!json_is_string(value)) {
		emit_verbatim(mangling, value);
		return;
	}
	const char *text = json_string_value(value);
	size_t length = json_string_length(value), half = length / 2;
	buf_json_bytes(mangling->out, text, half);
	mangling->out->size--; /* the closing quote */
	buf_add(mangling->out, bytes, size);
	size_t at = mangling->out->size;
	buf_json_bytes(mangling->out, text + half, length - half);
	memmove(mangling->out->data + at, mangling->out->data + at + 1, mangling->out->size - at);
	mangling->out->size--; /* the opening quote */
}

static void emit_mangled(struct mangling *mangling, const json_t *value)
{
	switch (mangling->kind) {
	case MANGLE_TYPES:
		emit_wrong_type(mangling, value);
		break;
	case MANGLE_NULLS:
		buf_text(mangling->out, "null");
		break;
	case MANGLE_RANGE:
		emit_range(mangling, value);
		break;
	case MANGLE_UTF8:
		emit_with(mangling, value, "\xff\xc3(\xed\xa0\x80",
		          6); /* a stray byte, a cut pair, a surrogate */
		break;
	case MANGLE_NUL:
		emit_with(mangling, value, mangling->raw ? "\0" : "\\u0000", mangling->raw ? 1 : 6);
		break;
	default:
		emit_verbatim(mangling, value);
	}
}

static void emit_member(struct mangling *mangling, const char *name, json_t *value, unsigned place)
{
	bool named = !mangling->key || strcmp(mangling->key, name) == 0;
	if (mangling->kind == MANGLE_MISSING && named && (mangling->key || place % 2)) {
		return;
	}
	buf_comma(mangling->out);
	if (mangling->kind == MANGLE_DUPLICATE && named) {
		buf_json(mangling->out, name);
		buf_text(mangling->out, json_is_string(value) ? ":\"duplicate\"," : ":0,");
	}
	buf_json(mangling->out, name);
	buf_char(mangling->out, ':');
	emit(mangling, value, mangling->key && named);
}

static void emit_container(struct mangling *mangling, json_t *value)
{
	bool object = json_is_object(value);
	unsigned place = 0;
	size_t index;
	const char *name;
	json_t *child;
	buf_char(mangling->out, object ? '{' : '[');
	if (object) {
		json_object_foreach(value, name, child)
		{
			emit_member(mangling, name, child, place++);
		}
	} else {
		json_array_foreach(value, index, child)
		{
			buf_comma(mangling->out);
			emit(mangling, child, false);
		}
	}
	buf_char(mangling->out, object ? '}' : ']');
}

/* `hit`: the value of a member that was asked for by name. */
static void emit(struct mangling *mangling, json_t *value, bool hit)
{
	bool plain = !json_is_object(value) && !json_is_array(value);
	bool all_plain = !mangling->key && mangling->kind != MANGLE_DUPLICATE &&
	                 mangling->kind != MANGLE_MISSING;
	if (hit || (plain && all_plain)) {
		emit_mangled(mangling, value);
	} else if (!plain) {
		emit_container(mangling, value);
	} else {
		emit_verbatim(mangling, value);
	}
}

void mangle_json(struct buf *body, enum mangle_kind kind, const char *key, bool raw)
{
	json_t *root = json_loadb(body->data ? body->data : "", body->size, JSON_DECODE_ANY, NULL);
	if (!root) {
		return;
	}
	struct buf out = {0};
	struct mangling mangling = {.kind = kind, .key = key, .raw = raw, .out = &out};
	emit(&mangling, root, false);
	json_decref(root);
	buf_finish(body);
	*body = out;
}

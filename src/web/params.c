#include "web/params.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/uri.h"

#include <stdio.h>
#include <string.h>

/* A longer list helps nobody, and what a peer makes us write is bounded. */
#define MAX_ERRORS 16
#define NAME_SIZE 64

static long long count_characters(const char *text)
{
	long long count = 0;
	for (; *text; text++) {
		count += ((unsigned char)*text & 0xC0) != 0x80;
	}
	return count;
}

static bool convert_choice(const struct param *param, const char *text, struct param_value *out)
{
	for (long long i = 0; param->choices[i]; i++) {
		if (strcmp(param->choices[i], text) == 0) {
			out->number = i;
			out->text = param->choices[i];
			return true;
		}
	}
	return false;
}

static bool convert(const struct param *param, const char *text, struct param_value *out)
{
	long long length;
	switch (param->type) {
	case PARAM_INT:
		return text_to_int(text, param->min, param->max, &out->number);
	case PARAM_BOOL:
		out->number = strcmp(text, "true") == 0;
		return out->number || strcmp(text, "false") == 0;
	case PARAM_CHOICE:
		return convert_choice(param, text, out);
	case PARAM_TEXT:
		out->text = text;
		length = count_characters(text);
		return length >= param->min && (param->max == 0 || length <= param->max);
	}
	return false;
}

bool params_defaults(const struct param *params, struct param_value *out)
{
	for (; params && params->name; params++, out++) {
		*out = (struct param_value){0};
		if (params->fallback && !convert(params, params->fallback, out)) {
			return false;
		}
	}
	return true;
}

static void describe_choices(const struct param *param, struct buf *out)
{
	buf_puts(out, "must be one of ");
	for (size_t i = 0; param->choices[i]; i++) {
		buf_printf(out, "%s%s", i ? ", " : "", param->choices[i]);
	}
}

/* What a value must be. */
static void describe(const struct param *param, struct buf *out)
{
	switch (param->type) {
	case PARAM_INT:
		buf_printf(out, "must be an integer from %lld to %lld", param->min, param->max);
		break;
	case PARAM_BOOL:
		buf_puts(out, "must be true or false");
		break;
	case PARAM_CHOICE:
		describe_choices(param, out);
		break;
	case PARAM_TEXT:
		buf_printf(out, "must have at least %lld", param->min);
		if (param->max) {
			buf_printf(out, " and at most %lld", param->max);
		}
		buf_puts(out, " characters");
		break;
	}
}

static void add_error(json_t **errors, const char *name, const char *detail)
{
	if (!*errors) {
		*errors = json_array();
	}
	if (json_array_size(*errors) < MAX_ERRORS) {
		json_array_append_new(*errors,
		                      json_pack("{s:s, s:s}", "parameter", name, "detail", detail));
	}
}

/* The name as one can show it: peers send what they like. */
static void show_name(const struct uri_pair *pair, char out[NAME_SIZE])
{
	char raw[NAME_SIZE];
	snprintf(raw, sizeof(raw), "%.*s", (int)pair->name_length, pair->name);
	text_clean(out, NAME_SIZE, raw);
}

static size_t find(const struct param *params, const struct uri_pair *pair)
{
	char name[NAME_SIZE];
	size_t length;
	size_t at = 0;
	if (pair->name_length < sizeof(name) &&
	    uri_decode(pair->name, pair->name_length, true, name, &length)) {
		for (; params && params[at].name; at++) {
			if (strcmp(params[at].name, name) == 0) {
				return at;
			}
		}
	}
	return ROUTE_MAX_PARAMS;
}

/* One pair. Returns what is wrong with it in `detail`, empty where nothing is. */
static void take(const struct param *param, const struct uri_pair *pair, char *store,
                 size_t *stored, struct param_value *value, struct buf *detail)
{
	char *text = store + *stored;
	size_t length = 0;
	if (value->is_given) {
		buf_puts(detail, "is given more than once");
		return;
	}
	*value = (struct param_value){.is_given = true};
	if (!uri_decode(pair->value ? pair->value : "", pair->value_length, true, text, &length)) {
		buf_puts(detail, "is not percent-encoded UTF-8");
		return;
	}
	*stored += length + 1;
	if (!convert(param, text, value)) {
		describe(param, detail);
	}
}

json_t *params_parse(const struct param *params, const char *query, size_t length, char *store,
                     struct param_value *values)
{
	json_t *errors = NULL;
	struct uri_pair pair;
	size_t stored = 0;
	for (const char *at = query; uri_next_pair(&at, query + length, &pair);) {
		autobuf detail = {0};
		char shown[NAME_SIZE];
		size_t index = find(params, &pair);
		if (index == ROUTE_MAX_PARAMS) {
			buf_puts(&detail, "is not a parameter here");
		} else {
			take(&params[index], &pair, store, &stored, &values[index], &detail);
		}
		if (detail.length) {
			show_name(&pair, shown);
			add_error(&errors, shown, detail.bytes);
		}
	}
	return errors;
}

#include "http/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void decode(char *text, bool plus_is_space)
{
	char *out = text;
	for (; *text; text++) {
		int high = *text == '%' ? hex_digit(text[1]) : -1;
		int low = high >= 0 ? hex_digit(text[2]) : -1;
		if (low >= 0 && (high || low)) { /* %00 is left as it stands */
			*out++ = (char)(high << 4 | low);
			text += 2;
		} else {
			*out++ = *text == '+' && plus_is_space ? ' ' : *text;
		}
	}
	*out = '\0';
}

static void split_path(struct target *target, char *path)
{
	char *rest;
	for (char *part = strtok_r(path, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
		if (target->segment_count < TARGET_SEGMENTS_MAX) {
			target->segments[target->segment_count++] = part;
		}
		decode(part, false);
	}
}

static void split_query(struct target *target, char *query)
{
	char *rest;
	for (char *part = strtok_r(query, "&", &rest); part; part = strtok_r(NULL, "&", &rest)) {
		if (target->param_count == TARGET_PARAMS_MAX) {
			return;
		}
		char *equals = strchr(part, '=');
		char *value = equals ? equals + 1 : part + strlen(part);
		if (equals) {
			*equals = '\0';
		}
		decode(part, true);
		decode(value, true);
		target->params[target->param_count].name = part;
		target->params[target->param_count++].value = value;
	}
}

void target_init(struct target *target, const char *uri)
{
	target->segment_count = 0;
	target->param_count = 0;
	target->memory = xstrdup(uri);
	char *query = strchr(target->memory, '?');
	if (query) {
		*query++ = '\0';
		split_query(target, query);
	}
	split_path(target, target->memory);
}

void target_finish(struct target *target)
{
	free(target->memory);
	target->memory = NULL;
}

bool target_is(const struct target *target, const char *pattern)
{
	unsigned i = 0;
	for (; *pattern; i++) {
		size_t size = strcspn(++pattern, "/");
		if (i == target->segment_count) {
			return false;
		}
		bool any = size == 1 && *pattern == '?';
		const char *segment = target->segments[i];
		if (!any && (strncmp(segment, pattern, size) != 0 || segment[size])) {
			return false;
		}
		pattern += size;
	}
	return i == target->segment_count;
}

const char *target_param(const struct target *target, const char *name)
{
	for (unsigned i = 0; i < target->param_count; i++) {
		if (strcmp(target->params[i].name, name) == 0) {
			return target->params[i].value;
		}
	}
	return NULL;
}

long target_parse_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 9 || text[digits]) {
		return -1;
	}
	return strtol(text, NULL, 10);
}

long target_number(const struct target *target, const char *name, long otherwise)
{
	const char *text = target_param(target, name);
	return text ? target_parse_number(text) : otherwise;
}

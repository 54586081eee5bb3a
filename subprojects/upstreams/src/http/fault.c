#include "http/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "http/fault_kinds.h"

enum { NUMBER_MAX = 1000000000 };

static void release(struct fault *fault)
{
	json_decref(fault->spec);
	free(fault->path);
	free(fault);
}

void faults_finish(struct faults *faults)
{
	while (faults->first) {
		struct fault *fault = faults->first;
		faults->first = fault->next;
		release(fault);
	}
}

/* A number for `name` in the spec, at least `least`; absent gives `otherwise`. */
static bool take_count(const json_t *spec, const char *name, uint64_t least, uint64_t otherwise,
                       uint64_t *out)
{
	const json_t *value = json_object_get(spec, name);
	*out = value ? (uint64_t)json_integer_value(value) : otherwise;
	return !value || (json_is_integer(value) && json_integer_value(value) >= (json_int_t)least);
}

static bool check_parameters(enum fault_kind kind, const json_t *spec, char *error,
                             size_t error_size)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)spec, name, value)
	{
		if (!fault_kind_takes(kind, name)) {
			snprintf(error, error_size, "fault %s takes no parameter %s",
			         fault_kind_name(kind), name);
			return false;
		}
	}
	return true;
}

static bool check_host(enum fault_kind kind, enum host_id host, char *error, size_t error_size)
{
	unsigned only = fault_kind_facts(kind)->host;
	if (only != FAULT_ANY_HOST && only != host) {
		snprintf(error, error_size, "fault %s is for %s only", fault_kind_name(kind),
		         host_names[only]);
		return false;
	}
	return true;
}

static bool understand(const json_t *spec, struct fault *out, char *error, size_t error_size)
{
	const char *provider = json_string_value(json_object_get(spec, "provider"));
	const char *kind = json_string_value(json_object_get(spec, "kind"));
	const json_t *path = json_object_get(spec, "path");
	out->host = provider ? host_id_named(provider) : HOST_COUNT;
	if (out->host >= HOST_PROVIDER_COUNT) {
		snprintf(error, error_size,
		         "a fault's provider is discogs, spotify, accounts or euria");
		return false;
	}
	out->kind = kind ? fault_kind_named(kind) : FAULT_KIND_COUNT;
	if (out->kind == FAULT_KIND_COUNT) {
		snprintf(error, error_size, "unknown kind of fault: %s",
		         kind ? kind : "none given");
		return false;
	}
	if ((path && !json_is_string(path)) || !take_count(spec, "from", 1, 1, &out->from) ||
	    !take_count(spec, "count", 0, 0, &out->count) ||
	    !take_count(spec, "every", 1, 1, &out->every)) {
		snprintf(error, error_size,
		         "path is a text; from and every are numbers from 1, count from 0");
		return false;
	}
	return check_host(out->kind, out->host, error, error_size) &&
	       check_parameters(out->kind, spec, error, error_size);
}

struct fault *faults_add(struct faults *faults, const json_t *spec, char *error, size_t error_size)
{
	struct fault fault = {0};
	if (!json_is_object(spec)) {
		snprintf(error, error_size, "a fault is a JSON object");
		return NULL;
	}
	if (!understand(spec, &fault, error, error_size)) {
		return NULL;
	}
	const char *path = json_string_value(json_object_get(spec, "path"));
	fault.id = ++faults->last_id;
	fault.path = xstrdup(path ? path : "");
	fault.spec = json_deep_copy(spec);
	struct fault **end = &faults->first;
	while (*end) {
		end = &(*end)->next;
	}
	*end = xcalloc(1, sizeof(fault));
	**end = fault;
	return *end;
}

/* A number or a flag where the text is one; a text else. */
static json_t *parse_value(const char *text)
{
	char *end;
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
		return json_boolean(*text == 't');
	}
	long long whole = strtoll(text, &end, 10);
	if (*text && !*end) {
		return json_integer(whole);
	}
	double real = strtod(text, &end);
	return *text && !*end ? json_real(real) : json_string(text);
}

json_t *fault_spec_parse(const char *text, char *error, size_t error_size)
{
	char *copy = xstrdup(text), *rest, *pair_rest;
	char *provider = strtok_r(copy, ":", &rest);
	char *kind = strtok_r(NULL, ":", &rest);
	if (!kind) {
		snprintf(error, error_size, "a fault reads provider:kind[:key=value,...], not %s",
		         text);
		free(copy);
		return NULL;
	}
	json_t *spec = json_pack("{s:s, s:s}", "provider", provider, "kind", kind);
	for (char *pair = strtok_r(rest, ",", &pair_rest); pair;
	     pair = strtok_r(NULL, ",", &pair_rest)) {
		char *equals = strchr(pair, '=');
		if (!equals) {
			snprintf(error, error_size, "a fault's parameter reads key=value, not %s",
			         pair);
			json_decref(spec);
			spec = NULL;
			break;
		}
		*equals = '\0';
		bool text_only = strcmp(pair, "path") == 0 || strcmp(pair, "retry_after") == 0;
		json_object_set_new(spec, pair,
		                    text_only ? json_string(equals + 1) : parse_value(equals + 1));
	}
	free(copy);
	return spec;
}

bool faults_remove(struct faults *faults, unsigned id)
{
	for (struct fault **at = &faults->first; *at; at = &(*at)->next) {
		if ((*at)->id == id) {
			struct fault *fault = *at;
			*at = fault->next;
			release(fault);
			return true;
		}
	}
	return false;
}

struct fault *faults_match(struct faults *faults, enum host_id host, const char *target)
{
	struct fault *hit = NULL;
	for (struct fault *fault = faults->first; fault; fault = fault->next) {
		if (fault->host != host || strncmp(target, fault->path, strlen(fault->path)) != 0) {
			continue;
		}
		fault->seen++;
		bool spent = fault->count && fault->hits >= fault->count;
		bool its_turn =
		    fault->seen >= fault->from && (fault->seen - fault->from) % fault->every == 0;
		if (!hit && !spent && its_turn) {
			hit = fault;
			fault->hits++;
		}
	}
	return hit;
}

const char *fault_text(const struct fault *fault, const char *name, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(fault->spec, name));
	return text ? text : otherwise;
}

double fault_number(const struct fault *fault, const char *name, double otherwise)
{
	const json_t *value = json_object_get(fault->spec, name);
	if (!json_is_number(value)) {
		return otherwise;
	}
	double number = json_number_value(value);
	return number > NUMBER_MAX ? NUMBER_MAX : number < -NUMBER_MAX ? -NUMBER_MAX : number;
}

size_t fault_size(const struct fault *fault, const char *name, size_t otherwise)
{
	double number = fault_number(fault, name, -1);
	return number < 0 ? otherwise : (size_t)number;
}

bool fault_flag(const struct fault *fault, const char *name)
{
	return json_is_true(json_object_get(fault->spec, name));
}

#include "upstreams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { LATENCY_MAX_MS = 3600000 };

static bool set_one_latency(struct upstreams *upstreams, char *pair)
{
	char *equals = strchr(pair, '='), *end;
	if (!equals) {
		return false;
	}
	*equals = '\0';
	enum host_id id = host_id_named(pair);
	double ms = strtod(equals + 1, &end);
	if (id >= HOST_PROVIDER_COUNT || end == equals + 1 || *end ||
	    !(ms >= 0 && ms <= LATENCY_MAX_MS)) {
		return false;
	}
	upstreams->hosts[id].latency_ms = ms;
	return true;
}

bool upstreams_set_latency(struct upstreams *upstreams, const char *text)
{
	if (strcmp(text, "none") == 0) {
		for (unsigned id = 0; id < HOST_PROVIDER_COUNT; id++) {
			upstreams->hosts[id].latency_ms = 0;
		}
		return true;
	}
	char *copy = xstrdup(text), *rest;
	bool good = *text != '\0';
	for (char *pair = strtok_r(copy, ",", &rest); pair && good;
	     pair = strtok_r(NULL, ",", &rest)) {
		good = set_one_latency(upstreams, pair);
	}
	free(copy);
	return good;
}

struct fault *upstreams_add_fault(struct upstreams *upstreams, const json_t *spec, char *error,
                                  size_t error_size)
{
	struct fault *fault = faults_add(&upstreams->faults, spec, error, error_size);
	if (fault && fault->kind == FAULT_BAD_CERTIFICATE && !upstreams->shared.tls) {
		faults_remove(&upstreams->faults, fault->id);
		snprintf(error, error_size, "there is no certificate without --tls");
		return NULL;
	}
	if (fault && fault->kind == FAULT_REFUSE && fault->from <= 1) {
		host_refuse(&upstreams->hosts[fault->host], true);
	}
	if (fault && fault->kind == FAULT_BAD_CERTIFICATE && fault->from <= 1) {
		host_distrust(&upstreams->hosts[fault->host], true);
	}
	return fault;
}

/* Whether a fault of the whole port stands. */
static bool still_stands(const struct upstreams *upstreams, enum host_id host, enum fault_kind kind)
{
	for (const struct fault *fault = upstreams->faults.first; fault; fault = fault->next) {
		if (fault->host == host && fault->kind == kind && fault->from <= 1) {
			return true;
		}
	}
	return false;
}

bool upstreams_remove_faults(struct upstreams *upstreams, unsigned id)
{
	bool removed = id == 0;
	if (id) {
		removed = faults_remove(&upstreams->faults, id);
	} else {
		faults_finish(&upstreams->faults);
	}
	for (unsigned host = 0; host < HOST_PROVIDER_COUNT; host++) {
		if (!still_stands(upstreams, (enum host_id)host, FAULT_REFUSE)) {
			host_refuse(&upstreams->hosts[host], false);
		}
		if (!still_stands(upstreams, (enum host_id)host, FAULT_BAD_CERTIFICATE)) {
			host_distrust(&upstreams->hosts[host], false);
		}
	}
	return removed;
}

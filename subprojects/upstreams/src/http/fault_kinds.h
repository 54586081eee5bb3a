/* http/fault_kinds.h - facts about each kind of fault. */
#ifndef HTTP_FAULT_KINDS_H
#define HTTP_FAULT_KINDS_H
#include "http/fault.h"

enum { FAULT_ANY_HOST = HOST_PROVIDER_COUNT, FAULT_PARAMETERS_MAX = 3 };

struct fault_kind_facts {
	const char *name;
	unsigned host; /* the only one that it may befall, or FAULT_ANY_HOST */
	const char *parameters[FAULT_PARAMETERS_MAX];
};

const struct fault_kind_facts *fault_kind_facts(enum fault_kind kind);
enum fault_kind fault_kind_named(const char *name); /* FAULT_KIND_COUNT: none */
bool fault_kind_takes(enum fault_kind kind, const char *parameter);

#endif

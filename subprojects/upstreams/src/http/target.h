/* http/target.h - a request target taken apart: decoded path segments and query parameters. */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H
#include <stdbool.h>
#include <stddef.h>

enum { TARGET_SEGMENTS_MAX = 12, TARGET_PARAMS_MAX = 24 };

struct target {
	char *memory; /* what the rest points into */
	char *segments[TARGET_SEGMENTS_MAX];
	unsigned segment_count;
	struct {
		char *name;
		char *value;
	} params[TARGET_PARAMS_MAX];
	unsigned param_count;
};

void target_init(struct target *target, const char *uri);
void target_finish(struct target *target);

/* Does the path look like that? In "/releases/?" ? stands for any one segment. */
bool target_is(const struct target *target, const char *pattern);
/* NULL when absent; the first one when repeated. */
const char *target_param(const struct target *target, const char *name);
/* `otherwise` when absent; -1 when it is not a whole number from 0 to 10^9. */
long target_number(const struct target *target, const char *name, long otherwise);

/* A number in [0, 10^9], or -1. */
long target_parse_number(const char *text);

#endif

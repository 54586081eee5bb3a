/* The kinds of fault: their names, whom they may befall, and which parameters they take. */
#include "http/fault_kinds.h"

#include <string.h>

/* clang-format off */
static const struct fault_kind_facts kinds[FAULT_KIND_COUNT] = {
	[FAULT_REFUSE] = {"refuse", FAULT_ANY_HOST, {NULL}},
	[FAULT_BAD_CERTIFICATE] = {"bad-certificate", FAULT_ANY_HOST, {NULL}},
	[FAULT_STALL] = {"stall", FAULT_ANY_HOST, {"seconds"}},
	[FAULT_STALL_BODY] = {"stall-body", FAULT_ANY_HOST, {"at", "seconds"}},
	[FAULT_RESET_BODY] = {"reset-body", FAULT_ANY_HOST, {"at"}},
	[FAULT_CUT_BODY] = {"cut-body", FAULT_ANY_HOST, {"at"}},
	[FAULT_DRIP] = {"drip", FAULT_ANY_HOST, {"bytes", "interval_ms"}},
	[FAULT_ODD_CHUNKS] = {"odd-chunks", FAULT_ANY_HOST, {NULL}},
	[FAULT_429] = {"429", FAULT_ANY_HOST, {"retry_after"}},
	[FAULT_QUOTA] = {"quota", FAULT_ANY_HOST, {"retry_after"}},
	[FAULT_401] = {"401", FAULT_ANY_HOST, {"shape"}},
	[FAULT_403_JSON] = {"403-json", FAULT_ANY_HOST, {NULL}},
	[FAULT_403_PLAIN] = {"403-plain", FAULT_ANY_HOST, {NULL}},
	[FAULT_404] = {"404", FAULT_ANY_HOST, {NULL}},
	[FAULT_500] = {"500", FAULT_ANY_HOST, {NULL}},
	[FAULT_502_HTML] = {"502-html", FAULT_ANY_HOST, {NULL}},
	[FAULT_503] = {"503", FAULT_ANY_HOST, {"retry_after"}},
	[FAULT_REDIRECT] = {"redirect", FAULT_ANY_HOST, {"location", "status"}},
	[FAULT_ECHO] = {"echo", FAULT_ANY_HOST, {"as", "status"}},
	[FAULT_EMPTY] = {"empty", FAULT_ANY_HOST, {NULL}},
	[FAULT_TRUNCATED] = {"truncated", FAULT_ANY_HOST, {"at"}},
	[FAULT_WRONG_TYPES] = {"wrong-types", FAULT_ANY_HOST, {"key"}},
	[FAULT_NULLS] = {"nulls", FAULT_ANY_HOST, {"key"}},
	[FAULT_MISSING_KEYS] = {"missing-keys", FAULT_ANY_HOST, {"key"}},
	[FAULT_OUT_OF_RANGE] = {"out-of-range", FAULT_ANY_HOST, {"key"}},
	[FAULT_INVALID_UTF8] = {"invalid-utf8", FAULT_ANY_HOST, {"key"}},
	[FAULT_NUL_BYTES] = {"nul-bytes", FAULT_ANY_HOST, {"key", "raw"}},
	[FAULT_DUPLICATE_KEYS] = {"duplicate-keys", FAULT_ANY_HOST, {"key"}},
	[FAULT_DEEP_NESTING] = {"deep-nesting", FAULT_ANY_HOST, {"depth"}},
	[FAULT_HUGE] = {"huge", FAULT_ANY_HOST, {"bytes"}},
	[FAULT_GZIP] = {"gzip", FAULT_ANY_HOST, {NULL}},
	[FAULT_PAGE_REPEATS] = {"page-repeats", HOST_DISCOGS, {NULL}},
	[FAULT_PAGES_SHIFT] = {"pages-shift", HOST_DISCOGS, {"by"}},
	[FAULT_PAGES_GROW] = {"pages-grow", HOST_DISCOGS, {NULL}},
	[FAULT_PAGES_SHRINK] = {"pages-shrink", HOST_DISCOGS, {NULL}},
	[FAULT_PAGES_LIE] = {"pages-lie", HOST_DISCOGS, {"pages", "items"}},
	[FAULT_ROWS_WITHOUT_IDS] = {"rows-without-ids", HOST_DISCOGS, {NULL}},
	[FAULT_NO_HITS] = {"no-hits", HOST_SPOTIFY, {NULL}},
	[FAULT_WRONG_HITS] = {"wrong-hits", HOST_SPOTIFY, {NULL}},
	[FAULT_NULL_ITEMS] = {"null-items", HOST_SPOTIFY, {NULL}},
	[FAULT_NO_IMAGES] = {"no-images", HOST_SPOTIFY, {NULL}},
	[FAULT_EMPTY_CONTENT] = {"empty-content", HOST_EURIA, {"item"}},
	[FAULT_NULL_CONTENT] = {"null-content", HOST_EURIA, {NULL}},
	[FAULT_LENGTH] = {"length", HOST_EURIA, {NULL}},
	[FAULT_REFUSAL] = {"refusal", HOST_EURIA, {"item"}},
	[FAULT_PLACEHOLDER] = {"placeholder", HOST_EURIA, {"item"}},
	[FAULT_MARKDOWN] = {"markdown", HOST_EURIA, {"item"}},
	[FAULT_WRONG_LANGUAGE] = {"wrong-language", HOST_EURIA, {"item"}},
	[FAULT_INVENTED_YEAR] = {"invented-year", HOST_EURIA, {"item"}},
	[FAULT_INVENTED_TITLE] = {"invented-title", HOST_EURIA, {"item"}},
	[FAULT_INVENTED_MUSICIAN] = {"invented-musician", HOST_EURIA, {"item"}},
	[FAULT_FENCED_JSON] = {"fenced-json", HOST_EURIA, {NULL}},
	[FAULT_INVALID_JSON] = {"invalid-json", HOST_EURIA, {NULL}},
	[FAULT_SCHEMA_IGNORED] = {"schema-ignored", HOST_EURIA, {NULL}},
	[FAULT_422_MODEL] = {"422-model", HOST_EURIA, {NULL}},
	[FAULT_STREAM_CUT] = {"stream-cut", HOST_EURIA, {NULL}},
	[FAULT_STREAM_NO_DONE] = {"stream-no-done", HOST_EURIA, {NULL}},
	[FAULT_STREAM_PAUSE] = {"stream-pause", HOST_EURIA, {"seconds"}},
	[FAULT_ERROR_200] = {"error-200", HOST_EURIA, {NULL}},
};
/* clang-format on */

const struct fault_kind_facts *fault_kind_facts(enum fault_kind kind)
{
	return &kinds[kind];
}

enum fault_kind fault_kind_named(const char *name)
{
	unsigned kind = 0;
	while (kind < FAULT_KIND_COUNT && strcmp(kinds[kind].name, name) != 0) {
		kind++;
	}
	return (enum fault_kind)kind;
}

const char *fault_kind_name(enum fault_kind kind)
{
	return kinds[kind].name;
}

bool fault_kind_takes(enum fault_kind kind, const char *parameter)
{
	static const char *const common[] = {"provider", "kind",  "path", "from",
	                                     "count",    "every", NULL};
	for (unsigned i = 0; common[i]; i++) {
		if (strcmp(common[i], parameter) == 0) {
			return true;
		}
	}
	for (unsigned i = 0; i < FAULT_PARAMETERS_MAX && kinds[kind].parameters[i]; i++) {
		if (strcmp(kinds[kind].parameters[i], parameter) == 0) {
			return true;
		}
	}
	return false;
}

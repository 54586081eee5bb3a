/* http/fault.h - the faults that stand, and which request each one hits. */
#ifndef HTTP_FAULT_H
#define HTTP_FAULT_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "http/host_id.h"

enum fault_kind {
	/* of the connection */
	FAULT_REFUSE,
	FAULT_BAD_CERTIFICATE,
	FAULT_STALL,
	FAULT_STALL_BODY,
	FAULT_RESET_BODY,
	FAULT_CUT_BODY,
	FAULT_DRIP,
	FAULT_ODD_CHUNKS,
	/* of the status */
	FAULT_429,
	FAULT_QUOTA,
	FAULT_401,
	FAULT_403_JSON,
	FAULT_403_PLAIN,
	FAULT_404,
	FAULT_500,
	FAULT_502_HTML,
	FAULT_503,
	FAULT_REDIRECT,
	FAULT_ECHO,
	/* of the body */
	FAULT_EMPTY,
	FAULT_TRUNCATED,
	FAULT_WRONG_TYPES,
	FAULT_NULLS,
	FAULT_MISSING_KEYS,
	FAULT_OUT_OF_RANGE,
	FAULT_INVALID_UTF8,
	FAULT_NUL_BYTES,
	FAULT_DUPLICATE_KEYS,
	FAULT_DEEP_NESTING,
	FAULT_HUGE,
	FAULT_GZIP,
	/* of Discogs' pages */
	FAULT_PAGE_REPEATS,
	FAULT_PAGES_SHIFT,
	FAULT_PAGES_GROW,
	FAULT_PAGES_SHRINK,
	FAULT_PAGES_LIE,
	FAULT_ROWS_WITHOUT_IDS,
	/* of Spotify's answers */
	FAULT_NO_HITS,
	FAULT_WRONG_HITS,
	FAULT_NULL_ITEMS,
	FAULT_NO_IMAGES,
	/* of Euria's answers */
	FAULT_EMPTY_CONTENT,
	FAULT_NULL_CONTENT,
	FAULT_LENGTH,
	FAULT_REFUSAL,
	FAULT_PLACEHOLDER,
	FAULT_MARKDOWN,
	FAULT_WRONG_LANGUAGE,
	FAULT_INVENTED_YEAR,
	FAULT_INVENTED_TITLE,
	FAULT_INVENTED_MUSICIAN,
	FAULT_FENCED_JSON,
	FAULT_INVALID_JSON,
	FAULT_SCHEMA_IGNORED,
	FAULT_422_MODEL,
	FAULT_STREAM_CUT,
	FAULT_STREAM_NO_DONE,
	FAULT_STREAM_PAUSE,
	FAULT_ERROR_200,
	FAULT_KIND_COUNT
};

struct fault {
	unsigned id;
	enum host_id host;
	enum fault_kind kind;
	char *path;     /* prefix of the target, "" for all */
	uint64_t from;  /* the first request that it hits, counting from 1 */
	uint64_t count; /* how many it hits; 0: all until it is removed */
	uint64_t every; /* of those from the first on: 1 is all, 3 every third */
	uint64_t seen, hits;
	json_t *spec; /* as it was given, for the parameters */
	struct fault *next;
};

struct faults {
	struct fault *first; /* in the order of their ids */
	unsigned last_id;
};

void faults_finish(struct faults *faults);
/* `spec` is borrowed. NULL, and a sentence in `error`, when it is not understood. */
struct fault *faults_add(struct faults *faults, const json_t *spec, char *error, size_t error_size);
/* provider:kind[:key=value,...] as on the command line. */
json_t *fault_spec_parse(const char *text, char *error, size_t error_size);
bool faults_remove(struct faults *faults, unsigned id);

/* Counts the request at every fault of that host and path; returns the first that hits it. */
struct fault *faults_match(struct faults *faults, enum host_id host, const char *target);

const char *fault_kind_name(enum fault_kind kind);
/* Parameters; what is absent or of another type gives `otherwise`. Numbers are cut to what makes
 * sense: -10^9 to 10^9. */
const char *fault_text(const struct fault *fault, const char *name, const char *otherwise);
double fault_number(const struct fault *fault, const char *name, double otherwise);
size_t fault_size(const struct fault *fault, const char *name, size_t otherwise);
bool fault_flag(const struct fault *fault, const char *name);

#endif

/* http/ledger.h - what happened: counters for each provider, violations, and the request log.
 *
 * Nothing in it ever holds a credential. The log keeps the last LEDGER_LOG_MAX requests. */
#ifndef HTTP_LEDGER_H
#define HTTP_LEDGER_H
#include <stdint.h>

#include "http/host_id.h"

enum {
	LEDGER_LOG_MAX = 200000,
	LEDGER_VIOLATIONS_MAX = 100, /* that are kept with their request line */
	LEDGER_STATUS_MAX = 600,
	LEDGER_PATHS_MAX = 16
};

struct violation {
	const char *reason; /* static */
	char *request;      /* method and redacted target */
	int64_t at_ms;
};

struct counters {
	uint64_t requests;
	uint64_t by_status[LEDGER_STATUS_MAX]; /* 0: ended without an answer */
	struct {
		const char *path; /* template, static; NULL behind the last */
		uint64_t count;
	} by_path[LEDGER_PATHS_MAX];
	uint64_t violations;
	struct violation first_violations[LEDGER_VIOLATIONS_MAX];
	uint32_t in_flight, in_flight_max;
	uint64_t connections;
	uint64_t body_bytes; /* of answers */
};

struct log_entry {
	uint64_t sequence; /* from 1 */
	double at_ms;      /* when the request had arrived, since the start */
	double duration_ms;
	enum host_id host;
	int status;    /* 0: ended without an answer */
	char *request; /* method, space, redacted target */
};

struct ledger;

/* `log_file`: NULL for none; the log is appended to it, too, a JSON object a line. */
struct ledger *ledger_create(const char *log_file);
void ledger_destroy(struct ledger *ledger);
/* Zeroes everything but what is in flight. */
void ledger_reset(struct ledger *ledger);

struct counters *ledger_counters(struct ledger *ledger, enum host_id host);
void ledger_arrived(struct ledger *ledger, enum host_id host);
void ledger_count_path(struct ledger *ledger, enum host_id host, const char *path);
/* Counted when the answer sets out, so that whoever has it finds it counted. */
void ledger_answered(struct ledger *ledger, enum host_id host, int status, uint64_t body_bytes);
void ledger_ended(struct ledger *ledger, const struct log_entry *entry, const char *method,
                  const char *target);
void ledger_violated(struct ledger *ledger, enum host_id host, const char *reason,
                     const char *method, const char *target);

/* The oldest entry whose sequence is above `since`; NULL when there is none. */
const struct log_entry *ledger_entry_after(const struct ledger *ledger, uint64_t since);

#endif

#include "http/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "http/clock.h"
#include "http/secrets.h"

struct ledger {
	struct counters counters[HOST_PROVIDER_COUNT];
	struct log_entry *log; /* ring: sequence modulo size */
	uint64_t next_sequence;
	uint64_t first_sequence; /* the oldest that is kept */
	FILE *file;
};

struct ledger *ledger_create(const char *log_file)
{
	struct ledger *ledger = xcalloc(1, sizeof(*ledger));
	ledger->log = xcalloc(LEDGER_LOG_MAX, sizeof(*ledger->log));
	ledger->next_sequence = 1;
	ledger->first_sequence = 1;
	if (log_file) {
		ledger->file = fopen(log_file, "a");
		if (!ledger->file) {
			fprintf(stderr, "upstreams: %s: %s\n", log_file, strerror(errno));
		}
	}
	return ledger;
}

void ledger_reset(struct ledger *ledger)
{
	for (unsigned host = 0; host < HOST_PROVIDER_COUNT; host++) {
		struct counters *counters = &ledger->counters[host];
		for (unsigned i = 0; i < LEDGER_VIOLATIONS_MAX; i++) {
			free(counters->first_violations[i].request);
		}
		uint32_t in_flight = counters->in_flight;
		*counters = (struct counters){.in_flight = in_flight, .in_flight_max = in_flight};
	}
	for (uint32_t i = 0; i < LEDGER_LOG_MAX; i++) {
		free(ledger->log[i].request);
		ledger->log[i].request = NULL;
	}
	ledger->first_sequence = ledger->next_sequence;
}

void ledger_destroy(struct ledger *ledger)
{
	if (!ledger) {
		return;
	}
	ledger_reset(ledger);
	if (ledger->file) {
		fclose(ledger->file);
	}
	free(ledger->log);
	free(ledger);
}

struct counters *ledger_counters(struct ledger *ledger, enum host_id host)
{
	return &ledger->counters[host];
}

void ledger_arrived(struct ledger *ledger, enum host_id host)
{
	struct counters *counters = &ledger->counters[host];
	counters->requests++;
	counters->in_flight++;
	if (counters->in_flight > counters->in_flight_max) {
		counters->in_flight_max = counters->in_flight;
	}
}

void ledger_count_path(struct ledger *ledger, enum host_id host, const char *path)
{
	struct counters *counters = &ledger->counters[host];
	for (unsigned i = 0; i < LEDGER_PATHS_MAX; i++) {
		if (!counters->by_path[i].path) {
			counters->by_path[i].path = path;
		}
		if (strcmp(counters->by_path[i].path, path) == 0) {
			counters->by_path[i].count++;
			return;
		}
	}
}

void ledger_answered(struct ledger *ledger, enum host_id host, int status, uint64_t body_bytes)
{
	ledger->counters[host].by_status[status < LEDGER_STATUS_MAX ? status : 0]++;
	ledger->counters[host].body_bytes += body_bytes;
}

static char *request_line(const char *method, const char *target)
{
	struct buf line = {0};
	buf_text(&line, method);
	buf_char(&line, ' ');
	if (secrets_in_target(target)) {
		secrets_redact(target, &line);
	} else {
		buf_text(&line, target);
	}
	return buf_take(&line);
}

static void write_line(struct ledger *ledger, const struct log_entry *entry)
{
	struct buf line = {0};
	buf_printf(&line, "{\"sequence\":%llu,\"ms\":%.3f,\"provider\":\"%s\",\"request\":",
	           (unsigned long long)entry->sequence, entry->at_ms, host_names[entry->host]);
	buf_json(&line, entry->request);
	buf_printf(&line, ",\"status\":%d,\"duration_ms\":%.3f}\n", entry->status,
	           entry->duration_ms);
	fwrite(line.data, 1, line.size, ledger->file);
	fflush(ledger->file);
	buf_finish(&line);
}

void ledger_ended(struct ledger *ledger, const struct log_entry *entry, const char *method,
                  const char *target)
{
	ledger->counters[entry->host].in_flight--;
	if (entry->status == 0) {
		ledger->counters[entry->host].by_status[0]++;
	}
	uint64_t sequence = ledger->next_sequence++;
	struct log_entry *slot = &ledger->log[sequence % LEDGER_LOG_MAX];
	free(slot->request);
	*slot = *entry;
	slot->sequence = sequence;
	slot->request = request_line(method, target);
	if (sequence - ledger->first_sequence >= LEDGER_LOG_MAX) {
		ledger->first_sequence = sequence - LEDGER_LOG_MAX + 1;
	}
	if (ledger->file) {
		write_line(ledger, slot);
	}
}

void ledger_violated(struct ledger *ledger, enum host_id host, const char *reason,
                     const char *method, const char *target)
{
	struct counters *counters = &ledger->counters[host];
	if (counters->violations < LEDGER_VIOLATIONS_MAX) {
		counters->first_violations[counters->violations] =
		    (struct violation){reason, request_line(method, target), clock_us() / 1000};
	}
	counters->violations++;
}

const struct log_entry *ledger_entry_after(const struct ledger *ledger, uint64_t since)
{
	uint64_t sequence = since + 1 > ledger->first_sequence ? since + 1 : ledger->first_sequence;
	return sequence < ledger->next_sequence ? &ledger->log[sequence % LEDGER_LOG_MAX] : NULL;
}

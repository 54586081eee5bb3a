#include "control/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "http/exchange.h"

enum { PART_SIZE = 65536 };

static void add_statuses(const struct counters *counters, struct buf *out)
{
	buf_key(out, "by_status");
	buf_char(out, '{');
	for (unsigned status = 0; status < LEDGER_STATUS_MAX; status++) {
		if (counters->by_status[status]) {
			buf_comma(out);
			buf_printf(out, "\"%u\":", status);
			buf_int(out, (int64_t)counters->by_status[status]);
		}
	}
	buf_char(out, '}');
}

static void add_paths(const struct counters *counters, struct buf *out)
{
	buf_key(out, "by_path");
	buf_char(out, '{');
	for (unsigned i = 0; i < LEDGER_PATHS_MAX && counters->by_path[i].path; i++) {
		buf_key_int(out, counters->by_path[i].path, (int64_t)counters->by_path[i].count);
	}
	buf_char(out, '}');
}

static void add_violations(const struct counters *counters, struct buf *out)
{
	buf_key_int(out, "violations", (int64_t)counters->violations);
	buf_key(out, "violation_list");
	buf_char(out, '[');
	for (unsigned i = 0; i < LEDGER_VIOLATIONS_MAX && i < counters->violations; i++) {
		const struct violation *violation = &counters->first_violations[i];
		buf_comma(out);
		buf_char(out, '{');
		buf_key_text(out, "reason", violation->reason);
		buf_key_text(out, "request", violation->request);
		buf_key_int(out, "ms", violation->at_ms);
		buf_char(out, '}');
	}
	buf_char(out, ']');
}

void report_counters(const struct upstreams *upstreams, struct buf *out)
{
	buf_char(out, '{');
	for (unsigned host = 0; host < HOST_PROVIDER_COUNT; host++) {
		const struct counters *counters =
		    ledger_counters(upstreams->shared.ledger, (enum host_id)host);
		buf_key(out, host_names[host]);
		buf_char(out, '{');
		buf_key_int(out, "requests", (int64_t)counters->requests);
		add_statuses(counters, out);
		add_paths(counters, out);
		add_violations(counters, out);
		buf_key_int(out, "in_flight_now", counters->in_flight);
		buf_key_int(out, "in_flight_max", counters->in_flight_max);
		buf_key_int(out, "connections", (int64_t)counters->connections);
		buf_key_int(out, "bytes", (int64_t)counters->body_bytes);
		buf_char(out, '}');
	}
	buf_char(out, '}');
}

void report_fault(const struct fault *fault, struct buf *out)
{
	char *spec = json_dumps(fault->spec, JSON_COMPACT);
	buf_char(out, '{');
	buf_key_int(out, "id", fault->id);
	buf_key_text(out, "provider", host_names[fault->host]);
	buf_key_text(out, "kind", fault_kind_name(fault->kind));
	buf_key_text(out, "path", fault->path);
	buf_key_int(out, "from", (int64_t)fault->from);
	buf_key_int(out, "count", (int64_t)fault->count);
	buf_key_int(out, "seen", (int64_t)fault->seen);
	buf_key_int(out, "hits", (int64_t)fault->hits);
	buf_key(out, "spec");
	buf_text(out, spec ? spec : "null");
	buf_char(out, '}');
	free(spec);
}

void report_faults(const struct upstreams *upstreams, struct buf *out)
{
	buf_char(out, '[');
	for (const struct fault *fault = upstreams->faults.first; fault; fault = fault->next) {
		buf_comma(out);
		report_fault(fault, out);
	}
	buf_char(out, ']');
}

void report_settings(const struct upstreams *upstreams, struct buf *out)
{
	buf_text(out, "{\"latency\":{");
	for (unsigned host = 0; host < HOST_PROVIDER_COUNT; host++) {
		buf_key(out, host_names[host]);
		buf_printf(out, "%g", upstreams->hosts[host].latency_ms);
	}
	buf_char(out, '}');
	buf_printf(out, ",\"windows\":%s", upstreams->shared.paced ? "true" : "false");
	buf_key_int(out, "albums", collection_count(upstreams->stage.collection));
	buf_key_int(out, "spotify_token_seconds", upstreams->stage.tokens.seconds);
	buf_key_int(out, "spotify_window", upstreams->stage.spotify_window);
	buf_printf(out, ",\"private\":%s}", upstreams->stage.private_collection ? "true" : "false");
}

struct log_stream {
	const struct ledger *ledger;
	uint64_t since;
	uint64_t left;
	bool begun;
};

static void add_entry(const struct log_entry *entry, struct buf *out)
{
	const char *target = strchr(entry->request, ' ');
	buf_comma(out);
	buf_char(out, '{');
	buf_key_int(out, "sequence", (int64_t)entry->sequence);
	buf_printf(out, ",\"ms\":%.3f", entry->at_ms);
	buf_key_text(out, "provider", host_names[entry->host]);
	buf_key(out, "method");
	buf_json_bytes(out, entry->request, (size_t)(target - entry->request));
	buf_key_text(out, "target", target + 1);
	buf_key_int(out, "status", entry->status);
	buf_printf(out, ",\"duration_ms\":%.3f}", entry->duration_ms);
}

static bool produce_log(void *data, struct buf *out)
{
	struct log_stream *stream = data;
	if (!stream->begun) {
		buf_char(out, '[');
	}
	const struct log_entry *entry = NULL;
	while (out->size < PART_SIZE && stream->left &&
	       (entry = ledger_entry_after(stream->ledger, stream->since))) {
		if (stream->begun) {
			buf_char(out, ',');
		}
		struct buf one = {0};
		add_entry(entry, &one);
		buf_add(out, one.data, one.size);
		buf_finish(&one);
		stream->begun = true;
		stream->since = entry->sequence;
		stream->left--;
	}
	bool more = stream->left && entry;
	if (!more) {
		buf_char(out, ']');
	}
	return more;
}

void report_log(struct exchange *exchange, uint64_t since, uint64_t most)
{
	const struct upstreams *upstreams = exchange->host->data;
	struct log_stream *stream = xcalloc(1, sizeof(*stream));
	stream->ledger = upstreams->shared.ledger;
	stream->since = since;
	stream->left = most;
	exchange_stream(exchange, "application/json", produce_log, free, stream);
}

/* control/report.h - counters, log and faults as JSON. */
#ifndef CONTROL_REPORT_H
#define CONTROL_REPORT_H
#include "base/buf.h"
#include "upstreams.h"

struct exchange;

void report_counters(const struct upstreams *upstreams, struct buf *out);
void report_fault(const struct fault *fault, struct buf *out);
void report_faults(const struct upstreams *upstreams, struct buf *out);
void report_settings(const struct upstreams *upstreams, struct buf *out);
/* Streams the entries after `since`, at most `most`. */
void report_log(struct exchange *exchange, uint64_t since, uint64_t most);

#endif

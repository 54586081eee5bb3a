#include "http/judge.h"

#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

#include "http/clock.h"
#include "http/exchange.h"
#include "http/secrets.h"

enum {
	/* Requests that were under way when the answer went out could not know. */
	BLOCK_GRACE_US = 150000,
	/* Timers of a peer may be up to a tick early. */
	BLOCK_EARLY_US = 10000
};

static bool shows_foreign_credential(struct exchange *exchange)
{
	enum host_id host = exchange->host->id;
	struct evkeyvalq *headers = evhttp_request_get_input_headers(exchange->request);
	for (struct evkeyval *at = headers->tqh_first; at; at = at->next.tqe_next) {
		if (secrets_are_foreign(host, at->value)) {
			return true;
		}
	}
	size_t size;
	return secrets_are_foreign(host, exchange->uri) ||
	       (exchange_is(exchange, "POST") &&
	        secrets_are_foreign(host, exchange_request_body(exchange, &size)));
}

static void judge_credentials(struct exchange *exchange)
{
	if (secrets_in_target(exchange->uri)) {
		exchange_violation(exchange, "a credential in the URL");
	}
	if (shows_foreign_credential(exchange)) {
		exchange_violation(exchange, "a credential of another provider");
	}
}

void judge_arrival(struct exchange *exchange)
{
	struct host *host = exchange->host;
	int64_t now_us = exchange->arrived_us;
	judge_credentials(exchange);
	if (now_us > host->blocked_from_us && now_us < host->blocked_until_us - BLOCK_EARLY_US) {
		exchange_violation(exchange, "before the time given by Retry-After");
	}
	if (host->shared->paced) {
		exchange->in_window = window_note(&host->window, now_us);
		exchange->over_limit = exchange->in_window > host->role->limit(exchange);
	}
	if (exchange->over_limit) {
		exchange_violation(exchange, "over the limit");
	}
	exchange->fault = faults_match(host->shared->faults, host->id, exchange->uri);
}

/* Seconds from now, or 0 for a text that gives no time to come. */
static double seconds_of(const char *retry_after)
{
	char *end;
	long seconds = strtol(retry_after, &end, 10);
	if (*retry_after && !*end) {
		return seconds > 0 ? (double)seconds : 0;
	}
	struct tm parts = {0};
	end = strptime(retry_after, "%a, %d %b %Y %H:%M:%S GMT", &parts);
	if (!end || *end) {
		return 0;
	}
	double wait = difftime(timegm(&parts), time(NULL));
	return wait > 0 ? wait : 0;
}

void judge_departure(struct exchange *exchange)
{
	struct host *host = exchange->host;
	const char *retry_after =
	    evhttp_find_header(evhttp_request_get_output_headers(exchange->request), "Retry-After");
	if (!retry_after || (exchange->status != 429 && exchange->status != 503)) {
		return;
	}
	int64_t now_us = clock_us();
	int64_t until_us = now_us + (int64_t)(seconds_of(retry_after) * 1e6);
	if (until_us > host->blocked_until_us) {
		if (now_us > host->blocked_until_us) {
			host->blocked_from_us = now_us + BLOCK_GRACE_US;
		}
		host->blocked_until_us = until_us;
	}
}

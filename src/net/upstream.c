#include "net/upstream.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "net/circuit.h"
#include "net/http.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* How long the others wait before they look again whether the circuit has closed. */
#define PROBE_WAIT_MS 250
/* "Retry-After: 0" and less would be asked again at once. */
#define SHORTEST_HOLD_MS 1000

/* Happy path: a place from the limiter, the request, its answer parsed, done.
 * A failure worth it rests and takes the path again; all others end the call. */
enum phase {
	PHASE_WAITING, /* for the limiter */
	PHASE_ASKING,  /* on the wire */
	PHASE_RESTING, /* before another attempt */
	PHASE_ENDING,  /* `done` is deferred */
};

struct upstream {
	struct loop *loop;
	struct http *http;
	char *name, *base_url, *user_agent;
	struct upstream_options options;
	struct limiter *limiter;
	struct circuit circuit;
	struct list calls;        /* upstream_call::link */
	int64_t blocked_until_ms; /* monotonic */
	char block_reason[160], failing_reason[160];
	struct upstream_figures figures;
};

struct upstream_call {
	struct list link;
	struct upstream *upstream;
	enum phase phase;
	unsigned attempt; /* 0 = the first */
	bool is_probe;    /* the one that a half-open circuit let through */
	char *url, *body, *basic;
	char **headers;
	size_t header_count;
	struct upstream_request request; /* its callbacks; the texts are the copies above */

	struct limiter_wait wait;
	struct http_call *http_call;
	struct alarm *rest; /* made for the first retry */
	struct deferred ending;
	struct err err;
};

static void call_free(struct upstream_call *call)
{
	list_remove(&call->link);
	limiter_cancel(&call->wait);
	alarm_destroy(call->rest);
	loop_defer_cancel(&call->ending);
	for (size_t i = 0; i < call->header_count; i++) {
		free(call->headers[i]);
	}
	free(call->headers);
	free(call->url);
	free(call->body);
	free(call->basic);
	free(call);
}

/* `err` may be the call's own. */
static void call_end(struct upstream_call *call, const struct err *err)
{
	struct upstream_request request = call->request;
	struct err copy;
	if (err) {
		copy = *err;
	}
	call_free(call);
	request.done(request.data, err ? &copy : NULL);
}

static void on_ending(void *data)
{
	struct upstream_call *call = data;
	call_end(call, &call->err);
}

/* Ends a call that is not on the wire, from the loop's next turn. */
static void call_fail_soon(struct upstream_call *call, enum err_code code, const char *reason)
{
	limiter_cancel(&call->wait);
	if (call->rest) {
		alarm_stop(call->rest);
	}
	call->phase = PHASE_ENDING;
	err_set(&call->err, code, "%s: %s", call->upstream->name, reason);
	loop_defer(call->upstream->loop, &call->ending, on_ending, call);
}

static bool is_blocked(const struct upstream *upstream)
{
	return upstream->blocked_until_ms > clock_mono_ms();
}

static bool may_ask_later_only(const struct upstream *upstream)
{
	return is_blocked(upstream) || circuit_wait_ms(&upstream->circuit, clock_mono_ms()) > 0;
}

static const char *why_later(const struct upstream *upstream)
{
	return is_blocked(upstream) ? upstream->block_reason : upstream->failing_reason;
}

/* All that wait for the provider hear that it is not to be asked. */
static void fail_waiting(struct upstream *upstream)
{
	struct list *link, *next;
	for (link = upstream->calls.next; link != &upstream->calls; link = next) {
		next = link->next;
		struct upstream_call *call = list_entry(link, struct upstream_call, link);
		if (call->phase == PHASE_WAITING || call->phase == PHASE_RESTING) {
			call_fail_soon(call, ERR_BLOCKED, why_later(upstream));
		}
	}
}

/* False where that is no news: it is blocked for as long already, give or take the whole seconds
 * that Retry-After counts in. A block is never shortened. */
static bool block_for(struct upstream *upstream, int64_t wait_ms, const char *reason)
{
	int64_t until_ms = clock_mono_ms() + wait_ms;
	int64_t known_ms = upstream->blocked_until_ms;
	if (wait_ms <= 0 || until_ms <= known_ms) {
		return false;
	}
	bool is_news = !is_blocked(upstream) || until_ms - known_ms > 1000;
	upstream->blocked_until_ms = until_ms;
	text_clean(upstream->block_reason, sizeof(upstream->block_reason), reason);
	fail_waiting(upstream);
	return is_news;
}

void upstream_block_until(struct upstream *upstream, int64_t until_wall_ms, const char *reason)
{
	block_for(upstream, until_wall_ms - clock_wall_ms(), reason);
}

static void block(struct upstream *upstream, int64_t wait_ms, const char *message)
{
	char until[CLOCK_TEXT_SIZE];
	char reason[sizeof(upstream->block_reason)];
	int64_t until_wall_ms = clock_wall_ms() + wait_ms;
	clock_format(until, until_wall_ms);
	snprintf(reason, sizeof(reason), "blocked until %s%s%.*s", until, *message ? ": " : "",
	         (int)text_cut(message, 100), message);
	if (!block_for(upstream, wait_ms, reason)) {
		return;
	}
	log_warn("%s: %s", upstream->name, reason);
	if (upstream->options.on_block) {
		upstream->options.on_block(upstream->options.data, upstream->name, until_wall_ms,
		                           reason);
	}
}

static void note_failure(struct upstream *upstream, const char *message)
{
	bool was_open = circuit_is_open(&upstream->circuit);
	circuit_on_failure(&upstream->circuit, clock_mono_ms());
	int64_t wait_ms = circuit_wait_ms(&upstream->circuit, clock_mono_ms());
	if (!circuit_is_open(&upstream->circuit) || wait_ms == 0) {
		return;
	}
	snprintf(upstream->failing_reason, sizeof(upstream->failing_reason), "keeps failing (%.*s)",
	         (int)text_cut(message, 110), message);
	if (!was_open) {
		log_warn("%s: %s; asked again in %lld s", upstream->name, upstream->failing_reason,
		         (long long)((wait_ms + 999) / 1000));
	}
	fail_waiting(upstream);
}

/* No word on whether the provider works: where this call was the probe, the next one is. */
static void leave_circuit(struct upstream_call *call)
{
	if (call->is_probe) {
		call->is_probe = false;
		circuit_on_cancel(&call->upstream->circuit);
	}
}

static void ask_when_allowed(struct upstream_call *call);

static void on_rested(void *data)
{
	ask_when_allowed(data);
}

/* Another attempt, or the end with `err`. */
static void retry_or_end(struct upstream_call *call, int64_t rest_ms, const struct err *err)
{
	struct upstream *upstream = call->upstream;
	if (may_ask_later_only(upstream)) {
		call_fail_soon(call, ERR_BLOCKED, why_later(upstream));
		return;
	}
	if (call->attempt >= upstream->options.policy.retries) {
		call_end(call, err);
		return;
	}
	call->attempt++;
	call->phase = PHASE_RESTING;
	if (!call->rest) {
		call->rest = alarm_create(upstream->loop, on_rested, call);
	}
	log_debug("%s: attempt %u in %lld ms: %s", upstream->name, call->attempt + 1,
	          (long long)rest_ms, err->msg);
	alarm_start(call->rest, rest_ms);
}

static int64_t backoff_ms(const struct upstream_call *call)
{
	uint32_t random = 0;
	ssize_t got = getrandom(&random, sizeof(random), GRND_NONBLOCK);
	(void)got; /* no jitter then */
	return retry_backoff_ms(&call->upstream->options.policy, call->attempt + 1, random);
}

static void on_failure(struct upstream_call *call, const struct err *err)
{
	note_failure(call->upstream, err->msg);
	retry_or_end(call, backoff_ms(call), err);
}

/* Everybody waits as long as the provider asks for; beyond our patience it blocks us. */
static void on_rate_limit(struct upstream_call *call, const struct retry_verdict *verdict,
                          const struct err *err)
{
	struct upstream *upstream = call->upstream;
	const struct retry_policy *policy = &upstream->options.policy;
	int64_t wait_ms =
	    verdict->wait_ms >= 0 ? verdict->wait_ms : policy->rate_limit_wait_ms << call->attempt;
	wait_ms = wait_ms < SHORTEST_HOLD_MS ? SHORTEST_HOLD_MS : wait_ms;
	upstream->figures.rate_limited++;
	leave_circuit(call);
	if (wait_ms > policy->patience_ms) {
		block(upstream, wait_ms, verdict->message);
		call_fail_soon(call, ERR_BLOCKED, why_later(upstream));
		return;
	}
	if (limiter_held_ms(upstream->limiter) == 0) {
		log_info("%s: asked to wait %lld s", upstream->name,
		         (long long)((wait_ms + 999) / 1000));
	}
	limiter_hold(upstream->limiter, wait_ms);
	if (call->attempt >= policy->retries) {
		struct err last = *err;
		last.code = ERR_BLOCKED;
		call_end(call, &last);
		return;
	}
	call->attempt++;
	ask_when_allowed(call);
}

/* Refused credentials fail every call alike: the circuit opens on them too. Any other refusal is
 * about the request, and shows that the provider works. */
static void note_refusal(struct upstream_call *call, const struct err *err)
{
	bool refused = err->code == ERR_FORBIDDEN || err->code == ERR_AUTH;
	if (err->code == ERR_AUTH && call->request.may_renew) {
		leave_circuit(call);
		return;
	}
	if (refused) {
		note_failure(call->upstream, err->msg);
	} else {
		circuit_on_success(&call->upstream->circuit);
	}
}

static void on_answer(struct upstream_call *call, const struct http_response *response)
{
	struct upstream *upstream = call->upstream;
	struct retry_answer answer = {
	    .status = http_status(response),
	    .content_type = http_header(response, "Content-Type"),
	};
	answer.body = http_body(response, &answer.body_size_bytes);
	answer.retry_after = answer.status == 429 ? http_header(response, "Retry-After") : NULL;

	struct retry_verdict verdict;
	struct err err;
	retry_judge(&answer, clock_wall_ms(), &verdict);
	if (verdict.code != ERR_NONE) {
		err_set(&err, verdict.code, "%s answered %d%s%s", upstream->name, answer.status,
		        verdict.message[0] ? ": " : "", verdict.message);
	}
	if (verdict.rate_limited) {
		on_rate_limit(call, &verdict, &err);
	} else if (verdict.code == ERR_TRANSIENT) {
		on_failure(call, &err);
	} else if (verdict.code != ERR_NONE) {
		note_refusal(call, &err);
		call_end(call, &err);
	} else if (!call->request.parse(call->request.data, response, &err)) {
		err_wrap(&err, "%s", upstream->name);
		on_failure(call, &err);
	} else {
		circuit_on_success(&upstream->circuit);
		call_end(call, NULL);
	}
}

static void on_http(void *data, const struct http_response *response, const struct err *err)
{
	struct upstream_call *call = data;
	struct upstream *upstream = call->upstream;
	call->http_call = NULL;
	limiter_release(upstream->limiter);
	if (response) {
		int family = http_status(response) / 100;
		upstream->figures.by_status[family <= 5 ? family : 0]++;
		on_answer(call, response);
		return;
	}
	upstream->figures.by_status[0]++;
	struct err named = *err;
	err_wrap(&named, "%s", upstream->name);
	on_failure(call, &named);
}

static void on_ready(void *data)
{
	struct upstream_call *call = data;
	struct upstream *upstream = call->upstream;
	if (may_ask_later_only(upstream)) {
		limiter_release(upstream->limiter);
		call_fail_soon(call, ERR_BLOCKED, why_later(upstream));
		return;
	}
	if (!circuit_allows(&upstream->circuit, clock_mono_ms())) { /* another one probes */
		limiter_release(upstream->limiter);
		limiter_hold(upstream->limiter, PROBE_WAIT_MS);
		ask_when_allowed(call);
		return;
	}
	call->is_probe = upstream->circuit.probing;
	call->phase = PHASE_ASKING;
	upstream->figures.requests++;
	upstream->figures.retries += call->attempt > 0;
	struct http_request request = {
	    .url = call->url,
	    .user_agent = upstream->user_agent,
	    .headers = (const char *const *)call->headers,
	    .header_count = call->header_count,
	    .body = call->body,
	    .basic = call->basic,
	    .body_size_bytes = call->body ? strlen(call->body) : 0,
	    .timeout_ms = upstream->options.timeout_ms,
	    .max_body_bytes = upstream->options.max_body_bytes,
	};
	call->http_call = http_start(upstream->http, &request, on_http, call);
}

static void ask_when_allowed(struct upstream_call *call)
{
	call->phase = PHASE_WAITING;
	limiter_acquire(call->upstream->limiter, &call->wait, on_ready, call);
}

struct upstream *upstream_create(struct loop *loop, struct http *http,
                                 const struct upstream_options *options)
{
	struct upstream *upstream = xcalloc(1, sizeof(*upstream));
	upstream->loop = loop;
	upstream->http = http;
	upstream->options = *options;
	upstream->name = xstrdup(options->name);
	upstream->base_url = xstrdup(options->base_url);
	upstream->user_agent = xstrdup(options->user_agent);
	upstream->limiter = limiter_create(loop, &options->limits);
	list_init(&upstream->calls);
	return upstream;
}

void upstream_destroy(struct upstream *upstream)
{
	if (!upstream) {
		return;
	}
	assert(list_empty(&upstream->calls));
	limiter_destroy(upstream->limiter);
	free(upstream->name);
	free(upstream->base_url);
	free(upstream->user_agent);
	free(upstream);
}

struct upstream_call *upstream_start(struct upstream *upstream,
                                     const struct upstream_request *request)
{
	struct upstream_call *call = xcalloc(1, sizeof(*call));
	call->upstream = upstream;
	call->request = *request;
	call->url = xasprintf("%s%s", upstream->base_url, request->target);
	call->body = request->body ? xstrdup(request->body) : NULL;
	call->basic = request->basic ? xstrdup(request->basic) : NULL;
	call->header_count = request->header_count;
	call->headers = xcalloc(request->header_count, sizeof(*call->headers));
	for (size_t i = 0; i < request->header_count; i++) {
		call->headers[i] = xstrdup(request->headers[i]);
	}
	list_append(&upstream->calls, &call->link);
	if (may_ask_later_only(upstream)) {
		call_fail_soon(call, ERR_BLOCKED, why_later(upstream));
	} else {
		ask_when_allowed(call);
	}
	return call;
}

void upstream_cancel(struct upstream_call *call)
{
	if (!call) {
		return;
	}
	if (call->phase == PHASE_ASKING) {
		http_cancel(call->http_call);
		limiter_release(call->upstream->limiter);
		leave_circuit(call);
	}
	call_free(call);
}

/* Discogs counts a moving minute: one place frees itself about every second. */
#define REMAINING_LOW 5
#define REMAINING_STEP_MS 1000
void upstream_note_remaining(struct upstream *upstream, int64_t remaining)
{
	if (remaining >= 0 && remaining < REMAINING_LOW) {
		limiter_hold(upstream->limiter, (REMAINING_LOW - remaining) * REMAINING_STEP_MS);
	}
}

struct upstream_figures upstream_figures(const struct upstream *upstream)
{
	struct upstream_figures figures = upstream->figures;
	int64_t now_ms = clock_mono_ms();
	int64_t failing_ms = circuit_wait_ms(&upstream->circuit, now_ms);
	int64_t held_ms = limiter_held_ms(upstream->limiter);
	figures.state = UPSTREAM_OK;
	figures.per_minute = upstream->options.limits.per_minute;
	figures.resumes_in_ms = -1;
	if (is_blocked(upstream)) {
		figures.state = UPSTREAM_BLOCKED;
		figures.resumes_in_ms = upstream->blocked_until_ms - now_ms;
	} else if (circuit_is_open(&upstream->circuit)) {
		figures.state = UPSTREAM_UNAVAILABLE;
		figures.resumes_in_ms = failing_ms;
	} else if (held_ms > 0) {
		figures.state = UPSTREAM_THROTTLED;
		figures.resumes_in_ms = held_ms;
	}
	bool has_reason =
	    figures.state == UPSTREAM_BLOCKED || figures.state == UPSTREAM_UNAVAILABLE;
	snprintf(figures.reason, sizeof(figures.reason), "%s",
	         has_reason ? why_later(upstream) : "");
	return figures;
}

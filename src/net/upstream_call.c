/* One request to a provider.
 *
 * Happy path: a place from the limiter, the request, its answer parsed, done.
 * A failure worth it rests and takes the path again; all others end the call. */
#include "net/upstream_internal.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "loop/alarm.h"
#include "net/http.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* How long the others wait before they look again whether the circuit has closed. */
#define PROBE_WAIT_MS 250
/* "Retry-After: 0" and less would be asked again at once. */
#define SHORTEST_HOLD_MS 1000

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

void upstream_call_fail_soon(struct upstream_call *call, enum err_code code, const char *reason)
{
	limiter_cancel(&call->wait);
	if (call->rest) {
		alarm_stop(call->rest);
	}
	call->phase = PHASE_ENDING;
	err_set(&call->err, code, "%s: %s", call->upstream->name, reason);
	loop_defer(call->upstream->loop, &call->ending, on_ending, call);
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
	if (upstream_is_held_back(upstream)) {
		upstream_call_fail_soon(call, ERR_BLOCKED, upstream_why(upstream));
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
	upstream_note_failure(call->upstream, err->msg);
	retry_or_end(call, backoff_ms(call), err);
}

/* Everybody waits as long as the provider asks for; beyond our patience it blocks us. */
static void on_told_to_wait(struct upstream_call *call, const struct retry_verdict *verdict,
                            const struct err *err)
{
	struct upstream *upstream = call->upstream;
	const struct retry_policy *policy = &upstream->options.policy;
	int64_t wait_ms =
	    verdict->wait_ms >= 0 ? verdict->wait_ms : policy->rate_limit_wait_ms << call->attempt;
	wait_ms = wait_ms < SHORTEST_HOLD_MS ? SHORTEST_HOLD_MS : wait_ms;
	upstream->figures.rate_limited++;
	if (wait_ms > policy->patience_ms) {
		leave_circuit(call);
		upstream_block(upstream, wait_ms, verdict->message);
		upstream_call_fail_soon(call, ERR_BLOCKED, upstream_why(upstream));
		return;
	}
	if (limiter_held_ms(upstream->limiter) == 0) {
		log_info("%s: asked to wait %lld s", upstream->name,
		         (long long)((wait_ms + 999) / 1000));
	}
	limiter_hold(upstream->limiter, wait_ms);
	if (call->attempt >= policy->retries) {
		/* Who always says "in a second" is asked less and less. */
		upstream_note_failure(upstream, err->msg);
		struct err last = *err;
		last.code = ERR_BLOCKED;
		call_end(call, &last);
		return;
	}
	leave_circuit(call);
	call->attempt++;
	ask_when_allowed(call);
}

/* Refused credentials fail every call alike, and so does a redirect, which is not followed: the
 * circuit opens on them too. Any other refusal is about the request, and shows that the provider
 * works. */
static void note_refusal(struct upstream_call *call, const struct err *err)
{
	bool refused =
	    err->code == ERR_FORBIDDEN || err->code == ERR_AUTH || err->code == ERR_REMOTE;
	if (err->code == ERR_AUTH && call->request.may_renew) {
		leave_circuit(call);
		return;
	}
	if (refused) {
		upstream_note_failure(call->upstream, err->msg);
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
	answer.retry_after = http_header(response, "Retry-After");

	struct retry_verdict verdict;
	struct err err;
	retry_judge(&answer, clock_wall_ms(), &verdict);
	secret_hide(verdict.message);
	if (verdict.code != ERR_NONE) {
		err_set(&err, verdict.code, "%s answered %d%s%s", upstream->name, answer.status,
		        verdict.message[0] ? ": " : "", verdict.message);
	}
	if (verdict.told_to_wait) {
		on_told_to_wait(call, &verdict, &err);
	} else if (verdict.code == ERR_TRANSIENT) {
		on_failure(call, &err);
	} else if (verdict.code != ERR_NONE) {
		note_refusal(call, &err);
		call_end(call, &err);
	} else if (!call->request.parse(call->request.data, response, &err)) {
		err_wrap(&err, "%s", upstream->name);
		secret_hide(err.msg);
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
	secret_hide(named.msg);
	on_failure(call, &named);
}

static void on_ready(void *data)
{
	struct upstream_call *call = data;
	struct upstream *upstream = call->upstream;
	if (upstream_is_held_back(upstream)) {
		limiter_release(upstream->limiter);
		upstream_call_fail_soon(call, ERR_BLOCKED, upstream_why(upstream));
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
	if (!call->body && call->request.compose) {
		call->body = call->request.compose(call->request.data);
	}
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

struct upstream_call *upstream_start(struct upstream *upstream,
                                     const struct upstream_request *request)
{
	struct upstream_call *call = xcalloc(1, sizeof(*call));
	call->upstream = upstream;
	call->request = *request;
	call->url = xasprintf("%s%s", upstream->base_url, request->target);
	call->body = request->body ? xstrdup(request->body) : NULL;
	call->basic = request->basic ? xstrdup(request->basic) : NULL;
	call->wait.is_low_priority = request->is_low_priority;
	call->header_count = request->header_count;
	call->headers = xcalloc(request->header_count, sizeof(*call->headers));
	for (size_t i = 0; i < request->header_count; i++) {
		call->headers[i] = xstrdup(request->headers[i]);
	}
	list_append(&upstream->calls, &call->link);
	if (upstream_is_held_back(upstream)) {
		upstream_call_fail_soon(call, ERR_BLOCKED, upstream_why(upstream));
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

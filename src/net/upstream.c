#include "net/upstream_internal.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>

static bool is_blocked(const struct upstream *upstream)
{
	return upstream->blocked_until_ms > clock_mono_ms();
}

bool upstream_is_held_back(const struct upstream *upstream)
{
	return is_blocked(upstream) || circuit_wait_ms(&upstream->circuit, clock_mono_ms()) > 0;
}

const char *upstream_why(const struct upstream *upstream)
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
			upstream_call_fail_soon(call, ERR_BLOCKED, upstream_why(upstream));
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

void upstream_block(struct upstream *upstream, int64_t wait_ms, const char *message)
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

void upstream_note_failure(struct upstream *upstream, const char *message)
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
	         has_reason ? upstream_why(upstream) : "");
	return figures;
}

#include "http/misbehave.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "http/clock.h"
#include "http/exchange.h"
#include "http/gzip.h"
#include "http/mangle.h"

enum { HUGE_BYTES = 50 * 1024 * 1024, DEEP_BRACKETS = 100000 };

static const char bad_gateway[] =
    "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n"
    "<body><center><h1>502 Bad "
    "Gateway</h1></center><hr><center>cloudflare</center></body></html>\n";
static const char premium_required[] =
    "Active premium subscription required for the owner of the app. When the subscription status "
    "changes, it can take a few hours before requests are allowed again.";

static const char *forbidden_text(enum host_id host)
{
	return host == HOST_SPOTIFY   ? premium_required
	       : host == HOST_DISCOGS ? "error code: 1020"
	                              : "Forbidden";
}

static void answer_text(struct exchange *exchange, int status, const char *type, const char *text)
{
	buf_text(exchange_json(exchange, status), text);
	exchange->content_type = type;
}

/* A number, "absent", "date" or "date+SECONDS"; any other text as it is. */
static void add_retry_after(struct exchange *exchange, const char *otherwise)
{
	const struct fault *fault = exchange->fault;
	char number[32], date[32];
	double seconds = fault_number(fault, "retry_after", -1e18);
	const char *text = fault_text(fault, "retry_after", otherwise);
	if (seconds > -1e17) {
		snprintf(number, sizeof(number), "%.0f", seconds);
		text = number;
	}
	if (strncmp(text, "date", 4) == 0) {
		long ahead = text[4] == '+' ? target_parse_number(text + 5) : 5;
		clock_http_date(time(NULL) + (ahead < 0 ? 5 : ahead), date);
		text = date;
	}
	if (strcmp(text, "absent") != 0) {
		exchange_add_header(exchange, "Retry-After", text);
	}
}

static void redirect(struct exchange *exchange)
{
	int status = (int)fault_number(exchange->fault, "status", 302);
	const char *location =
	    fault_text(exchange->fault, "location", "http://127.0.0.1:9/elsewhere");
	answer_text(exchange, status < 300 || status > 399 ? 302 : status, "text/plain", "");
	exchange_add_header(exchange, "Location", location);
}

/* As a debugging page does: the request's credentials, in the answer. */
static void echo(struct exchange *exchange)
{
	const char *given = exchange_header(exchange, "Authorization");
	int status = (int)fault_number(exchange->fault, "status", 500);
	bool as_text = strcmp(fault_text(exchange->fault, "as", "json"), "text") == 0;
	struct buf *body = exchange_json(exchange, status < 200 || status > 599 ? 500 : status);
	struct buf said = {0};
	buf_printf(&said, "You sent Authorization: %s", given ? given : "nothing");
	if (as_text) {
		exchange->content_type = "text/plain";
		buf_text(body, said.data);
	} else {
		buf_text(body, "{\"message\":");
		buf_json(body, said.data);
		buf_text(body, "}");
	}
	buf_finish(&said);
}

bool misbehave_instead(struct exchange *exchange)
{
	const struct host_role *role = exchange->host->role;
	switch (exchange->fault->kind) {
	case FAULT_REFUSE:
		host_refuse_soon(exchange->host);
		exchange->way = (struct way){.kind = WAY_STALL};
		return true;
	case FAULT_BAD_CERTIFICATE:
		host_distrust_soon(exchange->host);
		exchange->way = (struct way){.kind = WAY_STALL};
		return true;
	case FAULT_429:
		role->fail(exchange, 429, NULL);
		add_retry_after(exchange, "1");
		return true;
	case FAULT_QUOTA:
		role->fail(exchange, 429, "quota");
		add_retry_after(exchange, "86000");
		return true;
	case FAULT_401:
		role->fail(exchange, 401, NULL);
		return true;
	case FAULT_403_JSON:
		role->fail(exchange, 403, NULL);
		return true;
	case FAULT_403_PLAIN:
		answer_text(exchange, 403, "text/plain", forbidden_text(exchange->host->id));
		return true;
	case FAULT_404:
		role->fail(exchange, 404, NULL);
		return true;
	case FAULT_500:
		role->fail(exchange, 500, NULL);
		return true;
	case FAULT_502_HTML:
		answer_text(exchange, 502, "text/html; charset=UTF-8", bad_gateway);
		return true;
	case FAULT_503:
		role->fail(exchange, 503, NULL);
		add_retry_after(exchange, "absent");
		return true;
	case FAULT_REDIRECT:
		redirect(exchange);
		return true;
	case FAULT_ECHO:
		echo(exchange);
		return true;
	default:
		return false;
	}
}

static void truncate_body(struct exchange *exchange)
{
	size_t half = exchange->body.size / 2;
	size_t at = fault_size(exchange->fault, "at", half);
	if (at < exchange->body.size) {
		exchange->body.size = at;
	}
}

static void nest(struct exchange *exchange)
{
	size_t depth = fault_size(exchange->fault, "depth", DEEP_BRACKETS);
	struct buf *body = exchange_json(exchange, 200);
	for (size_t i = 0; i < depth; i++) {
		buf_char(body, '[');
	}
	for (size_t i = 0; i < depth; i++) {
		buf_char(body, ']');
	}
}

static void zip(struct exchange *exchange)
{
	struct buf zipped = {0};
	gzip_store(exchange->body.data ? exchange->body.data : "", exchange->body.size, &zipped);
	buf_finish(&exchange->body);
	exchange->body = zipped;
	exchange_add_header(exchange, "Content-Encoding", "gzip");
}

static void choose_way(struct exchange *exchange, enum way_kind kind)
{
	const struct fault *fault = exchange->fault;
	size_t half = exchange->body.size / 2;
	exchange->way =
	    (struct way){.kind = kind,
	                 .at = fault_size(fault, "at", half),
	                 .bytes = fault_size(fault, "bytes", kind == WAY_HUGE ? HUGE_BYTES : 1),
	                 .seconds = fault_number(fault, "seconds", 0),
	                 .interval_ms = fault_number(fault, "interval_ms", 100)};
	if (exchange->way.bytes == 0) {
		exchange->way.bytes = 1;
	}
	if (!(exchange->way.interval_ms >= 0)) {
		exchange->way.interval_ms = 0;
	}
}

static void mangle(struct exchange *exchange, enum mangle_kind kind)
{
	mangle_json(&exchange->body, kind, fault_text(exchange->fault, "key", NULL),
	            fault_flag(exchange->fault, "raw"));
}

static void spoil_body(struct exchange *exchange)
{
	switch (exchange->fault->kind) {
	case FAULT_EMPTY:
		buf_clear(&exchange->body);
		break;
	case FAULT_TRUNCATED:
		truncate_body(exchange);
		break;
	case FAULT_WRONG_TYPES:
		mangle(exchange, MANGLE_TYPES);
		break;
	case FAULT_NULLS:
		mangle(exchange, MANGLE_NULLS);
		break;
	case FAULT_MISSING_KEYS:
		mangle(exchange, MANGLE_MISSING);
		break;
	case FAULT_OUT_OF_RANGE:
		mangle(exchange, MANGLE_RANGE);
		break;
	case FAULT_INVALID_UTF8:
		mangle(exchange, MANGLE_UTF8);
		break;
	case FAULT_NUL_BYTES:
		mangle(exchange, MANGLE_NUL);
		break;
	case FAULT_DUPLICATE_KEYS:
		mangle(exchange, MANGLE_DUPLICATE);
		break;
	case FAULT_DEEP_NESTING:
		nest(exchange);
		break;
	case FAULT_GZIP:
		zip(exchange);
		break;
	default:
		break;
	}
}

void misbehave_after(struct exchange *exchange)
{
	switch (exchange->fault->kind) {
	case FAULT_STALL:
		choose_way(exchange, WAY_STALL);
		break;
	case FAULT_STALL_BODY:
	case FAULT_STREAM_PAUSE:
		choose_way(exchange, WAY_STALL_BODY);
		break;
	case FAULT_RESET_BODY:
		choose_way(exchange, WAY_RESET_BODY);
		break;
	case FAULT_CUT_BODY:
		choose_way(exchange, WAY_CUT_BODY);
		break;
	case FAULT_DRIP:
		choose_way(exchange, WAY_DRIP);
		break;
	case FAULT_ODD_CHUNKS:
		choose_way(exchange, WAY_ODD_CHUNKS);
		break;
	case FAULT_HUGE:
		choose_way(exchange, WAY_HUGE);
		break;
	default:
		spoil_body(exchange);
	}
}

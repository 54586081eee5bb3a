#include "providers/euria_reply.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/draw.h"
#include "base/text.h"
#include "http/exchange.h"
#include "providers/euria_request.h"
#include "providers/euria_schema.h"

enum {
	BYTES_PER_TOKEN = 4, /* roughly */
	STREAM_PART = 24     /* bytes of content in an event */
};

struct answer {
	struct buf content;
	bool null_content;
	const char *finish_reason;
	long prompt_tokens, completion_tokens;
};

static enum fault_kind fault_of(const struct exchange *exchange)
{
	return exchange->fault ? exchange->fault->kind : FAULT_KIND_COUNT;
}

static enum spoiling spoiling_of(enum fault_kind fault)
{
	switch (fault) {
	case FAULT_EMPTY_CONTENT:
		return SPOILING_EMPTY;
	case FAULT_REFUSAL:
		return SPOILING_REFUSAL;
	case FAULT_PLACEHOLDER:
		return SPOILING_PLACEHOLDER;
	case FAULT_MARKDOWN:
		return SPOILING_MARKDOWN;
	case FAULT_WRONG_LANGUAGE:
		return SPOILING_WRONG_LANGUAGE;
	case FAULT_INVENTED_YEAR:
		return SPOILING_YEAR;
	case FAULT_INVENTED_TITLE:
		return SPOILING_TITLE;
	case FAULT_INVENTED_MUSICIAN:
		return SPOILING_MUSICIAN;
	default:
		return SPOILING_NONE;
	}
}

static void write_structure(const struct exchange *exchange, const struct euria_request *request,
                            struct buf *out)
{
	enum spoiling spoiling = spoiling_of(fault_of(exchange));
	unsigned item = exchange->fault ? (unsigned)fault_size(exchange->fault, "item", 0) : 0;
	json_t *value = euria_schema_value(request->schema, &request->prompt, spoiling, item);
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	buf_text(out, text ? text : "null");
	free(text);
	json_decref(value);
}

static void write_content(const struct exchange *exchange, const struct euria_request *request,
                          struct answer *answer)
{
	enum fault_kind fault = fault_of(exchange);
	struct buf *out = &answer->content;
	bool whole = fault == FAULT_EMPTY_CONTENT && fault_number(exchange->fault, "item", 0) < 1;
	if (fault == FAULT_FENCED_JSON) {
		buf_text(out, "```json\n");
	}
	if (whole) {
		buf_text(out, "");
	} else if (request->schema && fault != FAULT_SCHEMA_IGNORED) {
		write_structure(exchange, request, out);
	} else {
		euria_text(&request->prompt, 0, spoiling_of(fault), out);
	}
	if (fault == FAULT_FENCED_JSON) {
		buf_text(out, "\n```\n");
	}
	if (fault == FAULT_INVALID_JSON) {
		out->size = out->size * 3 / 4;
		buf_text(out, ",}]");
	}
	answer->null_content = fault == FAULT_NULL_CONTENT;
}

/* Ends in the middle of a word, as a model does that has no tokens left. */
static void cut(struct answer *answer, size_t size)
{
	answer->content.size = utf8_cut(answer->content.data, size);
	answer->content.data[answer->content.size] = '\0';
	answer->finish_reason = "length";
}

static void compose(const struct exchange *exchange, const struct euria_request *request,
                    struct answer *answer)
{
	answer->finish_reason = "stop";
	write_content(exchange, request, answer);
	size_t size = answer->content.size;
	size_t most = (size_t)request->max_tokens * BYTES_PER_TOKEN;
	if (most && size > most) {
		cut(answer, most);
	} else if (fault_of(exchange) == FAULT_LENGTH) {
		cut(answer, size * 2 / 3 + 1);
	}
	answer->prompt_tokens = (long)(request->prompt.text.size / BYTES_PER_TOKEN) + 8;
	answer->completion_tokens = (long)(answer->content.size / BYTES_PER_TOKEN) + 1;
}

static void add_head(const struct exchange *exchange, const struct euria_request *request,
                     const char *object, struct buf *out)
{
	uint64_t id = mix64(request->prompt.hash + exchange->host->draws);
	buf_printf(out, "{\"id\":\"chatcmpl-%016" PRIx64 "\",\"object\":\"%s\",\"created\":%lld",
	           id, object, (long long)time(NULL));
	buf_key_text(out, "model", request->model);
}

static void add_usage(const struct answer *answer, struct buf *out)
{
	buf_key(out, "usage");
	buf_printf(out,
	           "{\"prompt_tokens\":%ld,\"total_tokens\":%ld,\"completion_tokens\":%ld,"
	           "\"prompt_tokens_details\":null}",
	           answer->prompt_tokens, answer->prompt_tokens + answer->completion_tokens,
	           answer->completion_tokens);
}

static void reply_whole(struct exchange *exchange, const struct euria_request *request,
                        const struct answer *answer)
{
	struct buf *out = exchange_json(exchange, 200);
	add_head(exchange, request, "chat.completion", out);
	buf_text(out, ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"");
	buf_key(out, "content");
	if (answer->null_content) {
		buf_text(out, "null");
	} else {
		buf_json_bytes(out, answer->content.data ? answer->content.data : "",
		               answer->content.size);
	}
	buf_text(out,
	         ",\"refusal\":null,\"annotations\":null,\"audio\":null,\"function_call\":null,"
	         "\"tool_calls\":[]");
	buf_key_text(out, "reasoning", request->thinks ? "The user wants a short text." : NULL);
	buf_text(out, "},\"logprobs\":null");
	buf_key_text(out, "finish_reason", answer->finish_reason);
	buf_text(out, ",\"stop_reason\":null,\"token_ids\":null,\"routed_experts\":null}],"
	              "\"service_tier\":null,\"system_fingerprint\":\"vllm-stand-in\"");
	add_usage(answer, out);
	buf_text(out, ",\"prompt_logprobs\":null,\"prompt_token_ids\":null,\"prompt_text\":null,"
	              "\"kv_transfer_params\":null}");
}

/* One event; `delta` NULL gives an empty list of choices. */
static void add_event(const struct exchange *exchange, const struct euria_request *request,
                      const char *delta, const char *finish_reason, const struct answer *usage,
                      struct buf *out)
{
	buf_text(out, "data: ");
	add_head(exchange, request, "chat.completion.chunk", out);
	buf_text(out, ",\"choices\":[");
	if (delta) {
		buf_text(out, "{\"index\":0,\"delta\":{");
		buf_text(out, delta);
		buf_text(out, "},\"logprobs\":null");
		buf_key_text(out, "finish_reason", finish_reason);
		buf_char(out, '}');
	}
	buf_char(out, ']');
	if (usage) {
		add_usage(usage, out);
	}
	buf_text(out, "}\n\n");
}

static void add_content_events(const struct exchange *exchange, const struct euria_request *request,
                               const struct answer *answer, struct buf *out)
{
	const char *text = answer->content.data;
	for (size_t at = 0; at < answer->content.size;) {
		size_t left = answer->content.size - at;
		size_t size = left > STREAM_PART ? utf8_cut(text + at, STREAM_PART) : left;
		struct buf delta = {0};
		buf_text(&delta, "\"content\":");
		buf_json_bytes(&delta, text + at, size);
		add_event(exchange, request, delta.data, NULL, NULL, out);
		buf_finish(&delta);
		at += size;
	}
}

/* Within a line, and within the last character of several bytes if there is one. */
static void cut_stream(struct buf *out, size_t content_end)
{
	size_t at = content_end - 1;
	while (at && ((unsigned char)out->data[at] & 0xc0) != 0x80) {
		at--;
	}
	out->size = at ? at : content_end * 2 / 3;
}

static void reply_stream(struct exchange *exchange, const struct euria_request *request,
                         const struct answer *answer)
{
	struct buf *out = exchange_json(exchange, 200);
	enum fault_kind fault = fault_of(exchange);
	add_event(exchange, request, "\"role\":\"assistant\",\"content\":\"\"", NULL, NULL, out);
	buf_text(out, ": keep-alive\n\n");
	add_event(exchange, request, NULL, NULL, NULL, out);
	if (answer->null_content) {
		add_event(exchange, request, "\"content\":null", NULL, NULL, out);
	} else {
		add_content_events(exchange, request, answer, out);
	}
	size_t end = out->size;
	add_event(exchange, request, "\"content\":\"\"", answer->finish_reason,
	          request->stream_usage ? NULL : answer, out);
	if (request->stream_usage) {
		add_event(exchange, request, NULL, NULL, answer, out);
	}
	if (fault != FAULT_STREAM_NO_DONE) {
		buf_text(out, "data: [DONE]\n\n");
	}
	if (fault == FAULT_STREAM_CUT) {
		cut_stream(out, end);
	}
	exchange->content_type = "text/event-stream; charset=utf-8";
	exchange->way.kind = WAY_PIECES;
}

void euria_reply(struct exchange *exchange, const struct euria_request *request)
{
	struct answer answer = {0};
	compose(exchange, request, &answer);
	if (request->stream) {
		reply_stream(exchange, request, &answer);
	} else {
		reply_whole(exchange, request, &answer);
	}
	buf_finish(&answer.content);
}

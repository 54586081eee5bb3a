#include "providers/euria_request.h"

#include <string.h>
#include <strings.h>

#include "http/exchange.h"
#include "providers/euria.h"

enum {
	TOKENS_MAX =
	    5000 /* documented for the older route; the newer one is taken to be no wider */
};

void euria_refuse(struct exchange *exchange, int status, const char *code, const char *description)
{
	struct buf *body = exchange_json(exchange, status);
	buf_text(body, "{\"result\":\"error\",\"error\":{");
	buf_key_text(body, "code", code);
	buf_key_text(body, "description", description);
	buf_text(body, "}}");
}

void euria_refuse_openai(struct exchange *exchange, int status, const char *message)
{
	struct buf *body = exchange_json(exchange, status);
	buf_text(body, "{\"error\":{");
	buf_key_text(body, "message", message);
	buf_key_text(body, "type",
	             status == 401   ? "authentication_error"
	             : status == 429 ? "rate_limit_error"
	                             : "BadRequestError");
	buf_text(body, ",\"param\":null");
	buf_key_int(body, "code", status);
	buf_text(body, "}}");
}

static void begin_validation(struct buf *body, const char *rule, const char *description,
                             const char *attribute)
{
	buf_text(body,
	         "{\"result\":\"error\",\"error\":{\"code\":\"validation_failed\",\"description\":"
	         "\"Validation failed\",\"errors\":[{");
	buf_key_text(body, "code", rule);
	buf_key_text(body, "description", description);
	buf_text(body, ",\"context\":{");
	buf_key_text(body, "attribute", attribute);
}

static bool refuse_field(struct exchange *exchange, const char *rule, const char *description,
                         const char *attribute)
{
	struct buf *body = exchange_json(exchange, 422);
	begin_validation(body, rule, description, attribute);
	buf_text(body, "}}]}}");
	return false;
}

void euria_refuse_model(struct exchange *exchange)
{
	struct buf *body = exchange_json(exchange, 422);
	begin_validation(body, "validation_rule_in", "The selected model is invalid.", "model");
	buf_key(body, "values");
	buf_char(body, '[');
	for (unsigned i = 0; euria_models[i]; i++) {
		buf_comma(body);
		buf_json(body, euria_models[i]);
	}
	buf_text(body, "]}}]}}");
}

static bool check_model(struct exchange *exchange, struct euria_request *request)
{
	request->model = json_string_value(json_object_get(request->root, "model"));
	if (!request->model) {
		return refuse_field(exchange, "validation_rule_required",
		                    "The model field is required.", "model");
	}
	for (unsigned i = 0; euria_models[i]; i++) {
		if (strcmp(euria_models[i], request->model) == 0) {
			return true;
		}
	}
	euria_refuse_model(exchange);
	return false;
}

static bool add_messages(const json_t *messages, bool of_system, struct euria_request *request)
{
	size_t index;
	json_t *message;
	json_array_foreach((json_t *)messages, index, message)
	{
		const char *role = json_string_value(json_object_get(message, "role"));
		const json_t *content = json_object_get(message, "content");
		bool known = role && (!strcmp(role, "system") || !strcmp(role, "user") ||
		                      !strcmp(role, "assistant"));
		if (!known || !json_is_string(content)) {
			return false;
		}
		if ((strcmp(role, "system") == 0) == of_system) {
			buf_text(&request->prompt.text, json_string_value(content));
			buf_char(&request->prompt.text, '\n');
		}
	}
	return true;
}

static bool check_messages(struct exchange *exchange, struct euria_request *request)
{
	const json_t *messages = json_object_get(request->root, "messages");
	if (!json_array_size(messages)) {
		return refuse_field(exchange, "validation_rule_required",
		                    "The messages field is required.", "messages");
	}
	if (!add_messages(messages, true, request) || !add_messages(messages, false, request)) {
		return refuse_field(exchange, "validation_rule_string",
		                    "The messages.0.content must be a string.",
		                    "messages.0.content");
	}
	prompt_read(&request->prompt);
	return true;
}

static bool check_format(struct exchange *exchange, struct euria_request *request)
{
	const json_t *format = json_object_get(request->root, "response_format");
	if (!format || json_is_null(format)) {
		return true;
	}
	const char *type = json_string_value(json_object_get(format, "type"));
	const json_t *wrapped = json_object_get(format, "json_schema");
	request->schema = json_object_get(wrapped, "schema");
	if (!type || strcmp(type, "json_schema") != 0) {
		euria_refuse_openai(exchange, 400,
		                    "response_format.type must be 'json_schema' for this model");
		return false;
	}
	if (!json_is_string(json_object_get(wrapped, "name")) || !json_is_object(request->schema)) {
		euria_refuse_openai(exchange, 400,
		                    "response_format.json_schema needs a name and a schema");
		return false;
	}
	return true;
}

static bool in_range(const json_t *root, const char *name, double least, double most)
{
	const json_t *value = json_object_get(root, name);
	double number = json_number_value(value);
	return !value || json_is_null(value) ||
	       (json_is_number(value) && number >= least && number <= most);
}

static bool check_numbers(struct exchange *exchange, struct euria_request *request)
{
	const json_t *root = request->root;
	if (!in_range(root, "max_tokens", 1, TOKENS_MAX) ||
	    !in_range(root, "max_completion_tokens", 1, TOKENS_MAX)) {
		euria_refuse_openai(exchange, 400, "max_tokens must be from 1 to 5000");
		return false;
	}
	if (!in_range(root, "temperature", 0, 2) || !in_range(root, "top_p", 0, 1)) {
		euria_refuse_openai(exchange, 400,
		                    "temperature must be from 0 to 2, top_p from 0 to 1");
		return false;
	}
	request->max_tokens = (long)json_integer_value(json_object_get(root, "max_tokens"));
	if (!request->max_tokens) {
		request->max_tokens =
		    (long)json_integer_value(json_object_get(root, "max_completion_tokens"));
	}
	return true;
}

bool euria_request_read(struct exchange *exchange, struct euria_request *request)
{
	size_t size;
	const char *body = exchange_request_body(exchange, &size);
	const char *type = exchange_header(exchange, "Content-Type");
	memset(request, 0, sizeof(*request));
	if (!type || strncasecmp(type, "application/json", 16) != 0) {
		euria_refuse_openai(exchange, 400, "Content-Type must be application/json");
		return false;
	}
	request->root = json_loadb(body, size, 0, NULL);
	if (!json_is_object(request->root)) {
		euria_refuse_openai(exchange, 400, "The request body is not a JSON object");
		return false;
	}
	if (!check_model(exchange, request) || !check_messages(exchange, request) ||
	    !check_format(exchange, request) || !check_numbers(exchange, request)) {
		return false;
	}
	const char *effort = json_string_value(json_object_get(request->root, "reasoning_effort"));
	const json_t *options = json_object_get(request->root, "stream_options");
	request->thinks = !effort || strcmp(effort, "none") != 0;
	request->stream = json_is_true(json_object_get(request->root, "stream"));
	request->stream_usage = json_is_true(json_object_get(options, "include_usage"));
	return true;
}

void euria_request_finish(struct euria_request *request)
{
	json_decref(request->root);
	prompt_finish(&request->prompt);
}

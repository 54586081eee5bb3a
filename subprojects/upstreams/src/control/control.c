#include "control/control.h"

#include <stdlib.h>
#include <string.h>

#include "control/report.h"
#include "control/truth.h"
#include "http/exchange.h"
#include "upstreams.h"

enum { ERROR_SIZE = 256, ALBUMS_MAX = 4000000 };

static void refuse(struct exchange *exchange, int status, const char *message)
{
	struct buf *body = exchange_json(exchange, status);
	buf_char(body, '{');
	buf_key_text(body, "error", message);
	buf_char(body, '}');
}

static json_t *read_json(struct exchange *exchange)
{
	size_t size;
	const char *body = exchange_request_body(exchange, &size);
	json_t *root = json_loadb(body, size, 0, NULL);
	if (!root) {
		refuse(exchange, 400, "the body is not JSON");
	}
	return root;
}

static void serve_faults_get(struct exchange *exchange)
{
	report_faults(exchange->host->data, exchange_json(exchange, 200));
}

/* One fault, or an array of them, all or up to the first that is not understood. */
static void serve_faults_post(struct exchange *exchange)
{
	struct upstreams *upstreams = exchange->host->data;
	char error[ERROR_SIZE];
	json_t *root = read_json(exchange);
	if (!root) {
		return;
	}
	struct buf added = {0};
	size_t count = json_is_array(root) ? json_array_size(root) : 1;
	bool good = true;
	for (size_t i = 0; i < count && good; i++) {
		const json_t *spec = json_is_array(root) ? json_array_get(root, i) : root;
		struct fault *fault = upstreams_add_fault(upstreams, spec, error, sizeof(error));
		good = fault != NULL;
		if (good) {
			buf_text(&added, i ? "," : "");
			struct buf one = {0};
			report_fault(fault, &one);
			buf_add(&added, one.data, one.size);
			buf_finish(&one);
		}
	}
	if (!good) {
		refuse(exchange, 422, error);
	} else {
		struct buf *body = exchange_json(exchange, 201);
		buf_text(body, json_is_array(root) ? "[" : "");
		buf_add(body, added.data, added.size);
		buf_text(body, json_is_array(root) ? "]" : "");
	}
	buf_finish(&added);
	json_decref(root);
}

/* DELETE /faults removes all of them, DELETE /faults/ID one. */
static void serve_faults_delete(struct exchange *exchange)
{
	struct upstreams *upstreams = exchange->host->data;
	long id = 0;
	if (exchange->target.segment_count == 2) {
		id = target_parse_number(exchange->target.segments[1]);
	}
	if (id < 0 || !upstreams_remove_faults(upstreams, (unsigned)id)) {
		refuse(exchange, 404, "no such fault");
		return;
	}
	report_faults(upstreams, exchange_json(exchange, 200));
}

static void serve_log(struct exchange *exchange)
{
	long since = target_number(&exchange->target, "since", 0);
	long most = target_number(&exchange->target, "limit", LEDGER_LOG_MAX);
	if (since < 0 || most < 0) {
		refuse(exchange, 422, "since and limit are numbers");
		return;
	}
	report_log(exchange, (uint64_t)since, (uint64_t)most);
}

static void serve_counters(struct exchange *exchange)
{
	report_counters(exchange->host->data, exchange_json(exchange, 200));
}

static void serve_reset(struct exchange *exchange)
{
	struct upstreams *upstreams = exchange->host->data;
	ledger_reset(upstreams->shared.ledger);
	for (unsigned host = 0; host < HOST_PROVIDER_COUNT; host++) {
		host_forgive(&upstreams->hosts[host]);
	}
	buf_text(exchange_json(exchange, 200), "{\"reset\":true}");
}

static void serve_collection_get(struct exchange *exchange)
{
	const struct upstreams *upstreams = exchange->host->data;
	buf_printf(exchange_json(exchange, 200), "{\"copies\":%u}",
	           collection_count(upstreams->stage.collection));
}

/* The number under `name`; 0 when absent, -1 when it is none. */
static json_int_t amount(const json_t *root, const char *name)
{
	const json_t *value = json_object_get(root, name);
	if (!value) {
		return 0;
	}
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
	return number >= 0 && number <= ALBUMS_MAX ? number : -1;
}

static void serve_collection_post(struct exchange *exchange)
{
	struct upstreams *upstreams = exchange->host->data;
	json_t *root = read_json(exchange);
	if (!root) {
		return;
	}
	json_int_t add = amount(root, "add"), remove = amount(root, "remove");
	if (add < 0 || remove < 0) {
		refuse(exchange, 422, "add and remove are numbers from 0 to 4000000");
	} else {
		collection_remove(upstreams->stage.collection, (uint32_t)remove);
		collection_add(upstreams->stage.collection, (uint32_t)add);
		if (json_is_true(json_object_get(root, "shuffle"))) {
			collection_shuffle(upstreams->stage.collection);
		}
		stage_follow(&upstreams->stage);
		serve_collection_get(exchange);
	}
	json_decref(root);
}

static bool set_latency(struct upstreams *upstreams, json_t *value)
{
	const char *name;
	json_t *ms;
	if (!value) {
		return true;
	}
	if (json_is_string(value)) {
		return upstreams_set_latency(upstreams, json_string_value(value));
	}
	if (json_is_null(value)) {
		return upstreams_set_latency(upstreams, "none");
	}
	json_object_foreach(value, name, ms)
	{
		enum host_id id = host_id_named(name);
		if (id >= HOST_PROVIDER_COUNT || !json_is_number(ms) || json_number_value(ms) < 0) {
			return false;
		}
		upstreams->hosts[id].latency_ms = json_number_value(ms);
	}
	return json_is_object(value);
}

static void set_numbers(struct upstreams *upstreams, const json_t *root)
{
	if (json_object_get(root, "spotify_token_seconds")) {
		upstreams->stage.tokens.seconds = (unsigned)amount(root, "spotify_token_seconds");
	}
	if (json_object_get(root, "spotify_window")) {
		upstreams->stage.spotify_window = (unsigned)amount(root, "spotify_window");
	}
	if (json_object_get(root, "albums")) {
		collection_reset(upstreams->stage.collection, (uint32_t)amount(root, "albums"));
		stage_follow(&upstreams->stage);
	}
}

static void set_flags(struct upstreams *upstreams, const json_t *root)
{
	const json_t *windows = json_object_get(root, "windows");
	const json_t *private = json_object_get(root, "private");
	if (json_is_boolean(windows)) {
		upstreams->shared.paced = json_is_true(windows);
	}
	if (json_is_boolean(private)) {
		upstreams->stage.private_collection = json_is_true(private);
	}
	if (json_is_true(json_object_get(root, "expire_tokens"))) {
		tokens_expire_all(&upstreams->stage.tokens);
	}
}

static const char *unknown_setting(json_t *root)
{
	static const char *const names[] = {
	    "latency",        "windows", "albums",       "spotify_token_seconds",
	    "spotify_window", "private", "expire_tokens"};
	const char *name;
	json_t *value;
	json_object_foreach(root, name, value)
	{
		unsigned i = 0;
		while (i < 7 && strcmp(names[i], name) != 0) {
			i++;
		}
		if (i == 7) {
			return name;
		}
	}
	return NULL;
}

static void serve_settings_get(struct exchange *exchange)
{
	report_settings(exchange->host->data, exchange_json(exchange, 200));
}

static void serve_settings_post(struct exchange *exchange)
{
	struct upstreams *upstreams = exchange->host->data;
	json_t *root = read_json(exchange);
	if (!root) {
		return;
	}
	bool numbers = amount(root, "albums") >= 0 && amount(root, "spotify_token_seconds") >= 0 &&
	               amount(root, "spotify_window") >= 0;
	if (!json_is_object(root) || unknown_setting(root)) {
		refuse(exchange, 422, "unknown setting");
	} else if (!numbers || !set_latency(upstreams, json_object_get(root, "latency"))) {
		refuse(exchange, 422, "a setting has a value that it cannot have");
	} else {
		set_numbers(upstreams, root);
		set_flags(upstreams, root);
		serve_settings_get(exchange);
	}
	json_decref(root);
}

static const struct {
	const char *method;
	const char *path;
	void (*serve)(struct exchange *exchange);
} routes[] = {
    {"GET", "/counters", serve_counters},
    {"GET", "/log", serve_log},
    {"GET", "/truth", truth_serve},
    {"POST", "/reset", serve_reset},
    {"GET", "/faults", serve_faults_get},
    {"POST", "/faults", serve_faults_post},
    {"DELETE", "/faults", serve_faults_delete},
    {"GET", "/collection", serve_collection_get},
    {"POST", "/collection", serve_collection_post},
    {"GET", "/settings", serve_settings_get},
    {"POST", "/settings", serve_settings_post},
};

static void serve(struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	bool one_fault = target_is(target, "/faults/?") && exchange_is(exchange, "DELETE");
	for (unsigned i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		bool here = target_is(target, routes[i].path) ||
		            (one_fault && strcmp(routes[i].path, "/faults") == 0);
		if (here && exchange_is(exchange, routes[i].method)) {
			routes[i].serve(exchange);
			return;
		}
	}
	refuse(exchange, 404, "no such control; see README.md");
}

const struct host_role control_role = {.serve = serve};

#include "net/http.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"
#include "base/loopback.h"
#include "base/mem.h"
#include "loop/alarm.h"
#include "loop/loop.h"
#include "loop/watch.h"

#include <assert.h>
#include <curl/curl.h>
#include <string.h>

#define CONNECT_TIMEOUT_MS 10000L
/* Idle connections kept, over all hosts. */
#define KEPT_CONNECTIONS 64L
/* Reading an answer of this size takes milliseconds: the loop has a turn before the next one. */
#define LARGE_BODY_BYTES (64 * 1024)
/* Easy handles kept for the next call: creating one costs more than using it. */
#define SPARE_HANDLES 64

struct http {
	CURLM *multi;
	struct loop *loop;
	struct alarm *alarm;
	struct deferred rest; /* of what has ended */
	unsigned call_count;
	CURL *spare[SPARE_HANDLES];
	unsigned spare_count;
};

struct http_response {
	CURL *easy;
	int status;
	struct buf body;
};

struct http_call {
	struct http *http;
	CURL *easy;
	struct curl_slist *headers;
	size_t max_body_bytes;
	bool too_large;
	struct http_response response;
	char curl_error[CURL_ERROR_SIZE];
	http_done_fn done;
	void *data;
};

static CURL *easy_take(struct http *http)
{
	if (http->spare_count > 0) {
		return http->spare[--http->spare_count];
	}
	CURL *easy = curl_easy_init();
	if (!easy) {
		mem_exhausted();
	}
	return easy;
}

static void easy_give_back(struct http *http, CURL *easy)
{
	if (http->spare_count == SPARE_HANDLES) {
		curl_easy_cleanup(easy);
		return;
	}
	curl_easy_reset(easy);
	http->spare[http->spare_count++] = easy;
}

static void call_free(struct http_call *call)
{
	struct http *http = call->http;
	curl_multi_remove_handle(http->multi, call->easy);
	easy_give_back(http, call->easy);
	curl_slist_free_all(call->headers);
	buf_finish(&call->response.body);
	free(call);
	http->call_count--;
}

static void explain(const struct http_call *call, CURLcode result, struct err *err)
{
	if (call->too_large) {
		err_set(err, ERR_TRANSIENT, "the body exceeds %zu bytes", call->max_body_bytes);
		return;
	}
	const char *detail = call->curl_error[0] ? call->curl_error : curl_easy_strerror(result);
	err_set(err, ERR_TRANSIENT, "%s", detail);
}

static void call_end(struct http_call *call, CURLcode result)
{
	struct err err;
	long status = 0;
	if (result == CURLE_OK) {
		curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
		call->response.status = (int)status;
		call->done(call->data, &call->response, NULL);
	} else {
		explain(call, result, &err);
		call->done(call->data, NULL, &err);
	}
	call_free(call);
}

/* After every curl_multi_socket_action, timeouts included: a transfer that ends by its own timeout
 * is reported nowhere else. `done` may start and cancel calls: no curl_multi_* is on the stack. */
static void drain(void *data)
{
	struct http *http = data;
	int left;
	CURLMsg *message;
	bool is_large = list_is_linked(&http->rest.link); /* its turn will come */
	while (!is_large && (message = curl_multi_info_read(http->multi, &left))) {
		if (message->msg == CURLMSG_DONE) {
			struct http_call *call = NULL;
			CURLcode result = message->data.result;
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call);
			is_large = call->response.body.length > LARGE_BODY_BYTES;
			call_end(call, result);
		}
	}
	if (is_large && !list_is_linked(&http->rest.link)) {
		loop_defer(http->loop, &http->rest, drain, http);
	}
}

static void on_socket_ready(void *data, int fd, unsigned events)
{
	struct http *http = data;
	int flags = (events & WATCH_READ ? CURL_CSELECT_IN : 0) |
	            (events & WATCH_WRITE ? CURL_CSELECT_OUT : 0) |
	            (events & WATCH_ERROR ? CURL_CSELECT_ERR : 0);
	int running;
	curl_multi_socket_action(http->multi, fd, flags, &running);
	drain(http);
}

static void on_alarm(void *data)
{
	struct http *http = data;
	int running;
	curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	drain(http);
}

static int on_timer_wanted(CURLM *multi, long timeout_ms, void *data)
{
	struct http *http = data;
	(void)multi;
	if (timeout_ms < 0) {
		alarm_stop(http->alarm);
	} else {
		alarm_start(http->alarm, timeout_ms);
	}
	return 0;
}

static int on_socket_wanted(CURL *easy, curl_socket_t fd, int what, void *data, void *watch)
{
	struct http *http = data;
	struct watch *known = watch;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		watch_destroy(known);
		curl_multi_assign(http->multi, fd, NULL);
		return 0;
	}
	if (!known) {
		known = watch_create(http->loop, fd, on_socket_ready, http);
		if (!known) {
			return -1;
		}
		curl_multi_assign(http->multi, fd, known);
	}
	watch_set(known, (what & CURL_POLL_IN ? WATCH_READ : 0u) |
	                     (what & CURL_POLL_OUT ? WATCH_WRITE : 0u));
	return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http_call *call = data;
	size_t length = size * count;
	if (!buf_append_capped(&call->response.body, bytes, length, call->max_body_bytes)) {
		call->too_large = true;
		return 0; /* ends the transfer */
	}
	return length;
}

struct http *http_create(struct loop *loop)
{
	struct http *http = xcalloc(1, sizeof(*http));
	/* Short of memory, curl_easy_setopt() and curl_slist_append() would leave a header out, and
	 * a transfer might never be told done. */
	curl_global_init_mem(CURL_GLOBAL_DEFAULT, xmalloc, free, xrealloc, xstrdup, xcalloc);
	http->loop = loop;
	http->alarm = alarm_create(loop, on_alarm, http);
	http->multi = curl_multi_init();
	if (!http->multi) {
		mem_exhausted();
	}
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
	return http;
}

void http_destroy(struct http *http)
{
	if (!http) {
		return;
	}
	assert(http->call_count == 0);
	loop_defer_cancel(&http->rest);
	while (http->spare_count > 0) {
		curl_easy_cleanup(http->spare[--http->spare_count]);
	}
	curl_multi_cleanup(http->multi); /* closes its connections, and so their watches */
	alarm_destroy(http->alarm);
	free(http);
}

struct place {
	bool is_tls, is_loopback, has_user;
};

/* False where it is neither https nor http. */
static bool read_place(const char *url, struct place *out)
{
	bool known = false;
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL, *user = NULL, *password = NULL;
	if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		*out = (struct place){
		    .is_tls = strcmp(scheme, "https") == 0,
		    .is_loopback = loopback_has_host(host),
		    .has_user = curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK ||
		                curl_url_get(parts, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK,
		};
		known = out->is_tls || strcmp(scheme, "http") == 0;
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(password);
	curl_url_cleanup(parts);
	return known;
}

/* A proxy from the environment is for the world outside, where credentials pass it within TLS. What
 * stays on this machine may be plain, and goes through nobody's hands. */
static void set_place(CURL *easy, const char *url)
{
	struct place place = {0};
	bool is_known = read_place(url, &place);
	if (place.is_loopback || !place.is_tls) {
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	}
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_known && !place.is_tls ? "http" : "https");
	/* Rather one more stream on a connection that is being made than one more connection. */
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, place.is_tls ? 1L : 0L);
}

static void set_options(struct http_call *call, const struct http_request *request)
{
	CURL *easy = call->easy;
	set_place(easy, request->url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, request->user_agent);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	if (request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		                 (curl_off_t)request->body_size_bytes);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	}
	if (request->basic) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(easy, CURLOPT_USERPWD, request->basic);
	}
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->curl_error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* Or a call that ends while its name is looked up would hold the loop until the resolver's
	 * thread comes back. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ""); /* all that curl can undo */
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
}

struct http_call *http_start(struct http *http, const struct http_request *request,
                             http_done_fn done, void *data)
{
	struct http_call *call = xcalloc(1, sizeof(*call));
	call->http = http;
	call->easy = call->response.easy = easy_take(http);
	call->max_body_bytes = request->max_body_bytes;
	call->done = done;
	call->data = data;
	for (size_t i = 0; i < request->header_count; i++) {
		call->headers = curl_slist_append(call->headers, request->headers[i]);
	}
	set_options(call, request);
	http->call_count++;
	/* Asks for a timer of 0 ms: the transfer starts in the loop's next turn. */
	curl_multi_add_handle(http->multi, call->easy);
	return call;
}

void http_cancel(struct http_call *call)
{
	if (call) {
		call_free(call);
	}
}

int http_status(const struct http_response *response)
{
	return response->status;
}

const char *http_body(const struct http_response *response, size_t *size_bytes)
{
	*size_bytes = response->body.length;
	return response->body.bytes ? response->body.bytes : "";
}

const char *http_header(const struct http_response *response, const char *name)
{
	struct curl_header *header = NULL;
	if (curl_easy_header(response->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) {
		return NULL;
	}
	return header->value;
}

bool http_url_is_safe(const char *url)
{
	struct place place;
	return read_place(url, &place) && !place.has_user && (place.is_tls || place.is_loopback);
}

char *http_escape(const char *text)
{
	char *escaped = curl_easy_escape(NULL, text, 0);
	if (!escaped) {
		mem_exhausted();
	}
	char *copy = xstrdup(escaped);
	curl_free(escaped);
	return copy;
}

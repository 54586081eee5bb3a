/* net/http.h - HTTP requests through curl's multi interface, on the loop.
 *
 * Connections are kept and reused, HTTP/2 is spoken where the peer does, certificates are verified,
 * redirects are never followed (a redirect could carry credentials elsewhere), and a body is cut
 * off where it exceeds its cap. Proxies that the environment names (https_proxy, no_proxy) carry
 * TLS that they cannot read, and nothing for loopback addresses. Loop thread only. */
#ifndef NET_HTTP_H
#define NET_HTTP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct loop;
struct http;
struct http_call;
struct http_response;

struct http_request {
	const char *url;
	const char *user_agent;
	const char *const *headers; /* "Name: value", copied */
	size_t header_count;
	const char *body; /* makes it a POST; NULL: GET; borrowed until the call ends */
	size_t body_size_bytes;
	const char *basic;  /* "user:password" for HTTP Basic, or NULL */
	int64_t timeout_ms; /* for the whole exchange */
	size_t max_body_bytes;
};

/* `response` is NULL where none came: `err` says why (ERR_TRANSIENT), and is NULL otherwise,
 * whatever the status. Both are borrowed until the callback returns. */
typedef void (*http_done_fn)(void *data, const struct http_response *response,
                             const struct err *err);

struct http *http_create(struct loop *loop);
/* Every call must have ended (asserted). NULL is fine. */
void http_destroy(struct http *http);

/* `done` never runs from inside this; the handle is dead once it has run. */
struct http_call *http_start(struct http *http, const struct http_request *request,
                             http_done_fn done, void *data);
/* NULL is fine. */
void http_cancel(struct http_call *call);

int http_status(const struct http_response *response);
/* NUL-terminated; never NULL. */
const char *http_body(const struct http_response *response, size_t *size_bytes);
/* The first header of that name, any case; NULL when absent. Borrowed until the next look-up. */
const char *http_header(const struct http_response *response, const char *name);

/* Whether credentials may be sent there: https anywhere, plain http on loopback only; and no user
 * name nor password in the URL itself. */
bool http_url_is_safe(const char *url);
/* Percent-encodes everything but unreserved characters. The caller frees. */
char *http_escape(const char *text);

#endif

/* web/reply.h - the answer to a request. Each of these ends the request, which is gone then;
 * reply_header() and its like come before.
 *
 * Every reply forbids sniffing, referrers, embedding and storing unless a header given here says
 * otherwise. Where the client has gone, a reply is freed and nothing is sent. Loop thread only. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct blob;
struct err;
struct request;
struct stream_source;

/* One more header, in place of the default of that name if there is one. `name` is a literal,
 * `value` is copied; control characters in it become blanks. */
void reply_header(struct request *request, const char *name, const char *value);

/* Steals `body`. */
void reply_json(struct request *request, int status, json_t *body);
/* No content: 204, or a 202 that says it all with its headers. */
void reply_empty(struct request *request, int status);
/* Copies. */
void reply_text(struct request *request, int status, const char *type, const char *text);
/* Borrows for ever: constants of the program. */
void reply_static(struct request *request, int status, const char *type, const void *bytes,
                  size_t length);
/* Takes over one reference. */
void reply_blob(struct request *request, int status, const char *type, struct blob *blob);

/* RFC 9457 application/problem+json; `detail` is for people. */
void reply_problem(struct request *request, int status, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with members of its own ("errors", "run_id"). Steals `members`, an object. */
void reply_problem_with(struct request *request, int status, const char *detail, json_t *members);
/* The status that fits the error's code, and its message. */
void reply_err(struct request *request, const struct err *err);

/* Sets ETag, and lets clients keep the reply as long as they ask each time. Where the client has
 * this version, replies 304 and returns true: the request is gone then. */
bool reply_is_known(struct request *request, const char *etag);

/* Status 200 and a body of unknown length: see web/stream.h. An endless one is a 503 where there
 * are too many. Calls `source` before it returns, so let it be the last thing done. */
void reply_stream(struct request *request, const char *type, const struct stream_source *source,
                  void *data);

#endif

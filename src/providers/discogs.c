#include "providers/discogs.h"

#include "base/err.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/upstream.h"
#include "providers/discogs_answer.h"
#include "providers/discogs_page.h"
#include "providers/status.h"

#include <stdio.h>

struct discogs {
	struct upstream *upstream;
	char *username; /* percent-encoded */
	char *authorization;
};

struct page_call {
	struct role_call base;
	struct discogs *discogs;
	struct upstream_call *step;
	unsigned wanted; /* page */
	struct collection_page page;
	collection_page_fn done;
	void *data;
};

struct master_call {
	struct role_call base;
	struct discogs *discogs;
	struct upstream_call *step;
	int64_t id;
	int year;
	struct err nothing; /* the answer says nothing of this master's year */
	master_year_fn done;
	void *data;
};

struct identify_call {
	struct role_call base;
	struct discogs *discogs;
	struct upstream_call *step;
	char username[DISCOGS_USERNAME_SIZE];
	void (*done)(void *data, const char *username, const struct err *err);
	void *data;
};

static void note_limits(struct discogs *discogs, const struct http_response *response)
{
	const char *remaining = http_header(response, "X-Discogs-Ratelimit-Remaining");
	upstream_note_remaining(discogs->upstream, discogs_parse_remaining(remaining));
}

static struct upstream_call *get(struct discogs *discogs, struct upstream_request *request)
{
	const char *headers[] = {discogs->authorization, "Accept: application/json"};
	request->headers = headers;
	request->header_count = ARRAY_LEN(headers);
	return upstream_start(discogs->upstream, request);
}

static bool parse_page(void *data, const struct http_response *response, struct err *err)
{
	struct page_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	note_limits(call->discogs, response);
	if (!discogs_page_parse(body, size_bytes, &call->page, err)) {
		return false;
	}
	if (call->page.page != call->wanted) {
		unsigned got = call->page.page;
		discogs_page_finish(&call->page);
		return err_set(err, ERR_REMOTE, "asked for page %u, got page %u", call->wanted,
		               got);
	}
	return true;
}

static void on_page(void *data, const struct err *err)
{
	struct page_call *call = data;
	struct page_call last = *call;
	free(call);
	last.done(last.data, err ? NULL : &last.page, err);
}

static void cancel_page(struct role_call *base)
{
	struct page_call *call = (struct page_call *)base;
	upstream_cancel(call->step);
	discogs_page_finish(&call->page);
	free(call);
}

static struct role_call *fetch_page(void *self, unsigned page, bool newest_first,
                                    collection_page_fn done, void *data)
{
	struct discogs *discogs = self;
	struct page_call *call = xcalloc(1, sizeof(*call));
	call->base.cancel = cancel_page;
	call->discogs = discogs;
	call->wanted = page;
	call->done = done;
	call->data = data;
	autofree char *target =
	    xasprintf("/users/%s/collection/folders/0/releases"
	              "?page=%u&per_page=%u&sort=added&sort_order=%s",
	              discogs->username, page, COLLECTION_PAGE_SIZE, newest_first ? "desc" : "asc");
	call->step =
	    get(discogs, &(struct upstream_request){
			     .target = target, .parse = parse_page, .done = on_page, .data = call});
	return &call->base;
}

static bool parse_master(void *data, const struct http_response *response, struct err *err)
{
	struct master_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	note_limits(call->discogs, response);
	if (discogs_parse_master(body, size_bytes, call->id, &call->year, err)) {
		return true;
	}
	/* Discogs has answered: asked again it would say the same. */
	if (err->code == ERR_NOT_FOUND) {
		call->nothing = *err;
		return true;
	}
	return false;
}

static void on_master(void *data, const struct err *err)
{
	struct master_call *call = data;
	struct master_call last = *call;
	bool is_nothing = !err && last.nothing.code != ERR_NONE;
	free(call);
	last.done(last.data, last.year, is_nothing ? &last.nothing : err);
}

static void cancel_master(struct role_call *base)
{
	struct master_call *call = (struct master_call *)base;
	upstream_cancel(call->step);
	free(call);
}

static struct role_call *fetch_master_year(void *self, int64_t master_id, master_year_fn done,
                                           void *data)
{
	struct master_call *call = xcalloc(1, sizeof(*call));
	autofree char *target = xasprintf("/masters/%lld", (long long)master_id);
	call->base.cancel = cancel_master;
	call->discogs = self;
	call->id = master_id;
	call->done = done;
	call->data = data;
	call->step = get(call->discogs, &(struct upstream_request){.target = target,
	                                                           .is_low_priority = true,
	                                                           .parse = parse_master,
	                                                           .done = on_master,
	                                                           .data = call});
	return &call->base;
}

static bool parse_identity(void *data, const struct http_response *response, struct err *err)
{
	struct identify_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	return discogs_parse_identity(body, size_bytes, call->username, err);
}

static void on_identity(void *data, const struct err *err)
{
	struct identify_call *call = data;
	struct identify_call last = *call;
	free(call);
	last.done(last.data, err ? NULL : last.username, err);
}

static void cancel_identify(struct role_call *base)
{
	struct identify_call *call = (struct identify_call *)base;
	upstream_cancel(call->step);
	free(call);
}

struct role_call *
discogs_identify(struct discogs *discogs,
                 void (*done)(void *data, const char *username, const struct err *err), void *data)
{
	struct identify_call *call = xcalloc(1, sizeof(*call));
	call->base.cancel = cancel_identify;
	call->discogs = discogs;
	call->done = done;
	call->data = data;
	call->step = get(discogs, &(struct upstream_request){.target = "/oauth/identity",
	                                                     .parse = parse_identity,
	                                                     .done = on_identity,
	                                                     .data = call});
	return &call->base;
}

struct discogs *discogs_create(struct upstream *upstream, const char *username, const char *token)
{
	struct discogs *discogs = xcalloc(1, sizeof(*discogs));
	discogs->upstream = upstream;
	discogs->username = http_escape(username);
	discogs->authorization = xasprintf("Authorization: Discogs token=%s", token);
	return discogs;
}

void discogs_destroy(struct discogs *discogs)
{
	if (discogs) {
		free(discogs->username);
		free(discogs->authorization);
		free(discogs);
	}
}

static struct provider_status status(void *self)
{
	const struct discogs *discogs = self;
	return status_of(discogs->upstream);
}

struct collection_role discogs_role(struct discogs *discogs)
{
	return (struct collection_role){
	    .self = discogs,
	    .status = status,
	    .fetch_page = fetch_page,
	    .fetch_master_year = fetch_master_year,
	};
}

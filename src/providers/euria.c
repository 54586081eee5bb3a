#include "providers/euria.h"

#include "base/mem.h"
#include "net/http.h"
#include "net/upstream.h"
#include "providers/euria_answer.h"
#include "providers/euria_batcher.h"
#include "providers/status.h"

struct euria {
	struct upstream *upstream;
	char *authorization, *model, *language;
	unsigned albums_per_request;
	struct euria_batcher *batcher;
};

struct models_call {
	struct role_call base;
	struct euria *euria;
	struct upstream_call *step;
	bool listed;
	void (*done)(void *data, bool model_listed, const struct err *err);
	void *data;
};

static bool parse_models(void *data, const struct http_response *response, struct err *err)
{
	struct models_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	return euria_read_models(body, size_bytes, call->euria->model, &call->listed, err);
}

static void on_models(void *data, const struct err *err)
{
	struct models_call *call = data;
	struct models_call last = *call;
	free(call);
	last.done(last.data, last.listed, err);
}

static void cancel_models(struct role_call *base)
{
	struct models_call *call = (struct models_call *)base;
	upstream_cancel(call->step);
	free(call);
}

struct role_call *
euria_list_models(struct euria *euria,
                  void (*done)(void *data, bool model_listed, const struct err *err), void *data)
{
	struct models_call *call = xcalloc(1, sizeof(*call));
	const char *headers[] = {euria->authorization};
	call->base.cancel = cancel_models;
	call->euria = euria;
	call->done = done;
	call->data = data;
	call->step = upstream_start(euria->upstream, &(struct upstream_request){
							 .target = "/models",
							 .headers = headers,
							 .header_count = ARRAY_LEN(headers),
							 .parse = parse_models,
							 .done = on_models,
							 .data = call,
						     });
	return &call->base;
}

struct euria *euria_create(const struct euria_options *options)
{
	struct euria *euria = xcalloc(1, sizeof(*euria));
	euria->upstream = options->upstream;
	euria->authorization = xasprintf("Authorization: Bearer %s", options->token);
	euria->model = xstrdup(options->model);
	euria->language = xstrdup(options->language);
	euria->albums_per_request = options->albums_per_request;
	euria->batcher = euria_batcher_create(&(struct euria_batcher_options){
	    .upstream = euria->upstream,
	    .authorization = euria->authorization,
	    .model = euria->model,
	    .language = euria->language,
	    .albums_per_request = euria->albums_per_request,
	});
	return euria;
}

void euria_destroy(struct euria *euria)
{
	if (euria) {
		euria_batcher_destroy(euria->batcher);
		free(euria->authorization);
		free(euria->model);
		free(euria->language);
		free(euria);
	}
}

static struct provider_status status(void *self)
{
	const struct euria *euria = self;
	return status_of(euria->upstream);
}

static struct role_call *describe(void *self, const struct album *album, description_fn done,
                                  void *data)
{
	const struct euria *euria = self;
	return euria_batcher_describe(euria->batcher, album, done, data);
}

struct writing_role euria_role(struct euria *euria)
{
	return (struct writing_role){
	    .self = euria,
	    .albums_per_request = euria->albums_per_request,
	    .status = status,
	    .describe = describe,
	};
}

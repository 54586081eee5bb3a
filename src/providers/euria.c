#include "providers/euria.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/jget.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/upstream.h"
#include "providers/euria_answer.h"
#include "providers/euria_prompt.h"
#include "providers/status.h"

#include <string.h>

struct euria {
	struct upstream *upstream;
	char *authorization, *model, *language;
};

/* Happy path: the prompt, its answer, good as it is.
 * An answer that is no description is asked for once more, more strictly. */
struct describe_call {
	struct role_call base;
	struct euria *euria;
	const struct album *album; /* borrowed */
	struct arena *arena;       /* owns the answer */
	struct upstream_call *step;
	bool strict; /* the second try */
	char *text;
	bool cut_off;
	description_fn done;
	void *data;
};

struct models_call {
	struct role_call base;
	struct euria *euria;
	struct upstream_call *step;
	bool listed;
	void (*done)(void *data, bool model_listed, const struct err *err);
	void *data;
};

/* The facet borrows the answer's text: the arena goes last. */
static void describe_end(struct describe_call *call, const struct text_facet *facet,
                         const struct err *err)
{
	struct describe_call last = *call;
	free(call);
	last.done(last.data, facet, err);
	arena_destroy(last.arena);
}

static void ask(struct describe_call *call);

static void on_completion(void *data, const struct err *err)
{
	struct describe_call *call = data;
	call->step = NULL;
	if (err) {
		describe_end(call, NULL, err);
		return;
	}
	struct err why;
	bool good = euria_answer_is_good(call->text, call->cut_off, &why);
	if (!good && !call->strict) {
		call->strict = true;
		ask(call);
		return;
	}
	struct text_facet facet = {
	    .outcome = good ? OUTCOME_FOUND : OUTCOME_ABSENT,
	    .text = good ? call->text : NULL,
	    .model = call->euria->model,
	    .language = call->euria->language,
	    .reason = good ? NULL : why.msg,
	    .prompt_version = EURIA_PROMPT_VERSION,
	};
	describe_end(call, &facet, NULL);
}

static bool parse_completion(void *data, const struct http_response *response, struct err *err)
{
	struct describe_call *call = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	call->text = euria_parse_completion(call->arena, body, size_bytes, &call->cut_off, err);
	return call->text != NULL;
}

static void ask(struct describe_call *call)
{
	struct euria *euria = call->euria;
	autofree char *body =
	    euria_prompt(call->album, euria->model, euria->language, call->strict);
	const char *headers[] = {euria->authorization, "Content-Type: application/json"};
	call->step = upstream_start(euria->upstream, &(struct upstream_request){
							 .target = "/chat/completions",
							 .headers = headers,
							 .header_count = ARRAY_LEN(headers),
							 .body = body,
							 .parse = parse_completion,
							 .done = on_completion,
							 .data = call,
						     });
}

static void cancel_describe(struct role_call *base)
{
	struct describe_call *call = (struct describe_call *)base;
	upstream_cancel(call->step);
	arena_destroy(call->arena);
	free(call);
}

static struct role_call *describe(void *self, const struct album *album, description_fn done,
                                  void *data)
{
	struct describe_call *call = xcalloc(1, sizeof(*call));
	call->base.cancel = cancel_describe;
	call->euria = self;
	call->album = album;
	call->arena = arena_create();
	call->done = done;
	call->data = data;
	ask(call);
	return &call->base;
}

static bool parse_models(void *data, const struct http_response *response, struct err *err)
{
	struct models_call *call = data;
	size_t size_bytes, i;
	const char *body = http_body(response, &size_bytes);
	json_auto_t *root = jget_parse(body, size_bytes, err);
	const json_t *models = jget_array(root, "data");
	json_t *model;
	if (!models) {
		return root ? err_set(err, ERR_REMOTE, "no list of models") : false;
	}
	json_array_foreach(models, i, model)
	{
		const char *id = jget_str(model, "id");
		call->listed = call->listed || (id && strcmp(id, call->euria->model) == 0);
	}
	return true;
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
	return euria;
}

void euria_destroy(struct euria *euria)
{
	if (euria) {
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

struct writing_role euria_role(struct euria *euria)
{
	return (struct writing_role){.self = euria, .status = status, .describe = describe};
}

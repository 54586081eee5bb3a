#include "providers/euria_batcher.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/upstream.h"
#include "prose/instructions.h"
#include "prose/prose.h"
#include "providers/euria_answer.h"
#include "providers/euria_prompt.h"

#include <assert.h>

/* Notices of one album that are looked at. */
#define TRIES_MAX 2
/* So many good answers in a row, and twice as many albums may share a request again. */
#define GOOD_RUN 8

/* Happy path: it waits, goes out with others, its notice is good, done.
 * A bad notice has it wait once more, alone; so does a request that could not be understood. */
struct describe_call {
	struct role_call base;
	struct euria_batcher *batcher;
	struct list link;        /* batcher's waiting, while it waits */
	struct request *request; /* while it is out */
	struct arena *arena;     /* owns the facts and the notices */
	struct album_facts facts;
	unsigned tries;          /* notices that were looked at, or should have been there */
	bool alone;              /* the next request is for this album only */
	bool strict;             /* and says more strictly what not to write */
	struct text_facet spare; /* the first try's text, where only its names are doubtful */
	description_fn done;
	void *data;
};

/* One request: which albums it asks for is known once it may go out. */
struct request {
	struct euria_batcher *batcher;
	struct upstream_call *step;
	struct describe_call *calls[EURIA_NOTICES_MAX]; /* NULL where one was cancelled */
	size_t count;                                   /* 0 until it goes out */
	bool is_ending;
	struct arena *arena;
	struct euria_completion completion;
};

struct euria_batcher {
	struct euria_batcher_options options;
	struct instructions *instructions;
	unsigned places; /* in the next request: fewer where those together keep failing */
	unsigned good_run;
	struct list waiting;  /* describe_call::link */
	struct request *next; /* will take those who wait; NULL where nobody does */
};

static void request_start(struct euria_batcher *batcher);

static void request_free(struct request *request)
{
	arena_destroy(request->arena);
	free(request);
}

/* --- a call's end ----------------------------------------------------------------------------- */

static void call_free(struct describe_call *call)
{
	list_remove(&call->link);
	arena_destroy(call->arena);
	free(call);
}

/* The facet borrows from the call: its memory goes last. */
static void call_end(struct describe_call *call, const struct text_facet *facet,
                     const struct err *err)
{
	call->done(call->data, facet, err);
	call_free(call);
}

static void wait_in_line(struct describe_call *call)
{
	struct euria_batcher *batcher = call->batcher;
	call->request = NULL;
	list_append(&batcher->waiting, &call->link);
	if (!batcher->next) {
		request_start(batcher);
	}
}

static void ask_alone(struct describe_call *call, bool strict)
{
	call->alone = true;
	call->strict = strict;
	wait_in_line(call);
}

static struct text_facet facet_of(const struct describe_call *call, const char *text,
                                  const struct prose_report *report)
{
	bool found = report->verdict != PROSE_BAD;
	return (struct text_facet){
	    .outcome = found ? OUTCOME_FOUND : OUTCOME_ABSENT,
	    .text = found ? text : NULL,
	    .model = call->batcher->options.model,
	    .language = call->batcher->options.language,
	    .reason = found ? NULL : report->reason,
	    .prompt_version = EURIA_PROMPT_VERSION,
	    .unverified = report->names,
	    .unverified_count = found ? report->name_count : 0,
	};
}

/* `text` NULL: there is no notice. */
static void check(struct describe_call *call, const char *text, bool is_whole,
                  struct prose_report *report)
{
	const struct prose_task task = {.facts = &call->facts,
	                                .language = call->batcher->options.language,
	                                .instructions = call->batcher->instructions};
	*report = (struct prose_report){.verdict = PROSE_BAD};
	if (!text) {
		report->reason = "the answer leaves the album out";
	} else if (*text && !is_whole) {
		report->reason = "the answer is cut off";
	} else {
		prose_check(call->arena, &task, text, report);
	}
}

/* One more try for what is not good; then the first text will do, where only names were doubtful.
 */
static void judge(struct describe_call *call, const char *notice, bool is_whole)
{
	const char *text = arena_strdup(call->arena, notice);
	struct prose_report report;
	check(call, text, is_whole, &report);
	struct text_facet facet = facet_of(call, text, &report);
	call->tries++;
	if (report.verdict != PROSE_GOOD && call->tries < TRIES_MAX) {
		call->spare = facet;
		ask_alone(call, text && is_whole);
		return;
	}
	bool spare_is_better =
	    facet.outcome == OUTCOME_ABSENT && call->spare.outcome == OUTCOME_FOUND;
	call_end(call, spare_is_better ? &call->spare : &facet, NULL);
}

/* --- a request's end -------------------------------------------------------------------------- */

/* Takes a call out; NULL where it was cancelled. */
static struct describe_call *take(struct request *request, size_t index)
{
	struct describe_call *call = request->calls[index];
	request->calls[index] = NULL;
	if (call) {
		call->request = NULL;
	}
	return call;
}

static void ask_each_alone(struct request *request)
{
	for (size_t i = 0; i < request->count; i++) {
		struct describe_call *call = take(request, i);
		if (call) {
			ask_alone(call, false);
		}
	}
}

/* The model, or what is between, does not do what was asked. */
static void give_up_batches(struct euria_batcher *batcher, const char *why)
{
	if (batcher->options.albums_per_request > 1) {
		batcher->options.albums_per_request = batcher->places = 1;
		log_warn("euria: model %s does not describe several albums at once (%s): one album "
		         "a request from now on",
		         batcher->options.model, why);
	}
}

/* What fails may fail for its length: a time limit, a gateway. Then fewer at once may pass; and if
 * not, no harm is done. */
static void note_failure(struct euria_batcher *batcher)
{
	batcher->good_run = 0;
	batcher->places = batcher->places > 1 ? batcher->places / 2 : 1;
}

static void note_success(struct euria_batcher *batcher)
{
	unsigned most = batcher->options.albums_per_request;
	if (batcher->places < most && ++batcher->good_run >= GOOD_RUN) {
		batcher->good_run = 0;
		batcher->places = batcher->places * 2 < most ? batcher->places * 2 : most;
	}
}

/* A refusal is the answer; then the text whose names are doubtful will do. */
static void call_fail(struct describe_call *call, const struct err *err)
{
	bool spare = err->code == ERR_INVALID && call->spare.outcome == OUTCOME_FOUND;
	call_end(call, spare ? &call->spare : NULL, spare ? NULL : err);
}

/* What has not gone out fails with all who wait; what has, with those it was for. */
static void fail_all(struct request *request, const struct err *err)
{
	struct list waiting, *link;
	list_init(&waiting);
	if (request->count == 0) {
		list_move_all(&waiting, &request->batcher->waiting);
	}
	for (size_t i = 0; i < request->count; i++) {
		struct describe_call *call = take(request, i);
		if (call) {
			list_append(&waiting, &call->link);
		}
	}
	while ((link = list_take(&waiting))) {
		call_fail(list_entry(link, struct describe_call, link), err);
	}
}

static void request_fail(struct request *request, const struct err *err)
{
	bool together = request->count > 1;
	bool in_passing = err->code == ERR_TRANSIENT || err->code == ERR_REMOTE;
	if (together && err->code == ERR_INVALID) {
		give_up_batches(request->batcher, err->msg);
		ask_each_alone(request);
		return;
	}
	if (together && (in_passing || err->code == ERR_BLOCKED)) {
		note_failure(request->batcher);
	}
	if (together && in_passing) {
		ask_each_alone(request);
		return;
	}
	fail_all(request, err);
}

static bool has_any(const char *const *notices, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (notices[i]) {
			return true;
		}
	}
	return false;
}

static void judge_several(struct request *request)
{
	const char *notices[EURIA_NOTICES_MAX];
	const struct euria_completion *completion = &request->completion;
	size_t count = request->count;
	if (!euria_read_notices(request->arena, completion->text, notices, count) ||
	    !has_any(notices, count)) {
		if (completion->is_whole) {
			give_up_batches(request->batcher, "the answer is not the JSON asked for");
		}
		ask_each_alone(request);
		return;
	}
	for (size_t i = 0; i < request->count; i++) {
		struct describe_call *call = take(request, i);
		if (call) {
			judge(call, notices[i], completion->is_whole);
		}
	}
}

static void judge_all(struct request *request)
{
	const struct euria_completion *completion = &request->completion;
	if (request->count > 1) {
		judge_several(request);
	} else {
		judge(take(request, 0), completion->text, completion->is_whole);
	}
}

static void on_completion(void *data, const struct err *err)
{
	struct request *request = data;
	request->step = NULL;
	request->is_ending = true;
	if (request->batcher->next == request) {
		request->batcher->next = NULL;
	}
	if (err) {
		request_fail(request, err);
	} else {
		note_success(request->batcher);
		judge_all(request);
	}
	request_free(request);
}

static bool parse_completion(void *data, const struct http_response *response, struct err *err)
{
	struct request *request = data;
	size_t size_bytes;
	const char *body = http_body(response, &size_bytes);
	return euria_read_completion(request->arena, body, size_bytes, &request->completion, err);
}

/* --- a request's beginning -------------------------------------------------------------------- */

/* The first who waits, with those behind who may come along. */
static void board(struct request *request)
{
	struct euria_batcher *batcher = request->batcher;
	struct list *link = batcher->waiting.next, *next;
	size_t places = batcher->places;
	for (; link != &batcher->waiting && request->count < places; link = next) {
		struct describe_call *call = list_entry(link, struct describe_call, link);
		next = link->next;
		if (call->alone && request->count > 0) {
			continue;
		}
		places = call->alone ? 1 : places;
		list_remove(&call->link);
		call->request = request;
		request->calls[request->count++] = call;
	}
}

/* The request may go out. Another one waits for those who are left. */
static char *compose(void *data)
{
	struct request *request = data;
	struct euria_batcher *batcher = request->batcher;
	const struct album_facts *albums[EURIA_NOTICES_MAX];
	board(request);
	assert(request->count > 0);
	batcher->next = NULL;
	if (!list_empty(&batcher->waiting)) {
		request_start(batcher);
	}
	for (size_t i = 0; i < request->count; i++) {
		albums[i] = &request->calls[i]->facts;
	}
	return euria_prompt(&(struct euria_question){.model = batcher->options.model,
	                                             .language = batcher->options.language,
	                                             .strict = request->calls[0]->strict,
	                                             .albums = albums,
	                                             .count = request->count});
}

static void request_start(struct euria_batcher *batcher)
{
	struct request *request = xcalloc(1, sizeof(*request));
	const char *headers[] = {batcher->options.authorization, "Content-Type: application/json"};
	request->batcher = batcher;
	request->arena = arena_create();
	batcher->next = request;
	request->step =
	    upstream_start(batcher->options.upstream, &(struct upstream_request){
							  .target = "/chat/completions",
							  .headers = headers,
							  .header_count = ARRAY_LEN(headers),
							  .compose = compose,
							  .parse = parse_completion,
							  .done = on_completion,
							  .data = request,
						      });
}

static void request_cancel(struct request *request)
{
	if (request->batcher->next == request) {
		request->batcher->next = NULL;
	}
	upstream_cancel(request->step);
	request_free(request);
}

/* --- calls ------------------------------------------------------------------------------------ */

/* Whether a request is for nobody any more. */
static bool is_idle(const struct request *request)
{
	for (size_t i = 0; i < request->count; i++) {
		if (request->calls[i]) {
			return false;
		}
	}
	return request->count > 0 || list_empty(&request->batcher->waiting);
}

static void cancel(struct role_call *base)
{
	struct describe_call *call = (struct describe_call *)base;
	struct request *request = call->request ? call->request : call->batcher->next;
	for (size_t i = 0; call->request && i < request->count; i++) {
		if (request->calls[i] == call) {
			request->calls[i] = NULL;
		}
	}
	call_free(call);
	if (request && !request->is_ending && is_idle(request)) {
		request_cancel(request);
	}
}

struct role_call *euria_batcher_describe(struct euria_batcher *batcher, const struct album *album,
                                         description_fn done, void *data)
{
	struct describe_call *call = xcalloc(1, sizeof(*call));
	call->base.cancel = cancel;
	call->batcher = batcher;
	call->arena = arena_create();
	album_facts_read(call->arena, album, &call->facts);
	call->done = done;
	call->data = data;
	wait_in_line(call);
	return &call->base;
}

struct euria_batcher *euria_batcher_create(const struct euria_batcher_options *options)
{
	struct euria_batcher *batcher = xcalloc(1, sizeof(*batcher));
	assert(options->albums_per_request >= 1 &&
	       options->albums_per_request <= EURIA_NOTICES_MAX);
	batcher->options = *options;
	batcher->places = options->albums_per_request;
	autofree char *instructions = euria_instructions(options->language);
	batcher->instructions = instructions_create(instructions);
	list_init(&batcher->waiting);
	return batcher;
}

void euria_batcher_destroy(struct euria_batcher *batcher)
{
	if (batcher) {
		assert(!batcher->next && list_empty(&batcher->waiting));
		instructions_destroy(batcher->instructions);
		free(batcher);
	}
}

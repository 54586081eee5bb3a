#include "api/gate.h"

#include "base/list.h"
#include "base/mem.h"
#include "web/reply.h"
#include "web/request.h"

#define READS_AT_ONCE 2
/* A second's worth of the slowest reads, and more than one person's pages ask for. */
#define LINE_MAX_LENGTH 100

struct gate {
	struct list line; /* pass::link: first come, first served */
	struct list left; /* pass::link: closed their end while they stood there */
	unsigned length;  /* of both */
	unsigned inside;  /* of those who stood in line */
	unsigned passes;  /* of all who have not left */
	bool is_closed;
};

struct pass {
	struct list link;
	struct gate *gate;
	struct request *request;
	bool is_inside;
	gate_enter_fn enter;
	void *data;
};

static struct pass *pass_create(struct gate *gate, struct request *request)
{
	struct pass *pass = xcalloc(1, sizeof(*pass));
	pass->gate = gate;
	gate->passes++;
	pass->request = request;
	list_init(&pass->link);
	return pass;
}

static struct pass *take(struct gate *gate, struct list *list)
{
	struct list *link = list_take(list);
	if (!link) {
		return NULL;
	}
	struct pass *pass = list_entry(link, struct pass, link);
	gate->length--;
	request_on_gone(pass->request, NULL, NULL);
	return pass;
}

static void refuse(struct request *request)
{
	reply_header(request, "Retry-After", "1");
	reply_problem(request, 503, "Too many requests wait for the catalogue.");
}

static void pass_destroy(struct pass *pass)
{
	struct gate *gate = pass->gate;
	gate->passes--;
	gate->inside -= pass->is_inside;
	free(pass);
}

static bool send_away(struct gate *gate, struct list *list)
{
	struct pass *pass = take(gate, list);
	if (!pass) {
		return false;
	}
	refuse(pass->request);
	pass_destroy(pass);
	return true;
}

static void let_in(struct gate *gate)
{
	while (gate->inside < READS_AT_ONCE) {
		struct pass *pass = take(gate, &gate->line);
		pass = pass ? pass : take(gate, &gate->left);
		if (!pass) {
			return;
		}
		gate->inside++;
		pass->is_inside = true;
		pass->enter(pass->data, pass);
	}
}

static void on_gone(void *data)
{
	struct pass *pass = data;
	list_unlink(&pass->link);
	list_append(&pass->gate->left, &pass->link);
}

struct gate *gate_create(void)
{
	struct gate *gate = xcalloc(1, sizeof(*gate));
	list_init(&gate->line);
	list_init(&gate->left);
	return gate;
}

void gate_destroy(struct gate *gate)
{
	if (!gate) {
		return;
	}
	gate->is_closed = true;
	while (send_away(gate, &gate->line) || send_away(gate, &gate->left)) {
	}
	if (gate->passes == 0) {
		free(gate);
	}
}

void gate_enter(struct gate *gate, struct request *request, gate_enter_fn enter, void *data)
{
	if (gate->length >= LINE_MAX_LENGTH && !send_away(gate, &gate->left)) {
		refuse(request);
		return;
	}
	struct pass *pass = pass_create(gate, request);
	pass->enter = enter;
	pass->data = data;
	list_append(&gate->line, &pass->link);
	gate->length++;
	let_in(gate);
	if (list_is_linked(&pass->link)) {
		request_on_gone(request, on_gone, pass);
	}
}

struct pass *gate_pass_by(struct gate *gate, struct request *request)
{
	return pass_create(gate, request);
}

bool gate_is_open(const struct pass *pass)
{
	return !pass->gate->is_closed;
}

struct request *gate_request(const struct pass *pass)
{
	return pass->request;
}

struct request *gate_leave(struct pass *pass)
{
	struct gate *gate = pass->gate;
	struct request *request = pass->request;
	pass_destroy(pass);
	if (!gate->is_closed) {
		let_in(gate);
	} else if (gate->passes == 0) {
		free(gate);
	}
	return request;
}
